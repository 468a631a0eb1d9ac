"""May a member take, move or give back a place now?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from bot.domain.coaching.slots import Booking, Policy, Slot, Span
from bot.domain.violation import RuleViolation


def check_open(policy: Policy, now: datetime) -> None:
    """Raises `booking.not_open` (`opens`) and `booking.closed` (`closed`)."""
    if policy.opens is not None and now < policy.opens:
        raise RuleViolation("booking.not_open", opens=policy.opens)
    if policy.closes is not None and now >= policy.closes:
        raise RuleViolation("booking.closed", closed=policy.closes)


def check_bookable(slot: Slot, policy: Policy, now: datetime) -> None:
    """Whatever places are free in it. Raises what `check_open` does, `booking.gone` for a slot that is not offered any
    more, `booking.past`, and `booking.short_notice` (`until`)."""
    check_open(policy, now)
    if slot.state != "open" or not slot.coached:
        raise RuleViolation("booking.gone")
    if slot.starts_at <= now:
        raise RuleViolation("booking.past")
    if now > slot.starts_at - policy.notice:
        raise RuleViolation("booking.short_notice", until=slot.starts_at - policy.notice)


def check_clash(slot: Slot, others: Sequence[Span]) -> None:
    """Nobody is in two places. Raises `booking.clash` (`other`)."""
    other = next((other for other in others if slot.span.overlaps(other)), None)
    if other:
        raise RuleViolation("booking.clash", other=other)


def check_may_release(booking: Booking, policy: Policy, now: datetime) -> None:
    """Whether the member may still move or give it back by themselves. Raises `booking.over` where it has begun or is
    not booked, and `booking.late` (`until`): then it is for the coach or the organisers."""
    if booking.state != "booked" or booking.slot.starts_at <= now:
        raise RuleViolation("booking.over")
    until = booking.slot.starts_at - policy.cancel_before
    if now > until:
        raise RuleViolation("booking.late", until=until)


def check_may_mark(booking: Booking, state: Literal["came", "no_show"], now: datetime) -> None:
    """Done and no-show can be said once the time has begun, and corrected. Raises `booking.not_begun` (`starts`) and
    `booking.over` for a booking that was given back."""
    if booking.state not in {"booked", "came", "no_show"}:
        raise RuleViolation("booking.over")
    if now < booking.slot.starts_at:
        raise RuleViolation("booking.not_begun", starts=booking.slot.starts_at, state=state)
