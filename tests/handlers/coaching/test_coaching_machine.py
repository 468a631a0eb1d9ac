"""Random presses by many people, for hours on end: no double booking, no lost place, nobody passed over in the queue."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from bot.chat.events import ButtonPressed
from bot.domain.coaching.pass_on import hold_until
from bot.domain.coaching.slots import Booking, Details, Slot, Span, Waiting
from bot.domain.people import Member
from bot.programme.coaching import policy
from handlers.coaching.buttons import Book, Mine, MoveTo, MySlot, Offered, StopWaiting, Wait
from handlers.coaching.declared import bookable_from
from storage import tables
from storage.slots import Wanted
from tests.handlers.coaching.desk import NOW
from tests.house import House, Person
from tests.thorough import examples

MEMBERS, COACHES = 6, 2
who = st.integers(0, MEMBERS - 1)
which = st.integers(0, 30)
HOUR = timedelta(hours=1)


class World:
    """A house and an event loop that outlive the machines: each begins with empty tables."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        folder = Path(tempfile.mkdtemp())
        self.house = House(f"sqlite:///{folder / 'machine.db'}", folder, at=NOW)
        self.run(self._open())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    async def _open(self) -> None:
        await self.house.open()
        self.people = [await self.house.joined(f"Member {n}") for n in range(MEMBERS)]
        self.coaches = [await self.house.joined(f"Coach {n}", "coach") for n in range(COACHES)]
        async with self.house.app.database.read() as uow:
            members = await uow.members.of_cohort(self.house.cohort.id)
        by_name = {member.name: member for member in members}
        self.members: list[Member] = [by_name[person.name] for person in self.people]
        self.coach_members: list[Member] = [by_name[person.name] for person in self.coaches]

    async def begin(self) -> None:
        self.house.clock.at = NOW
        self.house.wall.at += timedelta(days=1)
        async with self.house.app.database.write() as uow:
            for table in (
                tables.booking,
                tables.waiting,
                tables.passed_over,
                tables.slot,
                tables.outbox,
                tables.reminder,
            ):
                await uow.connection.execute(delete(table))

    def close(self) -> None:
        self.run(self.house.close())
        self.loop.close()

    async def press(self, person: Person, data: Any) -> None:
        event = person.event(ButtonPressed, token=data.pack(), message_id=None)
        handled = await self.house.app.dispatcher.handle(event)
        assert handled.failed is None

    async def look(self) -> Seen:
        async with self.house.app.database.read() as uow:
            slots = await uow.slots.of_cohort(self.house.cohort.id, NOW - timedelta(days=1), limit=1000)
            bookings = [one for slot in slots for one in await uow.bookings.of_slot(slot.id)]
            seats = (await uow.connection.execute(select(tables.booking.c.slot_id, tables.booking.c.seat))).all()
            queue = await uow.waiting.queue(self.house.cohort.id)
            passed = {slot.id: await uow.waiting.passed(slot.id) for slot in slots}
            rules = policy(self.house.app.deployment.programmes["academy"])
            assert rules
            since = bookable_from(rules, self.house.clock.at)
            free = await uow.slots.free(self.house.cohort.id, since, Wanted(), skip=0, limit=500)
            held = {slot.id: hold_until(slot, rules, self.house.clock.at) for slot in free}
        return Seen(slots, bookings, [tuple(row) for row in seats], queue, passed, [s for s in free if held[s.id]])


class Seen:
    def __init__(
        self,
        slots: list[Slot],
        bookings: list[Booking],
        seats: list[Any],
        queue: list[Waiting],
        passed: dict[int, set[int]],
        free: list[Slot],
    ) -> None:
        self.slots, self.bookings, self.seats = {slot.id: slot for slot in slots}, bookings, seats
        self.queue, self.passed, self.free = queue, passed, free

    @property
    def booked(self) -> dict[int, int]:
        return {one.member_id: one.slot.id for one in self.bookings if one.state == "booked"}

    @property
    def offers(self) -> dict[int, int]:
        return {one.member_id: one.slot.id for one in self.bookings if one.state == "offered"}

    def wants(self, one: Waiting, slot: Slot) -> bool:
        return one.coach_id in (None, slot.coach_id) and one.member_id not in self.passed[slot.id]


WORLD: list[World] = []


class Coaching(RuleBasedStateMachine):
    """`booked` is the model: who must have which time. Only its owner, or the coach of the time, may change that."""

    def __init__(self) -> None:
        super().__init__()
        self.world = WORLD[0]
        self.booked: dict[int, int] = {}
        self.made = 0

    @initialize()
    def empty(self) -> None:
        self.world.run(self.world.begin())
        self.seen: Seen = self.world.run(self.world.look())

    def _does(self, person: Person, data: Any) -> None:
        before = self.seen
        self.world.run(self.world.press(person, data))
        self._look(before)

    def _look(self, before: Seen) -> None:
        self.seen = self.world.run(self.world.look())
        self._nobody_was_passed_over(before)

    def _nobody_was_passed_over(self, before: Seen) -> None:
        """Whoever has a new offer: all who stood before them have one too, have booked, or do not want that time."""
        queue = [one.member_id for one in self.seen.queue]
        new = {m: s for m, s in self.seen.offers.items() if before.offers.get(m) != s and m in queue}
        for member, slot_id in new.items():
            slot = self.seen.slots[slot_id]
            # Who has just let an offer lapse stands at the end by now.
            for one in self.seen.queue[: queue.index(member)]:
                served = one.member_id in self.seen.offers or one.member_id in self.seen.booked
                assert served or not self.seen.wants(one, slot), f"{one} was passed over for {member} in {slot}"

    def _slot(self, number: int) -> Slot | None:
        slots = sorted(self.seen.slots)
        return self.seen.slots[slots[number % len(slots)]] if slots else None

    @rule(coach=st.integers(0, COACHES - 1), capacity=st.integers(1, 2))
    def offer(self, coach: int, capacity: int) -> None:
        """Times are scarce, or nobody would wait."""
        if (
            sum(
                slot.state == "open" and slot.starts_at > self.world.house.clock.at for slot in self.seen.slots.values()
            )
            >= 3
        ):
            return
        self.made += 1
        at = NOW + timedelta(days=2, hours=3 * self.made)

        async def add() -> None:
            async with self.world.house.app.database.write() as uow:
                whose = self.world.coach_members[coach]
                await uow.slots.add(whose, [Span(at, at + HOUR)], Details(capacity), self.world.house.clock.at)
            await self.world.house.tick()

        before = self.seen
        self.world.run(add())
        self._look(before)

    @rule(member=who, number=which)
    def book(self, member: int, number: int) -> None:
        slot = self._slot(number)
        if slot is None:
            return
        mine = self.world.members[member].id
        free = slot.free > 0 or self.seen.offers.get(mine) == slot.id
        self._does(self.world.people[member], Book(slot.id))
        open_ = slot.state == "open" and slot.starts_at - timedelta(hours=12) >= self.world.house.clock.at
        if mine not in self.booked and free and (open_ or self.seen.booked.get(mine) == slot.id):
            self.booked[mine] = slot.id

    @rule(member=who, number=which)
    def move(self, member: int, number: int) -> None:
        slot, mine = self._slot(number), self.world.members[member].id
        booking = next((one for one in self.seen.bookings if one.member_id == mine and one.state == "booked"), None)
        if slot is None or booking is None:
            return
        now = self.world.house.clock.at
        may = booking.slot.starts_at - timedelta(hours=24) >= now and slot.starts_at - timedelta(hours=12) >= now
        fits = slot.state == "open" and slot.free > 0 and slot.id != booking.slot.id
        self._does(self.world.people[member], MoveTo(booking.id, slot.id))
        if may and fits:
            self.booked[mine] = slot.id

    @rule(member=who)
    def give_back(self, member: int) -> None:
        mine = self.world.members[member].id
        booking = next((one for one in self.seen.bookings if one.member_id == mine and one.state == "booked"), None)
        if booking is None:
            return
        may = booking.slot.starts_at - timedelta(hours=24) >= self.world.house.clock.at
        self._does(self.world.people[member], Mine(booking.id, "yes"))
        if may:
            del self.booked[mine]

    @rule(member=who, coach=st.integers(-1, COACHES - 1))
    def wait(self, member: int, coach: int) -> None:
        coach_id = self.world.coach_members[coach].id if coach >= 0 else 0
        self._does(self.world.people[member], Wait(self.world.house.cohort.id, coach_id))

    @rule(members=st.permutations(range(MEMBERS)))
    def many_wait(self, members: list[int]) -> None:
        for member in members[:4]:
            self._does(self.world.people[member], Wait(self.world.house.cohort.id, 0))

    @rule(member=who)
    def stop_waiting(self, member: int) -> None:
        self._does(self.world.people[member], StopWaiting(self.world.house.cohort.id))

    @rule(number=which, take=st.booleans())
    def answer(self, number: int, take: bool) -> None:
        offers = [one for one in self.seen.bookings if one.state == "offered"]
        if not offers:
            return
        one = offers[number % len(offers)]
        person = next(p for p, m in zip(self.world.people, self.world.members, strict=True) if m.id == one.member_id)
        self._does(person, Offered(one.id, take))
        if take:
            self.booked[one.member_id] = one.slot.id

    @rule(number=which, what=st.sampled_from(["block", "open", "yes"]))
    def coach_changes(self, number: int, what: str) -> None:
        slot = self._slot(number)
        if slot is None or slot.state == "cancelled":
            return
        coach = next(
            p for p, m in zip(self.world.coaches, self.world.coach_members, strict=True) if m.id == slot.coach_id
        )
        over = slot.ends_at <= self.world.house.clock.at
        self._does(coach, MySlot(slot.id, what))
        if what == "yes" and not over:
            self.booked = {member: where for member, where in self.booked.items() if where != slot.id}

    @rule(hours=st.sampled_from([1, 6, 13, 30]))
    def time_passes(self, hours: int) -> None:
        before = self.seen
        self.world.run(self.world.house.pass_time(hours * HOUR))
        self._look(before)

    @invariant()
    def everybody_has_what_they_booked_and_nothing_twice(self) -> None:
        if not hasattr(self, "seen"):
            return
        found = [(one.member_id, one.slot.id) for one in self.seen.bookings if one.state == "booked"]
        assert sorted(found) == sorted(self.booked.items())
        taken = [(slot, seat) for slot, seat in self.seen.seats if seat is not None]
        assert len(taken) == len(set(taken))
        for slot in self.seen.slots.values():
            assert slot.taken <= slot.details.capacity
            assert {seat for where, seat in taken if where == slot.id} <= set(range(slot.details.capacity))
        holders = [one.member_id for one in self.seen.bookings if one.state in ("booked", "offered")]
        assert len(holders) == len(set(holders))

    @invariant()
    def no_free_place_is_kept_from_who_waits(self) -> None:
        if not hasattr(self, "seen"):
            return
        for slot in self.seen.free:
            for one in self.seen.queue:
                served = one.member_id in self.seen.offers or one.member_id in self.seen.booked
                assert served or not self.seen.wants(one, slot), f"{slot} is free, and {one} waits"


def steps(often: int) -> settings:
    return settings(
        max_examples=often,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        database=None,
    )


@pytest.mark.parametrize(
    "often",
    [examples(12), pytest.param(210, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])],
    ids=["short", "10,000 steps"],
)
def test_random_presses(often: int) -> None:
    WORLD.append(World())
    try:
        run_state_machine_as_test(Coaching, settings=steps(often))
    finally:
        WORLD.pop().close()
