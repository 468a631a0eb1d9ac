"""When an announcement goes: at its time, in nobody's night, and once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.errors import SendError
from tests.databases import fresh_database
from tests.handlers.test_announce import AT_ONCE, HEAD, HOUR, toast, write
from tests.house import DAY_1, EVE, House, Person


@pytest.fixture
async def olga(each_house: House) -> Person:
    return await each_house.joined("Olga Nowak", "organiser")


async def test_at_its_time_and_not_before(each_house: House, olga: Person) -> None:
    house = each_house
    tea = await house.joined("Tea", "trainer", zone="Europe/Vilnius")
    await tea.sends("/announce tomorrow 9:30 Please bring your laptop.")
    assert tea.told[-1].endswith("When: Wed 6 Nov 2024, 09:30 CET (Wed 6 Nov 2024, 10:30 EET).")
    assert toast(await tea.presses("Send")) == "Planned for Wed 6 Nov 2024, 09:30 CET (Wed 6 Nov 2024, 10:30 EET)."
    at = datetime(2024, 11, 6, 8, 30, tzinfo=UTC)
    assert [(p.at, p.what, p.to) for p in await house.app.schedule.planned() if p.what == "Announcement"] == [
        (at, "Announcement", "the group")
    ]
    await house.move_to(at - timedelta(minutes=1))
    assert house.group == []
    await house.move_to(at)
    await house.tick()
    assert [p.text for p in house.group if "laptop" in p.text] == ["Announcement from Tea\nPlease bring your laptop."]


async def test_planned_ones_are_listed_and_can_be_cancelled(each_house: House, olga: Person) -> None:
    house = each_house
    tea, tim = await house.joined("Tea", "trainer"), await house.joined("Tim", "trainer")
    await tea.sends("/announce tomorrow 9:30 Of Tea")
    await tea.presses("Send")
    await tim.sends("/announcements")
    assert tim.told == ["No announcement is planned. To write one, send /announce."]
    await olga.sends("/announcements")
    assert olga.told == ["It goes to the group on Wed 6 Nov 2024, 09:30 CET.\nOf Tea"]
    token = tea.private[-1].buttons["Cancel it"].token
    assert "Sorry" in toast(await tim.presses_token(token, tea.private[-1]))
    assert toast(await olga.presses("Cancel it", olga.private[-1])) == "Cancelled. Nothing was sent."
    assert tea.told[-1] == olga.told[-1] == "Cancelled. Nothing was sent.\nOf Tea"
    assert "decided already" in toast(await tea.presses_token(token, tea.private[-1]))
    await house.move_to(DAY_1)
    assert [p.text for p in house.group if "Of Tea" in p.text] == []
    async with house.app.database.read() as uow:
        deeds = await uow.audit.latest(house.cohort.id, 5)
    assert [(d.action, dict(d.details)) for d in deeds if d.actor_id] == [
        ("announcement_cancelled", {"id": 1, "gone": 0}),
        ("announced", {"to": "group", "number": 1, "id": 1}),
    ]


async def test_what_has_not_gone_yet_can_be_stopped(each_house: House, olga: Person) -> None:
    house = each_house
    people = [await house.joined(f"Person {n}") for n in range(5)]
    await write(olga, to="participants", text="Oops")
    house.platform.faults = [None, None, None, *[SendError("a fault that passes")] * 3]
    # The two that go first; the note on the preview is the third.
    await olga.presses("Send")
    await house.tick()
    gone = sum(bool(person.told) for person in people)
    assert 0 < gone < 5
    await olga.sends("/announcements")
    assert olga.told[-1] == f"Being sent to the participants, in private: {gone} of 5 have it so far.\nOops"
    assert toast(await olga.presses("Cancel it")) == f"Cancelled. {gone} messages had gone already."
    await house.pass_time(HOUR)
    assert sum(bool(person.told) for person in people) == gone
    assert olga.told[-1] == f"Cancelled. {gone} of 5 messages had gone already.\nOops"


async def test_the_quiet_of_each_is_kept_unless_it_is_sent_now(each_house: House, olga: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    lia = await house.joined("Lia", zone="Asia/Tokyo")
    await write(olga, to="participants", when="14:00", text="Later")
    assert olga.told[-1].endswith("That is in the quiet hours of 1 person. They get it when these end.")
    await olga.presses("Send")
    await house.move_to(EVE.replace(hour=13))
    assert ("Later" in str(ana.told), "Later" in str(lia.told)) == (True, False)
    await write(olga, to="participants", text="Now!")
    assert "It is in the quiet hours of 1 person. They get it now all the same, as you send it now." in olga.told[-1]
    await olga.presses("Send")
    assert ("Now!" in str(ana.told), "Now!" in str(lia.told)) == (True, True)
    await house.move_to(EVE.replace(hour=23))
    await house.tick()
    assert "Later" in str(lia.told)
    assert sum("Later" in words for words in ana.told + lia.told) == 2


async def test_one_whose_time_is_long_over_is_asked_about(each_house: House, olga: Person) -> None:
    house = each_house
    await olga.sends("/announce tomorrow 9:30 Bring a cake")
    await olga.presses("Send")
    await house.move_to(datetime(2024, 11, 9, 9, 0, tzinfo=UTC))
    await house.tick()
    assert [p for p in house.group if "cake" in p.text] == []
    why, copy, state = [words for words in olga.told if "Check-in" not in words][-3:]
    assert why == ("I was not running when this announcement was planned: Wed 6 Nov 2024, 09:30 CET. It was not sent.")
    assert copy == HEAD + "Bring a cake"
    assert AT_ONCE in state
    await olga.presses("Send")
    assert [p.text for p in house.group if "cake" in p.text] == [copy]


async def test_a_preview_that_is_too_old_is_not_sent(each_house: House, olga: Person) -> None:
    house = each_house
    await olga.sends("/announce 10:30 Coffee")
    await house.move_to(EVE + 3 * HOUR)
    assert "has passed" in toast(await olga.presses("Send"))
    assert house.group == []
    assert olga.told[-1] == (
        "Not sent. The time that you chose has passed: Tue 5 Nov 2024, 10:30 CET.\nPlease tap Change and choose another."
    )


async def test_two_taps_send_it_once(each_house: House, olga: Person) -> None:
    house = each_house
    await olga.sends("/announce Hello")
    state = olga.private[-1]
    token = state.buttons["Send"].token
    await asyncio.gather(*(olga.presses_token(token, state) for _ in range(4)))
    assert len(house.group) == 1


@pytest.fixture
async def pair(postgres_server: str, tmp_path: Path) -> AsyncIterator[tuple[House, House]]:
    url = await fresh_database(postgres_server)
    first, second = [await House(url, tmp_path / name).open() for name in ("first", "second")]
    second.numbers = first.numbers
    second.platform.posted = first.platform.posted
    yield first, second
    await first.close()
    await second.close()


@pytest.mark.postgres
async def test_two_processes_send_it_once(pair: tuple[House, House]) -> None:
    """By the tick, and when one is told to send and the other to cancel."""
    first, second = pair
    olga = await first.joined("Olga Nowak", "organiser")
    people = [await first.joined(f"Person {n}") for n in range(6)]
    await write(olga, to="participants", when="10:00", text="Hello")
    await olga.presses("Send")
    for house in pair:
        house.clock.at = EVE.replace(hour=9)
    await asyncio.gather(*(house.tick() for house in (first, second, first, second)))
    await asyncio.gather(first.tick(), second.tick())
    got = sorted(p.chat_id for p in first.platform.posted if p.text == HEAD + "Hello")
    assert got == sorted(["dm-olga-nowak", *(f"dm-{person.account_id}" for person in people)])
    await olga.sends("/announce Now or never")
    state = olga.private[-1]
    other = Person(second, olga.account_id, olga.name, olga.email)
    await asyncio.gather(
        olga.presses_token(state.buttons["Send"].token), other.presses_token(state.buttons["Cancel"].token)
    )
    async with first.app.database.read() as uow:
        found = await uow.announcements.by_id(2)
    assert found is not None
    posted = [p for p in first.group if "never" in p.text]
    assert (found.state, len(posted)) in {("sent", 1), ("cancelled", 0), ("cancelled", 1)}
