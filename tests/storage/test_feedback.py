"""Verdicts, peer reviews and debriefs in the database: counted right, and once, whoever is quick; on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.homework.assignments import Audience, Task
from bot.domain.homework.debrief import Takeaway
from bot.domain.homework.judge import Tally
from bot.domain.homework.submissions import Submission
from bot.domain.people import Profile
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import NOW, World
from tests.storage.test_homework import DUE, TASK, posted

HOUR = timedelta(hours=1)


async def learners(uow: UnitOfWork, world: World, *names: str) -> list[int]:
    await uow.members.save(world.a.id, [Profile(name, f"{name}@people.example") for name in names])
    found = {member.name: member.id for member in await uow.members.of_cohort(world.a.id)}
    return [found[name] for name in names]


async def handed_in(uow: UnitOfWork, member_id: int, assignment_id: int, at: object = NOW) -> Submission:
    task = await uow.assignments.by_id(assignment_id)
    whose = await uow.members.by_id(member_id)
    assert task is not None
    assert whose is not None
    work = await uow.submissions.ensure(member_id, task)
    await uow.submission_items.add_words(whose, work.id, "text", f"by {member_id}", NOW)
    assert await uow.submissions.hand_in(work, at, DUE)  # type: ignore[arg-type]
    found = await uow.submissions.by_id(work.id)
    assert found is not None
    return found


async def test_counts_are_of_those_concerned(world: World) -> None:
    async with world.database.write() as uow:
        before = len([one for one in await uow.members.of_cohort(world.a.id) if one.learner])
        ids = await learners(uow, world, "mo", "ny", "oz", "pa", "qi")
        for_all = await posted(uow, world)
        for_some = await posted(uow, world, replace(TASK, audience=Audience("people", people=frozenset(ids[:3]))))
        nobody = await posted(uow, world, Task("Later", DUE))
        await handed_in(uow, ids[0], for_all.id)
        await handed_in(uow, ids[1], for_all.id, DUE + HOUR)
        await handed_in(uow, ids[2], for_all.id, DUE + HOUR)
        await uow.extensions.grant(ids[2], for_all, DUE + 2 * HOUR, world.ben.id, NOW)
        gone = await handed_in(uow, ids[3], for_all.id)
        await uow.members.withdraw(ids[3], NOW)
        await handed_in(uow, ids[0], for_some.id)
        await handed_in(uow, ids[4], for_some.id)
        accepted = await handed_in(uow, ids[4], for_all.id)
        assert await uow.submissions.decide(accepted, "accepted", world.ben.id, NOW)
        found = await uow.feedback.tallies([for_all, for_some, nobody])
        assert found == {
            for_all.id: Tally(handed_in=4, late=1, waiting=3, missing=before),
            for_some.id: Tally(handed_in=1, late=0, waiting=1, missing=2),
            nobody.id: Tally(missing=before + 4),
        }
        assert gone.member_id in await uow.feedback.handed_in_by(for_all.id)


async def test_of_two_trainers_one_decides(world: World) -> None:
    async with world.database.write() as uow:
        work = await handed_in(uow, world.ana.id, (await posted(uow, world)).id)

    async def decide(verdict: str) -> bool:
        async with world.database.write() as uow:
            return await uow.submissions.decide(work, verdict, world.ben.id, NOW)  # type: ignore[arg-type]

    assert sorted(await asyncio.gather(decide("accepted"), decide("returned"))) == [False, True]


async def test_a_verdict_about_an_older_version_is_none(world: World) -> None:
    async with world.database.write() as uow:
        task = await posted(uow, world)
        first = await handed_in(uow, world.ana.id, task.id)
        second = await handed_in(uow, world.ana.id, task.id)
        assert second.version == 2
        assert not await uow.submissions.decide(first, "accepted", world.ben.id, NOW)
        (work,) = await uow.feedback.works([second.id])
        assert [item.text for item in work.items] == [f"by {world.ana.id}"]
        assert work.version.number == 2


async def test_only_what_its_author_agreed_to_is_reviewed(world: World) -> None:
    async with world.database.write() as uow:
        a, b, c = await learners(uow, world, "a", "b", "c")
        task = await posted(uow, world, replace(TASK, peer_reviews=2, shared=True))
        works = {one: await handed_in(uow, one, task.id) for one in (a, b, c)}
        assert {one.member_id for one in await uow.debriefs.unasked(world.a.id, NOW)} == {a, b, c}
        assert await uow.debriefs.ask_consent(works[a], NOW)
        assert not await uow.debriefs.ask_consent(works[a], NOW)
        assert {one.member_id for one in await uow.debriefs.unasked(world.a.id, NOW)} == {b, c}
        await uow.submissions.set_consent(works[a].id, yes=True)
        await uow.submissions.set_consent(works[b].id, yes=True)
        await uow.submissions.set_consent(works[c].id, yes=False)
        assert await uow.peer_reviews.works(task.id) == {a: works[a].id, b: works[b].id}
        assert await uow.debriefs.agreed(task.id) == {a, b}
        ids = {one: work.id for one, work in works.items()}
        for _ in range(2):
            await uow.peer_reviews.ask(task, [(a, b), (b, a)], ids, NOW, NOW + HOUR)
        found = await uow.peer_reviews.of_assignment(task.id)
        assert [(one.reviewer_id, one.author_id) for one in found] == [(a, b), (b, a)]
        assert await uow.peer_reviews.write(found[0], (1, 2, 3), "Good", "Better", 1, NOW)
        assert await uow.peer_reviews.told([found[0].id, found[1].id], NOW) == [found[0].id]
        assert await uow.peer_reviews.told([found[0].id], NOW) == []
        assert not await uow.peer_reviews.write(found[0], (4, 4, 4), "Other", "Words", 1, NOW)
        (kept,) = await uow.peer_reviews.of_author(b)
        assert (kept.marks, kept.strong) == ((1, 2, 3), "Good")
        assert [one.id for one in await uow.peer_reviews.to_remind(world.a.id, NOW, NOW + 2 * HOUR)] == [found[1].id]
        assert await uow.peer_reviews.to_remind(world.a.id, NOW, NOW + 2 * HOUR) == []


async def test_a_debrief_goes_its_way_once(world: World) -> None:
    async with world.database.write() as uow:
        a, b = await learners(uow, world, "a", "b")
        task = await posted(uow, world)
        for one in (a, b):
            work = await handed_in(uow, one, task.id)
            await uow.submissions.set_consent(work.id, yes=True)
        plan = await uow.debriefs.ensure(task, world.ben.id, NOW)
        assert await uow.debriefs.ensure(task, world.ben.id, NOW) == plan
        assert not await uow.debriefs.ask(plan.id, NOW)
        assert not await uow.debriefs.post(replace(plan, minutes=99), [[a]], NOW), "that is not how it stands"
        assert await uow.debriefs.post(plan, [[a], [b]], NOW)
        assert not await uow.debriefs.post(plan, [[b], [a]], NOW)
        assert not await uow.debriefs.set_up(replace(plan, minutes=8))
        await uow.submissions.set_consent(work.id, yes=False)
        assert await uow.debriefs.places(plan) == [[a], []]
        assert await uow.debriefs.ask(plan.id, NOW)
        assert not await uow.debriefs.ask(plan.id, NOW)
        assert not await uow.debriefs.take_back(plan.id)
        await uow.debriefs.take(plan, a, "try", None, NOW)
        await uow.debriefs.take(plan, a, "view", "More courage", NOW)
        await uow.debriefs.take(plan, a, "contact", None, NOW)
        assert await uow.debriefs.takeaways(plan.id) == [Takeaway(a, "contact", "More courage")]
        assert await uow.debriefs.show(plan.id, NOW)
        assert not await uow.debriefs.show(plan.id, NOW)
        assert await uow.debriefs.posted(world.a.id) == []
