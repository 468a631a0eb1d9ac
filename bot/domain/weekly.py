"""Once a week, on Monday morning: when, on somebody's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.quiet import QuietHours

MORNING = time(8, 0)
USEFUL = timedelta(hours=12)
"""What could not be said in the morning, because the bot was down, is still worth saying until the evening."""

_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)
"""How far clocks are from UTC: Kiritimati, and the ocean west of Midway."""


def this_week(now: datetime, zone: ZoneInfo, quiet: QuietHours) -> tuple[str, datetime]:
    """The week's name ('2024-W46'), and its Monday morning in UTC; later where it is quiet then."""
    local = now.astimezone(zone).date()
    monday = local - timedelta(days=local.weekday())
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02}", quiet.over(datetime.combine(monday, MORNING, zone).astimezone(UTC), zone)


def monday_somewhere(now: datetime) -> bool:
    """Whether it is worth asking whose clock it is."""
    return 0 in ((now + _EAST).weekday(), (now - _WEST).weekday(), now.weekday())


def is_time(now: datetime, at: datetime) -> bool:
    """Whether what was due `at` is to be said now."""
    return at <= now < at + USEFUL
