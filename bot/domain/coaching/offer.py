"""Which times a coach may offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.coaching.slots import Policy, Span
from bot.domain.local_time import instant
from bot.domain.violation import RuleViolation

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=4)
BUFFER_MAX = timedelta(hours=4)
CAPACITY_MAX = 50
AT_ONCE = 120
"""Times in one offering: ten weeks of afternoons. More is more likely a slip of the finger."""

FURTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Hours:
    """The same hours on some days, cut into times of `length` with a `buffer` between them; on the coach's clock."""

    days: tuple[date, ...]
    begin: time
    end: time
    length: timedelta
    buffer: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Refused:
    """A time that cannot be offered; `why` says so by code and fields."""

    span: Span
    why: RuleViolation


def check_hours(length: timedelta, buffer: timedelta, capacity: int) -> None:
    """Raises `slots.length`, `slots.buffer` and `slots.capacity`, each with `least` and `most`."""
    if not SHORTEST <= length <= LONGEST:
        raise RuleViolation("slots.length", least=SHORTEST, most=LONGEST)
    if not timedelta() <= buffer <= BUFFER_MAX:
        raise RuleViolation("slots.buffer", least=timedelta(), most=BUFFER_MAX)
    if not 1 <= capacity <= CAPACITY_MAX:
        raise RuleViolation("slots.capacity", least=1, most=CAPACITY_MAX)


def spans(hours: Hours, zone: ZoneInfo) -> list[Span]:
    """The times that the hours hold, earliest first.

    Raises `slots.reversed`, `slots.too_short` (`length`), `slots.too_many` (`most`), and what `instant` raises.
    """
    found: list[Span] = []
    for day in sorted(set(hours.days)):
        whole = Span(instant(day, hours.begin, zone), instant(day, hours.end, zone))
        if whole.ends_at <= whole.starts_at:
            raise RuleViolation("slots.reversed", begin=hours.begin, end=hours.end)
        found += cut(whole, hours.length, hours.buffer)
        if len(found) > AT_ONCE:
            raise RuleViolation("slots.too_many", most=AT_ONCE)
    if not found:
        raise RuleViolation("slots.too_short", length=hours.length)
    return found


def cut(whole: Span, length: timedelta, buffer: timedelta) -> list[Span]:
    """As many times of that length as fit, from the beginning on; what is left over at the end is nobody's."""
    found: list[Span] = []
    at = whole.starts_at
    while at + length <= whole.ends_at and len(found) <= AT_ONCE:
        found.append(Span(at, at + length))
        at += length + buffer
    return found


def judge(
    wanted: Iterable[Span],
    *,
    own: Sequence[Span],
    sessions: Sequence[tuple[str, Span]],
    policy: Policy,
    now: datetime,
) -> tuple[list[Span], list[Refused]]:
    """Those that can be offered, and those that cannot, with the reason: `slots.past`, `slots.far`, `slots.outside`
    (`first`, `last`), `slots.session` (`title`) or `slots.overlap` (`other`). `own` are the coach's other times."""
    good: list[Span] = []
    bad: list[Refused] = []
    for span in sorted(wanted):
        why = _why_not(span, [*own, *good], sessions, policy, now)
        if why:
            bad.append(Refused(span, why))
        else:
            good.append(span)
    return good, bad


def _why_not(
    span: Span, own: Sequence[Span], sessions: Sequence[tuple[str, Span]], policy: Policy, now: datetime
) -> RuleViolation | None:
    if span.starts_at <= now:
        return RuleViolation("slots.past")
    if span.starts_at > now + FURTHEST:
        return RuleViolation("slots.far")
    early = policy.first is not None and span.starts_at < policy.first
    if early or (policy.last is not None and span.ends_at > policy.last):
        return RuleViolation("slots.outside", first=policy.first, last=policy.last)
    for title, session in sessions:
        if span.overlaps(session):
            return RuleViolation("slots.session", title=title)
    other = next((other for other in own if span.overlaps(other)), None)
    return RuleViolation("slots.overlap", other=other) if other else None
