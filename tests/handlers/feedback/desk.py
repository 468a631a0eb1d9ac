"""Homework that was given out and handed in, for those who give feedback on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.homework.assignments import Assignment, Task
from bot.domain.homework.due import dates_for
from bot.domain.homework.submissions import Submission
from bot.domain.people import Member
from tests.house import House, Person

POSTED = datetime(2024, 11, 6, 12, 0, tzinfo=UTC)
DUE = datetime(2024, 11, 13, 17, 0, tzinfo=UTC)
"""18:00 in Warsaw, a Wednesday."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def member_of(house: House, person: Person) -> Member:
    assert person.email
    async with house.app.database.read() as uow:
        (member,) = await uow.members.by_email(person.email)
        return member


async def given_out(house: House, by: Person, title: str = "Business model canvas", **more: Any) -> Assignment:
    """Posted at noon of the first online day, due a week later."""
    author = await member_of(house, by)
    task = replace(Task(title, DUE, cutoff=DUE + 3 * DAY), **more)
    async with house.app.database.write() as uow:
        made = await uow.assignments.draft(house.cohort.id, author.id, task, POSTED)
        assert await uow.assignments.post(made, author.id, POSTED)
        found = await uow.assignments.by_id(made)
        assert found is not None
        return found


async def hands_in(
    house: House,
    person: Person,
    task: Assignment,
    *texts: str,
    files: dict[str, bytes] | None = None,
    link: str = "",
) -> Submission:
    """At this moment."""
    member, now = await member_of(house, person), house.clock.at
    async with house.app.database.write() as uow:
        work = await uow.submissions.ensure(member.id, task)
        for words in texts:
            await uow.submission_items.add_words(member, work.id, "text", words, now)
        if link:
            await uow.submission_items.add_words(member, work.id, "link", link, now)
        for name, data in (files or {}).items():
            item = await uow.submission_items.add_file(member, work.id, name, "application/pdf", len(data), now)
            key = await house.app.files.put(data)
            assert await uow.submission_items.arrived(item, key, len(data))
        more = await uow.extensions.of_member(member.id, task.id)
        due = dates_for(task, more.until if more else None).due
        assert await uow.submissions.hand_in(work, now, due)
        found = await uow.submissions.by_id(work.id)
        assert found is not None
        return found


async def agrees(house: House, work: Submission, *, yes: bool = True) -> None:
    async with house.app.database.write() as uow:
        await uow.submissions.set_consent(work.id, yes=yes)


async def state_of(house: House, work: Submission) -> str:
    async with house.app.database.read() as uow:
        found = await uow.submissions.by_id(work.id)
        assert found is not None
        return found.state


def newest(person: Person, words: str) -> str:
    """The newest thing they were told that has these words in it."""
    return next(said for said in reversed(person.told) if words in said)


def count(person: Person, words: str) -> int:
    return sum(words in said for said in person.told)
