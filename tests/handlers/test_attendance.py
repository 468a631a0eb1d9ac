"""Checking in, from the outside."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.events import ButtonPressed
from storage.outgoing import EDIT_GAP
from tests.handlers.packs import academy_with
from tests.house import DAY_1, House

BEFORE = timedelta(minutes=15)


async def test_a_tap_counts_once_and_the_card_counts_along(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana Ćosić")
    await house.joined("Børge <b>&*_~")
    await house.move_to(DAY_1 - BEFORE)
    (card,) = house.group
    assert "0 of 2 are here" in card.text

    first = await ana.presses("I am here")
    assert first.toast is not None
    assert first.toast.text == "You are checked in to Online day 1. Welcome!"
    assert "1 of 2 are here" in card.text

    second = await ana.presses("I am here")
    assert second.toast is not None
    assert second.toast.text == "You are checked in already, since 09:45 CET. All is well."
    assert second.toast.alert
    assert "1 of 2 are here" in card.text
    assert len(house.group) == 1


async def test_too_early_late_and_closed(house: House) -> None:
    ana = await house.joined("Ana", zone="Europe/Vilnius")
    await house.move_to(DAY_1 - BEFORE - timedelta(minutes=1))
    assert house.group == []
    await ana.sends("/checkin")
    assert ana.told[-1] == (
        "No check-in is open now. The next one is for Online day 1: it opens on Wed 6 Nov 2024, 10:45 EET."
    )
    await house.move_to(DAY_1 + timedelta(minutes=10))
    reply = await ana.sends("/checkin")
    assert ana.told[-1] == "You are checked in to Online day 1, but late."
    assert reply.toast is None, "they would read it twice"
    (card,) = house.group
    assert "1 of 1 are here, 1 of them late" in card.text
    token = card.buttons["I am here"].token

    await house.move_to(DAY_1 + timedelta(hours=4))
    assert card.text == "Check-in is closed: Online day 1\n1 of 1 were here, 1 of them late."
    assert card.buttons == {}
    edits = card.edits
    await house.tick()
    assert card.edits == edits

    bela = await house.joined("Béla")
    late = await bela.presses_token(token, card)
    assert late.toast is not None
    assert "closed on Wed 6 Nov 2024, 14:00 CET, so nothing was recorded" in late.toast.text
    assert "1 of 1 were here" in card.text


async def test_what_is_planned_stops_within_the_session_too(house: House) -> None:
    plans = [(f"{p.at:%H:%M}", p.what) for p in await house.app.schedule.planned() if p.at.date() == DAY_1.date()]
    assert [plan for plan in plans if plan[1].endswith("Online day 1") and "Reminder" not in plan[1]] == [
        ("08:45", "Check-in opens: Online day 1"),
        ("09:00", "The session begins: Online day 1"),
        ("09:10", "Who comes now is late: Online day 1"),
        ("13:00", "Check-in closes: Online day 1"),
    ]


async def test_a_card_opens_again_when_the_clock_is_moved_back(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    (card,) = house.group
    edits = card.edits
    for _round in range(2):
        await house.move_to(DAY_1 + timedelta(hours=5))
        assert card.text.startswith("Check-in is closed")
        await house.move_to(DAY_1)
        assert card.text.startswith("Check-in is open")
        edits += 2
        await house.pass_time(timedelta(minutes=1))
        assert (card.edits, len(house.group)) == (edits, 1)
    await ana.presses("I am here", card)
    assert "1 of 1 are here" in card.text


async def test_a_stranger_cannot_check_in(house: House) -> None:
    await house.move_to(DAY_1)
    (card,) = house.group
    reply = await house.stranger().presses("I am here")
    assert reply.toast is not None
    assert "for members of the programme" in reply.toast.text
    async with house.app.database.read() as uow:
        assert await uow.check_ins.count(house.cohort.id, "online-1") == (0, 0)
    assert "0 of 0" in card.text


async def test_fifty_taps_of_one_member_at_once_are_one_row(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    (card,) = house.group
    token = card.buttons["I am here"].token
    replies = await asyncio.gather(*(ana.presses_token(token, card) for _ in range(50)))
    words = [reply.toast.text for reply in replies if reply.toast]
    assert sorted(words) == sorted(
        ["You are checked in to Online day 1. Welcome!"]
        + 49 * ["You are checked in already, since 10:00 CET. All is well."]
    )
    async with house.app.database.read() as uow:
        assert len(await uow.check_ins.records(house.cohort.id, ["online-1"])) == 1
    assert "1 of 1 are here" in card.text


async def test_taps_in_a_rush_make_few_edits_and_the_last_count_is_right(each_house: House) -> None:
    """Real time stands still here, save where it is moved."""
    house = each_house
    people = [await house.joined(f"Person {n}") for n in range(12)]
    await house.move_to(DAY_1)
    (card,) = house.group
    token, begun, edits = card.buttons["I am here"].token, house.wall.at + EDIT_GAP, card.edits
    for person in people:
        house.wall.at = begun - EDIT_GAP  # which `receive` adds
        await person.presses_token(token, card)
    assert card.edits == edits + 1
    assert "1 of 12 are here" in card.text
    house.wall.at = begun + EDIT_GAP - timedelta(milliseconds=1)
    await house.app.delivery.settled()
    assert card.edits == edits + 1
    house.wall.at = begun + EDIT_GAP
    await house.app.delivery.settled()
    assert (card.edits, "12 of 12 are here" in card.text) == (edits + 2, True)


@pytest.mark.parametrize(
    ("day", "starts", "instant"),
    [
        # In Warsaw the clock is put forward at 2:00 on 31 March 2024, and back at 3:00 on 27 October.
        ("2024-03-31", "03:05", datetime(2024, 3, 31, 1, 5, tzinfo=UTC)),
        ("2024-10-27", "03:05", datetime(2024, 10, 27, 2, 5, tzinfo=UTC)),
        ("2024-10-27", "02:30", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
    ],
)
async def test_the_window_is_in_real_minutes_when_the_clocks_change(
    tmp_path: Path, day: str, starts: str, instant: datetime
) -> None:
    """It opens 15 minutes before, and one is late 10 minutes after, whatever the clock on the wall does meanwhile."""
    old = 'date = 2024-11-06\nstarts = "10:00"\nends = "14:00"'
    pack = academy_with(tmp_path, (old, f'date = {day}\nstarts = "{starts}"\nends = "07:00"'))
    early = instant - timedelta(days=1)
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, at=early, programme=pack).open()
    ana, ben, cyd = await house.joined("Ana"), await house.joined("Ben"), await house.joined("Cyd")
    await house.move_to(instant - BEFORE - timedelta(seconds=1))
    assert house.group == []
    await house.move_to(instant - BEFORE)
    await ana.presses("I am here")
    await house.move_to(instant + timedelta(minutes=10, seconds=-1))
    await ben.presses("I am here")
    await house.move_to(instant + timedelta(minutes=10))
    await cyd.presses("I am here")
    assert "3 of 3 are here, 1 of them late" in house.group[0].text
    await house.close()


async def test_a_turn_that_is_confirmed_late_does_not_hurry_the_card(house: House) -> None:
    """Its platform was slow; meanwhile the card was edited, and something has changed again."""
    people = [await house.joined(f"Person {n}") for n in range(3)]
    await house.move_to(DAY_1)
    (card,) = house.group
    token, edits = card.buttons["I am here"].token, card.edits
    house.wall.at += EDIT_GAP
    taps = [person.event(ButtonPressed, True, token=token, message_id="bot-0") for person in people]
    first, slow = [await house.app.dispatcher.handle(tap) for tap in taps[:2]]
    first.release()
    await house.app.delivery.settled()
    assert (card.edits, "2 of 3 are here" in card.text) == (edits + 1, True)
    third = await house.app.dispatcher.handle(taps[2])
    for handled in (slow, third):
        handled.release()
        await house.app.delivery.settled()
    assert card.edits == edits + 1
    house.wall.at += EDIT_GAP
    await house.app.delivery.settled()
    assert (card.edits, "3 of 3 are here" in card.text) == (edits + 2, True)
