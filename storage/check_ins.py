"""Check-ins: one a member and session, whatever happens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.check_in import CheckIn
from bot.domain.people import Member
from storage.members import is_learner
from storage.prepared import Prepared
from storage.statements import insert_new
from storage.tables import check_in, member


class CheckInStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, whose: Member, session: str, at: datetime, *, late: bool, platform: str) -> bool:
        """False where the member is checked in already; the first one stands."""
        return await _RECORD.any(
            self._connection,
            cohort_id=whose.cohort_id,
            session=session,
            member_id=whose.id,
            at=at,
            late=late,
            platform=platform,
        )

    async def of_member(self, member_id: int) -> list[CheckIn]:
        """By time."""
        statement = select(check_in).where(check_in.c.member_id == member_id).order_by(check_in.c.at)
        return [CheckIn(r.session, r.member_id, r.at, r.late) for r in await self._connection.execute(statement)]

    async def find(self, member_id: int, cohort_id: int, session: str) -> CheckIn | None:
        row = await _FIND.first(self._connection, b_cohort=cohort_id, b_session=session, b_member=member_id)
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


_RECORD = insert_new(check_in, check_in.c.member_id)
_FIND = Prepared(
    select(check_in).where(
        check_in.c.cohort_id == bindparam("b_cohort"),
        check_in.c.session == bindparam("b_session"),
        check_in.c.member_id == bindparam("b_member"),
    )
)
