"""When somebody is reminded of what they booked, and nudged to book."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.coaching.slots import Booking, Policy

AHEAD: tuple[tuple[str, timedelta], ...] = (("24h", timedelta(hours=24)), ("1h", timedelta(hours=1)))

EVENING = time(18, 0)
"""On the coach's own clock, the day before."""


def due_reminder(booking: Booking, now: datetime) -> str | None:
    """The latest reminder whose time has come, if the booking is older than that; who has just booked knows it."""
    starts = booking.slot.starts_at
    due = [(name, starts - ahead) for name, ahead in AHEAD if starts - ahead <= now < starts]
    if not due:
        return None
    name, at = due[-1]
    return name if booking.made_at < at else None


def evening_before(now: datetime, zone: ZoneInfo) -> date | None:
    """The day to come, where it is evening already on this clock."""
    local = now.astimezone(zone)
    return local.date() + timedelta(days=1) if local.time() >= EVENING else None


def nudge_number(policy: Policy, offered_since: datetime, now: datetime) -> int | None:
    """Which nudge is due, from 1 on; `policy.nudges` + 1 is the word to the organisers. None before the first and after
    that word. `offered_since`: from when on there was something to book."""
    begun = max(offered_since, policy.opens) if policy.opens else offered_since
    passed = now - begun - policy.first_nudge
    if passed < timedelta() or (policy.closes is not None and now >= policy.closes):
        return None
    number = passed // policy.nudge_every + 1
    return number if number <= policy.nudges + 1 else None
