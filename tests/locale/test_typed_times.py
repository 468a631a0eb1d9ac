"""Days and times as people type them, in six languages, and what comes of those that are in doubt."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.locale import dates
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import (
    FURTHEST,
    Ambiguous,
    Impossible,
    Instant,
    NotUnderstood,
    Span,
    TypedTime,
    read_span,
    read_time,
    split_time,
)
from bot.locale.typed_words import LANGUAGES, meanings
from bot.locale.voice import Voice
from tests.thorough import examples

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2024, 11, 6, 12, 0, tzinfo=UTC)
"""Wednesday, 13:00 in Warsaw."""

ZONES = [
    ZoneInfo(name)
    for name in ("Europe/Warsaw", "Europe/London", "Asia/Tbilisi", "America/New_York", "Asia/Kathmandu", "UTC")
]


def shown(found: TypedTime | Span) -> object:
    def local(at: datetime) -> str:
        return f"{at.astimezone(WARSAW):%a %d %b %Y %H:%M %Z}"

    match found:
        case Instant(at):
            return local(at)
        case Ambiguous(readings):
            return [local(at) for at in readings]
        case Span(begins, ends):
            return f"{local(begins)} – {ends.astimezone(WARSAW):%H:%M}"
        case Impossible(why):
            return why
        case NotUnderstood(missing):
            return missing or "?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow 9:30", "Thu 07 Nov 2024 09:30 CET"),
        ("tomorrow at 6 pm", "Thu 07 Nov 2024 18:00 CET"),
        ("Wed 13 Nov 18:00", "Wed 13 Nov 2024 18:00 CET"),
        ("Wednesday, 13th November 2024, 18:00", "Wed 13 Nov 2024 18:00 CET"),
        ("Nov 13, 2024 6:30pm", "Wed 13 Nov 2024 18:30 CET"),
        ("friday noon", "Fri 08 Nov 2024 12:00 CET"),
        ("wednesday 12:00", "Wed 13 Nov 2024 12:00 CET"),
        ("wednesday 14:00", "Wed 06 Nov 2024 14:00 CET"),
        ("next wednesday 14:00", "Wed 13 Nov 2024 14:00 CET"),
        ("next monday 9:00", "Mon 11 Nov 2024 09:00 CET"),
        ("in 3 days", "Sat 09 Nov 2024 13:00 CET"),
        ("in 2 weeks 9:00", "Wed 20 Nov 2024 09:00 CET"),
        ("in 90 minutes", "Wed 06 Nov 2024 14:30 CET"),
        ("9:00", "Thu 07 Nov 2024 09:00 CET"),
        ("14:00", "Wed 06 Nov 2024 14:00 CET"),
        ("14 Jan 17:00", "Tue 14 Jan 2025 17:00 CET"),
        ("13/11 18h", "Wed 13 Nov 2024 18:00 CET"),
        ("11/13/2024 18:00", "Wed 13 Nov 2024 18:00 CET"),
        ("Thu 5/12 18:00", "Thu 05 Dec 2024 18:00 CET"),
        ("2024-11-13 18:00", "Wed 13 Nov 2024 18:00 CET"),
        ("2024-11-13T18:00", "Wed 13 Nov 2024 18:00 CET"),
        ("2024-11-13T18:00:00Z", "Wed 13 Nov 2024 19:00 CET"),
        ("2024-11-13T18:00+02:00", "Wed 13 Nov 2024 17:00 CET"),
        ("13.11.2024 um 18 Uhr", "Wed 13 Nov 2024 18:00 CET"),
        ("am 13.11. um 18.30 Uhr", "Wed 13 Nov 2024 18:30 CET"),
        ("13. 11. 24 18:00", "?"),
        ("13.11.24 18:00", "Wed 13 Nov 2024 18:00 CET"),
        ("Mi., 13. Nov. 2024 18:00", "Wed 13 Nov 2024 18:00 CET"),
        ("übermorgen um 9", "Fri 08 Nov 2024 09:00 CET"),
        ("Do 18:00", "Thu 07 Nov 2024 18:00 CET"),
        ("in 3 Tagen um 9 Uhr 15", "Sat 09 Nov 2024 09:15 CET"),
        ("vendredi 15 novembre 17h30", "Fri 15 Nov 2024 17:30 CET"),
        ("le 1er décembre à 9 h", "Sun 01 Dec 2024 09:00 CET"),
        ("1ER DECEMBRE 9H", "Sun 01 Dec 2024 09:00 CET"),
        ("mar. 12 nov., 17:00", "Tue 12 Nov 2024 17:00 CET"),
        ("12 mars 17h", "Wed 12 Mar 2025 17:00 CET"),
        ("après-demain midi", "Fri 08 Nov 2024 12:00 CET"),
        ("aujourd'hui 18h", "Wed 06 Nov 2024 18:00 CET"),
        ("martes 12 de noviembre de 2024 a las 17:00", "Tue 12 Nov 2024 17:00 CET"),
        ("mañana a las 9", "Thu 07 Nov 2024 09:00 CET"),
        ("dentro de 2 horas", "Wed 06 Nov 2024 15:00 CET"),
        ("w piątek o 17", "Fri 08 Nov 2024 17:00 CET"),
        ("w środę 13 listopada o godz. 17.30", "Wed 13 Nov 2024 17:30 CET"),
        ("15 listopada 2024 r. 17:30", "Fri 15 Nov 2024 17:30 CET"),
        ("pojutrze 9:00", "Fri 08 Nov 2024 09:00 CET"),
        ("za 2 godziny", "Wed 06 Nov 2024 15:00 CET"),
        ("lunedì 18 novembre alle 9.30", "Mon 18 Nov 2024 09:30 CET"),
        ("l'11 novembre alle 9", "Mon 11 Nov 2024 09:00 CET"),
        ("fra 3 giorni alle ore 9", "Sat 09 Nov 2024 09:00 CET"),
        ("now", "Wed 06 Nov 2024 13:00 CET"),
        ("15 July 2025 10:00 CEST", "Tue 15 Jul 2025 10:00 CEST"),
        ("15 July 2025 10:00 UTC", "Tue 15 Jul 2025 12:00 CEST"),
        # In doubt, with what it may be.
        ("next friday 17:00", ["Fri 08 Nov 2024 17:00 CET", "Fri 15 Nov 2024 17:00 CET"]),
        ("vendredi prochain 17h", ["Fri 08 Nov 2024 17:00 CET", "Fri 15 Nov 2024 17:00 CET"]),
        ("03/04 9:00", ["Tue 04 Mar 2025 09:00 CET", "Thu 03 Apr 2025 09:00 CEST"]),
        ("26.10.2025 2:30", ["Sun 26 Oct 2025 02:30 CEST", "Sun 26 Oct 2025 02:30 CET"]),
        ("15 July 2025 10:00 CET", ["Tue 15 Jul 2025 10:00 CEST", "Tue 15 Jul 2025 11:00 CEST"]),
        ("26 Oct 2025 2:30 CEST", "Sun 26 Oct 2025 02:30 CEST"),
        # Impossible.
        ("30.03.2025 2:30", "skipped"),
        ("31 Feb 9:00", "no_such_day"),
        ("99/99 9:00", "no_such_day"),
        ("29 Feb 2025 9:00", "no_such_day"),
        ("Thu 13 Nov 9:00", "other_weekday"),
        ("today 9:00", "past"),
        ("yesterday 9:00", "past"),
        ("hier 9h", "past"),
        ("gestern 9 Uhr", "past"),
        ("ayer 9:00", "past"),
        ("wczoraj o 9:00", "past"),
        ("ieri alle 9:00", "past"),
        ("3 Nov 9:00", "past"),
        ("3 Nov 2023 9:00", "past"),
        ("13 Nov 9999 9:00", "too_far"),
        ("in 9999 weeks", "too_far"),
        # Not understood.
        ("14 Jan", "hour"),
        ("tomorrow", "hour"),
        ("yesterday", "past"),
        ("31 Feb", "no_such_day"),
        ("", "?"),
        ("the day before yesterday", "?"),
        ("soon", "?"),
        ("tomorrow at 25:00", "?"),
        ("tomorrow 9:00 10:00", "?"),
        ("tomorrow friday 9:00", "?"),
        ("9:00 Do", "?"),
        ("next 9:00", "?"),
        ("13", "?"),
        ("9:00 " * 50, "?"),
    ],
)
def test_what_is_typed_is_what_is_meant(typed: str, meant: object) -> None:
    assert shown(read_time(typed, NOW, WARSAW)) == meant


def test_a_day_alone_can_have_an_hour_of_its_own() -> None:
    """Homework is due at the end of the day that is named."""
    assert shown(read_time("14 Jan", NOW, WARSAW, hour=time(23, 59))) == "Tue 14 Jan 2025 23:59 CET"
    assert shown(read_time("14 Jan 9:00", NOW, WARSAW, hour=time(23, 59))) == "Tue 14 Jan 2025 09:00 CET"


@pytest.mark.parametrize(
    ("typed", "when", "rest"),
    [
        ("tomorrow 9:00 Please bring …", "Thu 07 Nov 2024 09:00 CET", "Please bring …"),
        ("tomorrow 9:00\nPlease bring …", "Thu 07 Nov 2024 09:00 CET", "Please bring …"),
        ("tomorrow 9:00: Do not forget", "Thu 07 Nov 2024 09:00 CET", "Do not forget"),
        ("tomorrow 9:00 Do not forget", "Thu 07 Nov 2024 09:00 CET", "Do not forget"),
        ("9:00 May I ask", "Thu 07 Nov 2024 09:00 CET", "May I ask"),
        ("now: Doors are open", "Wed 06 Nov 2024 13:00 CET", "Doors are open"),
        ("03/04 9:00 Hello", ["Tue 04 Mar 2025 09:00 CET", "Thu 03 Apr 2025 09:00 CEST"], "Hello"),
        ("today 9:00 Hello", "past", "Hello"),
        ("yesterday 10:00 Hello", "past", "Hello"),
        ("Tomorrow we meet", "?", "Tomorrow we meet"),
        ("13 November is near", "?", "13 November is near"),
        ("5 people are missing", "?", "5 people are missing"),
        ("", "?", ""),
    ],
)
def test_a_text_can_begin_with_a_time(typed: str, when: object, rest: str) -> None:
    found, left = split_time(typed, NOW, WARSAW)
    assert (shown(found), left) == (when, rest)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14 Jan 14:00-17:00", "Tue 14 Jan 2025 14:00 CET – 17:00"),
        ("14 Jan 14-17", "Tue 14 Jan 2025 14:00 CET – 17:00"),
        ("13/11 14h–17h30", "Wed 13 Nov 2024 14:00 CET – 17:30"),
        ("friday 14 to 17", "Fri 08 Nov 2024 14:00 CET – 17:00"),
        ("14.01. 14.00-17.00", "Tue 14 Jan 2025 14:00 CET – 17:00"),
        ("14.1. 14:00 bis 17:00 Uhr", "Tue 14 Jan 2025 14:00 CET – 17:00"),
        ("2024-11-14 14:00 - 17:00", "Thu 14 Nov 2024 14:00 CET – 17:00"),
        ("demain 14h à 17h", "Thu 07 Nov 2024 14:00 CET – 17:00"),
        ("26.10.2025 1:30-2:30", "Sun 26 Oct 2025 01:30 CEST – 02:30"),
        ("03/04 9:00-10:00", ["Tue 04 Mar 2025 09:00 CET", "Thu 03 Apr 2025 09:00 CEST"]),
        ("14 Jan 17:00-14:00", "?"),
        ("14 Jan 17:00", "?"),
        ("14:00-", "?"),
    ],
)
def test_from_when_until_when(typed: str, meant: object) -> None:
    assert shown(read_span(typed, NOW, WARSAW)) == meant


minutes = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)).map(  # UTC is put in below
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(minutes, st.integers(1, 60 * 24 * 700), st.sampled_from(ZONES), st.sampled_from(sorted(LANGUAGES)))
def test_what_the_bot_writes_it_reads_back(now: datetime, ahead: int, zone: ZoneInfo, language: str) -> None:
    """Where the zone has no abbreviation of its own, the hour that comes twice stays in doubt."""
    at = now + timedelta(minutes=ahead)
    found = read_time(dates.moment(at, zone, language), now, zone)
    twice = Ambiguous if dates.zone_label(zone, at, language).upper() not in dates.WELL_KNOWN else ()
    assert found == Instant(at) or (twice and isinstance(found, twice) and at in found.readings)


@given(minutes, st.sampled_from(sorted(LANGUAGES)), st.integers(0, 11), st.integers(1, 28))
def test_every_month_in_every_form(now: datetime, language: str, month: int, day: int) -> None:
    from babel import Locale

    locale = Locale.parse(language)
    year = now.year + 1
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            name = locale.months[context][width][month + 1]
            expected = datetime(year, month + 1, day, 9, 5, tzinfo=UTC)
            assert read_time(f"{day} {name} {year} 9:05", now, ZoneInfo("UTC")) == Instant(expected), name


pieces = st.sampled_from(
    [
        "tomorrow",
        "next",
        "friday",
        "vendredi",
        "13/11",
        "03/04",
        "13.11.",
        "2025",
        "18h",
        "9:00",
        "um",
        "à",
        "in",
        "3",
        "days",
        "2:30",
        "CET",
        "mar",
        "mai",
        "Uhr",
        "pm",
        "now",
        "2025-03-30",
        "-",
        ":",
        "l'",
        "31",
        "noon",
        "\x00",
        "²",
    ]
)


@settings(max_examples=examples(300))
@given(
    st.one_of(st.text(max_size=60), st.lists(pieces, max_size=8).map(" ".join)),
    minutes,
    st.sampled_from(ZONES),
)
def test_any_text_gets_an_answer_and_never_the_past(text: str, now: datetime, zone: ZoneInfo) -> None:
    voice = Voice("en", zone)
    found, rest = split_time(text, now, zone)
    assert text.endswith(rest)
    for answer in (read_time(text, now, zone), found, read_span(text, now, zone)):
        match answer:
            case Instant(at, meant_now):
                assert at > now or (meant_now and at == now)
                assert at - now <= FURTHEST
            case Span(begins, ends):
                assert now < begins < ends
            case Ambiguous(readings):
                assert len(readings) > 1
                assert list(readings) == sorted(set(readings))
                assert readings[0] > now
                assert time_problem(answer, voice)
            case _:
                assert time_problem(answer, voice)


def test_no_word_is_two_months_or_two_weekdays() -> None:
    for words, senses in meanings().items():
        for kind in ("month", "weekday", "day"):
            assert len([number for sense, number in senses if sense == kind]) <= 1, words
