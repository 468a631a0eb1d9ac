"""Facts in several zones and languages, and around the changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.programme import FaqEntry, Programme, Session
from bot.programme.facts import facts, markdown_safe, render_answer, render_entry
from bot.programme.upcoming import next_session, running_session


def said(programme: Programme, template: str, zone: str = "Europe/Warsaw", **given: object) -> str:
    now = given.get("now", datetime(2024, 11, 7, tzinfo=UTC))
    assert isinstance(now, datetime)
    language = str(given.get("language", "en"))
    return render_answer(template, programme, now=now, zone=ZoneInfo(zone), language=language)


@pytest.mark.parametrize(
    ("template", "zone", "expected"),
    [
        ("{sessions.online}", "Europe/Warsaw", "6, 11 and 15 November 2024, 10:00–14:00 CET"),
        ("{sessions.online}", "Europe/Madrid", "6, 11 and 15 November 2024, 10:00–14:00 CET"),
        ("{sessions.online}", "Europe/Vilnius", "6, 11 and 15 November 2024, 10:00–14:00 CET (11:00–15:00 in Vilnius)"),
        ("{sessions.online-2}", "Asia/Tbilisi", "11 November 2024, 10:00–14:00 CET (13:00–17:00 in Tbilisi)"),
        (
            "{sessions.online-1}",
            "Pacific/Kiritimati",
            "6 November 2024, 10:00–14:00 CET (23:00–03:00 in Kiritimati)",
        ),
        ("{sessions.in_person}", "Europe/Vilnius", "3 and 4 March 2025, hours not published"),
        ("{sessions.online.days}", "Europe/Vilnius", "6, 11 and 15 November 2024"),
        ("{venue} {venue.city}", "UTC", "Warsaw University of Technology, Warsaw, Poland Warsaw"),
        ("{rule.cancel_before}", "UTC", "2 weeks"),
        ("{contact.email}", "UTC", "events@clustercollaboration.eu"),
    ],
)
def test_facts_of_the_academy(academy: Programme, template: str, zone: str, expected: str) -> None:
    assert said(academy, template, zone) == expected


def test_facts_in_another_language(academy: Programme) -> None:
    assert said(academy, "Am {sessions.online.days}.", language="de") == "Am 6., 11. und 15. November 2024."
    assert said(academy, "{sessions.in_person}", language="fr") == "3 et 4 mars 2025, horaires non publiés"


def test_a_date_at_the_start_of_a_line_makes_no_list(academy: Programme) -> None:
    assert said(academy, "{sessions.online.days}", language="de").startswith(r"6\., 11.")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2024, 11, 1, tzinfo=UTC), "Online day 1: Wed 6 Nov 2024, 10:00–14:00 CET, online"),
        (datetime(2024, 11, 6, 12, 59, tzinfo=UTC), "Online day 1: Wed 6 Nov 2024, 10:00–14:00 CET, online"),
        (datetime(2024, 11, 6, 13, 0, tzinfo=UTC), "Online day 2: Mon 11 Nov 2024, 10:00–14:00 CET, online"),
        (
            datetime(2025, 3, 3, 22, 0, tzinfo=UTC),
            "Warsaw day 1: Mon 3 Mar 2025, hours not published, in person, Warsaw University of Technology",
        ),
        (datetime(2025, 3, 5, tzinfo=UTC), "There is no further session. The last one was on Tue 4 Mar 2025."),
    ],
)
def test_next_session(academy: Programme, now: datetime, expected: str) -> None:
    assert said(academy, "{next_session}", now=now) == expected


def test_next_session_without_dates(bsr: Programme) -> None:
    assert said(bsr, "{next_session}") == "No session dates are published."
    assert next_session(bsr, datetime(2020, 9, 1, tzinfo=UTC)) is None


def test_running_session(academy: Programme) -> None:
    opens = datetime(2024, 11, 6, 8, 45, tzinfo=UTC)
    found = [running_session(academy, opens + timedelta(minutes=m)) for m in (-1, 0, 254, 255)]
    assert [session.key if session else None for session in found] == [None, "online-1", "online-1", None]


def autumn() -> Programme:
    """Two sessions at the same local time, one before and one after the clocks go back on 27 October 2024."""
    days = [date(2024, 10, 24), date(2024, 10, 31)]
    sessions = tuple(
        Session(key=f"day-{n}", title=f"Day {n}", kind="online", date=day, starts=time(10), ends=time(14))
        for n, day in enumerate(days, 1)
    )
    return Programme(id="autumn", title="Autumn", zone="Europe/Warsaw", sessions=sessions)


def test_summer_and_winter_time_are_told_apart() -> None:
    programme = autumn()
    assert [session.starts_at for session in programme.sessions] == [
        datetime(2024, 10, 24, 8, tzinfo=UTC),
        datetime(2024, 10, 31, 9, tzinfo=UTC),
    ]
    assert said(programme, "{sessions.online}") == "24 October 2024, 10:00–14:00 CEST; 31 October 2024, 10:00–14:00 CET"
    # New York changes a week later.
    assert said(programme, "{sessions.online}", "America/New_York") == (
        "24 October 2024, 10:00–14:00 CEST (04:00–08:00 in New York); "
        "31 October 2024, 10:00–14:00 CET (05:00–09:00 in New York)"
    )


def test_another_day_elsewhere_is_named() -> None:
    late = Session(key="a", title="A", kind="online", date=date(2024, 11, 6), starts=time(20), ends=time(22))
    programme = Programme(id="late", title="Late", zone="Europe/Warsaw", sessions=(late,))
    assert said(programme, "{sessions.a}", "Asia/Tokyo") == (
        "6 November 2024, 20:00–22:00 CET (Thu 7 Nov 2024, 04:00–06:00 in Tokyo)"
    )


def test_an_hour_that_the_clock_skips_is_refused() -> None:
    with pytest.raises(ValidationError, match="02:30 does not exist"):
        Programme(
            id="gap",
            title="Gap",
            zone="Europe/Warsaw",
            sessions=(
                Session(key="a", title="A", kind="online", date=date(2025, 3, 30), starts=time(2, 30), ends=time(4)),
            ),
        )


def test_answers_are_in_one_language(academy: Programme, now: datetime) -> None:
    entry = FaqEntry(
        id="x",
        topic="x",
        question="x?",
        phrasings=("x",),
        answer="On {sessions.online.days}.",
        answers={"de": "Am {sessions.online.days}."},
    )
    for language, expected in (("de", "Am 6., 11. und"), ("fr", "On 6, 11 and"), ("en", "On 6, 11 and")):
        assert render_entry(entry, academy, now=now, zone=academy.tz, language=language).startswith(expected)


def test_values_are_safe_in_markdown(now: datetime) -> None:
    programme = Programme(id="x", title="A *bold* [link](x)\n# <b>", zone="UTC")
    value = facts(programme, now=now, zone=ZoneInfo("UTC"), language="en")["title"]
    assert value == r"A \*bold\* \[link\](x) \# \<b\>"
    assert markdown_safe("plain, 10:00–14:00 CET (a@b.example)") == "plain, 10:00–14:00 CET (a@b.example)"


def test_validity_of_entries() -> None:
    entry = FaqEntry(
        id="x",
        topic="x",
        question="x?",
        phrasings=("y",),
        answer="z",
        valid_from=date(2024, 1, 2),
        valid_until=date(2024, 1, 3),
    )
    assert [entry.valid_on(date(2024, 1, day)) for day in (1, 2, 3, 4)] == [False, True, True, False]
