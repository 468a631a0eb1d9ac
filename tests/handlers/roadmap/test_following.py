"""Reminders of actions on their day, and the question 30, 60 and 90 days after the programme how all of them go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.handlers.roadmap.desk import ACTION, ENDS, GOAL, NOW, fills_in, roadmap_of, submits, writes
from tests.house import House, Person

MORNING = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
"""9:00 in Warsaw on the day of the action."""

REMINDER = "⏰ From your roadmap, for today. Is it done?"
ASKED = "days after Cluster Booster Academy: how is your roadmap going?"


@pytest.fixture
async def ana(each_house: House) -> Person:
    each_house.clock.at = NOW
    person = await each_house.joined("Ana")
    await submits(person)
    return person


def reminders(person: Person) -> list[str]:
    return [said for said in person.told if said.startswith("⏰ From your roadmap")]


def asked(person: Person) -> list[str]:
    """Also where it came with the overview on Monday."""
    return [line for said in person.told for line in said.split("\n") if ASKED in line]


async def test_an_action_is_reminded_of_once_in_the_morning_of_its_day(ana: Person) -> None:
    house = ana.house
    await house.move_to(MORNING - timedelta(minutes=1))
    assert reminders(ana) == []
    for _ in range(3):
        await house.move_to(house.clock.at + timedelta(minutes=1))
    (told,) = reminders(ana)
    assert told.split("\n") == [
        REMINDER,
        "Ask all members",
        "For the goal: Ten paying members",
        "Who does it? Ana",
        "By when? Tue 14 Jan 2025",
        "What is the first step? Write the letter",
    ]
    await ana.presses("✓ Done: Ask all members")
    assert "✓ Done." in ana.told[-1]
    await house.move_to(MORNING + timedelta(days=1))
    assert reminders(ana) == [told], "it stays as it was: there may be more in that message"


async def test_those_of_a_day_are_one_message_with_buttons_that_name_them(ana: Person) -> None:
    await ana.sends("/roadmap")
    await ana.presses("Take it back")
    await ana.presses("1. Ten paying members")
    await fills_in(ana, "Add an action", **(ACTION | {"what": "Set the fee"}))
    await ana.sends("/roadmap")
    await ana.presses("Submit it for review")
    await ana.house.move_to(MORNING)
    (told,) = reminders(ana)
    assert told.split("\n").count(REMINDER) == 2
    message = next(one for one in ana.private if one.text == told)
    assert list(message.buttons) == [
        *("✓ Done: Ask all members", "Not yet: Ask all members", "✓ Done: Set the fee", "Not yet: Set the fee"),
        "Fewer reminders",
    ]
    await ana.presses("✓ Done: Set the fee", message)
    assert ana.told[-1].startswith("Set the fee")
    assert message.text == told
    found = await roadmap_of(ana.house, ana)
    assert [action.outcome for action in found.actions] == ["open", "done"]


async def test_who_has_switched_them_off_is_not_reminded(ana: Person) -> None:
    await ana.sends("/nudges")
    await ana.presses("🔕 Switch off: Actions of your roadmap", ana.private[-1])
    await ana.house.move_to(MORNING)
    assert reminders(ana) == []


async def test_each_in_their_own_morning(ana: Person) -> None:
    house = ana.house
    far = await house.joined("Fernanda", zone="America/Sao_Paulo")
    early = await house.joined("Hana", zone="Pacific/Auckland")
    for person in (far, early):
        await submits(person)
    await house.move_to(datetime(2025, 1, 13, 20, 0, tzinfo=UTC))
    assert [len(reminders(person)) for person in (early, ana, far)] == [1, 0, 0]
    await house.move_to(MORNING)
    assert [len(reminders(person)) for person in (early, ana, far)] == [1, 1, 0]
    await house.move_to(datetime(2025, 1, 14, 12, 0, tzinfo=UTC))
    assert [len(reminders(person)) for person in (early, ana, far)] == [1, 1, 1]


async def test_what_is_settled_or_moved_is_not_reminded_of(ana: Person) -> None:
    house = ana.house
    bo, cy = await house.joined("Bo"), await house.joined("Cy")
    draft = await house.joined("Dee")
    for person in (bo, cy):
        await submits(person)
    await writes(draft)
    await opens_action(ana)
    await ana.presses("Done")
    await opens_action(bo)
    await fills_in(bo, "Another day", day="15 Jan")
    await house.move_to(MORNING)
    assert [len(reminders(person)) for person in (ana, bo, cy, draft)] == [0, 0, 1, 0]
    await house.move_to(MORNING + timedelta(days=1))
    assert [len(reminders(person)) for person in (ana, bo, cy, draft)] == [0, 1, 1, 0]


async def opens_action(person: Person) -> None:
    await person.sends("/roadmap")
    found = await roadmap_of(person.house, person)
    await person.presses_token(f"rc:{found.actions[0].id}:see", person.private[-1])


async def test_moved_after_its_reminder_it_is_reminded_of_again(ana: Person) -> None:
    await ana.house.move_to(MORNING)
    await ana.presses("Not yet: Ask all members")
    await fills_in(ana, "Another day", day="21 Jan")
    await ana.house.move_to(datetime(2025, 1, 21, 8, 0, tzinfo=UTC))
    assert reminders(ana)[-1].split("\n")[0] == REMINDER
    assert len(reminders(ana)) == 2


async def test_a_bot_that_was_away_says_it_late_or_not_at_all(ana: Person) -> None:
    late = await ana.house.joined("Late")
    await submits(late)
    await opens_action(late)
    await fills_in(late, "Another day", day="12 Jan")
    await ana.house.move_to(MORNING + timedelta(days=1))
    assert reminders(ana)[0].split("\n")[0] == "⏰ From your roadmap, for Tue 14 Jan 2025. Is it done?"
    assert reminders(late) == [], "three days late it is of no use"


async def test_what_changes_until_quiet_hours_are_over_is_looked_at_again(each_house: House) -> None:
    """The recheck at the moment of sending."""
    each_house.clock.at = NOW
    ana = await each_house.joined("Ana", zone="Europe/Warsaw")
    await submits(ana)
    found = await roadmap_of(each_house, ana)
    recheck = each_house.app.deployment.registry.rechecks["roadmap.action"]
    from bot.scene import View

    async def message(day: str) -> object:
        async with each_house.app.database.read() as uow:
            view = View(each_house.app.deployment, uow, MORNING, each_house.cohort)
            return await recheck(view, part=str(found.actions[0].id), day=day, to=str(found.member_id))

    assert await message("2025-01-14") is not None
    assert await message("2025-01-13") is None, "it was moved"
    await opens_action(ana)
    await ana.presses("Done")
    assert await message("2025-01-14") is None


async def test_thirty_sixty_and_ninety_days_after_the_programme(ana: Person) -> None:
    house = ana.house
    await ana.sends("/roadmap")
    await ana.presses("Take it back")
    await ana.presses("1. Ten paying members")
    await fills_in(ana, "Add an action", **(ACTION | {"what": "Set the fee", "by_when": "20 Dec"}))
    await ana.sends("/roadmap")
    await ana.presses("Submit it for review")
    idle = await house.joined("Idle")
    await house.move_to(ENDS + timedelta(days=30) - timedelta(hours=1))
    assert asked(ana) == []
    await house.move_to(ENDS + timedelta(days=30) + timedelta(hours=8))
    await house.tick()
    assert asked(ana) == [f"30 {ASKED}"]
    assert ana.told[-1].split("\n")[1:] == [
        "• Ask all members, by Tue 14 Jan 2025",
        "• Set the fee, by Fri 20 Dec 2024",
        "Please tap an action and say whether it is done, moved or dropped.",
    ]
    await ana.presses("Ask all members")
    await ana.presses("Done")
    await house.move_to(ENDS + timedelta(days=60) + timedelta(hours=8))
    assert asked(ana) == [f"30 {ASKED}", f"60 {ASKED}"]
    assert "Ask all members" not in ana.told[-1]
    await ana.presses("Set the fee")
    await fills_in(ana, "Drop it", why="")
    await house.move_to(ENDS + timedelta(days=90) + timedelta(hours=8))
    assert not any("90 days" in said for said in ana.told), "nothing is open any more"
    assert asked(idle) == []


async def test_after_a_long_silence_only_the_latest_question_is_asked(ana: Person) -> None:
    await ana.house.move_to(ENDS + timedelta(days=61, hours=10))
    assert asked(ana) == [f"60 {ASKED}"]
    await ana.house.tick()
    assert asked(ana) == [f"60 {ASKED}"]


async def test_one_may_not_be_asked_about_a_completed_one(ana: Person) -> None:
    tina = await ana.house.joined("Tina", "trainer")
    found = await roadmap_of(ana.house, ana)
    await tina.sends("/roadmap")
    await tina.presses_token(f"rv:{found.id}:agree", tina.private[-1])
    await opens_action(ana)
    await ana.presses("Done")
    await ana.sends("/roadmap")
    await ana.presses("Everything is settled: complete it")
    assert (await roadmap_of(ana.house, ana)).state == "completed"
    await ana.house.move_to(ENDS + timedelta(days=31))
    assert asked(ana) == []
    assert GOAL["goal"] in ana.told[-1]
