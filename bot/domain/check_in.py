"""May somebody check in to a session now, and is it on time?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.violation import RuleViolation


@dataclass(frozen=True, slots=True)
class Window:
    """When a session's check-in opens, until when it counts as on time, and when it closes; and from when until then the
    second check is on, if there is one. Aware instants."""

    session: str
    opens: datetime
    late_from: datetime
    closes: datetime
    second_from: datetime | None = None


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


def check_in_card(cohort_id: int, session: str) -> str:
    """Under which the session's card in the group is kept up to date."""
    return f"check-in:{cohort_id}:{session}"


def second_check_is_on(window: Window, now: datetime) -> bool:
    """Whether those who are there are asked once more at `now`."""
    return window.second_from is not None and window.second_from <= now < window.closes


def latest_window(windows: list[Window], now: datetime) -> Window | None:
    """The one that opened last, open or closed by now: what somebody speaks of who says "she was there"."""
    return max((w for w in windows if w.opens <= now), key=lambda w: w.opens, default=None)


def open_windows(windows: list[Window], now: datetime) -> list[Window]:
    """Those that take check-ins at `now`, earliest first."""
    return sorted((w for w in windows if w.opens <= now < w.closes), key=lambda w: w.opens)


def next_window(windows: list[Window], now: datetime) -> Window | None:
    """The next one to open after `now`."""
    return min((w for w in windows if w.opens > now), key=lambda w: w.opens, default=None)
