"""Until when: the dates of an assignment, and what they are for somebody with an extension."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.homework.assignments import Assignment, Task
from bot.domain.violation import RuleViolation

LONGEST = timedelta(days=366)
"""Nobody means to give more time than a year at once: more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What is handed in after `due` is late, and after `cutoff` refused (None: never)."""

    due: datetime
    cutoff: datetime | None = None

    def late(self, at: datetime) -> bool:
        """On the very instant is in time: the promise was "until"."""
        return at > self.due

    def over(self, at: datetime) -> bool:
        return self.cutoff is not None and at > self.cutoff


def dates_for(assignment: Assignment, extended_until: datetime | None) -> Dates:
    """For one member. An extension can only give time, also beyond the cut-off."""
    task = assignment.task
    due = max(assignment.due, extended_until or assignment.due)
    return Dates(due, None if task.cutoff is None else max(task.cutoff, due))


def moved(task: Task, due: datetime) -> Dates:
    """The dates of a task that is to be due then, for all: the cut-off keeps its distance."""
    assert task.due is not None
    return Dates(due, None if task.cutoff is None else task.cutoff + (due - task.due))


@dataclass(frozen=True, slots=True)
class Length:
    """So many hours, days or weeks more."""

    number: int
    unit: Literal["hours", "days", "weeks"]


def later(at: datetime, length: Length, zone: ZoneInfo) -> datetime:
    """`at` and so much more. A day later is the same hour by the clock of `zone`, also over a change to summer time; an
    hour that the clock skips is the one after it.

    Raises `extension.too_long`, and `extension.nothing` for none at all.
    """
    if length.number < 1:
        raise RuleViolation("extension.nothing")
    if length.number > LONGEST // timedelta(hours=1):
        raise RuleViolation("extension.too_long")
    span = timedelta(**{length.unit: length.number})
    if span > LONGEST:
        raise RuleViolation("extension.too_long")
    if length.unit == "hours":
        return at + span
    local = at.astimezone(zone)
    return (local.replace(tzinfo=None) + span).replace(tzinfo=zone, fold=local.fold).astimezone(UTC)


def check_extension(dates: Dates, until: datetime, now: datetime) -> None:
    """Does this give somebody time whose dates are `dates`? Raises `extension.past`, `extension.no_gain` (`due`), and
    `extension.too_long`."""
    if until <= now:
        raise RuleViolation("extension.past")
    if until <= dates.due:
        raise RuleViolation("extension.no_gain", due=dates.due)
    if until - max(dates.due, now) > LONGEST:
        raise RuleViolation("extension.too_long")
