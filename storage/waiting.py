"""Who waits for a place in coaching, in order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from bot.domain.coaching.slots import Waiting
from bot.domain.people import Member
from storage.connection import Connection
from storage.statements import AnyRow, insert
from storage.tables import booking, member, passed_over, waiting


def waiting_of(row: AnyRow) -> Waiting:
    return Waiting(row.id, row.member_id, row.coach_id, row.since)


class WaitingStore:
    """Changes want `SlotStore.lock` first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def join(self, whose: Member, coach_id: int | None, now: datetime) -> None:
        """Who waits already keeps their place in the queue and waits for this from now on."""
        statement = insert(self._connection, waiting).values(
            cohort_id=whose.cohort_id, member_id=whose.id, coach_id=coach_id, since=now
        )
        statement = statement.on_conflict_do_update(index_elements=["member_id"], set_={"coach_id": coach_id})
        await self._connection.execute(statement)

    async def leave(self, member_id: int) -> bool:
        """False where they did not wait."""
        return (await self._connection.execute(delete(waiting).where(waiting.c.member_id == member_id))).rowcount > 0

    async def go_last(self, member_id: int, now: datetime) -> None:
        await self._connection.execute(update(waiting).where(waiting.c.member_id == member_id).values(since=now))

    async def of_member(self, member_id: int) -> Waiting | None:
        row = (await self._connection.execute(select(waiting).where(waiting.c.member_id == member_id))).first()
        return waiting_of(row) if row else None

    async def queue(self, cohort_id: int, coach_id: int | None = None) -> list[Waiting]:
        """First come, first; with `coach_id`, those who wait for that coach or for any. Not who has left the programme."""
        statement = (
            select(waiting)
            .join(member, member.c.id == waiting.c.member_id)
            .where(waiting.c.cohort_id == cohort_id, member.c.withdrawn_at.is_(None))
            .order_by(waiting.c.since, waiting.c.id)
        )
        if coach_id is not None:
            statement = statement.where(or_(waiting.c.coach_id.is_(None), waiting.c.coach_id == coach_id))
        return [waiting_of(row) for row in await self._connection.execute(statement)]

    async def with_offer(self, cohort_id: int) -> set[int]:
        """Members for whom a place is held now."""
        statement = select(booking.c.member_id).where(booking.c.cohort_id == cohort_id, booking.c.state == "offered")
        return set((await self._connection.execute(statement)).scalars())

    async def pass_over(self, member_id: int, slot_id: int) -> None:
        """They do not want this time."""
        statement = insert(self._connection, passed_over).values(member_id=member_id, slot_id=slot_id)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def pass_over_free(self, member_id: int, slots: Collection[int]) -> None:
        """They have seen these free times, and want none of them."""
        for slot_id in slots:
            await self.pass_over(member_id, slot_id)

    async def passed(self, slot_id: int) -> set[int]:
        """Members who are not to be offered this time again."""
        statement = select(passed_over.c.member_id).where(passed_over.c.slot_id == slot_id)
        return set((await self._connection.execute(statement)).scalars())
