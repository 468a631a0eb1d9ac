"""Check-ins: one a member and session, whatever happens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.check_in import CheckIn
from bot.domain.people import Member
from storage.members import is_learner
from storage.statements import insert_new
from storage.tables import check_in, member


class CheckInStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, whose: Member, session: str, at: datetime, *, late: bool, platform: str) -> bool:
        """False where the member is checked in already; the first one stands."""
        made = await self._connection.execute(
            insert_new(self._connection.dialect.name, check_in),
            {
                "cohort_id": whose.cohort_id,
                "session": session,
                "member_id": whose.id,
                "at": at,
                "late": late,
                "platform": platform,
            },
        )
        return made.rowcount == 1

    async def of_member(self, member_id: int) -> list[CheckIn]:
        """By time."""
        statement = select(check_in).where(check_in.c.member_id == member_id).order_by(check_in.c.at)
        return [CheckIn(r.session, r.member_id, r.at, r.late) for r in await self._connection.execute(statement)]

    async def find(self, member_id: int, cohort_id: int, session: str) -> CheckIn | None:
        statement = select(check_in).where(
            check_in.c.cohort_id == cohort_id, check_in.c.session == session, check_in.c.member_id == member_id
        )
        row = (await self._connection.execute(statement)).first()
        return CheckIn(row.session, row.member_id, row.at, row.late) if row else None

    async def count(self, cohort_id: int, session: str) -> tuple[int, int]:
        """How many learners are checked in, and how many of them late."""
        statement = (
            select(func.count(), func.count().filter(check_in.c.late))
            .join(member, member.c.id == check_in.c.member_id)
            .where(check_in.c.cohort_id == cohort_id, check_in.c.session == session, is_learner())
        )
        there, late = (await self._connection.execute(statement)).one()
        return there, late

    async def of_cohort(self, cohort_id: int, sessions: Collection[str]) -> list[CheckIn]:
        statement = select(check_in).where(check_in.c.cohort_id == cohort_id, check_in.c.session.in_(sessions))
        return [CheckIn(r.session, r.member_id, r.at, r.late) for r in await self._connection.execute(statement)]
