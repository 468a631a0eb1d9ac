"""Rounds as a state machine: whatever members and organisers tap, in whatever order, and however the time goes by.

Always: nobody is in two pairings of a round; who may not meet is never together; nobody is told a thing twice; the states
go one way; and who left hears nothing.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.peers.rounds import RoundState
from handlers.peers.buttons import Exchange, HaveMet, NotWith, OnPair, Preview, TakePart, no_time, the_time
from tests.handlers.peers.desk import DAY, ROUND, SECOND, id_of, pairings_of, round_house, rounds_of, somebody
from tests.house import House, Person
from tests.thorough import examples

ORDER: dict[RoundState, int] = {"planned": 0, "proposed": 1, "running": 2, "over": 3, "cancelled": 4}
PEOPLE = 5
WHO = st.integers(0, PEOPLE - 1)
ONCE = (
    "Your partner in this round",
    "Half of the round is over",
    "Are you there?",
    "I have not heard from you in two rounds",
)


class Rounds(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        self.states: dict[int, RoundState] = {}
        self.apart: set[frozenset[int]] = set()
        self.gone: dict[int, int] = {}

    def do(self, what: Any) -> Any:
        return self.runner.run(what)

    @initialize(circles=st.booleans())
    def opens(self, circles: bool) -> None:
        async def begin() -> None:
            made = round_house(Path(self.folder.name), ROUND, SECOND, circles=circles)
            self.house: House = await self.stack.enter_async_context(made)
            self.olga = await self.house.joined("Olga", "organiser")
            self.people: list[Person] = [await somebody(self.house, f"P{n}") for n in range(PEOPLE)]
            self.ids = [await id_of(self.house, one) for one in self.people]
            await self.house.tick()

        self.do(begin())

    def teardown(self) -> None:
        self.do(self.stack.aclose())
        self.runner.close()
        self.folder.cleanup()

    @rule(hours=st.sampled_from([1, 24, 72, 240]))
    def time_goes_by(self, hours: int) -> None:
        self.do(self.house.pass_time(hours * DAY / 24))

    @rule(nth=st.integers(0, 1), what=st.sampled_from(["see", "again", "publish", "yes", "drop", "free"]))
    def organiser_taps(self, nth: int, what: str) -> None:
        found = self.do(rounds_of(self.house))
        if nth < len(found):
            self.do(self.olga.presses_token(Preview(found[nth].id, 0, what).pack()))

    @rule(at=st.integers(0, 2), what=st.sampled_from(["keep", "loose", "forbid"]), one=WHO, other=WHO)
    def organiser_edits(self, at: int, what: str, one: int, other: int) -> None:
        found = self.do(rounds_of(self.house))[0]
        pairings = self.do(pairings_of(self.house))
        if at < len(pairings):
            self.do(self.olga.presses_token(OnPair(pairings[at].id, what).pack()))
        self.do(self.olga.presses_token(Exchange(found.id, 0, self.ids[one], self.ids[other]).pack()))

    @rule(who=WHO, what=st.sampled_from(["back", "out", "skip", "unskip"]))
    def takes_part(self, who: int, what: str) -> None:
        if who not in self.gone:
            self.do(self.people[who].presses_token(TakePart(self.house.cohort.id, what).pack()))

    @rule(who=WHO, other=WHO)
    def keeps_away(self, who: int, other: int) -> None:
        if who != other and who not in self.gone and not self.states:
            self.do(self.people[who].presses_token(NotWith(self.house.cohort.id, self.ids[other], apart=True).pack()))
            self.apart.add(frozenset((self.ids[who], self.ids[other])))

    @rule(
        who=WHO,
        nth=st.integers(0, 1),
        what=st.sampled_from(["met", "planned", "not_yet", "partner_silent", "here", "cannot", "new", "wait"]),
    )
    def answers(self, who: int, nth: int, what: str) -> None:
        pairing = self.pairing_of(who, nth)
        if pairing:
            self.do(self.people[who].presses_token(HaveMet(pairing.id, what).pack()))

    @rule(who=WHO, nth=st.integers(0, 1), time=st.sampled_from([0, 1, 2, 9]))
    def chooses_a_time(self, who: int, nth: int, time: int) -> None:
        pairing = self.pairing_of(who, nth)
        if pairing:
            data = the_time(pairing, time) if time < len(pairing.times) else no_time(pairing)
            self.do(self.people[who].presses_token(data.pack()))

    @rule(who=WHO)
    def leaves(self, who: int) -> None:
        async def withdraw() -> None:
            async with self.house.app.database.write() as uow:
                await uow.members.withdraw(self.ids[who], self.house.clock.at)
            await self.house.tick()

        if len(self.gone) < 2 and who not in self.gone:
            self.do(withdraw())
            self.gone[who] = len(self.people[who].told)

    def pairing_of(self, who: int, nth: int) -> Any:
        if nth >= len(self.do(rounds_of(self.house))):
            return None
        return next((p for p in self.do(pairings_of(self.house, nth)) if self.ids[who] in p.members), None)

    @invariant()
    def all_is_well(self) -> None:
        if not hasattr(self, "house"):
            return
        for nth, found in enumerate(self.do(rounds_of(self.house))):
            before = self.states.get(found.id, "planned")
            assert ORDER[found.state] >= ORDER[before], (before, found.state)
            if found.state in ("running", "over"):
                self.states[found.id] = found.state
            pairings = self.do(pairings_of(self.house, nth))
            placed = [one for pairing in pairings for one in pairing.members]
            assert len(placed) == len({*placed})
            assert all(len(pairing.members) <= 3 for pairing in pairings)
            if found.state == "running":
                together = {frozenset(two) for pairing in pairings for two in combinations(pairing.members, 2)}
                assert not together & self.apart
        for who, person in enumerate(self.people):
            for words in ONCE:
                said = Counter(told for told in person.told if words in told)
                assert all(count <= 2 for count in said.values()), said
            if who in self.gone:
                assert len(person.told) == self.gone[who], person.told[self.gone[who] :]


# Without shrinking: each walk takes a second, and a failure is readable as it is.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
Rounds.TestCase.settings = settings(max_examples=examples(6), stateful_step_count=14, deadline=None, phases=PHASES)
TestRounds = pytest.mark.timeout(300)(Rounds.TestCase)
