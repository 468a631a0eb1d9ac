"""Chores, doing them, choices, faults and time in any order: at each step the transcript holds what members were promised."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.chat.errors import SendError
from bot.domain.nudges import WEEK
from handlers.nudges.choose import HowOften, SwitchKind
from tests.handlers.nudges.chores import Board, Chore
from tests.handlers.nudges.conftest import NOON
from tests.handlers.nudges.programme import Recording, Said
from tests.house import House, Person
from tests.thorough import examples

HOUR = timedelta(hours=1)
ZONES = {"Ana": "Europe/Warsaw", "Far": "Pacific/Auckland", "Cyd": "America/Sao_Paulo"}
KINDS = ("hand_in", "read", "meet")
CAP = 3
people, kinds = st.sampled_from(sorted(ZONES)), st.sampled_from(KINDS)
BOARD = Board()


class Nudges(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.off: dict[str, dict[str, Any]] = {name: {} for name in ZONES}
        self.did: dict[tuple[str, str], Any] = {}
        self.seen = 0

    def do(self, what: Any) -> Any:
        return self.loop.run_until_complete(what)

    @initialize()
    def begin(self) -> None:
        BOARD.chores, BOARD.done = [], set()
        self.do(self._begin())

    async def _begin(self) -> None:
        folder = Path(self.folder.name)
        house = House(f"sqlite:///{folder / 'm.db'}", folder, at=NOON, nudges_per_week=CAP)
        self.platform = Recording(house=house)
        house.platform, house.app.platforms["test"] = self.platform, self.platform
        self.house = await house.open()
        self.people: dict[str, Person] = {n: await house.joined(n, zone=zone) for n, zone in ZONES.items()}
        async with house.app.database.read() as uow:
            members = await uow.members.of_cohort(house.cohort.id)
        self.ids, self.zones = {m.name: m.id for m in members}, {m.name.casefold(): m.zone for m in members}

    @rule(kind=kinds, days=st.integers(1, 12))
    def set_chore(self, kind: str, days: int) -> None:
        at = self.house.clock.at
        chore = Chore(kind, f"{kind} {len(BOARD.chores)}", at, lasts=days * 24 * HOUR)
        BOARD.chores = [*BOARD.chores, chore]
        self.do(self.house.tick())

    @rule(hours=st.sampled_from([1, 5, 11, 19, 24, 43]), times=st.integers(1, 4))
    def wait(self, hours: int, times: int) -> None:
        for _ in range(times):
            self.do(self.house.pass_time(hours * HOUR))

    @rule(name=people, which=st.integers(0, 5))
    def do_it(self, name: str, which: int) -> None:
        if which < len(BOARD.chores):
            chore = BOARD.chores[-1 - which]
            feature = "peers" if chore.kind == "meet" else "homework"
            self.do(self.people[name].sends(f"/{feature} {chore.name}"))
            self.did.setdefault((name.casefold(), chore.name), len(self.platform.said))

    @rule(name=people, kind=kinds, on=st.booleans())
    def choose(self, name: str, kind: str, on: bool) -> None:
        self.do(self._choose(name, kind, on))
        self.off[name].pop(kind, None)
        if not on:
            self.off[name][kind] = len(self.platform.said)

    async def _choose(self, name: str, kind: str, on: bool) -> None:
        await self.people[name].presses_token(SwitchKind(self.house.cohort.id, kind, int(on)).pack())

    @rule(name=people, often=st.sampled_from(["usual", "fewer", "digest"]))
    def how_often(self, name: str, often: str) -> None:
        self.do(self.people[name].presses_token(HowOften(self.house.cohort.id, often).pack()))

    @rule(faults=st.integers(1, 3))
    def fault(self, faults: int) -> None:
        self.platform.faults += [SendError("a fault that passes")] * faults

    @rule(name=people)
    def close_chat(self, name: str) -> None:
        self.platform.closed ^= {name.casefold()}

    @invariant()
    def keeps_its_promises(self) -> None:
        if not hasattr(self, "house"):
            return
        told = [(place, said) for place, said in enumerate(self.platform.said) if chores_in(said)]
        for place, said in told[self.seen :]:
            local = said.at.astimezone(self.zones[said.who]).time()
            assert not self.house.config.cohorts[0].quiet.holds(said.at, self.zones[said.who]), (said.lines, local)
            assert len(set(chores_in(said))) == len(chores_in(said))
            for chore in chores_in(said):
                assert self.did.get((said.who, chore), place) >= place, f"{chore} was done"
                off = {name.casefold(): kinds for name, kinds in self.off.items()}[said.who]
                assert off.get(chore.split(" ")[0], place + 1) > place, f"{chore} was switched off"
        self.seen = len(told)
        for who in self.zones:
            sent = [said.at for _place, said in told if said.who == who and not said.overview]
            assert all(len([at for at in sent if first <= at < first + WEEK]) <= CAP for first in sent), who
            lines = [line for _place, said in told if said.who == who for line in chores_in(said)]
            assert len(lines) == len(set(lines)), f"{who} heard one twice"

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.do(self.house.close())
        self.loop.close()
        self.folder.cleanup()


def chores_in(said: Said) -> list[str]:
    return [line.removesuffix(" is not done yet.") for line in said.lines if line.endswith(" is not done yet.")]


def test_in_any_order(board: Board) -> None:
    global BOARD  # noqa: PLW0603  # hypothesis makes the machine by itself
    BOARD = board
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    chosen = settings(
        max_examples=examples(20), stateful_step_count=25, deadline=None, suppress_health_check=slow, phases=phases
    )
    run_state_machine_as_test(Nudges, settings=chosen)
