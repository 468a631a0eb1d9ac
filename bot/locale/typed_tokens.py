"""A typed day or time taken apart: into clock times, dates, numbers and words that mean something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.locale.typed_words import Sense, longest_phrase, meanings, plain_words

OFFSETS = {"utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3}
"""Hours east of Greenwich, for the abbreviations that the bot itself writes (`bot.locale.dates.WELL_KNOWN`)."""

_TOKEN = re.compile(
    r"""
      (?P<iso>\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:z|[+-]\d{2}:?\d{2})?)(?!\w)
    | (?P<ymd>(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2}))(?!\d)
    | (?P<half>(?P<half_hour>\d{1,2})(?:[:.](?P<half_minute>\d{2}))?\s?(?P<am_pm>[ap])\.?m\b\.?)
    | (?P<clock>(?P<hour>\d{1,2})(?::|\s?h\s?)(?P<minute>\d{2})(?::\d{2})?)(?!\d|[./-]\d)(?:\s?h(?:rs)?\b)?
    | (?P<dotted>(?P<dotted_hour>\d{1,2})\.(?P<dotted_minute>\d{2}))\s?(?:uhr|h)\b
    | (?P<dmy>(?P<first>\d{1,2})\s?(?P<mark>[./-])\s?(?P<second>\d{1,2})
        (?:(?P=mark)(?P<short_year>\d{2})(?![:.h\d])|\s?(?P=mark)\s?(?P<long_year>\d{4})(?![:\d]))?)(?!\d)
    | (?P<number>\d{1,4})(?:(?:st|nd|rd|th|er|re|o|a)\b|°)?(?!\d)
    | (?P<word>[^\W\d_]+)
    | (?P<mark_of_pause>[,;])
    | (?P<rest>\S)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Clock:
    hour: int
    minute: int


@dataclass(frozen=True, slots=True)
class Iso:
    at: datetime


@dataclass(frozen=True, slots=True)
class Numeric:
    """A date in numbers; where `either`, the first one may be the month. `clock` is what it is where it is no date."""

    year: int | None
    month: int
    day: int
    either: bool = False
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class Number:
    value: int


@dataclass(frozen=True, slots=True)
class Word:
    """A phrase with all that it can mean."""

    senses: frozenset[tuple[Sense, int]]

    def means(self, sense: Sense) -> int | None:
        return next((number for kind, number in self.senses if kind == sense), None)


@dataclass(frozen=True, slots=True)
class Zone:
    hours: int
    name: str


Token = Clock | Iso | Numeric | Number | Word | Zone


def tokens(text: str) -> list[Token] | None:
    """None where something in it belongs to no day and no time."""
    plain = plain_words(text)
    found: list[Token] = []
    words: list[tuple[str, str]] = []
    for match in [*_TOKEN.finditer(plain), None]:
        if match and match.lastgroup == "word" and (word := match["word"]):
            words.append((word, plain[match.end() :]))
            continue
        taken = _phrases(words)
        if taken is None:
            return None
        found += taken
        words = []
        if match is None or match["mark_of_pause"] or match["rest"] == ".":
            continue
        token = _token(match)
        if token is None:
            return None
        found.append(token)
    return found


def _phrases(words: list[tuple[str, str]]) -> list[Token] | None:
    """The longest known phrases, one after the other."""
    found: list[Token] = []
    at = 0
    while at < len(words):
        for length in range(min(longest_phrase(), len(words) - at), 0, -1):
            senses = meanings().get(tuple(word for word, _after in words[at : at + length]))
            if senses and length == 1 and len(words[at][0]) == 2:
                senses = _sure(senses, words[at][1])
            if senses:
                found.append(Word(senses))
                at += length
                break
        else:
            word, _after = words[at]
            if word not in OFFSETS:
                return None
            found.append(Zone(OFFSETS[word], word))
            at += 1
    return found


def _sure(senses: frozenset[tuple[Sense, int]], after: str) -> frozenset[tuple[Sense, int]]:
    """Two letters are a weekday (German "Do") only where a mark or a number follows: else they are a word like any."""
    if re.match(r"\.|,|\s*\d", after):
        return senses
    return frozenset(sense for sense in senses if sense[0] != "weekday")


def _token(match: re.Match[str]) -> Token | None:
    if match["iso"]:
        try:
            return Iso(datetime.fromisoformat(match["iso"].upper()))
        except ValueError:
            return None
    if match["ymd"]:
        return Numeric(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["half"]:
        return _half_day(int(match["half_hour"]), int(match["half_minute"] or 0), match["am_pm"])
    for kind in ("clock", "dotted"):
        if match[kind]:
            hour, minute = ("hour", "minute") if kind == "clock" else ("dotted_hour", "dotted_minute")
            return _clock(int(match[hour]), int(match[minute]))
    if match["dmy"]:
        return _numeric(match)
    return Number(int(match["number"])) if match["number"] else None


def _numeric(match: re.Match[str]) -> Token | None:
    """With dots the day comes first, all over Europe; with other marks one cannot know."""
    first, second = int(match["first"]), int(match["second"])
    year = int(match["long_year"]) if match["long_year"] else None
    year = 2000 + int(match["short_year"]) if match["short_year"] else year
    clock = _clock(first, second) if match["mark"] == "." and len(match["second"]) == 2 and year is None else None
    if first <= 12 < second and match["mark"] != ".":
        return Numeric(year, first, second)
    if clock and not 1 <= second <= 12:
        return clock
    either = match["mark"] != "." and first <= 12 and first != second
    return Numeric(year, second, first, either, clock)


def _half_day(hour: int, minute: int, half: str) -> Clock | None:
    return _clock(hour % 12 + (12 if half == "p" else 0), minute) if 1 <= hour <= 12 else None


def _clock(hour: int, minute: int) -> Clock | None:
    return Clock(hour, minute) if hour < 24 and minute < 60 else None
