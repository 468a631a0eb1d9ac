"""Reminders in everybody's own time, the coach's evening list, nudges that stop, and coaches who hear what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.coaching import nudge
from tests.handlers.coaching.desk import AFTERNOON, NOW, books, label, newest, offers, waits
from tests.house import House, Person

START = datetime(2025, 1, 14, 13, 0, tzinfo=UTC)


@pytest.fixture
async def booked(each_house: House) -> tuple[House, Person, Person]:
    each_house.clock.at = NOW
    anna, ana = await each_house.joined("Anna", "coach"), await each_house.joined("Ana", zone="America/New_York")
    await offers(anna, AFTERNOON + " https://meet.example/a")
    await ana.sends("/coaching")
    await ana.presses("Tue 14 Jan, 08:00", ana.private[-1])
    await ana.presses("Book this time", ana.private[-1])
    return each_house, anna, ana


def reminders(person: Person) -> list[str]:
    return [words.split("\n")[0] for words in person.told if words.startswith("⏰")]


async def test_a_day_and_an_hour_before_in_their_own_time(booked: tuple[House, Person, Person]) -> None:
    house, anna, ana = booked
    await house.move_to(START - timedelta(hours=24, seconds=1))
    assert reminders(ana) == reminders(anna) == []
    await house.move_to(START - timedelta(hours=24))
    await house.tick()
    assert reminders(ana) == ["⏰ Coaching with Anna in 1 day"]
    assert "Tue 14 Jan 2025, 08:00–08:30 New York time" in newest(ana, "⏰")
    assert "https://meet.example/a" in newest(ana, "⏰")
    assert reminders(anna) == ["⏰ Coaching with Ana in 1 day"]
    assert "Tue 14 Jan 2025, 14:00–14:30 CET" in newest(anna, "⏰")
    await house.move_to(START - timedelta(hours=1))
    await house.tick()
    assert len(reminders(anna)) == 2
    assert reminders(ana) == ["⏰ Coaching with Anna in 1 day"], "it is seven in the morning in New York"
    await house.move_to(START - timedelta(minutes=1))
    assert reminders(ana) == ["⏰ Coaching with Anna in 1 day"], "and eight when it begins"


async def test_a_moved_booking_is_reminded_of_anew_and_an_old_one_not(booked: tuple[House, Person, Person]) -> None:
    house, anna, ana = booked
    await offers(anna, "/slots add 20 Jan 14:00-14:30 30m")
    await ana.sends("/coaching")
    page = ana.private[-1]
    await ana.presses("Move", page)
    await ana.presses("Mon 20 Jan, 08:00", page)
    await ana.presses("Move to this time", page)
    await house.move_to(START - timedelta(minutes=30))
    assert reminders(ana) == []
    await house.move_to(datetime(2025, 1, 19, 13, 0, tzinfo=UTC))
    assert reminders(ana) == ["⏰ Coaching with Anna in 1 day"]


async def test_after_a_long_silence_only_what_is_still_true_is_said(booked: tuple[House, Person, Person]) -> None:
    house, anna, _ana = booked
    await house.move_to(START - timedelta(minutes=20))
    assert reminders(anna) == ["⏰ Coaching with Ana in 20 minutes"]
    await house.move_to(START + timedelta(minutes=1))
    assert len(reminders(anna)) == 1


async def test_who_has_just_booked_is_not_reminded_of_it(booked: tuple[House, Person, Person]) -> None:
    house, anna, _ana = booked
    await house.move_to(START - timedelta(hours=20))
    bo = await house.joined("Bo")
    await books(bo, "16:00")
    await house.tick()
    assert reminders(bo) == []
    assert reminders(anna) == ["⏰ Coaching with Ana in 20 hours"]


async def test_the_evening_before_the_coach_has_the_list(booked: tuple[House, Person, Person]) -> None:
    house, anna, ana = booked
    bo = await house.joined("Bo")
    await books(bo, "15:20")
    await ana.submits("coaching.about", "1", about="Money for *clusters*")
    await house.move_to(datetime(2025, 1, 13, 16, 59, tzinfo=UTC))
    assert not any("Your coaching on" in words for words in anna.told)
    for minutes in (0, 1, 90):
        await house.move_to(datetime(2025, 1, 13, 17, 0, tzinfo=UTC) + timedelta(minutes=minutes))
    assert [words.split("\n") for words in anna.told if "Your coaching on" in words] == [
        [
            "Your coaching on Tue 14 Jan 2025",
            "• 14:00–14:30 CET: Ana (Ana's cluster, Poland)",
            "Money for *clusters*",
            "• 15:20–15:50 CET: Bo (Bo's cluster, Poland)",
            "No topic yet.",
        ]
    ]
    assert not any("Money" in words for words in bo.told)


async def test_nudges_are_few_and_end_with_the_organisers(each_house: House) -> None:
    house = each_house
    house.clock.at = NOW
    anna, olga = await house.joined("Anna", "coach"), await house.joined("Olga", "organiser")
    ana, bo, cem = [await house.joined(name) for name in ("Ana", "Bo", "Cem")]
    await house.tick()
    assert not any("not booked" in words for words in ana.told), "there is nothing to book yet"
    await offers(anna)
    await books(bo, "14:00")
    await waits(cem)

    def nudges(person: Person) -> int:
        return len([words for words in person.told if words.startswith("You have not booked your coaching yet.")])

    await house.move_to(NOW + timedelta(days=2, minutes=-1))
    assert nudges(ana) == 0
    for days in range(2, 40):
        await house.move_to(NOW + timedelta(days=days))
    assert (nudges(ana), nudges(bo), nudges(cem), nudges(anna)) == (3, 0, 0, 0)
    lists = [words for words in olga.told if "not booked coaching yet" in words]
    assert lists == [
        (
            "2 participants have not booked coaching yet. I have reminded them 3 times and will not do so again. "
            "Maybe you would like to ask them yourself?\nAna, Cem."
        )
    ]
    await ana.presses("Show the free times")
    assert label("14:40") in ana.private[-1].buttons


async def test_nobody_is_nudged_at_night(each_house: House) -> None:
    house = each_house
    house.clock.at = NOW
    ana = await house.joined("Ana", zone="Pacific/Auckland")
    await offers(await house.joined("Anna", "coach"))
    await house.move_to(NOW + timedelta(days=2))
    assert not any("not booked" in words for words in ana.told), "22:00 in Auckland"
    await house.move_to(datetime(2024, 11, 20, 19, 0, tzinfo=UTC))
    assert any("not booked" in words for words in ana.told)


async def test_coaches_hear_how_many_times_are_missing(each_house: House) -> None:
    house = each_house
    house.clock.at = NOW
    anna = await house.joined("Anna", "coach")
    for number in range(6):
        await house.joined(f"Member {number}")
    await house.tick()
    needed = (
        "6 more coaching times are needed. 6 participants have no coaching yet, and 0 places are free (0 of yours)."
    )
    assert anna.told[-1].split("\n")[:2] == ["Your week: Cluster Booster Academy", needed], "it is Monday"
    await offers(anna)
    await house.move_to(NOW + timedelta(days=3))
    assert len([words for words in anna.told if "coaching times are needed" in words]) == 1
    await house.move_to(NOW + timedelta(days=7))
    assert "\n2 more coaching times are needed. 6 participants" in newest(anna, "are needed")
    await offers(anna, "/slots add 15 Jan 14:00-17:00 30m")
    await house.move_to(NOW + timedelta(days=14))
    assert len([words for words in anna.told if "coaching times are needed" in words]) == 2


async def test_status_and_own_page(booked: tuple[House, Person, Person]) -> None:
    house, anna, ana = booked
    bo, olga = await house.joined("Bo"), await house.joined("Olga", "organiser")
    await olga.sends("/status", group=True)
    counts = "Coaching: 1 booked, 0 done, 0 did not come, 1 not booked. Free places: 3."
    assert counts in house.group[-1].text
    await olga.sends("/status")
    assert counts in olga.told[-1]
    await olga.presses("No coaching (1)")
    assert olga.told[-1] == "Coaching not booked: 1\n• Bo"
    await ana.sends("/me")
    assert "My coaching\n• Tue 14 Jan 2025, 08:00–08:30 New York time, with Anna." in ana.told[-1]
    await bo.sends("/me")
    assert "My coaching\n• not booked yet: send /coaching" in bo.told[-1]
    await anna.sends("/me")
    assert "My coaching\n• 4 to come, 1 of them booked: see /slots" in anna.told[-1]


async def test_once_coaching_is_over_nobody_is_sent_to_book_it(booked: tuple[House, Person, Person]) -> None:
    house, _anna, _ana = booked
    bo, olga = await house.joined("Bo"), await house.joined("Olga", "organiser")
    await house.move_to(datetime(2025, 3, 2, 22, 59, tzinfo=UTC))
    await olga.sends("/status")
    await bo.sends("/me")
    assert ("Too few: 1 place is missing." in olga.told[-1], "send /coaching" in bo.told[-1]) == (True, True)
    await house.move_to(datetime(2025, 3, 2, 23, 0, tzinfo=UTC))
    await olga.sends("/status")
    await bo.sends("/me")
    assert ("Coaching: " in olga.told[-1], "Too few" in olga.told[-1], "/coaching" in bo.told[-1]) == (
        True,
        False,
        False,
    )
    await bo.says("when is my coaching?")
    assert bo.told[-1].endswith("You have no coaching booked, and the time to book it is over.")


def test_a_long_list_is_counted() -> None:
    from zoneinfo import ZoneInfo

    from bot.chat.text import plain
    from bot.locale.voice import Voice

    names = [f"N{number}" for number in range(nudge.NAMES_MAX + 5)]
    assert plain(nudge.listed(Voice("en", ZoneInfo("UTC")), names)).endswith("N59 and 5 more.")
