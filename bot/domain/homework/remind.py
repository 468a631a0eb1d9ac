"""When somebody is reminded of homework that they have not handed in, and until when that is of use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.domain.homework.due import Dates

Which = Literal["3d", "1d", "3h", "overdue"]
WHICH: tuple[Which, ...] = get_args(Which)

BEFORE: dict[Which, timedelta] = {"3d": timedelta(days=3), "1d": timedelta(days=1), "3h": timedelta(hours=3)}

IN_GOOD_TIME = timedelta(hours=12)
"""Who was given a task so lately is not reminded of it yet."""

LATENESS = timedelta(hours=6)
"""A reminder that is late by more, because the bot did not run, is left out: the next one comes."""

OVERDUE_AFTER = timedelta(hours=1)
"""The notice that it is overdue comes so long after the due date: who is just sending it is left in peace."""

OVERDUE_FOR = timedelta(days=2)

DIGEST_AFTER = timedelta(hours=3)
"""Trainers hear who is overdue once those concerned had the time to answer the notice."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Sent from `at` on, and of use before `until`."""

    which: Which
    at: datetime
    until: datetime


def reminders(dates: Dates) -> list[Reminder]:
    """Those for a member whose dates these are. Each one ends when the next one comes, so that never two wait."""
    due = dates.due
    before = [(which, due - ahead) for which, ahead in BEFORE.items()]
    ends = [*(at for _which, at in before[1:]), due]
    found = [Reminder(which, at, end) for (which, at), end in zip(before, ends, strict=True)]
    last = due + OVERDUE_FOR if dates.cutoff is None else min(dates.cutoff, due + OVERDUE_FOR)
    if due + OVERDUE_AFTER < last:
        found.append(Reminder("overdue", due + OVERDUE_AFTER, last))
    return found


def due_now(dates: Dates, since: datetime, now: datetime) -> Reminder | None:
    """The one whose time has come. `since` is when they were given the task: a reminder whose time was before that,
    or shortly after it, is none. The notice that it is overdue comes in any case."""
    for one in reminders(dates):
        soon_enough = one.at - since >= IN_GOOD_TIME or one.which == "overdue"
        if one.at <= now < min(one.until, one.at + LATENESS) and soon_enough:
            return one
    return None


def digest_due(due: datetime, now: datetime) -> bool:
    """Whether trainers are to be told now who is overdue."""
    return due + DIGEST_AFTER <= now < due + OVERDUE_FOR
