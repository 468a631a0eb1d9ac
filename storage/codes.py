"""Sessions whose check-in asks for a code, and who mistyped it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain import codes
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import insert
from storage.tables import account, check_in_code, code_failure

_SECRET = Prepared(
    select(check_in_code.c.secret).where(
        check_in_code.c.cohort_id == bindparam("b_cohort"), check_in_code.c.session == bindparam("b_session")
    )
)
"""Every check-in asks it."""


class CodeStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def require(self, cohort_id: int, session: str, secret: str, by: int, at: datetime) -> str:
        """From now on the session's check-in asks for a code. The secret that counts: another one where it did already."""
        statement = insert(self._connection, check_in_code).values(
            cohort_id=cohort_id, session=session, secret=secret, made_by=by, at=at
        )
        # Setting what is there already gives back the row in either case.
        there = {"session": statement.excluded.session}
        kept = await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["cohort_id", "session"], set_=there).returning(
                check_in_code.c.secret
            )
        )
        counts: str = kept.scalar_one()
        return counts

    async def drop(self, cohort_id: int, session: str) -> bool:
        """No code any more. False where there was none."""
        done = await self._connection.execute(
            delete(check_in_code).where(check_in_code.c.cohort_id == cohort_id, check_in_code.c.session == session)
        )
        return done.rowcount == 1

    async def secret(self, cohort_id: int, session: str) -> str | None:
        """What the codes follow from; None where none is asked for."""
        row = await _SECRET.first(self._connection, b_cohort=cohort_id, b_session=session)
        return row.secret if row else None

    async def sessions(self, cohort_id: int) -> set[str]:
        """Those that ask for a code."""
        statement = select(check_in_code.c.session).where(check_in_code.c.cohort_id == cohort_id)
        return set((await self._connection.execute(statement)).scalars())

    async def failures(self, account_pk: int, now: datetime) -> list[datetime]:
        """When this account mistyped lately. Until the transaction ends no other of that account's tries is judged:
        many at once, in however many processes, come one after the other."""
        await self._connection.execute(select(account.c.id).where(account.c.id == account_pk).with_for_update())
        statement = select(code_failure.c.at).where(
            code_failure.c.account_id == account_pk,
            code_failure.c.at > now - codes.FAILURES_WITHIN,
            code_failure.c.at <= now,
        )
        return list((await self._connection.execute(statement)).scalars())

    async def note_failure(self, account_pk: int, session: str, at: datetime) -> None:
        statement = insert(self._connection, code_failure)
        await self._connection.execute(statement.values(account_id=account_pk, session=session, at=at))
