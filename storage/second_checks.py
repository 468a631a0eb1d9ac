"""Who was still there at a session's end: one a member and session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Exists, exists, func, select

from bot.domain.people import Member
from storage.connection import Connection
from storage.members import is_learner
from storage.statements import insert_new
from storage.tables import check_in, member, second_check


class SecondCheckStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def record(self, whose: Member, session: str, at: datetime, *, platform: str) -> bool:
        """False where the member has said so already; the first time stands."""
        values = {"session": session, "member_id": whose.id, "at": at, "platform": platform}
        return await _RECORD.any(self._connection, cohort_id=whose.cohort_id, **values)

    async def count(self, cohort_id: int, session: str) -> int:
        """How many of the learners who are checked in were still there."""
        statement = (
            select(func.count())
            .join(member, member.c.id == second_check.c.member_id)
            .where(second_check.c.cohort_id == cohort_id, second_check.c.session == session, is_learner(), _was_there())
        )
        return (await self._connection.execute(statement)).scalar_one()

    async def of_session(self, cohort_id: int, session: str) -> dict[int, datetime]:
        """When each member, by id, said so."""
        statement = select(second_check.c.member_id, second_check.c.at).where(
            second_check.c.cohort_id == cohort_id, second_check.c.session == session
        )
        return {row.member_id: row.at for row in await self._connection.execute(statement)}


_RECORD = insert_new(second_check, second_check.c.member_id)


def _was_there() -> Exists:
    """Somebody may have been marked as absent afterwards."""
    return exists().where(
        check_in.c.cohort_id == second_check.c.cohort_id,
        check_in.c.session == second_check.c.session,
        check_in.c.member_id == second_check.c.member_id,
        check_in.c.absent.is_(False),
    )
