"""The actions of all roadmaps of a cohort: which are to be reminded of, and how far everybody is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select, update

from bot.domain.roadmap.plan import ACTION, Outcome, State
from bot.domain.roadmap.steps import FOLLOWED
from storage.connection import Connection
from storage.tables import member, roadmap, roadmap_part


@dataclass(frozen=True, slots=True)
class Due:
    """An action that is still open, and its day."""

    part_id: int
    member_id: int
    day: date


@dataclass(frozen=True, slots=True)
class Followed:
    """A roadmap with actions that are still open; `asked`: after how many days its author was last asked."""

    roadmap_id: int
    member_id: int
    asked: int


_ALIVE = roadmap.c.state.in_(sorted(FOLLOWED)), member.c.withdrawn_at.is_(None)


class RoadmapActionStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def to_remind(self, cohort_id: int, first: date, last: date) -> list[Due]:
        """Open ones that are due from `first` to `last`, of which their authors were not reminded for that day."""
        part = roadmap_part.c
        statement = (
            select(part.id, part.member_id, part.due)
            .join(roadmap, roadmap.c.id == part.roadmap_id)
            .join(member, member.c.id == part.member_id)
            .where(roadmap.c.cohort_id == cohort_id, *_ALIVE)
            .where(part.kind == ACTION, part.outcome == "open", part.due.between(first.isoformat(), last.isoformat()))
            .where(or_(part.reminded.is_(None), part.reminded != part.due))
            .order_by(part.id)
        )
        rows = await self._connection.execute(statement)
        return [Due(row.id, row.member_id, date.fromisoformat(row.due)) for row in rows]

    async def reminded(self, part_ids: Sequence[int]) -> None:
        """Of the day on which they are due now."""
        which = roadmap_part.c.id.in_(part_ids)
        await self._connection.execute(update(roadmap_part).where(which).values(reminded=roadmap_part.c.due))

    async def to_follow_up(self, cohort_id: int, after: int) -> list[Followed]:
        """Those with an open action whose authors were not asked after so many days."""
        left = select(roadmap_part.c.roadmap_id).where(roadmap_part.c.kind == ACTION, roadmap_part.c.outcome == "open")
        statement = (
            select(roadmap.c.id, roadmap.c.member_id, roadmap.c.followed_up)
            .join(member, member.c.id == roadmap.c.member_id)
            .where(roadmap.c.cohort_id == cohort_id, roadmap.c.followed_up < after, *_ALIVE, roadmap.c.id.in_(left))
            .order_by(roadmap.c.id)
        )
        rows = await self._connection.execute(statement)
        return [Followed(row.id, row.member_id, row.followed_up) for row in rows]

    async def followed_up(self, roadmap_ids: Collection[int], after: int) -> None:
        which = roadmap.c.id.in_(roadmap_ids)
        await self._connection.execute(update(roadmap).where(which).values(followed_up=after))

    async def states(self, cohort_id: int) -> dict[int, State]:
        """Of each roadmap, by its author's member id; not of people who have left."""
        statement = (
            select(roadmap.c.member_id, roadmap.c.state)
            .join(member, member.c.id == roadmap.c.member_id)
            .where(roadmap.c.cohort_id == cohort_id, member.c.withdrawn_at.is_(None))
        )
        return {row.member_id: row.state for row in await self._connection.execute(statement)}

    async def outcomes(self, cohort_id: int) -> Counter[Outcome]:
        """How many actions are open, done and dropped, of people who are still there."""
        statement = (
            select(roadmap_part.c.outcome, func.count())
            .join(roadmap, roadmap.c.id == roadmap_part.c.roadmap_id)
            .join(member, member.c.id == roadmap.c.member_id)
            .where(roadmap.c.cohort_id == cohort_id, roadmap_part.c.kind == ACTION, member.c.withdrawn_at.is_(None))
            .group_by(roadmap_part.c.outcome)
        )
        found: Counter[Outcome] = Counter()
        for outcome, number in await self._connection.execute(statement):
            found[outcome] = number
        return found
