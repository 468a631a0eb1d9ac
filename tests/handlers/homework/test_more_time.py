"""More time for homework: given by a trainer, or asked for and decided."""

from __future__ import annotations

import pytest

from tests.handlers.homework.desk import DUE, HOUR, LINE, ana_with_task, handed_in, newest, toast
from tests.house import EVE, House, Person


async def test_more_time_for_one(each_house: House) -> None:
    house = each_house
    ana, bo = await ana_with_task(house, LINE + " cutoff 14 Nov 18:00"), await house.joined("Bo Li")
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await tomas.sends("/extend @Ana 2 days")
    await tomas.presses("Business model canvas: Fri 15 Nov 2024, 18:00 CET")
    assert newest(tomas) == "Ana Silva has time for Business model canvas until Fri 15 Nov 2024, 18:00 CET."
    assert newest(ana) == "You have more time for Business model canvas: until Fri 15 Nov 2024, 18:00 CET."
    await house.move_to(DUE + 47 * HOUR)
    await handed_in(ana, "Done")
    assert "In time" in newest(ana)
    await bo.sends("/submit")
    assert newest(bo).startswith("You have no task to hand in now.")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("@Zed 2 days", "I do not know Zed"),
        ("@Tomas 2 days", "I do not know Tomas"),
        ("Ana", "Please say how much more time"),
        ("Ana 0 days", "Please say how much more time"),
        ("Ana 99 weeks", "That is more than a year"),
        ("Ana until 12 Nov 18:00", "That is no more time"),
        ("Ana until 1 Nov 18:00", "That time is already past"),
        ("", "To give somebody more time"),
    ],
)
async def test_more_time_that_cannot_be_given(house: House, typed: str, says: str) -> None:
    await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await tomas.sends(f"/extend {typed}")
    assert says in newest(tomas)


async def test_more_time_is_asked_for_and_given(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    asked = (await ana.sends("/extend")).form
    assert asked is not None
    early = await ana.submits(asked.name, asked.context, until="12 Nov 18:00", why="ill")
    assert list(early.errors) == ["until"]
    hour = await ana.submits(asked.name, asked.context, until="20 h", why="ill")
    assert list(hour.errors) == ["until"], "a time of day, in French: not that much longer"
    never = await ana.submits(asked.name, asked.context, until="0 days", why="ill")
    assert list(never.errors) == ["until"]
    await ana.submits(asked.name, asked.context, until="3 days", why="My child is **ill**")
    assert newest(tomas) == (
        "Ana Silva asks for more time for Business model canvas: until Sat 16 Nov 2024, 18:00 CET.\nMy child is **ill**"
    )
    await tomas.presses("Give it")
    assert newest(ana) == "You have more time for Business model canvas: until Sat 16 Nov 2024, 18:00 CET."
    assert newest(tomas).endswith("✅ Given.")
    assert toast(await tomas.presses_token(f"he:1:{int(EVE.timestamp()) // 60}:0")).startswith(
        "This was decided already"
    )
    assert newest(ana).startswith("You have more time")


async def test_more_time_is_asked_for_and_not_given(house: House) -> None:
    ana = await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    asked = (await ana.sends("/extend")).form
    assert asked is not None
    await ana.submits(asked.name, asked.context, until="16 Nov 18:00", why="ill")
    await tomas.presses("No")
    assert newest(ana) == (
        "Your trainers could not give you more time for Business model canvas. It is due on Wed 13 Nov 2024, 18:00 CET."
    )
