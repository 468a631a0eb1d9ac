"""A calendar file that a coach sends: the stretches of time that are free."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.domain.coaching.slots import Span
from bot.domain.local_time import instant
from bot.domain.violation import RuleViolation

if TYPE_CHECKING:
    from icalendar import Calendar

SIZE_MAX = 1_000_000
"""Bytes. A year of a busy calendar has about half of it."""

EVENTS_MAX = 3_000
STEPS_MAX = 750
"""How far a repetition is followed: two years of days."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN_RULES = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}


def free_spans(data: bytes, zone: ZoneInfo, since: datetime, until: datetime) -> list[Span]:
    """What is free between the two instants, by time, each stretch once. Times without a zone are on the clock of `zone`.

    Free are periods of free time, and events marked as free; where nothing is marked, all events that have hours.
    Cancelled events and whole days are no times. Raises `calendar.too_big` (`most`), `calendar.broken`,
    `calendar.too_many` (`most`), `calendar.repeats` (`title`) and `calendar.empty`.
    """
    if len(data) > SIZE_MAX:
        raise RuleViolation("calendar.too_big", most=SIZE_MAX)
    found: set[Span] = set()
    free, other = _sorted_events(data)
    try:
        for event in free or other:
            found.update(_spans(event, zone, since, until))
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        raise RuleViolation("calendar.broken") from None
    if not found:
        raise RuleViolation("calendar.empty")
    return sorted(found)


def _sorted_events(data: bytes) -> tuple[list[Any], list[Any]]:
    """Those marked as free, and the others."""
    free: list[Any] = []
    other: list[Any] = []
    for calendar in _calendars(data):
        for event in calendar.walk():
            if event.name == "VFREEBUSY":
                free.append(event)
            elif event.name == "VEVENT" and str(event.get("status", "")).upper() != "CANCELLED":
                marked = str(event.get("transp", "")).upper() == "TRANSPARENT"
                marked = marked or str(event.get("x-microsoft-cdo-busystatus", "")).upper() == "FREE"
                (free if marked and _has_hours(event) else other).append(event)
            if len(free) + len(other) > EVENTS_MAX:
                raise RuleViolation("calendar.too_many", most=EVENTS_MAX)
    return free, other


def _calendars(data: bytes) -> list[Calendar]:
    from icalendar import Calendar

    if data.count(b"BEGIN:") > 2 * EVENTS_MAX:
        raise RuleViolation("calendar.too_many", most=EVENTS_MAX)
    try:
        return [item for item in Calendar.from_ical(data, multiple=True) if item.name == "VCALENDAR"]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, UnicodeError):
        raise RuleViolation("calendar.broken") from None


def _has_hours(event: Any) -> bool:
    begin = event.get("dtstart")
    return isinstance(getattr(begin, "dt", None), datetime)


def _spans(event: Any, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Span]:
    if event.name == "VFREEBUSY":
        found = list(_free_periods(event))
    elif _has_hours(event):
        found = list(_occurrences(event, zone, until))
    else:
        found = []
    for span in found:
        if span.starts_at < span.ends_at and span.starts_at >= since and span.ends_at <= until:
            yield span


def _free_periods(event: Any) -> Iterator[Span]:
    given = event.get("freebusy", [])
    for line in given if isinstance(given, list) else [given]:
        if str(line.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            for period in line if isinstance(line, list) else [line]:
                yield Span(period.start.astimezone(UTC), period.end.astimezone(UTC))


def _occurrences(event: Any, zone: ZoneInfo, until: datetime) -> Iterator[Span]:
    begin: datetime = event["dtstart"].dt
    length = _length(event, begin)
    left_out = _left_out(event, zone)
    for local in _repeated(event, begin, until):
        at = _instant(local, zone)
        if at is not None and at not in left_out:
            yield Span(at, at + length)


def _length(event: Any, begin: datetime) -> timedelta:
    if "dtend" in event:
        end = event["dtend"].dt
        if not isinstance(end, datetime):
            raise ValueError(end)
        return end - begin
    duration = event["duration"].dt if "duration" in event else timedelta()
    return duration if isinstance(duration, timedelta) else timedelta()


def _instant(local: datetime, zone: ZoneInfo) -> datetime | None:
    """None for an hour that the clocks leave out, or that comes twice: nobody meant that one."""
    if isinstance(local.tzinfo, ZoneInfo):
        zone = local.tzinfo
    elif local.tzinfo is not None:
        return local.astimezone(UTC)
    try:
        return instant(local.date(), local.time().replace(tzinfo=None), zone)
    except RuleViolation:
        return None


def _left_out(event: Any, zone: ZoneInfo) -> set[datetime]:
    given = event.get("exdate", [])
    days = [item.dt for dates in (given if isinstance(given, list) else [given]) for item in dates.dts]
    return {at for day in days if isinstance(day, datetime) and (at := _instant(day, zone))}


def _repeated(event: Any, begin: datetime, until: datetime) -> Iterator[datetime]:
    """On the event's own clock. Days and weeks are followed; rules that we cannot follow are refused, never guessed."""
    rule = event.get("rrule")
    if rule is None:
        yield begin
        return
    kind = str(rule.get("FREQ", [""])[0]).upper()
    if isinstance(rule, list) or kind not in {"DAILY", "WEEKLY"} or set(rule) - _KNOWN_RULES or "rdate" in event:
        raise RuleViolation("calendar.repeats", title=str(event.get("summary", ""))[:80])
    every = max(int(rule.get("INTERVAL", [1])[0]), 1)
    count = int(rule.get("COUNT", [STEPS_MAX])[0])
    last = _until(rule, begin)
    named = [_WEEKDAYS.index(str(day).upper()[-2:]) for day in rule.get("BYDAY", [])]
    monday = begin.date() - timedelta(days=begin.weekday())
    yielded = 0
    for step in range(STEPS_MAX):
        day = begin + timedelta(days=step)
        weeks = (day.date() - monday).days // 7
        fits = (
            step % every == 0 if kind == "DAILY" else weeks % every == 0 and (named or day.weekday() == begin.weekday())
        )
        if not fits or (named and day.weekday() not in named):
            continue
        if yielded >= count or day.replace(tzinfo=None) > last or day.date() > until.date() + timedelta(days=1):
            return
        yielded += 1
        yield day


def _until(rule: Any, begin: datetime) -> datetime:
    """Without a zone, on the event's own clock."""
    given = rule.get("UNTIL", [None])[0]
    if isinstance(given, datetime):
        own = given.astimezone(begin.tzinfo) if given.tzinfo and begin.tzinfo else given
        return own.replace(tzinfo=None)
    if isinstance(given, date):
        return datetime.combine(given, time.max)
    return datetime.max  # noqa: DTZ901  # compared with times on the same clock
