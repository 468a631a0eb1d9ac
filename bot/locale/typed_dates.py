"""Lists of days, pairs of hours and lengths of time, as coaches type them: what could be read in two ways is refused. Single
moments are read by `typed_times`, which also knows the words for days that are no dates.

Measured against a general parser, which made a past Tuesday of "Freitag 17 Uhr". What was understood is always shown as
an absolute date, to be confirmed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.violation import RuleViolation
from bot.locale.dates import DAYS, MONTHS
from bot.locale.typed_times import Ambiguous, Impossible, Instant, read_time

FURTHEST_YEAR = 2100
DAYS_MAX = 60
"""Days in one list; a year of Mondays fits."""

_WORD = r"[^\W\d_]+"
_CLOCK = r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})|\s*h)?\s*(am|pm|uhr)?"
_HOURS = re.compile(rf"(?<![\d.:]){_CLOCK}\s*(?:-|to|bis|till)\s*{_CLOCK}(?![\d.:]|\w)", re.IGNORECASE)
_LENGTH = re.compile(r"(?:(\d{1,2})\s*(?:h|hours?|hrs?)\s*)?(?:(\d{1,3})\s*(?:m|min|mins|minutes?|')?)?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})(?:\.|\.\s?(\d{4}|\d{2}))?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")
_NAMED = re.compile(
    rf"(?:(?P<weekday>{_WORD})\.?\s+)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:de\s+)?(?!(?:st|nd|rd|th)\b)(?P<month>{_WORD})\.?"
    rf"|(?P<month2>{_WORD})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)(?:,?\s+(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:,|;|\+|&|\b(?:and|und|et|y|e|i|och|ja|ir|un)\b)\s*", re.IGNORECASE)
_BARE_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?")
_NOON = time(12)


def plain_words(typed: str) -> str:
    """One kind of space and of dash, however the phone's keyboard wrote them."""
    words = unicodedata.normalize("NFKC", typed)
    return " ".join(re.sub(r"[‐-―−]", "-", words).split())


def find_hours(words: str) -> tuple[time, time, str] | None:
    """The first pair of hours in it, `14:00-17:00` or `2pm-5pm`, and what is left without them; None where there is none.

    Two bare numbers, as in `14-17`, may be days: they are not taken. Raises `typed.hour` (`word`).
    """
    for match in _HOURS.finditer(words):
        bare = not any(match[number] for number in (2, 3, 5, 6)) and "h" not in match[0].casefold()
        if bare:
            continue
        # "2-5pm" is an afternoon.
        begin = _clock(match[1], match[2], match[3] or match[6], match[0])
        end = _clock(match[4], match[5], match[6], match[0])
        return begin, end, f"{words[: match.start()]} {words[match.end() :]}".strip()
    return None


def _clock(hour: str, minute: str | None, half: str | None, word: str) -> time:
    number, half = int(hour), (half or "").casefold()
    if half in ("am", "pm"):
        if not 1 <= number <= 12:
            raise RuleViolation("typed.hour", word=word)
        number = number % 12 + (12 if half == "pm" else 0)
    try:
        return time(number, int(minute or 0))
    except ValueError:
        raise RuleViolation("typed.hour", word=word) from None


def read_length(words: str) -> timedelta | None:
    """`30m`, `45 min`, `1h`, `1h30` or a bare number of minutes; None where it is none of these."""
    match = _LENGTH.fullmatch(words.strip())
    if match is None or not any(match.groups()):
        return None
    return timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0))


def read_days(words: str, today: date, language: str = "en") -> list[date]:
    """The days of a list such as `14 Jan`, `Tue 14 and Thu 16 January 2025`, `2025-01-14, 16.1.` or `tomorrow`, as typed.

    Without a year it is the next such day from today on. A number alone takes the month of the next day that names one.
    Raises `typed.day` (`word`), `typed.two_ways` (`word`), `typed.no_such_day` (`word`) and `typed.weekday` (`day`).
    """
    pieces = [piece for piece in _SEPARATOR.split(words.strip(" ,")) if piece]
    if not pieces or len(pieces) > DAYS_MAX:
        raise RuleViolation("typed.day", word=words)
    found: list[date] = []
    following: date | None = None
    for piece in reversed(pieces):
        bare = _BARE_DAY.fullmatch(piece)
        if bare and following:
            following = _made(following.year, following.month, int(bare[1]), piece)
        else:
            following = _read_day(piece, today, language)
        found.append(following)
    return found[::-1]


def _read_day(piece: str, today: date, language: str) -> date:
    if match := _ISO.fullmatch(piece):
        return _made(int(match[1]), int(match[2]), int(match[3]), piece)
    if match := _DOTTED.fullmatch(piece):
        return _next(int(match[1]), int(match[2]), _year(match[3]), today, piece)
    if match := _SLASHED.fullmatch(piece):
        first, second = int(match[1]), int(match[2])
        if first <= 12 and second <= 12 and first != second:
            raise RuleViolation("typed.two_ways", word=piece)
        day, month = (first, second) if second <= 12 else (second, first)
        return _next(day, month, _year(match[3]), today, piece)
    weekday = _weekday(piece.strip("."), language)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    match = _NAMED.fullmatch(piece)
    named = _month(match["month"] or match["month2"], language) if match else None
    if match and named:
        return _named(match, named, today, language, piece)
    return _in_words(piece, today)


def _in_words(piece: str, today: date) -> date:
    """`tomorrow`, `za 3 dni`, `in zwei Wochen`: what the grammar of `typed_times` knows besides dates, in its languages."""
    match read_time(piece, datetime.combine(today, time(), UTC), ZoneInfo("UTC"), hour=_NOON):
        case Instant(at, now=False):
            return at.date()
        case Ambiguous():
            raise RuleViolation("typed.two_ways", word=piece)
        case Impossible():
            raise RuleViolation("typed.no_such_day", word=piece)
    raise RuleViolation("typed.day", word=piece)


def _named(match: re.Match[str], month: int, today: date, language: str, piece: str) -> date:
    year = int(match["year"]) if match["year"] else None
    found = _next(int(match["day"] or match["day2"]), month, year, today, piece)
    if match["weekday"]:
        weekday = _weekday(match["weekday"], language)
        if weekday is None:
            raise RuleViolation("typed.day", word=piece)
        if weekday != found.weekday():
            raise RuleViolation("typed.weekday", day=found)
    return found


def _year(typed: str | None) -> int | None:
    return int(typed) + (2000 if len(typed) == 2 else 0) if typed else None


def _next(day: int, month: int, year: int | None, today: date, piece: str) -> date:
    if year is not None:
        return _made(year, month, day, piece)
    # 29 February may be years away; eight years hold one always.
    for candidate in range(today.year, today.year + 9):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise RuleViolation("typed.no_such_day", word=piece)


def _made(year: int, month: int, day: int, piece: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise RuleViolation("typed.no_such_day", word=piece) from None
    if not 2000 <= found.year <= FURTHEST_YEAR:
        raise RuleViolation("typed.no_such_day", word=piece)
    return found


def _month(word: str, language: str) -> int | None:
    return _look_up(word, language, "months")


def _weekday(word: str, language: str) -> int | None:
    return _look_up(word, language, "days")


def _look_up(word: str, language: str, kind: str) -> int | None:
    """In the reader's own language first: a French `mar` is a Tuesday before it is English March."""
    folded = _fold(word)
    own = {} if language.partition("-")[0] == "en" else _names(language, kind)
    if folded in own:
        return own[folded]
    other = _names(language, "months" if kind == "days" else "days") if own else {}
    if folded in other:
        return None
    return _english(kind).get(folded)


@lru_cache(maxsize=2)
def _english(kind: str) -> dict[str, int]:
    """Whole names, and any shortening of at least three letters."""
    full = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    assert tuple(name[:3] for name in full) == DAYS
    names = enumerate(full) if kind == "days" else enumerate(MONTHS, 1)
    found = {name[:length].casefold(): n for n, name in names for length in range(3, len(name) + 1)}
    return found | ({} if kind == "days" else {"sept": 9})


@lru_cache(maxsize=32)
def _names(language: str, kind: str) -> dict[str, int]:
    """Every form in which the language writes its months or days, folded; without those that mean two of them."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return {}
    table = locale.months if kind == "months" else locale.days
    found: dict[str, set[int]] = {}
    for context, width in ((c, w) for c in ("format", "stand-alone") for w in ("wide", "abbreviated")):
        for number, name in table[context][width].items():
            found.setdefault(_fold(str(name)), set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1}


def _fold(word: str) -> str:
    """Without case, accents and the dot of an abbreviation: phones leave them out."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(_kept(letters)).strip(".")


def _kept(letters: str) -> Iterator[str]:
    for letter in letters:
        if not unicodedata.combining(letter):
            yield letter
