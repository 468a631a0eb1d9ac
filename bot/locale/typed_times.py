"""Days and times as people type them: `next friday 17:00`, `13/11 18h`, `vendredi 15 novembre 17h30`, `za 3 dni`.

What comes of it is a moment that is certain, or a plain reason to ask again. Whoever takes one shows it as an absolute
date, for the person to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from typing import Literal
from zoneinfo import ZoneInfo

from bot.locale import dates
from bot.locale.typed_grammar import Said, Unfit, parse
from bot.locale.typed_tokens import Numeric, Zone, tokens
from bot.locale.typed_words import LANGUAGES

LONGEST = 120
"""Characters: what is longer is no time."""

LEADING_WORDS = 10
FURTHEST = timedelta(days=5 * 366)
LATELY = timedelta(days=31)
"""A day without a year is the next one of that name; one that has just been is more likely a slip."""

Why = Literal["past", "no_such_day", "other_weekday", "skipped", "too_far"]


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment, in UTC, after `now` (or `now` itself, where they wrote so)."""

    at: datetime
    now: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It can be each of these, in order of time: 03/04, "next Friday", or an hour that the clock shows twice."""

    readings: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Impossible:
    """There is no such moment to come: it is past, 31 February, a weekday that is not that date's, or an hour that the
    clock skips."""

    why: Why


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """It is no time that the grammar knows; or only the hour is `missing`."""

    missing: Literal["", "hour"] = ""


TypedTime = Instant | Ambiguous | Impossible | NotUnderstood


@dataclass(frozen=True, slots=True)
class Span:
    """A time and until when it lasts, on the same day."""

    begins: datetime
    ends: datetime


def read_time(text: str, now: datetime, zone: ZoneInfo, *, hour: time | None = None) -> TypedTime:
    """The moment that `text` names for somebody whose clock shows `zone`. `hour` is meant where only a day is named.

    Any text gives an answer; nothing is raised.
    """
    said = _said(text, zone)
    return NotUnderstood() if said is None else _resolved(said, now, zone, hour)


def split_time(text: str, now: datetime, zone: ZoneInfo) -> tuple[TypedTime, str]:
    """The time that `text` begins with, and the rest; `NotUnderstood` and the whole where it begins with none.

    A day alone is part of the sentence: "Tomorrow we meet" is no time to send that.
    """
    pieces = list(re.finditer(r"\S+", text))[:LEADING_WORDS]
    for piece in reversed(pieces):
        said = _said(text[: piece.end()].rstrip(":–—- \n"), zone)
        if said is not None and said.has_hour:
            return _resolved(said, now, zone, None), text[piece.end() :].lstrip(" \t\r\n:–—-")
    return NotUnderstood(), text


_UNTIL = re.compile(r"\s*[-–—]\s*|\s+(?:to|until|till|bis|à|jusqu['’]à|hasta|do|alle|fino alle)\s+", re.IGNORECASE)


def read_span(text: str, now: datetime, zone: ZoneInfo) -> Span | TypedTime:
    """`14 Jan 14:00-17:00`, `13/11 14h–17h`, `friday 14 to 17`: from when until when on one day."""
    for match in reversed(list(_UNTIL.finditer(text[:LONGEST]))):
        until = _said(_as_hour(text[match.end() :]), zone)
        said = _said(_as_hour(text[: match.start()]), zone)
        if until is None or until.clock is None or until.has_day or said is None or said.clock is None:
            continue
        begins = _resolved(said, now, zone, None)
        if not isinstance(begins, Instant):
            return begins
        day = begins.at.astimezone(zone).date()
        ends = list(_instants(day, time(until.clock.hour, until.clock.minute), zone, until.zone or said.zone))
        if not ends:
            return Impossible("skipped")
        return Span(begins.at, ends[-1]) if ends[-1] > begins.at else NotUnderstood()
    return NotUnderstood()


def _as_hour(text: str) -> str:
    """A bare number at the end is an hour: it is a span that is being read."""
    return re.sub(r"(?<![\d.:/-])(\d{1,2})\s*$", r"\1:00", text)


def _said(text: str, zone: ZoneInfo) -> Said | None:
    if len(text) > LONGEST:
        return None
    found = tokens(_without_label(text.strip(), zone))
    try:
        return parse(found) if found else None
    except Unfit:
        return None


def _without_label(text: str, zone: ZoneInfo) -> str:
    """Without "Tbilisi time", as the bot itself puts it behind the hours of zones that have no known abbreviation."""
    folded = text.casefold()
    found = next((label for label in _labels(zone) if folded.endswith(f" {label}")), None)
    return text[: -len(found)] if found and len(folded) == len(text) else text


@lru_cache(maxsize=64)
def _labels(zone: ZoneInfo) -> frozenset[str]:
    summer, winter = datetime(2024, 7, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
    found = {dates.zone_label(zone, at, language).casefold() for at in (summer, winter) for language in LANGUAGES}
    return frozenset(label for label in found if label.upper() not in dates.WELL_KNOWN)


def _resolved(said: Said, now: datetime, zone: ZoneInfo, hour: time | None) -> TypedTime:
    if said.now:
        return Instant(now, now=True)
    try:
        readings = list(_readings(said, now, zone, hour))
    except (OverflowError, ValueError) as error:
        return Impossible(error.args[0] if isinstance(error, _NoDay) else "no_such_day")
    if readings == [None]:
        return NotUnderstood("hour")
    found = sorted({reading for reading in readings if reading})
    coming = tuple(at for at in found if at > now)
    if not found:
        return Impossible("skipped")
    if not coming:
        return Impossible("past")
    if coming[-1] - now > FURTHEST:
        return Impossible("too_far")
    return Instant(coming[0]) if len(coming) == 1 else Ambiguous(coming)


def _readings(said: Said, now: datetime, zone: ZoneInfo, hour: time | None) -> Iterator[datetime | None]:
    """Every moment that may be meant; `None` alone where an hour is missing."""
    local = now.astimezone(zone)
    if said.iso:
        typed = said.iso.at
        yield from [typed.astimezone(UTC)] if typed.tzinfo else _instants(typed.date(), typed.time(), zone)
        return
    if said.ahead is not None and not said.ahead_in_days:
        yield now + timedelta(minutes=said.ahead)
        return
    clock = time(said.clock.hour, said.clock.minute) if said.clock else hour
    if said.ahead_in_days:
        assert said.ahead is not None
        clock = clock or local.time().replace(second=0, microsecond=0)
    if clock is None:
        # Whether there is such a day at all is said first.
        yield from (None for _day in list(_days(said, local, time(23, 59)))[:1])
        return
    days = list(_days(said, local, clock))
    yield from chain.from_iterable(_instants(day, clock, zone, said.zone) for day in days)


class _NoDay(ValueError):
    """Its argument is a `Why`."""


def _days(said: Said, local: datetime, clock: time) -> Iterator[date]:
    """The days that may be meant. Raises `_NoDay`, and `OverflowError` for what is beyond the calendar."""
    today = local.date()
    if said.ahead_in_days:
        yield today + timedelta(minutes=said.ahead or 0)
    elif said.day:
        days = [day for day in _of_numbers(said.day, today) if day]
        if not days:
            raise _NoDay("no_such_day")
        fitting = [day for day in days if said.weekday in (None, day.weekday())]
        if not fitting:
            raise _NoDay("other_weekday")
        yield from fitting
    elif said.weekday is not None:
        yield from _of_weekday(said.weekday, said.following, local, clock)
    elif said.days_ahead is not None:
        if said.days_ahead < 0:
            raise _NoDay("past")
        yield today + timedelta(days=said.days_ahead)
    else:
        yield today if local.time() < clock else today + timedelta(days=1)


def _of_numbers(typed: Numeric, today: date) -> Iterator[date | None]:
    yield _dated(typed.year, typed.month, typed.day, today)
    if typed.either:
        yield _dated(typed.year, typed.day, typed.month, today)


def _dated(year: int | None, month: int, day: int, today: date) -> date | None:
    """Without a year: the next one, or the one that has just been."""
    if year is not None:
        return _real(year, month, day)
    around = [found for offset in (-1, 0, 1) if (found := _real(today.year + offset, month, day))]
    return next((found for found in around if found > today - LATELY), None)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_weekday(weekday: int, following: bool, local: datetime, clock: time) -> Iterator[date]:
    """On a Wednesday, some mean the day after tomorrow by "next Friday", and others the one a week later."""
    ahead = (weekday - local.weekday()) % 7
    if ahead == 0 and (following or local.time() >= clock):
        ahead = 7
    yield local.date() + timedelta(days=ahead)
    if following and local.weekday() + ahead < 7:
        yield local.date() + timedelta(days=ahead + 7)


def _instants(day: date, clock: time, zone: ZoneInfo, named: Zone | None = None) -> Iterator[datetime]:
    """None where the clock skips that hour, two where it shows it twice, or where a summer's "CET" may mean CEST."""
    own: dict[datetime, str] = {}
    for fold in (0, 1):
        local = datetime.combine(day, clock.replace(fold=fold), zone)
        at = local.astimezone(UTC)
        if at.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(tzinfo=None, fold=0):
            own[at] = (local.tzname() or "").casefold()
    if named is None:
        yield from own
        return
    exact = datetime.combine(day, clock, UTC) - timedelta(hours=named.hours)
    yield exact
    if exact not in own and named.name in _names_of(zone, day.year):
        yield from own


@lru_cache(maxsize=256)
def _names_of(zone: ZoneInfo, year: int) -> frozenset[str]:
    moments = (datetime(year, month, 1, tzinfo=zone) for month in (1, 7))
    return frozenset((at.tzname() or "").casefold() for at in moments)
