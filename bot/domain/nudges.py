"""How often somebody is nudged, when the next one may leave, and when the bot gives up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.quiet import QuietHours

Often = Literal["usual", "fewer", "digest"]
"""As the programme does; at most one a week; only together with the week's overview."""

WEEK = timedelta(days=7)

APART = timedelta(hours=18)
"""Between two messages with nudges to one member, so that a busy week's do not all come on one day."""

IGNORED = 3
"""So many of one kind in a row without any answer, and there is no fourth: organisers are shown that instead."""

OVERVIEW = "week"
"""The week's overview, as a kind that can be switched off."""


@dataclass(frozen=True, slots=True)
class Past:
    """A message with nudges of one kind: when it left, and whether the member did anything about it since."""

    at: datetime
    answered: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """What a member chose: which kinds are `off`, and how often the others may come."""

    often: Often = "usual"
    off: frozenset[str] = frozenset()

    def per_week(self, cap: int) -> int:
        """Messages in any seven days, where the programme allows `cap`."""
        return {"usual": cap, "fewer": min(cap, 1), "digest": 0}[self.often]


def leaves_at(
    limits: Limits, cap: int, sent: Sequence[datetime], now: datetime, quiet: QuietHours, zone: ZoneInfo
) -> datetime | None:
    """When the next message with nudges may leave: `now`, or later; None where only the week's overview takes them along.

    `sent` are the instants at which earlier ones left. What a clock that was put back makes lie ahead does not count.
    """
    most = limits.per_week(cap)
    if not most:
        return None
    before = sorted(at for at in sent if at <= now)
    at = now
    if before:
        at = max(at, before[-1] + APART)
    if len(before) >= most:
        at = max(at, before[-most] + WEEK)
    return quiet.over(at, zone)


def given_up(past: Sequence[Past], now: datetime) -> bool:
    """Whether the last `IGNORED` messages with nudges of a kind had no answer, although there was time for one. `past`
    begins with the newest."""
    judged = [one for one in past if one.at <= now - APART][:IGNORED]
    newer = [one for one in past if now - APART < one.at <= now]
    return len(judged) == IGNORED and not any(one.answered for one in (*judged, *newer))
