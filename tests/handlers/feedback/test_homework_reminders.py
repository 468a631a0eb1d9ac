"""Reminders: only to those who have not handed in, at their own due dates, once, and at no ungodly hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.homework.assignments import Audience
from tests.handlers.feedback.desk import DAY, DUE, HOUR, POSTED, given_out, hands_in, member_of
from tests.house import House, Person

TITLE = "Business model canvas"
DUE_WORDS = "Wed 13 Nov 2024, 18:00 CET"
MORE = "Do you need more time? Write to your trainer, or ask for it under My homework."


@pytest.fixture
async def tom(each_house: House) -> Person:
    each_house.clock.at = POSTED
    return await each_house.joined("Tom Berg", "trainer")


OFFSETS = (-3 * DAY, -DAY, -3 * HOUR, HOUR, 3 * HOUR, DAY)
MOMENTS = sorted({date + ahead for date in (DUE, DUE + 2 * DAY, DUE + 7 * DAY) for ahead in OFFSETS})


async def walk(house: House, until: datetime) -> None:
    """The clock goes on, with a tick whenever something may be due, and one more a minute later."""
    for moment in [*(one for one in MOMENTS if house.clock.at < one < until), until]:
        await house.move_to(moment)
        await house.pass_time(timedelta(minutes=1))


def said_of(person: Person) -> list[str]:
    """What they were told of homework: sessions go on meanwhile, and the overviews of each week."""
    """What they were told of homework: sessions go on meanwhile."""
    return [words for words in person.told if TITLE in words and not words.startswith("Your week")]


def heads(person: Person) -> Sequence[str]:
    return [said.splitlines()[0] for said in said_of(person)]


async def test_three_before_and_one_after(each_house: House, tom: Person) -> None:
    house = each_house
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    task = await given_out(house, tom)
    await hands_in(house, bo, task, "Done early")
    await walk(house, DUE + 4 * DAY)
    assert heads(ana) == [
        f"📌 {TITLE} is due in 3 days: {DUE_WORDS}.",
        f"📌 {TITLE} is due in 1 day: {DUE_WORDS}.",
        f"⏰ {TITLE} is due in 3 hours: {DUE_WORDS}.",
        f"⚠️ {TITLE} was due on {DUE_WORDS}. You can still hand it in.",
    ]
    assert said_of(ana)[0].splitlines()[1:] == [MORE]
    assert said_of(ana)[3].splitlines()[1:] == ["I take it until Sat 16 Nov 2024, 18:00 CET.", MORE]
    assert said_of(bo) == [], "who has handed in is left in peace"
    assert said_of(tom) == [
        "\n".join(
            [
                f"{TITLE} was due on {DUE_WORDS}. 1 of 2 have not handed in:",
                "• Ana (Ana's cluster)",
                "They have been reminded. To look at: 1.",
            ]
        )
    ]
    await tom.presses("Open what was handed in")
    assert tom.told[-1].startswith(f"{TITLE}, due {DUE_WORDS}")


async def test_an_extension_moves_them(each_house: House, tom: Person) -> None:
    house = each_house
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    task = await given_out(house, tom)
    whom, by = await member_of(house, ana), await member_of(house, tom)
    async with house.app.database.write() as uow:
        await uow.extensions.grant(whom.id, task, DUE + 2 * DAY, by.id, house.clock.at)
    await walk(house, DUE + 5 * DAY)
    later = "Fri 15 Nov 2024, 18:00 CET"
    assert [head[-len(later) - 1 :] for head in heads(ana)[:3]] == [f"{later}."] * 3
    assert len(said_of(ana)) == 4
    assert len(said_of(bo)) == 4
    assert heads(bo)[0].endswith(f"{DUE_WORDS}.")


async def test_handed_in_at_the_last_minute(each_house: House, tom: Person) -> None:
    """What is on its way is dropped, and trainers hear of nobody."""
    house = each_house
    ana = await house.joined("Ana", zone="Pacific/Auckland")
    task = await given_out(house, tom)
    house.clock.at = DUE - 3 * HOUR - timedelta(minutes=1)
    await house.move_to(DUE - 3 * HOUR)
    assert said_of(ana) == [], "it is three o'clock in the morning there"
    await hands_in(house, ana, task, "Here")
    await walk(house, DUE + DAY)
    assert (said_of(ana), said_of(tom)) == ([], [])


async def test_nobody_is_asked_for_what_is_withdrawn_or_closed(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    withdrawn, closed = await given_out(house, tom, f"{TITLE} A"), await given_out(house, tom, f"{TITLE} B")
    async with house.app.database.write() as uow:
        await uow.assignments.set_state(withdrawn.id, "withdrawn", from_=["open"])
        await uow.assignments.set_state(closed.id, "closed", from_=["open"])
    await walk(house, DUE + DAY)
    assert said_of(ana) == []
    assert len(said_of(tom)) == 1
    assert f"{TITLE} B was due" in said_of(tom)[0]


async def test_who_has_more_time_for_a_closed_one_is_reminded_alone(each_house: House, tom: Person) -> None:
    house = each_house
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    task = await given_out(house, tom)
    member, by = await member_of(house, ana), await member_of(house, tom)
    async with house.app.database.write() as uow:
        await uow.extensions.grant(member.id, task, DUE + 7 * DAY, by.id, house.clock.at)
        await uow.assignments.set_state(task.id, "closed", from_=["open"])
    await walk(house, DUE + 7 * DAY)
    assert [head.partition(": ")[0] for head in heads(ana)] == [
        f"📌 {TITLE} is due in 3 days",
        f"📌 {TITLE} is due in 1 day",
        f"⏰ {TITLE} is due in 3 hours",
    ]
    await walk(house, DUE + 8 * DAY)
    assert len(said_of(ana)) == 3, "it is closed for her, too: there is nothing that she could do"
    assert said_of(bo) == []


async def test_others_and_those_who_left_are_not_asked(each_house: House, tom: Person) -> None:
    house = each_house
    ana, bo, cem = [await house.joined(name) for name in ("Ana", "Bo", "Cem")]
    chosen = frozenset([(await member_of(house, ana)).id, (await member_of(house, cem)).id])
    await given_out(house, tom, audience=Audience("people", people=chosen))
    gone = await member_of(house, cem)
    async with house.app.database.write() as uow:
        await uow.members.withdraw(gone.id, house.clock.at)
    await walk(house, DUE)
    assert (len(said_of(ana)), said_of(bo), said_of(cem)) == (3, [], [])


async def test_ticks_repeat_and_restarts_are_late(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    await given_out(house, tom)
    await house.move_to(DUE - DAY + 2 * HOUR)
    for _ in range(3):
        await house.tick()
    assert heads(ana) == [f"📌 {TITLE} is due in 22 hours: {DUE_WORDS}."], "late, but it says what is true"
    await house.move_to(DUE + 3 * DAY)
    assert len(said_of(ana)) == 1, "what is long past is not said any more"


async def test_a_due_date_that_is_moved_for_all(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    by = await member_of(house, tom)
    await walk(house, DUE - 2 * DAY)
    async with house.app.database.write() as uow:
        made = await uow.assignments.change(
            task, by.id, replace(task.task, due=DUE + 7 * DAY, cutoff=None), house.clock.at
        )
        change = await uow.assignments.by_id(made)
        assert change is not None
        assert await uow.assignments.take_change(change, by.id, house.clock.at)
    await walk(house, DUE + 7 * DAY)
    assert [head.partition(": ")[0] for head in heads(ana)] == [
        f"📌 {TITLE} is due in 3 days",
        f"📌 {TITLE} is due in 3 days",
        f"📌 {TITLE} is due in 1 day",
        f"⏰ {TITLE} is due in 3 hours",
    ]
    assert said_of(tom) == []


async def test_in_the_planner(each_house: House, tom: Person) -> None:
    await given_out(each_house, tom)
    ours = (f"Reminder of homework: {TITLE}", f"Who is overdue: {TITLE}")
    found = [plan for plan in await each_house.app.schedule.planned() if plan.what in ours]
    assert [plan.at for plan in found] == [DUE - 3 * DAY, DUE - DAY, DUE - 3 * HOUR, DUE + 3 * HOUR]
