"""Half-filled forms, so that a restart forgets nobody's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select, update

from bot.chat.forms import Form
from bot.chat.wire import dump_form, load_form
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import insert
from storage.tables import dialog


@dataclass(frozen=True, slots=True)
class Dialog:
    """`step` is the index of the field that is being asked; `answers` are those given so far, in the cohort it is about."""

    cohort_id: int
    form: Form
    step: int
    answers: dict[str, str]
    updated_at: datetime


class DialogStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, platform: str, account_id: str) -> Dialog | None:
        row = await _FIND.first(self._connection, b_platform=platform, b_account=account_id)
        if row is None:
            return None
        return Dialog(row.cohort_id, load_form(row.form), row.step, dict(row.answers), row.updated_at)

    async def save(self, platform: str, account_id: str, current: Dialog) -> None:
        """One dialog an account: a new one takes the place of the old."""
        values = {
            "cohort_id": current.cohort_id,
            "form": dump_form(current.form),
            "step": current.step,
            "answers": current.answers,
            "updated_at": current.updated_at,
        }
        statement = insert(self._connection, dialog).values(platform=platform, account_id=account_id, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["platform", "account_id"], set_=values)
        )

    async def advance(self, platform: str, account_id: str, current: Dialog, *, at: int) -> bool:
        """Save it, if its step is still `at`. False where another process was quicker."""
        here = and_(dialog.c.platform == platform, dialog.c.account_id == account_id, dialog.c.step == at)
        values = {"step": current.step, "answers": current.answers, "updated_at": current.updated_at}
        return (await self._connection.execute(update(dialog).where(here).values(values))).rowcount == 1

    async def end(self, platform: str, account_id: str) -> bool:
        """False where there was none."""
        statement = delete(dialog).where(dialog.c.platform == platform, dialog.c.account_id == account_id)
        return (await self._connection.execute(statement)).rowcount > 0

    async def purge(self, before: datetime) -> None:
        await self._connection.execute(delete(dialog).where(dialog.c.updated_at < before))


_FIND = Prepared(
    select(dialog).where(dialog.c.platform == bindparam("b_platform"), dialog.c.account_id == bindparam("b_account"))
)
