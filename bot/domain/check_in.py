"""May somebody check in to a session now, and is it on time?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.violation import RuleViolation


@dataclass(frozen=True, slots=True)
class Window:
    """When a session's check-in opens, until when it counts as on time, and when it closes. Aware instants."""

    session: str
    opens: datetime
    late_from: datetime
    closes: datetime


How = Literal["tap", "command", "code", "by_hand", "list"]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A recorded check-in, and how it came to be known. Where a person said so, they are `by` (a member's id) and gave
    a `reason`. With `absent` it says that the member was not there, whatever they tapped."""

    session: str
    member_id: int
    at: datetime
    late: bool
    how: How = "tap"
    by: int | None = None
    reason: str | None = None
    absent: bool = False


def check_in(window: Window, now: datetime) -> bool:
    """Whether a check-in at `now` is late. Raises `check_in.not_open` (`opens`) or `check_in.closed` (`closed`)."""
    if now < window.opens:
        raise RuleViolation("check_in.not_open", opens=window.opens)
    if now >= window.closes:
        raise RuleViolation("check_in.closed", closed=window.closes)
    return now >= window.late_from


def open_windows(windows: list[Window], now: datetime) -> list[Window]:
    """Those that take check-ins at `now`, earliest first."""
    return sorted((w for w in windows if w.opens <= now < w.closes), key=lambda w: w.opens)


def next_window(windows: list[Window], now: datetime) -> Window | None:
    """The next one to open after `now`."""
    return min((w for w in windows if w.opens > now), key=lambda w: w.opens, default=None)
