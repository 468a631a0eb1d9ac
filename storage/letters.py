"""E-mails on their way: like the outbox, a row waits, is leased while it is sent, and is then sent, dropped or failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from bot.chat.messages import Recheck
from storage.connection import Connection
from storage.outgoing import Lease
from storage.statements import insert
from storage.tables import letter


@dataclass(frozen=True, slots=True)
class LetterRow:
    id: int
    key: str
    cohort_id: int
    member_id: int
    recheck: Recheck
    attempts: int


class LetterStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, key: str, cohort_id: int, member_id: int, recheck: Recheck, wall: datetime) -> None:
        """Once under this key."""
        statement = insert(self._connection, letter).values(
            key=key,
            cohort_id=cohort_id,
            member_id=member_id,
            writer=recheck.name,
            writer_args=recheck.args,
            made_at=wall,
        )
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["key"]))

    async def any_due(self, wall: datetime) -> bool:
        """Whether `claim` would find something: a look that takes no lock."""
        return (await self._connection.execute(select(letter.c.id).where(_due(wall)).limit(1))).first() is not None

    async def claim(self, wall: datetime, lease: Lease, limit: int) -> list[LetterRow]:
        """Take what waits and nobody is sending."""
        waiting = select(letter).where(_due(wall)).order_by(letter.c.id).limit(limit).with_for_update(skip_locked=True)
        rows = (await self._connection.execute(waiting)).all()
        held = {"leased_by": lease.process, "lease_until": lease.until}
        await self._connection.execute(update(letter).where(letter.c.id.in_([r.id for r in rows])).values(held))
        return [_row_of(r.id, r.key, r.cohort_id, r.member_id, r.writer, r.writer_args, r.attempts) for r in rows]

    async def end(self, row_id: int, state: str, wall: datetime, error: str = "") -> None:
        """`sent`, `dropped` (no longer wanted) or `failed` (the server will never take it)."""
        values = {"state": state, "sent_at": wall, "lease_until": None, "error": error or None}
        await self._connection.execute(update(letter).where(letter.c.id == row_id).values(values))

    async def retry_later(self, row_id: int, at: datetime, error: str, *, counts: bool) -> None:
        """Give it back, to be tried from `at` on. `counts`: it adds to the attempts."""
        values = {"retry_at": at, "error": error, "lease_until": None, "attempts": letter.c.attempts + int(counts)}
        await self._connection.execute(update(letter).where(letter.c.id == row_id).values(values))

    async def failed(self, cohort_id: int) -> int:
        statement = select(letter.c.id).where(letter.c.cohort_id == cohort_id, letter.c.state == "failed")
        return len((await self._connection.execute(statement)).all())

    async def purge(self, before: datetime) -> None:
        """Forget what was done with before that moment."""
        await self._connection.execute(delete(letter).where(letter.c.state != "waiting", letter.c.sent_at < before))


def _row_of(
    row_id: int, key: str, cohort_id: int, member_id: int, name: str, args: Mapping[str, str], attempts: int
) -> LetterRow:
    return LetterRow(row_id, key, cohort_id, member_id, Recheck(name, dict(args)), attempts)


def _due(wall: datetime) -> ColumnElement[bool]:
    free = or_(letter.c.lease_until.is_(None), letter.c.lease_until < wall)
    return and_(letter.c.state == "waiting", free, or_(letter.c.retry_at.is_(None), letter.c.retry_at <= wall))
