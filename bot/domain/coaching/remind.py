"""When somebody is reminded of what they booked, and nudged to book."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.coaching.slots import Booking, Policy

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)

EVENING = time(18, 0)
"""On the coach's own clock, the day before."""


def wants_reminder(booking: Booking, ahead: timedelta) -> bool:
    """Who has booked only after that moment knows it."""
    return booking.made_at < booking.slot.starts_at - ahead


def evening_before(now: datetime, zone: ZoneInfo) -> date | None:
    """The day to come, where it is evening already on this clock."""
    local = now.astimezone(zone)
    return local.date() + timedelta(days=1) if local.time() >= EVENING else None


def nudge_number(policy: Policy, offered_since: datetime, now: datetime) -> int | None:
    """Which nudge is due, from 1 on; `policy.nudges` + 1 is the word to the organisers. None before the first and after
    that word. `offered_since`: from when on there was something to book."""
    if policy.last is not None and now >= policy.last:
        return None
    begun = max(offered_since, policy.opens) if policy.opens else offered_since
    passed = now - begun - policy.first_nudge
    if passed < timedelta() or (policy.closes is not None and now >= policy.closes):
        return None
    number = passed // policy.nudge_every + 1
    return number if number <= policy.nudges + 1 else None


def shortage_number(policy: Policy, offered_since: datetime | None, now: datetime) -> int | None:
    """Which look is due at whether coaches offer enough: one every `nudge_every`, from 0 on, from when coaching can be
    booked or takes place or, where the pack says neither, from the first time offered. None outside that."""
    begun = min((at for at in (policy.opens, policy.first) if at), default=offered_since)
    if begun is None or now < begun or policy.over(now):
        return None
    return (now - begun) // policy.nudge_every
