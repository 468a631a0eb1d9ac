"""Absence notices in the database: one a member and session, one decision, whatever happens in which order."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.absence import Absence, Decision, State
from bot.domain.people import Member, Profile
from storage.unit_of_work import UnitOfWork
from tests.begun import with_tables
from tests.storage.conftest import NOW, World
from tests.thorough import examples

T = TypeVar("T")
DAY = timedelta(days=1)


async def announce(
    world: World, who: Member, session: str = "online-1", reason: str = "ill", at: datetime = NOW, *, late: bool = False
) -> int | None:
    async with world.database.write() as uow:
        return await uow.absences.announce(who, session, reason, at, short_notice=late)


async def test_one_a_member_and_session(world: World) -> None:
    made = await asyncio.gather(*(announce(world, world.ana, reason=f"reason {n}") for n in range(20)))
    assert len(set(made)) == 1
    others = [await announce(world, who, s) for who, s in ((world.ben, "online-1"), (world.ana, "online-2"))]
    assert len({*made, *others}) == 3
    async with world.database.read() as uow:
        assert [n.member_id for n in await uow.absences.of_session(world.a.id, "online-1")] == [
            world.ana.id,
            world.ben.id,
        ]
        assert [n.session for n in await uow.absences.of_member(world.ana.id)] == ["online-1", "online-2"]
        assert len(await uow.absences.of_cohort(world.a.id)) == 3
        assert await uow.absences.of_cohort(world.b.id) == []


async def test_of_ten_decisions_at_once_one_counts(world: World) -> None:
    made = await announce(world, world.ana)
    assert made is not None

    async def decide(n: int) -> bool:
        async with world.database.write() as uow:
            decision: Decision = "justified" if n % 2 else "unjustified"
            return await uow.absences.decide(made, decision, 100 + n, NOW, reason="ill")

    done = await asyncio.gather(*(decide(n) for n in range(10)))
    assert sum(done) == 1
    async with world.database.read() as uow:
        found = await uow.absences.by_id(made)
    assert found is not None
    assert found.decided_by == 100 + done.index(True)
    assert found.state == ("justified" if done.index(True) % 2 else "unjustified")


async def test_decided_and_changed_at_once_leaves_no_unread_reason_decided(world: World) -> None:
    made = await announce(world, world.ana)
    assert made is not None

    async def decide() -> bool:
        async with world.database.write() as uow:
            return await uow.absences.decide(made, "justified", 9, NOW, reason="ill")

    decided, changed = await asyncio.gather(decide(), announce(world, world.ana, reason="not ill"))
    async with world.database.read() as uow:
        found = await uow.absences.by_id(made)
    assert found is not None
    assert (found.state, found.reason) == (("justified", "ill") if decided else ("open", "not ill"))
    assert decided == (changed is None)


async def test_who_came_waits_for_no_decision(world: World) -> None:
    for who in (world.ana, world.ben):
        await announce(world, who)
    async with world.database.write() as uow:
        await uow.check_ins.record(world.ana, "online-1", NOW, late=False, platform="test")
        await uow.check_ins.mark(
            world.ben, "online-1", NOW, absent=True, by=world.cyd.id, reason="not there", platform="test"
        )
        assert [n.member_id for n in await uow.absences.open_ones(world.a.id)] == [world.ben.id]


class Notices(RuleBasedStateMachine):
    """One member's notice for one session, beside what it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.database = with_tables(f"sqlite:///{Path(self.folder.name) / 'g.db'}")
        self.model: Absence | None = None
        self.now = NOW
        self.ana: Member

    def teardown(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()
        self.folder.cleanup()

    @initialize()
    def people(self) -> None:
        async def made() -> Member:
            async with self.database.write() as uow:
                cohort = await uow.cohorts.ensure("a", "academy", "A")
                await uow.members.save(cohort.id, [Profile("Ana", "ana@x.example")])
                return (await uow.members.of_cohort(cohort.id))[0]

        self.ana = self.runner.run(made())

    def done(self, do: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        async def turn() -> T:
            async with self.database.write() as uow:
                return await do(uow)

        self.now += DAY
        return self.runner.run(turn())

    @rule(reason=st.sampled_from(["ill", "far away"]), late=st.booleans())
    def announces(self, reason: str, late: bool) -> None:
        before, at = self.model, self.now
        made = self.done(lambda uow: uow.absences.announce(self.ana, "s", reason, at, short_notice=late))
        if before and before.decided:
            assert made is None
            return
        assert made is not None
        still = before if before and before.state == "open" else None
        first, short = (still.at, still.short_notice) if still else (at, late)
        self.model = Absence(made, "s", self.ana.id, reason, first, short, "open")

    @rule(decided=st.booleans())
    def takes_back(self, decided: bool) -> None:
        if self.model is None:
            return
        may: set[State] = {"open", "justified", "unjustified"} if decided else {"open"}
        done = self.done(lambda uow: uow.absences.withdraw(self.model.id, decided=decided))  # type: ignore[union-attr]
        assert done == (self.model.state in may)
        if done:
            old = self.model
            self.model = Absence(old.id, "s", old.member_id, old.reason, old.at, old.short_notice, "withdrawn")

    @rule(decision=st.sampled_from(["justified", "unjustified"]), read=st.sampled_from(["ill", "far away"]))
    def is_decided(self, decision: Decision, read: str) -> None:
        if self.model is None:
            return
        old, at = self.model, self.now
        done = self.done(lambda uow: uow.absences.decide(old.id, decision, 7, at, reason=read))
        assert done == (old.state == "open" and old.reason == read)
        if done:
            self.model = Absence(old.id, "s", old.member_id, old.reason, old.at, old.short_notice, decision, 7, at)

    @rule(note=st.sampled_from(["well done", "sorry"]))
    def gets_a_note(self, note: str) -> None:
        if self.model is None:
            return
        old = self.model
        done = self.done(lambda uow: uow.absences.add_note(old.id, note))
        assert done == (old.decided and old.note is None)
        if done:
            self.model = Absence(
                old.id,
                "s",
                old.member_id,
                old.reason,
                old.at,
                old.short_notice,
                old.state,
                old.decided_by,
                old.decided_at,
                note,
            )

    @invariant()
    def is_as_it_should_be(self) -> None:
        if not hasattr(self, "ana"):
            return

        async def look() -> tuple[Absence | None, list[Absence], list[Absence]]:
            async with self.database.read() as uow:
                found = await uow.absences.find(self.ana.id, self.ana.cohort_id, "s")
                standing = await uow.absences.of_session(self.ana.cohort_id, "s")
                return found, standing, await uow.absences.open_ones(self.ana.cohort_id)

        found, standing, waiting = self.runner.run(look())
        assert found == self.model
        assert standing == ([self.model] if self.model and self.model.stands else [])
        assert waiting == ([self.model] if self.model and self.model.state == "open" else [])


TestNotices = Notices.TestCase
TestNotices.settings = settings(max_examples=examples(25), stateful_step_count=20, deadline=None)
