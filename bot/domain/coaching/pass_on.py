"""Whom a free place is offered to: those who wait, in order, each for a limited time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from bot.domain.coaching.slots import Policy, Slot, Waiting

LEAST_HOLD = timedelta(minutes=30)
"""A shorter offer is hardly seen. Where less time is left before the time can no longer be booked, it is free for all."""


def hold_until(slot: Slot, policy: Policy, now: datetime) -> datetime | None:
    """Until when a place in it can be held for somebody from now on; None where it is too late for that."""
    last = slot.starts_at - policy.notice
    if policy.closes is not None:
        last = min(last, policy.closes)
    if policy.opens is not None and now < policy.opens:
        return None
    return min(now + policy.hold, last) if last - now >= LEAST_HOLD else None


def next_in_line(
    queue: Iterable[Waiting], slot: Slot, *, busy: Collection[int], had: Collection[int]
) -> Waiting | None:
    """The first who waits for this coach or for anyone. Not who is `busy` (has an offer, or a booking), nor who `had`
    this very time before: members who gave it back, declined it or let it lapse."""
    fits = (
        one
        for one in queue
        if one.coach_id in (None, slot.coach_id) and one.member_id not in busy and one.member_id not in had
    )
    return min(fits, key=lambda one: (one.since, one.id), default=None)
