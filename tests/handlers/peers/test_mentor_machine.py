"""Mentors as a state machine: whatever organisers, mentees and mentors tap, in whatever order, and whoever leaves.

Always: a mentee has one mentor; nobody is given more mentees than they take, nor somebody who may not be theirs; who is
introduced hears it, once for each time; who left is nobody's mentor or mentee, and hears nothing.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.peers.mentoring import Mentoring
from handlers.peers.buttons import GiveTo, Mentors, NotWith, OnMentoring
from tests.handlers.peers.desk import fills_in, id_of, told_of
from tests.handlers.peers.mentor_desk import INTRODUCED, track_house
from tests.handlers.peers.test_round_machine import PHASES
from tests.house import Person
from tests.thorough import examples

MENTEE, MENTOR = st.integers(0, 2), st.integers(0, 1)


class MentorWalk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        self.apart: set[tuple[int, int]] = set()
        self.gone: dict[int, int] = {}
        self.told: dict[int, Mentoring] = {}
        self.introduced: Counter[int] = Counter()

    def do(self, what: Any) -> Any:
        return self.runner.run(what)

    @initialize()
    def opens(self) -> None:
        async def begin() -> None:
            self.track = await self.stack.enter_async_context(track_house(Path(self.folder.name)))
            everybody = (*self.track.mentees, *self.track.mentors)
            self.people: dict[int, Person] = {await id_of(self.track.house, one): one for one in everybody}
            self.takes = dict(zip([*self.people][3:], (2, 1), strict=True))
            await self.track.olga.sends("/peers mentors")

        self.do(begin())

    def teardown(self) -> None:
        self.do(self.stack.aclose())
        self.runner.close()
        self.folder.cleanup()

    @rule(what=st.sampled_from(["see", "again", "free", "publish", "yes", "yes"]))
    def organiser_taps(self, what: str) -> None:
        self.do(self.track.olga.presses_token(Mentors(self.track.house.cohort.id, 0, what).pack()))

    @rule(at=MENTEE, what=st.sampled_from(["keep", "loose", "forbid", "told", "told", "ended"]))
    def organiser_edits(self, at: int, what: str) -> None:
        found = self.do(self.track.stored())
        if at < len(found):
            self.do(self.track.olga.presses_token(OnMentoring(found[at].id, what).pack()))

    @rule(at=MENTEE, to=MENTOR, other=st.integers(0, 3))
    def organiser_exchanges(self, at: int, to: int, other: int) -> None:
        found = self.do(self.track.stored())
        if at < len(found):
            change_with = found[other].id if other < len(found) else 0
            self.do(self.track.olga.presses_token(GiveTo(found[at].id, 0, [*self.takes][to], change_with).pack()))

    @rule(who=MENTOR, mentees=st.integers(1, 3))
    def takes_more_or_less(self, who: int, mentees: int) -> None:
        mentor = [*self.takes][who]
        if mentor not in self.gone:
            self.do(fills_in(self.people[mentor], offers="cluster strategy", mentees=str(mentees)))
            self.takes[mentor] = mentees

    @rule(mentee=MENTEE, mentor=MENTOR, turned=st.booleans())
    def keeps_away(self, mentee: int, mentor: int, turned: bool) -> None:
        couple = [*self.people][mentee], [*self.takes][mentor]
        one, other = couple[::-1] if turned else couple
        if not {one, other} & self.gone.keys():
            self.do(self.people[one].presses_token(NotWith(self.track.house.cohort.id, other, apart=True).pack()))
            self.apart.add(couple)

    @rule(who=st.integers(0, 4), now=st.sampled_from([True, False, False]))
    def leaves(self, who: int, now: bool) -> None:
        member = [*self.people][who]
        if now and len(self.gone) < 2 and member not in self.gone:
            self.do(self.track.leaves(self.people[member]))
            self.gone[member] = len(self.people[member].told)

    @invariant()
    def all_is_well(self) -> None:
        if not hasattr(self, "people"):
            return
        stored = self.do(self.track.stored())
        told = {one.id: one for one in stored if one.since}
        fresh = [one for one in told.values() if one.id not in self.told]
        assert len({one.mentee_id for one in stored}) == len(stored)
        assert not any({*one.members} & self.gone.keys() for one in stored)
        for one in fresh:
            assert one.members not in self.apart
            assert sum(each.mentor_id == one.mentor_id for each in told.values()) <= self.takes[one.mentor_id]
        self.introduced.update(member for one in fresh for member in one.members)
        self.told = told
        for member, person in self.people.items():
            said = told_of(person, INTRODUCED) + told_of(person, "Your mentee: ")
            assert said == self.introduced[member], person.told
            if member in self.gone:
                assert len(person.told) == self.gone[member], person.told[self.gone[member] :]


MentorWalk.TestCase.settings = settings(max_examples=examples(8), stateful_step_count=16, deadline=None, phases=PHASES)
TestMentors = pytest.mark.timeout(300)(MentorWalk.TestCase)
