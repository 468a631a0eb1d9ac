"""When its author hears of an action, and when the bot asks how all of them go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9, 0)
"""On the author's own clock, so that the day is still before them."""

OF_USE = timedelta(days=2)
"""An older reminder of an action's day is not sent any more: the next question how it goes covers it."""

ASKED_FOR = timedelta(days=14)
"""So long after its day that question is still asked, if the bot was away; one a roadmap, the newest."""


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    """In UTC. Where the clocks go forward over it, it is as long after."""
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def wants_reminder(due: date, zone: ZoneInfo, now: datetime) -> bool:
    """Whether the reminder of that day is due now, and still of use."""
    at = morning_of(due, zone)
    return at <= now < at + OF_USE


def follow_up_due(ended: datetime | None, days: Sequence[int], now: datetime, asked: int) -> int | None:
    """After how many days the question is due now: the latest of `days` that has come, unless it was `asked` already
    (0: none was). None before the first, without an end, and when it comes too late."""
    if ended is None:
        return None
    come = [day for day in days if ended + timedelta(days=day) <= now]
    if not come or max(come) <= asked or now >= ended + timedelta(days=max(come)) + ASKED_FOR:
        return None
    return max(come)
