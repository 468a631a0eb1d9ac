"""Reminders: only to those who have not handed in, at their own due dates, once, and at no ungodly hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.domain.homework.assignments import Audience
from bot.domain.homework.due import Dates
from tests.handlers.feedback.desk import DAY, DUE, HOUR, POSTED, given_out, hands_in, member_of
from tests.house import House, Person

TITLE = "Business model canvas"
DUE_WORDS = "Wed 13 Nov 2024, 18:00 CET"
MORE = "Do you need more time? Write to your trainer, or ask for it under My homework."


@pytest.fixture
async def tom(each_house: House) -> Person:
    each_house.clock.at = POSTED
    return await each_house.joined("Tom Berg", "trainer")


async def hour_by_hour(house: House, until: object, step: timedelta = HOUR) -> None:
    while house.clock.at < until:  # type: ignore[operator]
        await house.pass_time(step)


def heads(person: Person) -> Sequence[str]:
    return [said.splitlines()[0] for said in person.told]


async def test_three_before_and_one_after(each_house: House, tom: Person) -> None:
    house = each_house
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    task = await given_out(house, tom)
    await hands_in(house, bo, task, "Done early")
    await hour_by_hour(house, DUE + 4 * DAY)
    assert heads(ana) == [
        f"📌 {TITLE} is due in 3 days: {DUE_WORDS}.",
        f"📌 {TITLE} is due in 1 day: {DUE_WORDS}.",
        f"⏰ {TITLE} is due in 3 hours: {DUE_WORDS}.",
        f"⚠️ {TITLE} was due on {DUE_WORDS}. You can still hand it in.",
    ]
    assert ana.told[0].splitlines()[1:] == [MORE]
    assert ana.told[3].splitlines()[1:] == ["I take it until Sat 16 Nov 2024, 18:00 CET.", MORE]
    assert bo.told == [], "who has handed in is left in peace"
    assert tom.told == [
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
    await hour_by_hour(house, DUE + 5 * DAY)
    later = "Fri 15 Nov 2024, 18:00 CET"
    assert [head[-len(later) - 1 :] for head in heads(ana)[:3]] == [f"{later}."] * 3
    assert len(ana.told) == 4
    assert len(bo.told) == 4
    assert heads(bo)[0].endswith(f"{DUE_WORDS}.")


async def test_handed_in_at_the_last_minute(each_house: House, tom: Person) -> None:
    """What is on its way is dropped, and trainers hear of nobody."""
    house = each_house
    ana = await house.joined("Ana", zone="Pacific/Auckland")
    task = await given_out(house, tom)
    house.clock.at = DUE - 3 * HOUR - timedelta(minutes=1)
    await house.move_to(DUE - 3 * HOUR)
    assert ana.told == [], "it is three o'clock in the morning there"
    await hands_in(house, ana, task, "Here")
    await hour_by_hour(house, DUE + DAY)
    assert (ana.told, tom.told) == ([], [])


async def test_nobody_is_asked_for_what_is_withdrawn_or_closed(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    withdrawn, closed = await given_out(house, tom, "Withdrawn"), await given_out(house, tom, "Closed")
    async with house.app.database.write() as uow:
        await uow.assignments.set_state(withdrawn.id, "withdrawn", from_=["open"])
        await uow.assignments.set_state(closed.id, "closed", from_=["open"])
    await hour_by_hour(house, DUE + DAY, 3 * HOUR)
    assert ana.told == []
    assert len(tom.told) == 1
    assert "Closed was due" in tom.told[0]


async def test_others_and_those_who_left_are_not_asked(each_house: House, tom: Person) -> None:
    house = each_house
    ana, bo, cem = [await house.joined(name) for name in ("Ana", "Bo", "Cem")]
    chosen = frozenset([(await member_of(house, ana)).id, (await member_of(house, cem)).id])
    await given_out(house, tom, audience=Audience("people", people=chosen))
    gone = await member_of(house, cem)
    async with house.app.database.write() as uow:
        await uow.members.withdraw(gone.id, house.clock.at)
    await hour_by_hour(house, DUE, 3 * HOUR)
    assert (len(ana.told), bo.told, cem.told) == (3, [], [])


async def test_ticks_repeat_and_restarts_are_late(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    await given_out(house, tom)
    await house.move_to(DUE - DAY + 5 * HOUR)
    for _ in range(3):
        await house.tick()
    assert heads(ana) == [f"📌 {TITLE} is due in 19 hours: {DUE_WORDS}."], "late, but it says what is true"
    await house.move_to(DUE + 3 * DAY)
    assert len(ana.told) == 1, "what is long past is not said any more"


async def test_a_due_date_that_is_moved_for_all(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    by = await member_of(house, tom)
    await hour_by_hour(house, DUE - 2 * DAY)
    async with house.app.database.write() as uow:
        assert await uow.assignments.extend(task, Dates(DUE + 7 * DAY), by.id, house.clock.at)
    await hour_by_hour(house, DUE + 7 * DAY)
    assert [head.partition(": ")[0] for head in heads(ana)] == [
        f"📌 {TITLE} is due in 3 days",
        f"📌 {TITLE} is due in 3 days",
        f"📌 {TITLE} is due in 1 day",
        f"⏰ {TITLE} is due in 3 hours",
    ]
    assert tom.told == []


async def test_in_the_planner(each_house: House, tom: Person) -> None:
    await given_out(each_house, tom)
    found = [plan for plan in await each_house.app.schedule.planned() if TITLE in plan.what]
    assert [plan.at for plan in found] == [DUE - 3 * DAY, DUE - DAY, DUE - 3 * HOUR, DUE + 3 * HOUR]
