"""Taps, marks and second checks in any order: what is recorded, counted and said agrees with a simple model at each step."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.handlers.packs import SECOND_CHECK, academy_with
from tests.house import DAY_1, House, Person
from tests.thorough import examples

OPENS, LATE, END = DAY_1 - timedelta(minutes=15), DAY_1 + timedelta(minutes=10), DAY_1 + timedelta(hours=4)
ASKED = END - timedelta(minutes=20)
NAMES = ("Ana", "Ben", "Cyd")
people = st.sampled_from(NAMES)


@dataclass
class Known:
    """What the model has of one person."""

    late: bool
    absent: bool = False


class CheckIns(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.known: dict[str, Known] = {}
        self.still: set[str] = set()
        self.marks = 0

    def do(self, what: Any) -> Any:
        return self.loop.run_until_complete(what)

    @initialize(at=st.sampled_from([ASKED, OPENS, LATE]))
    def begin(self, at: datetime) -> None:
        self.do(self._begin(at))

    async def _begin(self, at: datetime) -> None:
        folder = Path(self.folder.name)
        pack = academy_with(folder, SECOND_CHECK)
        self.house = await House(f"sqlite:///{folder / 'm.db'}", folder, programme=pack).open()
        self.tina = await self.house.joined("Tina", "trainer")
        self.people: dict[str, Person] = {name: await self.house.joined(name) for name in NAMES}
        await self.house.move_to(at)

    @property
    def now(self) -> Any:
        return self.house.clock.at

    @rule(until=st.sampled_from([LATE, ASKED]))
    def wait(self, until: datetime) -> None:
        if until > self.now:
            self.do(self.house.move_to(until))

    @precondition(lambda self: len(self.known) == len(NAMES) and self.marks > 1)
    @rule()
    def close(self) -> None:
        if self.now < END:
            self.do(self.house.move_to(END))

    @rule(name=people, times=st.integers(1, 3), command=st.booleans())
    def tap(self, name: str, times: int, command: bool) -> None:
        self.do(self._tap(self.people[name], times, command))
        for _ in range(times):
            self._model_tap(name)

    async def _tap(self, person: Person, times: int, command: bool) -> None:
        token = f"ci:{self.house.cohort.id}:online-1"
        once = person.sends("/checkin") if command else person.presses_token(token, self.house.group[0])
        replies = [await once]
        if times > 1:
            replies += await asyncio.gather(
                *(person.presses_token(token, self.house.group[0]) for _ in range(times - 1))
            )
        assert command or all(reply.toast for reply in replies), "every tap is acknowledged"

    def _model_tap(self, name: str) -> None:
        if not OPENS <= self.now < END:
            return
        known, asked = self.known.get(name), self.now >= ASKED
        if known is None:
            self.known[name] = Known(self.now >= LATE)
        if asked and not (known and known.absent):
            self.still.add(name)

    @rule(name=people, what=st.sampled_from(["there", "late", "absent"]))
    def mark(self, name: str, what: str) -> None:
        self.marks += 1
        self.do(self.tina.sends(f"/mark {name} {what} reason {self.marks}"))
        self.known[name] = Known(what == "late", what == "absent")

    @invariant()
    def agrees(self) -> None:
        if hasattr(self, "house"):
            self.do(self._agrees())

    async def _agrees(self) -> None:
        async with self.house.app.database.read() as uow:
            names = {member.id: member.name for member in await uow.members.of_cohort(self.house.cohort.id)}
            records = await uow.check_ins.records(self.house.cohort.id, ["online-1"])
            counted = await uow.check_ins.count(self.house.cohort.id, "online-1")
            still = await uow.second_checks.count(self.house.cohort.id, "online-1")
        assert {names[r.member_id]: Known(r.late and not r.absent, r.absent) for r in records} == self.known
        assert len(records) == len(self.known), "one row each"
        there = {name for name, known in self.known.items() if not known.absent}
        assert counted == (len(there), sum(self.known[name].late for name in there))
        assert still == len(self.still & there)
        await self.house.tick()
        word = "are" if self.now < END else "were"
        assert f"{len(there)} of 3 {word} here" in self.house.group[0].text
        if self.now >= ASKED and len(self.house.group) > 1:
            assert f"{still} of the {len(there)}" in self.house.group[1].text

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.do(self.house.close())
        self.loop.close()
        self.folder.cleanup()


def test_taps_marks_and_second_checks_in_any_order() -> None:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    # Each example is a house of its own, so that shrinking one that fails would outlast the test's time.
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    chosen = settings(
        max_examples=examples(20), stateful_step_count=15, deadline=None, suppress_health_check=slow, phases=phases
    )
    run_state_machine_as_test(CheckIns, settings=chosen)
