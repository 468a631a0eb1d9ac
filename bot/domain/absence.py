"""A member says beforehand that they cannot come: what counts as short notice, and until when it may be changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.violation import RuleViolation

State = Literal["open", "justified", "unjustified", "withdrawn"]
Decision = Literal["justified", "unjustified"]


@dataclass(frozen=True, slots=True)
class Absence:
    """One member's notice for one session. `open` until an organiser (`decided_by`, a member's id) finds it `justified`
    or not, unless it is `withdrawn` before. `note` is what the organiser wrote to the member about it."""

    id: int
    session: str
    member_id: int
    reason: str
    at: datetime
    short_notice: bool
    state: State
    decided_by: int | None = None
    decided_at: datetime | None = None
    note: str | None = None

    @property
    def stands(self) -> bool:
        """Whether the member still means not to come."""
        return self.state != "withdrawn"

    @property
    def decided(self) -> bool:
        return self.state in ("justified", "unjustified")


def short_notice(day: date, before_days: int | None, zone: ZoneInfo, now: datetime) -> bool:
    """Whether a notice at `now` comes fewer than `before_days` days before the session's day. Counted in days of the
    programme's clock, so that a change of the clocks makes no notice late. Without such a rule none is short."""
    return before_days is not None and (day - now.astimezone(zone).date()).days < before_days


def announce(over: datetime | None, known: Absence | None, now: datetime, *, checked_in: bool = False) -> None:
    """May a notice be sent, or its reason changed, for the session that is `over` then (None: its day is not published)?

    Raises `absence.no_date`, `absence.over`, `absence.checked_in`, or `absence.decided` where the organisers have decided.
    """
    if over is None:
        raise RuleViolation("absence.no_date")
    if over <= now:
        raise RuleViolation("absence.over")
    if checked_in:
        raise RuleViolation("absence.checked_in")
    if known and known.decided:
        raise RuleViolation("absence.decided")


def take_back(over: datetime | None, known: Absence | None, now: datetime) -> None:
    """May this notice be taken back? Raises `absence.none`, `absence.over` or `absence.decided`. Who can come after all
    when it is decided just comes: being there is what counts."""
    if known is None or not known.stands:
        raise RuleViolation("absence.none")
    if over is not None and over <= now:
        raise RuleViolation("absence.over")
    if known.decided:
        raise RuleViolation("absence.decided")


def by_member(notices: Iterable[Absence]) -> dict[int, dict[str, State]]:
    """What became of everybody's notices: by member id, then by session."""
    found: dict[int, dict[str, State]] = {}
    for notice in notices:
        found.setdefault(notice.member_id, {})[notice.session] = notice.state
    return found


def mark_of(reason: str) -> str:
    """Tells one reason from another, in a button's few bytes: nobody decides on words that they have not read."""
    return hashlib.sha256(reason.encode()).hexdigest()[:8]
