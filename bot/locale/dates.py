"""Words for days, times and durations in a reader's language and time zone. Reads no clock; refuses naive datetimes."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from babel import Locale

# Abbreviations that a European reader knows and that mean one thing there; Israel's and Ireland's IST, say, do not.
WELL_KNOWN = {"CET", "CEST", "EET", "EEST", "WET", "WEST", "GMT", "BST", "UTC", "MSK"}

# English as Europe writes it; other languages take the order of day, month and year from CLDR.
ENGLISH = {"MMMEd": "EEE d MMM", "yMMMEd": "EEE d MMM y", "yMMMMd": "d MMMM y", "MMMMd": "d MMMM"}

# Most of what is worded is English: without Babel it costs four megabytes and a tenth of a second less.
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
PARTS = re.compile(r"'(?P<quoted>[^']*)'|EEE|MMMM|MMM|d|y")

IN_CITY = {
    "en": "in {city}",
    "de": "in {city}",
    "es": "en {city}",
    "fr": "à {city}",
    "it": "a {city}",
    "nl": "in {city}",
    "pt": "em {city}",
    "ro": "la {city}",
    "sv": "i {city}",
}

UNITS = (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60))


def day(d: date, language: str) -> str:
    """'Wed 6 Nov 2024'."""
    return _formatted(d, "yMMMEd", language)


def short_day(d: date, language: str) -> str:
    """'Wed 6 Nov', where the year goes without saying."""
    return _formatted(d, "MMMEd", language)


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """'10:00', on a 24-hour clock everywhere."""
    return f"{_local(at, zone):%H:%M}"


def zone_label(zone: ZoneInfo, at: datetime, language: str) -> str:
    """'CET' where Europe knows the abbreviation, otherwise by city: 'Tbilisi time'."""
    short = _local(at, zone).tzname() or ""
    if short in WELL_KNOWN:
        return short
    if _code(language) == "en":
        return f"{city(zone, language)} time"
    return str(_locale(language).zone_formats["region"] % city(zone, language))


def moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    """'Wed 6 Nov 2024, 10:00 CET'."""
    return f"{day(_local(at, zone).date(), language)}, {clock_time(at, zone)} {zone_label(zone, at, language)}"


def hours(start: datetime, end: datetime, zone: ZoneInfo, language: str) -> str:
    """'10:00–14:00 CET', for a span within one day."""
    before, after = (zone_label(zone, at, language) for at in (start, end))
    middle = "–" if before == after else f" {before}–"
    return f"{clock_time(start, zone)}{middle}{clock_time(end, zone)} {after}"


def span(start: datetime, end: datetime, zone: ZoneInfo, language: str) -> str:
    """'Wed 6 Nov 2024, 10:00–14:00 CET'; both days where they differ."""
    first, last = _local(start, zone).date(), _local(end, zone).date()
    if first == last:
        return f"{day(first, language)}, {hours(start, end, zone, language)}"
    return f"{moment(start, zone, language)} – {moment(end, zone, language)}"


def hours_in(start: datetime, end: datetime, zone: ZoneInfo, language: str) -> str:
    """'11:00–15:00 in Vilnius': the same hours as somebody elsewhere has them on their clock."""
    where = IN_CITY.get(_code(language), "({city})").format(city=city(zone, language))
    return f"{clock_time(start, zone)}–{clock_time(end, zone)} {where}"


def city(zone: ZoneInfo, language: str) -> str:
    """The city a zone is named after: 'New York'."""
    last = zone.key.rpartition("/")[2].replace("_", " ")
    known = _locale(language).time_zones.get(zone.key, {}).get("city")
    return str(known) if known else last


def day_list(days: Iterable[date], language: str) -> str:
    """'6, 11 and 15 November 2024': sorted, each month and each year said once."""
    months = [list(group) for _, group in groupby(sorted(set(days)), key=lambda d: (d.year, d.month))]
    said = [
        _days_of_month(
            group, language, year=position + 1 == len(months) or months[position + 1][0].year != group[0].year
        )
        for position, group in enumerate(months)
    ]
    # "6 and 11 November and 3 March" would be hard to take apart.
    return "; ".join(said) if any(len(group) > 1 for group in months) else listing(said, language)


def listing(words: Iterable[str], language: str) -> str:
    """'a, b and c'."""
    said = list(words)
    if _code(language) == "en":
        return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))
    from babel.lists import format_list

    return str(format_list(said, locale=_locale(language)))


def duration(length: timedelta, language: str) -> str:
    """'1 hour and 30 minutes', '2 weeks': at most the two largest units, rounded down."""
    seconds, parts = abs(int(length.total_seconds())), []
    for name, size in UNITS:
        if name == "week" and seconds % size:
            continue
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(_counted(count, name, size, language))
    return listing(parts[:2] or [_counted(0, "minute", 60, language)], language)


def about(length: timedelta, language: str) -> str:
    """'112 days' from three days on, as nobody wants to know the hours of these; else as `duration` says it."""
    days = abs(length) // timedelta(days=1)
    return _counted(days, "day", 86400, language) if days > 2 else duration(length, language)


def _counted(count: int, unit: str, seconds: int, language: str) -> str:
    from babel.dates import format_timedelta
    from babel.units import format_unit

    said = format_unit(count, f"duration-{unit}", locale=_locale(language))
    if "duration-" not in said:
        return said
    # Babel's format_unit misses the forms for one and two that some languages have, such as Hebrew.
    return format_timedelta(timedelta(seconds=count * seconds), threshold=1, locale=_locale(language))


def _days_of_month(days: list[date], language: str, *, year: bool) -> str:
    pattern = _pattern("yMMMMd" if year else "MMMMd", language)
    dotted = re.search(r"\bd+\.", pattern)
    with_mark = re.sub(r"\bd+\.?(?=(?:[^']*'[^']*')*[^']*$)", "'@'", pattern, count=1)
    numbers = [f"{d.day}." if dotted else str(d.day) for d in days]
    return _by_pattern(days[0], with_mark, language).replace("@", listing(numbers, language))


def _formatted(d: date, skeleton: str, language: str) -> str:
    return _by_pattern(d, _pattern(skeleton, language), language)


def _by_pattern(d: date, pattern: str, language: str) -> str:
    if _code(language) == "en":
        return PARTS.sub(lambda part: part["quoted"] or _english(d, part[0]), pattern)
    from babel.dates import format_date

    return format_date(d, pattern, locale=_locale(language))


def _english(d: date, part: str) -> str:
    month = MONTHS[d.month - 1]
    return {"EEE": DAYS[d.weekday()], "MMMM": month, "MMM": month[:3], "d": str(d.day), "y": str(d.year)}[part]


@lru_cache(maxsize=256)
def _pattern(skeleton: str, language: str) -> str:
    if _code(language) == "en":
        return ENGLISH[skeleton]
    locale = _locale(language)
    found = locale.datetime_skeletons.get(skeleton)
    return str(found.pattern if found else locale.date_formats["long"].pattern)


@lru_cache(maxsize=64)
def _locale(language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _code(language: str) -> str:
    if language.partition("-")[0] == "en":
        return "en"
    return str(_locale(language).language)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a datetime without a time zone can't be worded")
    return at.astimezone(zone)


def language_name(language: str, reader: str) -> str:
    """'Deutsch', 'German', 'saksa': what a language is called in the reader's."""
    return _locale(language).get_language_name(_code(reader)) or language
