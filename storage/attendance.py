"""Attendance of a whole cohort, counted and put together by the database: ten thousand members are quick, too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, String, cast, func, or_, select, type_coerce

from bot.domain.check_in import CheckIn, How
from storage.connection import Connection
from storage.members import is_learner
from storage.statements import apart, together
from storage.tables import check_in, member


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who of the learners, by id, was at a session, and how many of them were late."""

    there: frozenset[int]
    late: int


@dataclass(frozen=True, slots=True)
class Alike:
    """What is known, to the minute, of several people at a session in the same words: most tap within the same minutes."""

    at: datetime
    late: bool
    how: How
    by: int | None
    reason: str | None
    absent: bool
    members: frozenset[int]


class AttendanceStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def turnouts(self, cohort_id: int, sessions: Collection[str]) -> dict[str, Turnout]:
        """By session; one at which nobody was is not among them."""
        learners = await self._learners(cohort_id)
        known = await self._ids(cohort_id, sessions)
        unusual = await self._unusual(cohort_id, sessions)
        found = {}
        for session, ids in known.items():
            absent, late = (unusual.get((session, absent), frozenset()) for absent in (True, False))
            if there := (ids - absent) & learners:
                found[session] = Turnout(there, len(late & learners))
        return found

    async def _learners(self, cohort_id: int) -> frozenset[int]:
        statement = select(together(member.c.id)).where(member.c.cohort_id == cohort_id, is_learner())
        return apart((await self._connection.execute(statement)).scalar_one())

    async def _ids(self, cohort_id: int, sessions: Collection[str]) -> dict[str, frozenset[int]]:
        """Of whom something is known at each session. The unique constraint's index has it all."""
        statement = (
            select(check_in.c.session, together(check_in.c.member_id))
            .where(check_in.c.cohort_id == cohort_id, check_in.c.session.in_(sessions))
            .group_by(check_in.c.session)
        )
        return {session: apart(ids) for session, ids in await self._connection.execute(statement)}

    async def _unusual(self, cohort_id: int, sessions: Collection[str]) -> dict[tuple[str, bool], frozenset[int]]:
        """Who was marked as absent (True), and who was late, by session: from an index of just those."""
        statement = (
            select(check_in.c.session, check_in.c.absent, together(check_in.c.member_id))
            .where(check_in.c.cohort_id == cohort_id, or_(check_in.c.late, check_in.c.absent))
            .where(check_in.c.session.in_(sessions))
            .group_by(check_in.c.session, check_in.c.absent)
        )
        return {(session, absent): apart(ids) for session, absent, ids in await self._connection.execute(statement)}

    async def alike(self, cohort_id: int, session: str) -> list[Alike]:
        """All that is known of that session, absences included: as few records, each with its people."""
        alike = (*self._minute(), *(check_in.c[name] for name in ("late", "how", "by_member_id", "reason", "absent")))
        statement = (
            select(*alike, together(check_in.c.member_id))
            .where(check_in.c.cohort_id == cohort_id, check_in.c.session == session)
            .group_by(*alike)
        )
        rows = await self._connection.execute(statement)
        return [Alike(datetime.fromisoformat(row[0]).replace(tzinfo=UTC), *row[1:6], apart(row[6])) for row in rows]

    def _minute(self) -> tuple[ColumnElement[str]]:
        """'2024-11-06 09:02', in UTC, as the database can group by it."""
        if self._connection.dialect.name == "sqlite":
            return (func.substr(type_coerce(check_in.c.at, String), 1, 16),)
        return (func.substr(cast(func.timezone("UTC", check_in.c.at), String), 1, 16),)

    async def of_people(self, cohort_id: int, member_ids: Collection[int]) -> list[CheckIn]:
        """What is known of a few members, at any session, absences included."""
        statement = select(check_in).where(check_in.c.cohort_id == cohort_id, check_in.c.member_id.in_(member_ids))
        return [
            CheckIn(r.session, r.member_id, r.at, r.late, r.how, r.by_member_id, r.reason, r.absent)
            for r in await self._connection.execute(statement)
        ]
