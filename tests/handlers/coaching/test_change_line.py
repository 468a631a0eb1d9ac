"""`/slots block|open|move|cancel …`: a coach changes times by a line."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.coaching.slots import Details, Span
from bot.domain.people import ROLES
from handlers.coaching.buttons import DoTyped
from tests.handlers.coaching.desk import NOW, bookings_of, books, newest, offers, slots_of
from tests.house import House, Person

DAY = "Tue 14 Jan 2025"
SECOND = f"{DAY}, 14:40–15:10 CET"
HOW = "To change a time, name it by its number in /slots"


@pytest.fixture
async def anna(house: House) -> Person:
    """She offers 14:00, 14:40, 15:20 and 16:00 on 14 January."""
    house.clock.at = NOW
    person = await house.joined("Anna", "coach")
    await offers(person)
    return person


async def states(house: House) -> list[str]:
    return [slot.state for slot in await slots_of(house)]


@pytest.mark.parametrize(
    "words", ["2", "#2", "14 Jan 14:40", "Tue 14 January 2025 14.40", "14 Jan 14:40-15:10", "14. Januar 14:40"]
)
async def test_a_time_is_named_by_its_number_or_its_hour(anna: Person, house: House, words: str) -> None:
    await anna.sends("/slots")
    assert list(anna.private[-1].buttons)[1] == "2. Tue 14 Jan, 14:40 · free"
    await anna.sends(f"/slots block {words}")
    assert anna.told[-1] == f"Blocked. Nobody can book now:\n• {SECOND}"
    assert await states(house) == ["open", "blocked", "open", "open"]
    await anna.sends(f"/slots open {words}")
    assert await states(house) == ["open"] * 4


async def test_a_day_names_all_its_times_and_what_is_booked_is_not_blocked(anna: Person, house: House) -> None:
    await books(await house.joined("Ana"), "14:40")
    await anna.sends("/slots block 14 Jan")
    assert await states(house) == ["blocked", "open", "blocked", "blocked"]
    assert anna.told[-1].endswith(
        f"Not blocked, as people have booked:\n• {SECOND}\nYou can move or cancel them: they are told."
    )


async def test_cancelling_is_asked_about_and_those_booked_are_told(anna: Person, house: House) -> None:
    ana = await house.joined("Ana")
    await books(ana, "14:40")
    await anna.sends("/slots cancel 14 Jan 14:00-15:30")
    assert anna.told[-1].startswith("Cancel these 2 times?\n")
    assert "Places booked: 1." in anna.told[-1]
    asked = anna.private[-1]
    assert await states(house) == ["open"] * 4
    await anna.presses("Yes, cancel all 2", asked)
    assert asked.text.startswith("Cancelled: 2 times.")
    assert len(await slots_of(house)) == 2
    assert newest(ana, "is cancelled").startswith("Your coaching is cancelled. Anna cannot come on")
    again = await anna.presses_token(DoTyped(1, yes=True).pack(), asked)
    assert again.toast is not None
    assert len(await slots_of(house)) == 2


async def test_one_is_cancelled_like_by_its_button(anna: Person, house: House) -> None:
    await anna.sends("/slots cancel 4")
    assert anna.told[-1] == f"Cancel {DAY}, 16:00–16:30 CET?"
    await anna.presses("Yes, cancel it")
    assert len(await slots_of(house)) == 3


async def test_moving_by_an_hour_or_a_day(anna: Person, house: House) -> None:
    await anna.sends("/slots move 1 to 16:40")
    assert anna.told[-1].startswith(f"{DAY}, 16:40–17:10 CET")
    await anna.sends("/slots move 14 Jan 16:40 to 16 Jan 9:00")
    assert anna.told[-1].startswith("Thu 16 Jan 2025, 09:00–09:30 CET")
    assert len(await slots_of(house)) == 4


async def test_what_is_booked_moves_after_a_yes_and_takes_its_people_along(anna: Person, house: House) -> None:
    ana = await house.joined("Ana")
    await books(ana, "14:40")
    await anna.sends("/slots move 2 -> 16 Jan 9:00")
    assert anna.told[-1] == f"Move {SECOND} to Thu 16 Jan 2025, 09:00–09:30 CET? Who has booked it is told."
    (before,) = await bookings_of(house, ana)
    assert f"{before.slot.starts_at:%d %H:%M}" == "14 13:40"
    await anna.presses("Yes, move it")
    (now,) = await bookings_of(house, ana)
    assert f"{now.slot.starts_at:%d %H:%M}" == "16 08:00"
    assert newest(ana, "at another time").startswith(
        "Your coaching is at another time. Anna has moved it to Thu 16 Jan"
    )


async def test_a_no_changes_nothing(anna: Person, house: House) -> None:
    await anna.sends("/slots cancel 14 Jan")
    await anna.presses("No, change nothing")
    assert anna.told[-1] == "Nothing was changed."
    assert await states(house) == ["open"] * 4


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("block", "Which time do you mean?"),
        ("block 9", "I found no time to come for “9”. /slots shows what is offered, with numbers."),
        ("cancel 0", "I found no time to come for “0”. /slots shows what is offered, with numbers."),
        ("cancel 15 Jan", "I found no time to come for “15 Jan”. /slots shows what is offered, with numbers."),
        ("cancel soon", "I don't understand the day “soon”. Please write it like 14 Jan or 2025-01-14."),
        ("move 2", "To when? Please write for example: to 15:30, or to 16 Jan 15:30."),
        ("move 2 to whenever", "I don't understand “whenever”. Please write it like 15:30 or 16 Jan 15:30."),
        ("move 2 to 1 Nov 2024 9:00", "That is over already."),
        ("move 1 to 15:30", f"you have offered {DAY}, 15:20–15:50 CET already"),
    ],
)
async def test_what_is_not_clear_changes_nothing(anna: Person, house: House, line: str, why: str) -> None:
    before = await slots_of(house)
    await anna.sends(f"/slots {line}")
    assert anna.told[-1].startswith(f"Nothing was changed: {why}\n{HOW}")
    assert await slots_of(house) == before


async def test_an_hour_of_that_day_that_is_past_is_not_the_next_days(anna: Person, house: House) -> None:
    house.clock.at = datetime(2025, 1, 14, 12, 0, tzinfo=UTC)
    before = await slots_of(house)
    await anna.sends("/slots move 4 to 10:00")
    assert anna.told[-1].startswith(f"Nothing was changed: That is over already.\n{HOW}")
    assert await slots_of(house) == before


@pytest.mark.parametrize("day", [date(2025, 3, 30), date(2025, 10, 26)])
async def test_an_hour_that_the_clock_skips_or_shows_twice_is_asked_about(
    anna: Person, house: House, day: date
) -> None:
    at = datetime.combine(day, time(12, 0), UTC)
    async with house.app.database.write() as uow:
        (coach,) = await uow.members.by_email(anna.email or "")
        await uow.slots.add(coach, [Span(at, at + timedelta(minutes=30))], Details(), NOW)
    before = await slots_of(house)
    await anna.sends("/slots move 5 to 02:30")
    assert anna.told[-1].startswith("Nothing was changed: I don't understand “02:30”.")
    assert await slots_of(house) == before


async def test_several_cannot_be_moved_at_once(anna: Person) -> None:
    await anna.sends("/slots move 14 Jan to 16 Jan 9:00")
    assert anna.told[-1] == "There are several. Which one do you want to move?"
    assert len(anna.private[-1].buttons) == 4


async def test_who_may_change_whose_times(anna: Person, house: House) -> None:
    """Another coach's numbers are of their own times; an organiser's of everybody's; others have none."""
    for role in sorted(ROLES - {"organiser"}):
        person = await house.joined(f"{role} somebody", role)
        for line in ("block 1", "cancel 14 Jan", "move 1 to 16:40"):
            before = await slots_of(house)
            reply = await person.sends(f"/slots {line}")
            if role == "coach":
                assert person.told[-1].startswith("Nothing was changed: I found no time to come"), line
            else:
                assert reply.toast or person.told[-1].startswith("Sorry, this can be done only by: coach, organiser.")
            assert await slots_of(house) == before, (role, line)
    olga = await house.joined("Olga", "organiser")
    await olga.sends("/slots block 2")
    assert await states(house) == ["open", "blocked", "open", "open"]


async def test_somebody_elses_yes_and_what_began_meanwhile_change_nothing(anna: Person, house: House) -> None:
    bela = await house.joined("Bela", "coach")
    await anna.sends("/slots cancel 14 Jan")
    asked = anna.private[-1]
    refused = await bela.presses_token(asked.buttons["Yes, cancel all 4"].token)
    assert refused.toast is not None
    assert await states(house) == ["open"] * 4
    house.clock.at = NOW + timedelta(days=60)
    await anna.presses("Yes, cancel all 4", asked)
    assert asked.text.startswith(f"Nothing was changed: This time is no longer offered.\n{HOW}")
    assert list(asked.buttons) == ["◀ All times"]


async def test_a_move_that_became_impossible_says_why_in_the_place_of_its_question(anna: Person, house: House) -> None:
    await books(await house.joined("Ana"), "14:40")
    await anna.sends("/slots move 2 to 16 Jan 9:00")
    asked = anna.private[-1]
    await anna.sends("/slots move 4 to 16 Jan 9:15")
    before = await slots_of(house)
    await anna.presses("Yes, move it", asked)
    assert asked.text.startswith("Nothing was changed: you have offered Thu 16 Jan 2025, 09:15–09:45 CET already\n")
    assert HOW in asked.text
    assert list(asked.buttons) == ["◀ All times"]
    assert await slots_of(house) == before


async def test_what_has_begun_is_neither_asked_about_nor_changed(anna: Person, house: House) -> None:
    house.clock.at = datetime(2025, 1, 14, 13, 10, tzinfo=UTC)
    before = await slots_of(house)
    for line in ("cancel 1", "block 1", "move 1 to 16:40"):
        await anna.sends(f"/slots {line}")
        assert anna.told[-1].startswith(f"Nothing was changed: This time has begun already.\n{HOW}"), line
    assert await slots_of(house) == before
    await anna.sends("/slots cancel 14 Jan")
    assert anna.told[-1].startswith(f"Cancel these 3 times?\n• {SECOND}\n")
    asked = anna.private[-1]
    house.clock.at = datetime(2025, 1, 14, 14, 30, tzinfo=UTC)
    await anna.presses("Yes, cancel all 3", asked)
    assert asked.text == f"Cancelled: 1 time.\n• {DAY}, 16:00–16:30 CET"


async def test_only_what_really_changed_is_listed(anna: Person, house: House) -> None:
    await anna.sends("/slots block 2")
    await anna.sends("/slots block 14 Jan 14:00-15:30")
    assert anna.told[-1] == f"Blocked. Nobody can book now:\n• {DAY}, 14:00–14:30 CET"
    await anna.sends("/slots block 2")
    assert anna.told[-1] == "Nothing to change: blocked already."
    await anna.sends("/slots open 14 Jan")
    assert anna.told[-1] == f"Open. Can be booked now:\n• {DAY}, 14:00–14:30 CET\n• {SECOND}"
    await anna.sends("/slots open 1")
    assert anna.told[-1] == "Nothing to change: open already."
    assert await states(house) == ["open"] * 4


@pytest.fixture
async def olga(anna: Person, house: House) -> Person:
    """An organiser; Bela offers the same hours as Anna."""
    await offers(await house.joined("Bela", "coach"))
    return await house.joined("Olga", "organiser")


BOTH = f"• {SECOND}, Anna\n• {SECOND}, Bela"


@pytest.mark.parametrize(
    ("way", "asks", "done", "left"),
    [
        ("block", "Block these 2 times?", "Blocked. Nobody can book now:", {"blocked": 2, "open": 6}),
        ("cancel", "Cancel these 2 times?", "Cancelled: 2 times.", {"open": 6}),
    ],
)
async def test_an_organiser_reads_whose_times_before_those_of_several_change(
    olga: Person, house: House, way: str, asks: str, done: str, left: dict[str, int]
) -> None:
    before = await slots_of(house)
    await olga.sends(f"/slots {way} 14 Jan 14:40")
    asked = olga.private[-1]
    assert asked.text == f"{asks}\n{BOTH}"
    assert await slots_of(house) == before
    await olga.presses(f"Yes, {way} all 2", asked)
    assert asked.text == f"{done}\n{BOTH}"
    assert Counter(await states(house)) == left


async def test_opening_those_of_several_is_asked_about_too(olga: Person, house: House) -> None:
    await olga.sends("/slots block 14 Jan")
    await olga.presses("Yes, block all 8")
    await olga.sends("/slots open 14 Jan 14:40")
    assert olga.told[-1] == f"Open these 2 times?\n{BOTH}"
    await olga.presses("No, change nothing")
    assert await states(house) == ["blocked"] * 8
    await olga.sends("/slots open 14 Jan 14:40")
    await olga.presses("Yes, open all 2")
    assert Counter(await states(house)) == {"blocked": 6, "open": 2}


async def test_an_organiser_reads_whose_one_time_it_is(olga: Person, house: House) -> None:
    await books(await house.joined("Ana"), "14:40", "Anna")
    await olga.sends("/slots cancel 4")
    assert olga.told[-1] == f"Cancel {SECOND}, a time of Bela?"
    await olga.sends("/slots move 3 to 16 Jan 9:00")
    assert olga.told[-1].endswith("Who has booked it is told.\nIt is a time of Anna.")
    await olga.sends("/slots block 4")
    assert olga.told[-1] == f"Blocked. Nobody can book now:\n• {SECOND}, Bela"
