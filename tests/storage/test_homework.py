"""Assignments and submissions in the database: what happens once, whoever is quick; on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.homework.assignments import Assignment, Audience, Task
from bot.domain.homework.due import Dates
from bot.domain.homework.submissions import Submission
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import NOW, World

DUE = NOW + timedelta(days=7)
DAY = timedelta(days=1)
TASK = Task("Canvas", DUE, cutoff=DUE + DAY)


async def posted(uow: UnitOfWork, world: World, task: Task = TASK) -> Assignment:
    made = await uow.assignments.draft(world.a.id, world.ben.id, task, NOW)
    assert await uow.assignments.post(made, world.ben.id, NOW)
    found = await uow.assignments.by_id(made)
    assert found is not None
    return found


async def test_what_was_written_comes_back(world: World) -> None:
    task = Task(
        *("Canvas", DUE, "roadmap", "Do **it**", DUE + DAY, ("text", "link")),
        Audience("people", people=frozenset({world.ana.id, world.ben.id})),
        *("online-2", True, 2, True),
    )
    async with world.database.write() as uow:
        made = await uow.assignments.draft(world.a.id, world.ben.id, task, NOW)
    async with world.database.read() as uow:
        found = await uow.assignments.by_id(made)
        assert found == Assignment(made, world.a.id, world.ben.id, task, "draft")
        assert await uow.assignments.of_cohort(world.a.id, "draft") == [found]
        assert await uow.assignments.of_cohort(world.b.id, "draft", "open") == []


async def test_it_is_posted_once(world: World) -> None:
    async with world.database.write() as uow:
        made = await uow.assignments.draft(world.a.id, world.ben.id, TASK, NOW)

    async def post() -> bool:
        async with world.database.write() as uow:
            return await uow.assignments.post(made, world.ben.id, NOW)

    assert sorted(await asyncio.gather(post(), post(), post())) == [False, False, True]
    async with world.database.read() as look:
        assert await look.assignments.due_history(made) == [(NOW, Dates(DUE, DUE + DAY), world.ben.id)]


async def test_a_change_is_taken_once_and_dates_are_remembered(world: World) -> None:
    later = NOW + timedelta(hours=1)
    async with world.database.write() as uow:
        found = await posted(uow, world)
        await uow.assignments.change(found, world.ben.id, replace(TASK, title="Forgotten"), NOW)
        change_id = await uow.assignments.change(found, world.ben.id, replace(TASK, title="New", due=DUE + DAY), NOW)
        change = await uow.assignments.by_id(change_id)
        assert change is not None
        assert await uow.assignments.of_cohort(world.a.id, "change") == [change]
        assert [await uow.assignments.take_change(change, world.ben.id, later) for _ in range(2)] == [True, False]
        changed = await uow.assignments.by_id(found.id)
        assert changed is not None
        assert (changed.title, changed.due, changed.changes) == ("New", DUE + DAY, 1)
        assert [dates.due - DUE for _at, dates, _by in await uow.assignments.due_history(found.id)] == [
            timedelta(0),
            DAY,
        ]


async def test_a_packs_own_comes_once(world: World) -> None:
    async def bring() -> int | None:
        async with world.database.write() as uow:
            return await uow.assignments.from_pack(world.a.id, "canvas", TASK, NOW, NOW)

    made = await asyncio.gather(bring(), bring())
    assert sorted(one is None for one in made) == [False, True]
    async with world.database.read() as uow:
        assert await uow.assignments.pack_keys(world.a.id) == {"canvas"}
        assert await uow.assignments.pack_keys(world.b.id) == set()
        assert [one.pack_key for one in await uow.assignments.to_post(world.a.id, NOW)] == ["canvas"]


async def test_two_devices_hand_in_one_version(world: World) -> None:
    async with world.database.write() as uow:
        found = await posted(uow, world)
        mine = await uow.submissions.ensure(world.ana.id, found)
        await uow.submission_items.add_words(world.ana, mine.id, "text", "My work", NOW)

    async def hand_in() -> int | None:
        async with world.database.write() as uow:
            version = await uow.submissions.hand_in(mine, NOW + DAY, DUE)
            return version.number if version else None

    assert sorted([await each for each in (hand_in(), hand_in())], key=str) == [1, None]
    assert sorted(await asyncio.gather(hand_in(), hand_in()), key=str) == [None, None]
    async with world.database.read() as look:
        handed = await look.submissions.by_id(mine.id)
        assert handed == Submission(mine.id, world.a.id, found.id, world.ana.id, "handed_in", 1, NOW + DAY, NOW + DAY)
        assert [item.text for item in await look.submission_items.of_version(mine.id, 1)] == ["My work"]
        assert await look.submission_items.gathered(mine.id) == []
        assert dict(await look.submissions.handed_in([found.id])) == {found.id: 1}


async def test_only_what_is_safe_is_handed_in(world: World) -> None:
    async with world.database.write() as uow:
        found = await posted(uow, world)
        mine = await uow.submissions.ensure(world.ana.id, found)
        ready, failed, coming = [
            await uow.submission_items.add_file(world.ana, mine.id, name, "text/plain", 3, NOW)
            for name in ("ready", "failed", "coming")
        ]
        assert await uow.submission_items.arrived(ready, "a" * 64, 3)
        assert not await uow.submission_items.arrived(ready, "b" * 64, 3)
        assert await uow.submission_items.end(failed, "failed")
        await uow.submissions.hand_in(mine, NOW, DUE)
        assert [item.name for item in await uow.submission_items.of_version(mine.id, 1)] == ["ready"]
        assert [item.id for item in await uow.submission_items.gathered(mine.id)] == [coming]
        assert not await uow.submission_items.end(ready, "dropped"), "what was handed in stays"


async def test_what_was_sent_for_no_task_is_put_to_one(world: World) -> None:
    async with world.database.write() as uow:
        found = await posted(uow, world)
        mine = await uow.submissions.ensure(world.ana.id, found)
        first = await uow.submission_items.add_words(world.ana, None, "link", "https://x.example", NOW)
        bens = await uow.submission_items.add_words(world.ben, None, "link", "https://ben.example", NOW)
        assert await uow.submission_items.put_to(world.ana.id, mine.id) == 1
        assert [item.id for item in await uow.submission_items.gathered(mine.id)] == [first]
        second = await uow.submission_items.add_words(world.ana, None, "link", "https://y.example", NOW)
        assert [item.id for item in await uow.submission_items.loose(world.ana.id)] == [second]
        assert [item.id for item in await uow.submission_items.loose(world.ben.id)] == [bens]
        assert await uow.submission_items.drop_loose(world.ana.id) == 1
        assert await uow.submission_items.loose(world.ana.id) == []


async def test_a_decision_is_about_the_version_that_was_seen(world: World) -> None:
    async with world.database.write() as uow:
        found = await posted(uow, world)
        mine = await uow.submissions.ensure(world.ana.id, found)
        assert not await uow.submissions.decide(mine, "accepted", world.ben.id, NOW), "nothing was handed in"
        await uow.submissions.hand_in(mine, NOW, DUE)
        first = await uow.submissions.by_id(mine.id)
        assert first is not None
        await uow.submissions.hand_in(first, NOW + DAY, DUE)
        assert not await uow.submissions.decide(first, "accepted", world.ben.id, NOW), "there is a newer one"
        second = await uow.submissions.by_id(mine.id)
        assert second is not None
        assert await uow.submissions.decide(second, "accepted", world.ben.id, NOW)
        assert not await uow.submissions.decide(second, "accepted", world.ben.id, NOW), "it is so already"
        await uow.submissions.comment(second, world.ben.id, "Well done", NOW)
        assert [(one.number, one.text) for one in await uow.submissions.comments(mine.id)] == [(2, "Well done")]


async def test_more_time_is_asked_for_and_decided_once(world: World) -> None:
    async with world.database.write() as uow:
        found = await posted(uow, world)
        asked = await uow.extensions.ask(world.ana.id, found, DUE + DAY, "ill", NOW)
        again = await uow.extensions.ask(world.ana.id, found, DUE + 2 * DAY, "still ill", NOW + DAY)
        assert asked.id == again.id
        assert not await uow.extensions.decide(asked, yes=True, by=world.ben.id, now=NOW), "it was asked for anew"
        assert await uow.extensions.decide(again, yes=True, by=world.ben.id, now=NOW)
        assert not await uow.extensions.decide(again, yes=False, by=world.ben.id, now=NOW)
        assert await uow.extensions.of_assignments([found.id]) == {(found.id, world.ana.id): DUE + 2 * DAY}
        await uow.extensions.grant(world.ben.id, found, DUE + 3 * DAY, world.ana.id, NOW)
        given = await uow.extensions.of_member(world.ben.id, found.id)
        assert given is not None
        assert (given.until, given.state, given.reason) == (DUE + 3 * DAY, "granted", "")
