"""What changes between the evening, when something is said, and the morning, when it is read."""

from __future__ import annotations

import pytest

from tests.handlers.feedback.desk import HOUR, POSTED, agrees, count, given_out, hands_in, newest
from tests.house import House, Person

MORNING = POSTED.replace(day=7, hour=9)


@pytest.fixture
async def tom(each_house: House) -> Person:
    each_house.clock.at = POSTED.replace(hour=22)
    return await each_house.joined("Tom Berg", "trainer")


async def returned(house: House, tom: Person, ana: Person) -> None:
    await tom.sends("/submissions")
    await tom.presses("🆕 Ana")
    asked = (await tom.presses("✏️ Ask for changes")).form
    assert asked is not None
    await tom.submits(asked.name, asked.context, comment="Who pays for it?")
    assert ana.told == []


async def test_a_comment_reaches_who_has_handed_in_again_meanwhile(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    await hands_in(house, ana, task, "First")
    await returned(house, tom, ana)
    await hands_in(house, ana, task, "Second, on my own account")
    await house.move_to(MORNING)
    (told,) = [said for said in ana.told if "Who pays for it?" in said]
    assert told == "💬 Tom Berg on “Business model canvas”, version 1:\nWho pays for it?"


async def test_a_comment_reaches_them_when_somebody_else_decides_meanwhile(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    await hands_in(house, ana, task, "First")
    await returned(house, tom, ana)
    await tom.presses("✅ Accept")
    await house.move_to(MORNING)
    assert sum("Who pays for it?" in said for said in ana.told) == 1
    assert not any("Please change something" in said for said in ana.told)
    assert "✅ Your work is accepted: Business model canvas" in ana.told


async def reviewed(house: House, tom: Person) -> tuple[int, list[Person]]:
    people = [await house.joined(name) for name in ("Ana", "Bo", "Cem")]
    task = await given_out(house, tom, shared=True, peer_reviews=1, debrief="online-2")
    for person in people:
        await agrees(house, await hands_in(house, person, task, f"Work of {person.name}"))
    return task.id, people


async def withdraw(house: House, task: int) -> None:
    async with house.app.database.write() as uow:
        assert await uow.assignments.set_state(task, "withdrawn", from_=["open"])


async def test_nobody_is_reminded_to_review_what_was_taken_back(each_house: House, tom: Person) -> None:
    house = each_house
    task, people = await reviewed(house, tom)
    await house.move_to(POSTED.replace(day=13, hour=17))
    assert count(people[0], "waits for your review") == 1
    await withdraw(house, task)
    for _ in range(30):
        await house.pass_time(4 * HOUR)
    assert [count(person, "until") - count(person, "five short questions") for person in people] == [0, 0, 0]
    assert [count(person, "waits for your review") for person in people] == [1, 1, 1]
    await people[0].sends("/reviews")
    assert people[0].told[-1] == "Nobody's homework waits for your review."


async def test_the_group_is_not_asked_about_what_was_taken_back(each_house: House, tom: Person) -> None:
    house = each_house
    task, _people = await reviewed(house, tom)
    await tom.sends("/debrief")
    await tom.presses("Post it in the group")
    await withdraw(house, task)
    await house.move_to(POSTED.replace(day=11, hour=16, minute=30))
    await house.pass_time(HOUR)
    assert not [posted for posted in house.group if "take away" in posted.text]


async def test_the_last_reminder_to_review_names_the_right_day(each_house: House, tom: Person) -> None:
    """It waited for the end of the quiet hours: what was tomorrow is today."""
    house = each_house
    _task, people = await reviewed(house, tom)
    await house.move_to(POSTED.replace(day=13, hour=20, minute=30))
    await house.move_to(POSTED.replace(day=17, hour=20, minute=31))
    assert count(people[0], "⏰") == 0
    await house.move_to(POSTED.replace(day=18, hour=7, minute=1))
    said = newest(people[0], "⏰" if count(people[0], "⏰") else "Your week")
    assert "until Mon 18 Nov 2024, 21:30 CET" in said
