"""Who has which place. Two constraints decide every race: one booking a seat, and one of a member's own a number."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, bindparam, func, select, update

from bot.domain.coaching.slots import Booking, BookingState, Slot, Span
from bot.domain.people import Member
from storage.connection import Connection
from storage.members import is_learner
from storage.prepared import Prepared
from storage.slots import TAKEN, is_coach, slot_of
from storage.statements import AnyRow, insert, insert_once
from storage.tables import booking, member, slot

_coach = member.alias("coach")
_BOOKINGS = (
    select(
        slot,
        _coach.c.name.label("coach"),
        TAKEN.label("taken"),
        is_coach(_coach).label("coached"),
        booking.c.id.label("booking_id"),
        booking.c.member_id,
        booking.c.state.label("booking_state"),
        booking.c.about,
        booking.c.uid,
        booking.c.sequence,
        booking.c.made_at.label("booked_at"),
        booking.c.expires_at,
    )
    .join(slot, slot.c.id == booking.c.slot_id)
    .join(_coach, _coach.c.id == slot.c.coach_id)
)

_HAS_PLACE = Prepared(
    select(booking.c.id).where(booking.c.member_id == bindparam("b_member"), booking.c.seat.is_not(None)).limit(1)
)
_OFFERS = Prepared(select(slot.c.id).where(slot.c.coach_id == bindparam("b_coach")).limit(1))
"""Asked first, as most people have none, and ten thousand have their week made on a Monday morning."""

_FREE: dict[str, Any] = {"seat": None, "nth": None, "expires_at": None}


def booking_of(row: AnyRow) -> Booking:
    return Booking(
        row.booking_id,
        slot_of(row),
        row.member_id,
        row.booking_state,
        row.about,
        row.uid,
        row.sequence,
        row.booked_at,
        row.expires_at,
    )


class BookingStore:
    """Changes want `SlotStore.lock` first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def book(
        self, whose: Member, where: Slot, per_member: int, now: datetime, *, hold_until: datetime | None = None
    ) -> Booking | Literal["full", "enough"]:
        """A place for the member, or, with `hold_until`, one that is kept for them until then.

        "full": all places are taken; "enough": the member has as many as they may have.
        """
        seat = await self._lowest(booking.c.seat, booking.c.slot_id == where.id, where.details.capacity)
        if seat is None:
            return "full"
        nth = await self._lowest(booking.c.nth, booking.c.member_id == whose.id, per_member)
        if nth is None:
            return "enough"
        statement = insert(self._connection, booking).values(
            cohort_id=where.cohort_id,
            slot_id=where.id,
            seat=seat,
            member_id=whose.id,
            nth=nth,
            state="offered" if hold_until else "booked",
            about="",
            uid=f"{uuid.uuid4().hex}@groupmate",
            made_at=now,
            expires_at=hold_until,
        )
        made = await insert_once(self._connection, statement, booking.c.id)
        found = await self.by_id(made) if made is not None else None
        return found or "full"

    async def move(self, moved: Booking, where: Slot, now: datetime) -> bool:
        """From the old place to a new one, in one statement; False where the new slot is full or the booking is over."""
        seat = await self._lowest(booking.c.seat, booking.c.slot_id == where.id, where.details.capacity)
        if seat is None:
            return False
        values = {
            "slot_id": where.id,
            "seat": seat,
            "sequence": booking.c.sequence + 1,
            "made_at": now,
            "reminded": None,
        }
        of_it = and_(booking.c.id == moved.id, booking.c.state == "booked", booking.c.slot_id == moved.slot.id)
        return (await self._connection.execute(update(booking).where(of_it).values(values))).rowcount == 1

    async def _lowest(self, column: Any, among: Any, limit: int) -> int | None:
        """The lowest number that is not taken."""
        taken = set((await self._connection.execute(select(column).where(among, column.is_not(None)))).scalars())
        return next((number for number in range(limit) if number not in taken), None)

    async def take_offer(self, booking_id: int, now: datetime) -> bool:
        """The place held for somebody becomes theirs; False where it lapsed or was given up."""
        open_ = and_(booking.c.id == booking_id, booking.c.state == "offered", booking.c.expires_at > now)
        values = {"state": "booked", "expires_at": None, "made_at": now}
        return (await self._connection.execute(update(booking).where(open_).values(values))).rowcount == 1

    async def release(
        self, booking_id: int, become: BookingState, *, from_: Sequence[BookingState] = ("booked",)
    ) -> bool:
        """Give the place back. The calendar entry, if there was one, gets its next number."""
        here = and_(booking.c.id == booking_id, booking.c.state.in_(from_))
        values = {**_FREE, "state": become, "sequence": booking.c.sequence + 1}
        return (await self._connection.execute(update(booking).where(here).values(values))).rowcount == 1

    async def mark(self, booking_id: int, state: Literal["came", "no_show"], *, again: bool) -> None:
        """`again`: it does not count among those that the member may have."""
        standing = and_(booking.c.id == booking_id, booking.c.state.in_(["booked", "came", "no_show"]))
        values: dict[str, Any] = {"state": state}
        if again:
            values["nth"] = None
        await self._connection.execute(update(booking).where(standing).values(values))

    async def bump(self, slot_id: int) -> None:
        """The time or place of a slot changed: its entries in calendars get their next number."""
        here = and_(booking.c.slot_id == slot_id, booking.c.state == "booked")
        changed = {"sequence": booking.c.sequence + 1, "reminded": None}
        await self._connection.execute(update(booking).where(here).values(changed))

    async def write_about(self, booking_id: int, words: str) -> None:
        await self._connection.execute(update(booking).where(booking.c.id == booking_id).values(about=words))

    async def write_note(self, booking_id: int, kind: Literal["shared", "own"], words: str) -> None:
        values = {"shared_note" if kind == "shared" else "own_note": words}
        await self._connection.execute(update(booking).where(booking.c.id == booking_id).values(values))

    async def notes(self, booking_id: int) -> tuple[str, str]:
        """What the coach shares with the participant, and what they keep for themselves."""
        statement = select(booking.c.shared_note, booking.c.own_note).where(booking.c.id == booking_id)
        shared, own = (await self._connection.execute(statement)).one()
        return shared, own

    async def by_id(self, booking_id: int) -> Booking | None:
        row = (await self._connection.execute(_BOOKINGS.where(booking.c.id == booking_id))).first()
        return booking_of(row) if row else None

    async def of_member(self, member_id: int) -> list[Booking]:
        """Those that hold a place, by time."""
        if not await _HAS_PLACE.any(self._connection, b_member=member_id):
            return []
        return await self._all(_BOOKINGS.where(booking.c.member_id == member_id, booking.c.seat.is_not(None)))

    async def of_slot(self, slot_id: int) -> list[Booking]:
        return await self._all(_BOOKINGS.where(booking.c.slot_id == slot_id, booking.c.seat.is_not(None)))

    async def of_coach(self, coach_id: int, since: datetime, until: datetime) -> list[Booking]:
        """Booked times of that coach that begin in between, by time."""
        if not await _OFFERS.any(self._connection, b_coach=coach_id):
            return []
        between = and_(slot.c.coach_id == coach_id, slot.c.starts_at >= since, slot.c.starts_at < until)
        return await self._all(_BOOKINGS.where(between, booking.c.state.in_(["booked", "came", "no_show"])))

    async def to_remind(self, cohort_id: int, since: datetime, until: datetime, name: str) -> list[Booking]:
        """Booked times that begin after `since` and up to `until`, of which nobody was reminded under this name."""
        between = and_(slot.c.cohort_id == cohort_id, slot.c.starts_at > since, slot.c.starts_at <= until)
        new = booking.c.reminded.is_distinct_from(name)
        return await self._all(_BOOKINGS.where(between, booking.c.state == "booked", new))

    async def reminded(self, booking_ids: Collection[int], name: str) -> None:
        await self._connection.execute(update(booking).where(booking.c.id.in_(booking_ids)).values(reminded=name))

    async def coaches_with(self, cohort_id: int, since: datetime, until: datetime) -> list[int]:
        """Ids of the coaches who have booked times that begin in between."""
        between = and_(slot.c.cohort_id == cohort_id, slot.c.starts_at > since, slot.c.starts_at <= until)
        statement = select(slot.c.coach_id).join(booking, booking.c.slot_id == slot.c.id).distinct()
        found = await self._connection.execute(statement.where(between, booking.c.state == "booked"))
        return list(found.scalars())

    async def spans_of_person(self, whose: Member, since: datetime, *, but: int | None = None) -> list[Span]:
        """When the same person is booked, in all cohorts."""
        statement = (
            select(slot.c.starts_at, slot.c.ends_at)
            .join(booking, booking.c.slot_id == slot.c.id)
            .join(member, member.c.id == booking.c.member_id)
            .where(member.c.email == whose.email, booking.c.state == "booked", slot.c.ends_at > since)
            .where(booking.c.id != (but or 0))
        )
        return [Span(row.starts_at, row.ends_at) for row in await self._connection.execute(statement)]

    async def lapsed(self, cohort_id: int, now: datetime) -> list[Booking]:
        """Offers whose time is up."""
        over = and_(booking.c.cohort_id == cohort_id, booking.c.state == "offered", booking.c.expires_at <= now)
        return await self._all(_BOOKINGS.where(over))

    async def gave_back(self, member_id: int) -> bool:
        """Whether times to come were cancelled when they left the programme."""
        since = select(member.c.withdrawn_at).where(member.c.id == member_id).scalar_subquery()
        cancelled = and_(booking.c.member_id == member_id, booking.c.state == "cancelled", slot.c.ends_at > since)
        found = select(booking.c.id).join(slot, slot.c.id == booking.c.slot_id).where(cancelled).limit(1)
        return (await self._connection.execute(found)).first() is not None

    async def without(self, cohort_id: int) -> list[int]:
        """Ids of participants who have no booking, and had no coaching."""
        has = select(booking.c.id).where(
            booking.c.member_id == member.c.id, booking.c.state.in_(["booked", "came", "no_show"])
        )
        statement = select(member.c.id).where(member.c.cohort_id == cohort_id, is_learner(), ~has.exists())
        return list((await self._connection.execute(statement.order_by(func.lower(member.c.name)))).scalars())

    async def states(self, cohort_id: int) -> list[tuple[int, BookingState]]:
        """(member, state) of everything booked, done or missed."""
        statement = select(booking.c.member_id, booking.c.state).where(
            booking.c.cohort_id == cohort_id, booking.c.state.in_(["booked", "came", "no_show"])
        )
        return [(row.member_id, row.state) for row in await self._connection.execute(statement)]

    async def _all(self, statement: Select[Any]) -> list[Booking]:
        ordered = statement.order_by(slot.c.starts_at, booking.c.id)
        return [booking_of(row) for row in await self._connection.execute(ordered)]
