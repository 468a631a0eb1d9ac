"""What coaches type, what they may offer, and what happens to those who booked when they change their mind."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.coaching.offer import LONGEST, SHORTEST, cut
from bot.domain.coaching.slots import Span
from bot.domain.violation import RuleViolation
from handlers.coaching.typed_line import read_line
from tests.handlers.coaching.desk import AFTERNOON, NOW, bookings_of, books, label, newest, offers, slots_of
from tests.house import House, Person

TODAY = date(2024, 11, 18)
HALF = timedelta(minutes=30)


@pytest.fixture
async def anna(house: House) -> Person:
    house.clock.at = NOW
    return await house.joined("Anna", "coach")


@pytest.mark.parametrize(
    ("line", "language", "days", "hours"),
    [
        ("14 Jan 14:00-17:00", "en", ["2025-01-14"], "14:00-17:00"),
        ("Tue 14 January 2025 14.00 – 17.00", "en", ["2025-01-14"], "14:00-17:00"),
        ("2025-01-14 2pm-5pm", "en", ["2025-01-14"], "14:00-17:00"),
        ("14.1. 14-17h", "en", ["2025-01-14"], "14:00-17:00"),
        ("14/1/2025 from 14:00 to 17:00", "en", ["2025-01-14"], "14:00-17:00"),
        ("Jan 14th, 14:00-17:00", "en", ["2025-01-14"], "14:00-17:00"),
        ("14, 15 and 17 Jan 9:00-12:00", "en", ["2025-01-14", "2025-01-15", "2025-01-17"], "09:00-12:00"),
        ("tomorrow 9:00-12:00", "en", ["2024-11-19"], "09:00-12:00"),
        ("Monday 9:00-12:00", "en", ["2024-11-25"], "09:00-12:00"),
        ("today and tomorrow 9:00-12:00", "en", ["2024-11-18", "2024-11-19"], "09:00-12:00"),
        ("demain 9h00-12h00", "fr", ["2024-11-19"], "09:00-12:00"),
        ("übermorgen 9:00-12:00", "de", ["2024-11-20"], "09:00-12:00"),
        ("za 3 dni 9:00-12:00", "pl", ["2024-11-21"], "09:00-12:00"),
        (
            "every Tue 9:00-12:00 until 10 Dec",
            "en",
            ["2024-11-19", "2024-11-26", "2024-12-03", "2024-12-10"],
            "09:00-12:00",
        ),
        ("30 Dec weekly until 13 Jan 9:00-12:00", "en", ["2024-12-30", "2025-01-06", "2025-01-13"], "09:00-12:00"),
        ("Di 14. Januar 9:00-12:00 Uhr", "de", ["2025-01-14"], "09:00-12:00"),
        ("mar 14 janv 9h00-12h00", "fr", ["2025-01-14"], "09:00-12:00"),
        ("14 stycznia i 15 stycznia 9:00-12:00", "pl", ["2025-01-14", "2025-01-15"], "09:00-12:00"),
        ("sausio 14 9:00-12:00", "lt", ["2025-01-14"], "09:00-12:00"),
        ("14 tammikuuta 9.00-12.00", "fi", ["2025-01-14"], "09:00-12:00"),
    ],
)
def test_days_and_hours_as_people_type_them(line: str, language: str, days: list[str], hours: str) -> None:
    found = read_line(line, TODAY, HALF, language).hours
    assert [day.isoformat() for day in found.days] == days
    assert f"{found.begin:%H:%M}-{found.end:%H:%M}" == hours


def test_everything_in_one_line() -> None:
    typed = read_line(
        '14 Jan 14:00-17:00 45m buffer 10m places 3 language German topics money, EU funds, money place "Room 5, until late"',
        TODAY,
        HALF,
    )
    assert (typed.hours.length, typed.hours.buffer) == (timedelta(minutes=45), timedelta(minutes=10))
    details = typed.details
    assert (details.capacity, details.place, details.language, details.topics) == (
        3,
        "Room 5, until late",
        "de",
        ("money", "EU funds"),
    )
    assert (
        read_line("14 Jan 9:00-10:00 at https://meet.example/a?b=c", TODAY, HALF).details.link
        == "https://meet.example/a?b=c"
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("14 Jan", "line.no_hours"),
        ("14 Jan 14-17", "line.no_hours"),
        ("14:00-17:00", "line.no_days"),
        ("3/4 14:00-17:00", "typed.two_ways"),
        ("30 Feb 14:00-17:00", "typed.no_such_day"),
        ("Mon 14 Jan 14:00-17:00", "typed.weekday"),
        ("14 Jan 14:00-25:00", "typed.hour"),
        ("14 Jan 13pm-2pm", "typed.hour"),
        ("soon 14:00-17:00", "typed.day"),
        ("14 Jan 14:00-17:00 buffer", "line.option"),
        ("14 Jan 14:00-17:00 buffer lots", "line.option"),
        ("14 Jan 14:00-17:00 places many", "line.option"),
        ("14 Jan 14:00-17:00 places 999", "slots.capacity"),
        ("14 Jan 14:00-17:00 5m", "slots.length"),
        ("14 Jan 14:00-17:00 buffer 9h", "slots.buffer"),
        ("14 Jan 14:00-17:00 language Klingon", "line.language"),
        ("every Tue 14:00-17:00", "line.weeks"),
        ("14 Jan 14:00-17:00 weekly", "line.weeks"),
        ("every Tue 14:00-17:00 until 2030-01-01", "line.weeks"),
        ("9999-01-14 14:00-17:00", "typed.no_such_day"),
        ("", "line.no_hours"),
    ],
)
def test_what_could_be_meant_otherwise_is_not_guessed(line: str, code: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        read_line(line, TODAY, HALF)
    assert caught.value.code == code


@given(st.text(max_size=120), st.sampled_from(["en", "de", "fr", "ar", "ka", "xx"]))
def test_any_text_is_read_or_refused(line: str, language: str) -> None:
    try:
        read_line(f"14 Jan 14:00-17:00 {line}", TODAY, HALF, language)
        read_line(line, TODAY, HALF, language)
    except RuleViolation:
        pass


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC)),
    st.timedeltas(timedelta(), timedelta(hours=12)),
    st.timedeltas(SHORTEST, LONGEST),
    st.timedeltas(timedelta(), timedelta(hours=2)),
)
def test_an_afternoon_is_cut_without_overlaps_or_overhang(
    at: datetime, whole: timedelta, length: timedelta, buffer: timedelta
) -> None:
    found = cut(Span(at, at + whole), length, buffer)
    assert all(span.ends_at - span.starts_at == length and span.ends_at <= at + whole for span in found)
    assert all(second.starts_at - first.ends_at == buffer for first, second in itertools.pairwise(found))
    left = at + whole - (found[-1].ends_at + buffer if found else at)
    assert left < length


async def test_it_is_shown_before_it_is_offered(anna: Person, house: House) -> None:
    await anna.sends(AFTERNOON)
    assert anna.told[-1].split("\n") == [
        "Please check: you offer 4 times.",
        "• Tue 14 Jan 2025: 14:00–14:30, 14:40–15:10, 15:20–15:50, 16:00–16:30",
        "Your time zone: Europe/Warsaw.",
    ]
    assert await slots_of(house) == []
    page = anna.private[-1]
    await anna.presses("Offer these 4 times", page)
    assert len(await slots_of(house)) == 4
    again = await anna.presses_token("kd:1:1", page)
    assert again.toast is not None
    assert again.toast.text == "This was decided already, or you have typed something newer."
    assert len(await slots_of(house)) == 4


async def test_what_cannot_be_is_left_out_with_the_reason(anna: Person, house: House) -> None:
    await offers(anna)
    for line, why in (
        (
            "14 Jan 14:30-15:00 30m",
            "Tue 14 Jan 2025, 14:30–15:00 CET: you have offered Tue 14 Jan 2025, 14:40–15:10 CET already",
        ),
        (
            "3 Mar 2025 9:00-9:30",
            "Mon 3 Mar 2025, 09:00–09:30 CET: coaching takes place from Fri 15 Nov 2024, 14:00 CET to Sun 2 Mar 2025",
        ),
        ("18 Nov 9:00-9:30", "Mon 18 Nov 2024, 09:00–09:30 CET: it is over"),
        ("2026-01-14 9:00-9:30", "it is more than a year away"),
    ):
        before = len(await slots_of(house))
        await anna.sends(f"/slots add {line}")
        assert anna.told[-1].startswith("Nothing was offered.\nNot possible:"), line
        assert why in anna.told[-1], line
        assert len(await slots_of(house)) == before
    await anna.sends("/slots add 14 Jan 16:00-17:30 30m")
    assert "you offer 2 times" in anna.told[-1]
    assert "16:00–16:30 CET: you have offered" in anna.told[-1]


async def test_reversed_and_skipped_hours(anna: Person) -> None:
    await anna.sends("/slots add 14 Jan 17:00-14:00")
    assert anna.told[-1].startswith(
        "It ends before it begins: 17:00–14:00. Please write the earlier hour first.\nTo offer times"
    )
    await anna.sends("/slots add 30 Mar 2025 2:30-5:00")
    assert anna.told[-1].startswith(
        "02:30 does not exist on Sun 30 Mar 2025 on your clock: that night the clocks go forward."
    )
    await anna.sends("/slots add 26 Oct 2025 2:30-5:00")
    assert anna.told[-1].startswith("02:30 comes twice on Sun 26 Oct 2025 on your clock")


async def test_the_group_does_not_meet_then(house: House) -> None:
    """The rules would allow it in time; the session is in the way."""
    coach = await house.joined("Anna", "coach")
    async with house.app.database.write() as uow:
        (member,) = await uow.members.by_email("anna@people.example")
    assert member
    from bot.domain.coaching.offer import judge
    from bot.domain.coaching.slots import Policy
    from bot.programme.coaching import session_spans

    programme = house.app.deployment.programmes["academy"]
    at = datetime(2024, 11, 6, 12, 30, tzinfo=UTC)
    _good, bad = judge(
        [Span(at, at + HALF)], own=[], sessions=session_spans(programme), policy=Policy(), now=house.clock.at
    )
    assert [(one.why.code, one.why.fields["title"]) for one in bad] == [("slots.session", "Online day 1")]
    assert coach.told == []


async def test_the_form(anna: Person, house: House) -> None:
    reply = await anna.sends("/slots add")
    assert reply.form is not None
    values = {
        "days": "14 Jan",
        "hours": "14:00-17:00",
        "length": "30",
        "buffer": "10",
        "place": 'Room "5", places 9',
        "places": "2",
        "language": "de",
        "topics": "money",
    }
    wrong = await anna.submits("coaching.add", hours="14:00-25:00", **{k: v for k, v in values.items() if k != "hours"})
    assert wrong.errors == {"hours": "I don't understand the hours “14:00-25:00”. Please write them like 14:00-17:00."}
    await anna.submits("coaching.add", **values)
    assert anna.told[-1].split("\n")[1:5] == [
        "• Tue 14 Jan 2025: 14:00–14:30, 14:40–15:10, 15:20–15:50, 16:00–16:30",
        "• Where: Room '5', places 9",
        "• Topics: money",
        "• Language: Deutsch",
    ]


async def test_a_cancelled_time(anna: Person, house: House) -> None:
    ana = await house.joined("Ana")
    await offers(anna)
    await books(ana, "14:40")
    await anna.sends("/slots")
    page = anna.private[-1]
    await anna.presses("2. Tue 14 Jan, 14:40 · Ana", page)
    assert "Block" not in page.buttons
    await anna.presses("Cancel", page)
    await anna.presses("Yes, cancel it", page)
    told = ana.private[-1]
    assert told.text.split("\n") == [
        "Your coaching is cancelled. Anna cannot come on Tue 14 Jan 2025, 14:40–15:10 CET. We are sorry.",
        "These times are near it. You find all of them under /coaching.",
    ]
    assert list(told.buttons) == [label(hour, "Anna") for hour in ("14:00", "15:20", "16:00")]
    assert await bookings_of(house, ana) == []
    await ana.presses(label("15:20", "Anna"), told)
    await ana.presses("Book this time", told)
    assert len(await bookings_of(house, ana)) == 1


async def test_a_moved_time_takes_its_people_along(anna: Person, house: House) -> None:
    ana = await house.joined("Ana", zone="Europe/Helsinki")
    await offers(anna)
    await books(ana, "15:40")
    (before,) = await bookings_of(house, ana)
    refused = await anna.submits("coaching.move", str(before.slot.id), day="2025-01-14", hour="16:00")
    assert refused.errors == {"hour": "you have offered Tue 14 Jan 2025, 16:00–16:30 CET already"}
    await anna.submits("coaching.move", str(before.slot.id), day="2025-01-15", hour="10:00")
    (after,) = await bookings_of(house, ana)
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert after.slot.starts_at == datetime(2025, 1, 15, 9, 0, tzinfo=UTC)
    assert ana.told[-1].split("\n")[0] == (
        "Your coaching is at another time. Anna has moved it to Wed 15 Jan 2025, 11:00–11:30 EET. "
        "Before, it was Tue 14 Jan 2025, 15:40 EET."
    )
    assert list(ana.private[-1].buttons) == ["Move", "Cancel"]


async def test_blocking(anna: Person, house: House) -> None:
    ana = await house.joined("Ana")
    await offers(anna)
    await anna.sends("/slots")
    page = anna.private[-1]
    await anna.presses("1. Tue 14 Jan, 14:00 · free", page)
    await anna.presses("Block", page)
    await ana.sends("/coaching")
    assert label("14:00") not in ana.private[-1].buttons
    await anna.presses("Open again", page)
    await ana.sends("/coaching")
    assert label("14:00") in ana.private[-1].buttons


async def test_a_coach_who_is_none_any_more(anna: Person, house: House) -> None:
    ana, organiser = await house.joined("Ana"), await house.joined("Olga", "organiser")
    await offers(anna)
    await books(ana, "14:00")
    await house.on_roster("Anna", "trainer")
    await house.tick()
    await house.tick()
    assert [words for words in organiser.told if "no longer a coach" in words] == [
        (
            "Anna is no longer a coach, but has coaching times to come. Free ones are hidden. 1 are booked, and stand: to cancel "
            "them, so that people are told and offered others, send /slots. Or make Anna a coach again in the roster."
        )
    ]
    assert len(await bookings_of(house, ana)) == 1
    bo = await house.joined("Bo")
    await bo.sends("/coaching")
    assert bo.told[-1].startswith("No time is free now.")
    await organiser.sends("/slots")
    assert "Times of all coaches" in organiser.told[-1]


async def test_a_coach_who_has_left_the_programme(anna: Person, house: House) -> None:
    from sqlalchemy import update

    from storage.tables import member

    ana = await house.joined("Ana")
    await offers(anna)
    await books(ana, "14:00")
    async with house.app.database.write() as uow:
        gone = update(member).where(member.c.email == "anna@people.example").values(withdrawn_at=house.clock.at)
        await uow.connection.execute(gone)
    await house.tick()
    assert newest(ana, "is cancelled").startswith("Your coaching is cancelled.")
    assert await bookings_of(house, ana) == []
    assert await slots_of(house) == []
