"""Days and times in words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.locale import dates

WARSAW = ZoneInfo("Europe/Warsaw")
AT = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)


def test_moments_and_spans() -> None:
    assert dates.day(date(2024, 11, 6), "en") == "Wed 6 Nov 2024"
    assert dates.clock_time(AT, WARSAW) == "10:00"
    assert dates.moment(AT, WARSAW, "en") == "Wed 6 Nov 2024, 10:00 CET"
    assert dates.span(AT, AT + timedelta(hours=4), WARSAW, "en") == "Wed 6 Nov 2024, 10:00–14:00 CET"
    assert dates.span(AT, AT + timedelta(hours=20), WARSAW, "en") == (
        "Wed 6 Nov 2024, 10:00 CET – Thu 7 Nov 2024, 06:00 CET"
    )


def test_a_span_over_the_change_of_the_clock_names_both_zones() -> None:
    start = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    assert dates.hours(start, start + timedelta(hours=1), WARSAW, "en") == "02:30 CEST–02:30 CET"


@pytest.mark.parametrize(
    ("zone", "month", "label"),
    [
        ("Europe/Warsaw", 7, "CEST"),
        ("Europe/London", 7, "BST"),
        ("Europe/Kyiv", 1, "EET"),
        ("Europe/Dublin", 7, "Dublin time"),
        ("Asia/Jerusalem", 1, "Jerusalem time"),
        ("Asia/Tbilisi", 1, "Tbilisi time"),
        ("America/New_York", 1, "New York time"),
        ("UTC", 1, "UTC"),
    ],
)
def test_zone_labels(zone: str, month: int, label: str) -> None:
    assert dates.zone_label(ZoneInfo(zone), datetime(2024, month, 1, tzinfo=UTC), "en") == label


LANGUAGES = [
    "en",
    "de",
    "fr",
    "it",
    "es",
    "pl",
    "pt",
    "ro",
    "sv",
    "fi",
    "lt",
    "ar",
    "el",
    "he",
    "ka",
    "hy",
    "uk",
    "nl",
    "zz",
]
NOVEMBER = [date(2024, 11, day) for day in (15, 6, 11, 6)]


@pytest.mark.parametrize(
    ("days", "language", "expected"),
    [
        (NOVEMBER, "en", "6, 11 and 15 November 2024"),
        (NOVEMBER, "de", "6., 11. und 15. November 2024"),
        (NOVEMBER, "pl", "6, 11 i 15 listopada 2024"),
        (NOVEMBER, "es", "6, 11 y 15 de noviembre de 2024"),
        (NOVEMBER, "hu", "2024. november 6., 11. és 15."),
        (NOVEMBER, "xx", "6, 11 and 15 November 2024"),
        (NOVEMBER[:1], "en", "15 November 2024"),
        ([*NOVEMBER, date(2025, 3, 3)], "en", "6, 11 and 15 November 2024; 3 March 2025"),
        (
            [date(2024, 11, 6), date(2024, 12, 3), date(2025, 1, 2)],
            "en",
            "6 November, 3 December 2024 and 2 January 2025",
        ),
        ([], "en", ""),
    ],
)
def test_day_lists(days: list[date], language: str, expected: str) -> None:
    assert dates.day_list(days, language) == expected


@pytest.mark.parametrize(
    ("length", "language", "expected"),
    [
        (timedelta(minutes=90), "en", "1 hour and 30 minutes"),
        (timedelta(days=14), "en", "2 weeks"),
        (timedelta(days=10), "en", "10 days"),
        (timedelta(days=1, hours=2, minutes=3), "en", "1 day and 2 hours"),
        (timedelta(seconds=20), "en", "0 minutes"),
        (timedelta(days=14), "he", "שבועיים"),
        (timedelta(hours=4), "fr", "4\xa0heures"),
    ],
)
def test_durations(length: timedelta, language: str, expected: str) -> None:
    assert dates.duration(length, language) == expected


def test_naive_datetimes_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.moment(datetime(2024, 11, 6, 10, 0), WARSAW, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_words_everything(language: str) -> None:
    end = AT + timedelta(hours=4)
    said = [
        dates.span(AT, end, ZoneInfo("Asia/Yerevan"), language),
        dates.hours_in(AT, end, WARSAW, language),
        dates.day_list(NOVEMBER, language),
        *(dates.duration(timedelta(hours=n), language) for n in (1, 2, 5, 24, 48, 168, 336)),
    ]
    assert all(said)
    assert not [text for text in said if "duration-" in text or "@" in text]
