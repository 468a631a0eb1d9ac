"""Who is whose mentor: proposals, which organisers alone know, and what people have been told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, or_, select, update

from bot.domain.peers.fit import Couple
from bot.domain.peers.mentoring import Mentoring
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow, insert
from storage.tables import member, mentoring, mentoring_ban


def mentoring_of(row: AnyRow) -> Mentoring:
    return Mentoring(row.id, row.cohort_id, row.mentee_id, row.mentor_id, row.kept, row.since)


_MENTEE, _MENTOR = member.alias("mentee"), member.alias("mentor")
_GONE = or_(
    *(one.c[column].is_not(None) for one in (_MENTEE, _MENTOR) for column in ("withdrawn_at", "erased_at")),
    *(~one.c.roles.contains(role) for one, role in ((_MENTEE, "mentee"), (_MENTOR, "mentor"))),
)
_OF_COHORT = Prepared(select(mentoring).where(mentoring.c.cohort_id == bindparam("b_cohort")).order_by(mentoring.c.id))
_LEFT = Prepared(
    select(mentoring)
    .join(_MENTEE, _MENTEE.c.id == mentoring.c.mentee_id)
    .join(_MENTOR, _MENTOR.c.id == mentoring.c.mentor_id)
    .where(mentoring.c.cohort_id == bindparam("b_cohort"), _GONE)
    .order_by(mentoring.c.id)
)
_THEIRS = or_(mentoring.c.mentee_id == bindparam("b_member"), mentoring.c.mentor_id == bindparam("b_member"))
_OF_MEMBER = Prepared(select(mentoring).where(_THEIRS, mentoring.c.since.is_not(None)).order_by(mentoring.c.id))


class MentoringStore:
    """Changes want `RoundStore.lock` first: what a mentor takes is counted before it is written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_cohort(self, cohort_id: int) -> list[Mentoring]:
        """Proposals too, in order."""
        return [mentoring_of(row) for row in await _OF_COHORT.all(self._connection, b_cohort=cohort_id)]

    async def of_member(self, member_id: int) -> list[Mentoring]:
        """Those of a mentee or a mentor that they know of."""
        return [mentoring_of(row) for row in await _OF_MEMBER.all(self._connection, b_member=member_id)]

    async def by_id(self, mentoring_id: int) -> Mentoring | None:
        row = (await self._connection.execute(select(mentoring).where(mentoring.c.id == mentoring_id))).first()
        return mentoring_of(row) if row else None

    async def who_left(self, cohort_id: int) -> list[Mentoring]:
        """Those of which one has left the programme, was erased, or has another role now; proposals too."""
        return [mentoring_of(row) for row in await _LEFT.all(self._connection, b_cohort=cohort_id)]

    async def propose(self, cohort_id: int, couples: Collection[tuple[int, int]]) -> None:
        """Of (mentee, mentor). A mentee who has a mentor keeps them."""
        rows = [{"cohort_id": cohort_id, "mentee_id": a, "mentor_id": b, "kept": False} for a, b in couples]
        if rows:
            await self._connection.execute(insert(self._connection, mentoring).on_conflict_do_nothing(), rows)

    async def drop_proposals(self, ids: Collection[int]) -> None:
        here = and_(mentoring.c.id.in_(ids), mentoring.c.since.is_(None))
        await self._connection.execute(delete(mentoring).where(here))

    async def keep(self, mentoring_id: int, *, kept: bool) -> None:
        await self._connection.execute(update(mentoring).where(mentoring.c.id == mentoring_id).values(kept=kept))

    async def give(self, mentoring_id: int, mentor_id: int) -> None:
        """A proposed mentee to somebody else."""
        here = and_(mentoring.c.id == mentoring_id, mentoring.c.since.is_(None))
        await self._connection.execute(update(mentoring).where(here).values(mentor_id=mentor_id))

    async def publish(self, ids: Collection[int], now: datetime) -> list[Mentoring]:
        """Those of them that were proposals until now: each is published once."""
        here = and_(mentoring.c.id.in_(ids), mentoring.c.since.is_(None))
        done = await self._connection.execute(update(mentoring).where(here).values(since=now).returning(mentoring))
        return sorted((mentoring_of(row) for row in done), key=lambda one: one.id)

    async def end(self, mentoring_id: int) -> bool:
        """False where it is over already."""
        return (await self._connection.execute(delete(mentoring).where(mentoring.c.id == mentoring_id))).rowcount == 1

    async def ban(self, cohort_id: int, mentee_id: int, mentor_id: int) -> None:
        values = {"cohort_id": cohort_id, "mentee_id": mentee_id, "mentor_id": mentor_id}
        statement = insert(self._connection, mentoring_ban).values(values)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def banned(self, cohort_id: int) -> set[Couple]:
        statement = select(mentoring_ban.c.mentee_id, mentoring_ban.c.mentor_id)
        rows = await self._connection.execute(statement.where(mentoring_ban.c.cohort_id == cohort_id))
        return {frozenset((row.mentee_id, row.mentor_id)) for row in rows}

    async def lift_bans(self, cohort_id: int) -> None:
        await self._connection.execute(delete(mentoring_ban).where(mentoring_ban.c.cohort_id == cohort_id))
