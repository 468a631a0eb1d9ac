"""Reminders of homework beside all other nudges: what is held back and what never is, and when they stop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.handlers.feedback.desk import DAY, DUE, HOUR, POSTED, given_out, hands_in
from tests.house import House, Person

CANVAS, PLAN = "Business model canvas", "Service plan"


@pytest.fixture
async def busy(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A programme that allows one message of nudges a week."""
    house = await House(database_url, tmp_path, at=POSTED, nudges_per_week=1).open()
    yield house
    await house.close()


async def walk(house: House, due: datetime) -> None:
    for at in (due - 3 * DAY, due - DAY, due - 3 * HOUR, due + HOUR, due + 3 * HOUR):
        await house.move_to(at)
        await house.pass_time(timedelta(minutes=1))


def heads(person: Person, title: str) -> list[str]:
    said = [words for words in person.told if words[0] in "📌⏰⚠" and title in words]
    return [words.split(title)[0] + words.split(title)[1].split(":")[0] for words in said]


THREE, ONE, LAST = "📌  is due in 3 days", "📌  is due in 1 day", "⏰  is due in 3 hours"
OVER = "⚠️  was due on Wed 13 Nov 2024, 18"


async def test_the_last_call_is_never_held_back(busy: House) -> None:
    tom, ana = await busy.joined("Tom", "trainer"), await busy.joined("Ana")
    await given_out(busy, tom)
    await walk(busy, DUE)
    assert heads(ana, CANVAS) == [THREE, LAST, OVER], "one that can wait, as the programme allows"


async def test_who_ignores_three_hears_no_more_not_even_a_last_call(each_house: House) -> None:
    house = each_house
    house.clock.at = POSTED
    tom, olga = await house.joined("Tom", "trainer"), await house.joined("Olga", "organiser")
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    await given_out(house, tom)
    await given_out(house, tom, PLAN, due=DUE + 7 * DAY, cutoff=None)
    await walk(house, DUE)
    await bo.sends("/homework")
    await walk(house, DUE + 7 * DAY)
    assert heads(ana, CANVAS) == heads(bo, CANVAS) == [THREE, ONE, LAST, OVER]
    assert heads(ana, PLAN) == [THREE]
    assert heads(bo, PLAN) == [THREE, ONE, LAST, "⚠️  was due on Wed 20 Nov 2024, 18"]
    await olga.sends("/ignored")
    assert "• Ana: Homework" in olga.told[-1].split("\n")
    assert "Bo: Homework" not in olga.told[-1]
    await olga.presses("Try again: Ana")
    await given_out(house, tom, "Report", due=DUE + 14 * DAY, cutoff=None)
    await walk(house, DUE + 14 * DAY)
    assert LAST in heads(ana, "Report")


async def test_each_kind_is_switched_off_by_itself(each_house: House) -> None:
    house = each_house
    house.clock.at = POSTED
    tom, ana, bo = await house.joined("Tom", "trainer"), await house.joined("Ana"), await house.joined("Bo")
    for person, label in ((ana, "Last call for homework"), (bo, "Homework")):
        await person.sends("/nudges")
        await person.presses(f"🔕 Switch off: {label}", person.private[-1])
    await tom.sends("/nudges")
    assert "homework" not in tom.told[-1].casefold(), "trainers have none to hand in"
    await given_out(house, tom)
    await walk(house, DUE)
    assert heads(ana, CANVAS) == [THREE, ONE]
    assert heads(bo, CANVAS) == [LAST, OVER]


async def test_two_that_are_due_together_are_one_message(each_house: House) -> None:
    house = each_house
    house.clock.at = POSTED
    tom, ana = await house.joined("Tom", "trainer"), await house.joined("Ana")
    first = await given_out(house, tom)
    await given_out(house, tom, PLAN)
    await house.move_to(DUE - 3 * DAY)
    (told,) = [one for one in ana.private if "is due in" in one.text]
    assert [line.startswith("📌") for line in told.text.split("\n")] == [True, False, True, False]
    assert list(told.buttons) == ["Hand it in", "My homework", "Fewer reminders"]
    await hands_in(house, ana, first, "Mine")
    await house.move_to(DUE - DAY)
    assert CANVAS not in ana.told[-1]
    assert PLAN in ana.told[-1]
