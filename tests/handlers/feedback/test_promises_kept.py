"""What was promised when work was handed in or reviewed holds when something else changes."""

from __future__ import annotations

import pytest

from tests.handlers.feedback.desk import POSTED, agrees, given_out, hands_in, newest
from tests.house import House, Person

NAMES = ("Ana Núñez", "Bo Źdźbło", "Cem Çelik")


@pytest.fixture
async def tom(house: House) -> Person:
    house.clock.at = POSTED
    return await house.joined("Tom Berg", "trainer")


async def test_reviews_stay_anonymous_when_a_trainer_corrects_the_title(house: House, tom: Person) -> None:
    people = [await house.joined(name) for name in NAMES]
    task = await given_out(house, tom, shared=True, peer_reviews=1, anonymous_reviews=True)
    for person in people:
        await agrees(house, await hands_in(house, person, task, "My work"))
    await tom.sends("/assignments")
    await tom.presses("Business model canvas")
    form = (await tom.presses("Change")).form
    assert form is not None
    values = {field.name: field.value for field in form.fields if field.value}
    await tom.submits(form.name, form.context, **{**values, "title": "Canvas"})
    await tom.presses("Yes, change it")
    async with house.app.database.read() as uow:
        found = await uow.assignments.by_id(task.id)
    assert found is not None
    assert (found.title, found.task.peer_reviews, found.task.anonymous_reviews) == ("Canvas", 1, True)
    await house.move_to(task.due)
    asked = newest(people[0], "waits for your review")
    assert not [name for name in NAMES if name in asked]
    reader = people[0].private[-1]
    assert list(reader.buttons) == ["1. Canvas"]


async def test_reviews_without_names_can_be_chosen(house: House, tom: Person) -> None:
    await house.joined("Ana Núñez")
    form = (await tom.sends("/assign")).form
    assert form is not None
    share = next(field for field in form.fields if field.name == "share")
    (nameless,) = [option.value for option in share.options if "without names" in option.label]
    await tom.submits(form.name, form.context, title="Canvas", due="20 Nov 18:00", share=nameless)
    async with house.app.database.read() as uow:
        (found,) = await uow.assignments.of_cohort(house.cohort.id, "draft")
    assert (found.task.shared, found.task.peer_reviews, found.task.anonymous_reviews) == (True, 2, True)


async def test_all_of_many_short_texts_can_be_read(house: House, tom: Person) -> None:
    """A page that is edited in place is cut where a platform takes no more: there is a way to the rest."""
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    await hands_in(house, ana, task, *(f"{n} " + "word " * 110 for n in range(12)))
    await tom.sends("/submissions")
    page = tom.private[-1]
    await tom.presses("🆕 Ana", page)
    await tom.presses("📥 Send me all of it", page)
    assert "11 word" in tom.told[-1]
