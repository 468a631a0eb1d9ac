"""What people hand in: versions, what each holds, and where somebody stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.homework.assignments import Assignment, Part
from bot.domain.homework.due import Dates
from bot.domain.violation import RuleViolation

SubmissionState = Literal["gathering", "handed_in", "accepted", "returned", "changes_asked"]
"""`gathering`: nothing was handed in yet. `returned`: with comments, and done; `changes_asked`: a new version is wanted."""

ItemState = Literal["coming", "ready", "failed", "dropped"]
"""A file is `coming` until it is safe on our side; `failed` ones never were."""

Standing = Literal["open", "overdue", "missing", "handed_in", "late", "accepted", "returned", "changes_asked"]
"""Where a member stands with an assignment. `overdue` can still be handed in, `missing` no more. Work that came late and was
not looked at yet is `late`."""

LISTENS = timedelta(hours=1)
"""So long after the last thing that somebody sent for a task, what they write in private belongs to it, too."""

AT_ONCE = timedelta(seconds=2)
"""What comes within so short a time of a file was sent at once, as an album is."""

TEXT_MAX = 20_000
"""Characters of one text: some seven pages. What is longer is better a file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was sent: a `text`, a link (its address is the `text`), or a file, kept under `file`, its SHA-256.
    `number` is the version it is part of, None while it is put together."""

    id: int
    member_id: int
    submission_id: int | None
    number: int | None
    kind: Part
    text: str = ""
    file: str = ""
    name: str = ""
    media_type: str = ""
    size: int = 0
    state: ItemState = "ready"
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """What was handed in at once. `due` is the date that held for them then."""

    number: int
    at: datetime
    due: datetime

    @property
    def late(self) -> bool:
        """As its receipt said; more time that was given afterwards does not change what it said."""
        return self.at > self.due


@dataclass(frozen=True, slots=True)
class Submission:
    """One member's work for one assignment. `version` is the newest, 0 before the first."""

    id: int
    cohort_id: int
    assignment_id: int
    member_id: int
    state: SubmissionState = "gathering"
    version: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    gathering_at: datetime | None = None
    sitting: int = 0
    asked_at: datetime | None = None
    consent: bool = False
    decided_by: int | None = None
    decided_at: datetime | None = None
    decided_version: int | None = None

    def listens(self, now: datetime) -> bool:
        """Whether what its member writes in private belongs to it."""
        return self.gathering_at is not None and now - self.gathering_at <= LISTENS


@dataclass(frozen=True, slots=True)
class Comment:
    """`number` is the version it is about."""

    id: int
    author_id: int | None
    number: int | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for one member: granted until `until`; or asked for, and open or refused (`until` of an earlier grant
    stays)."""

    id: int
    cohort_id: int
    assignment_id: int
    member_id: int
    until: datetime | None
    state: Literal["open", "granted", "refused"]
    reason: str = ""
    asked_until: datetime | None = None
    asked_at: datetime | None = None


def shown_from(items: Sequence[Item]) -> datetime | None:
    """When it is shown what is put together, so that one message below an album shows all of it. None: at once."""
    return max((one.at + AT_ONCE for one in items if one.kind == "file" and one.at is not None), default=None)


def left_out(handed_in: Sequence[Item], gathered: Sequence[Item]) -> list[Item]:
    """What the next version would lose: what is in the one that was handed in, and not put together again."""

    def contents(item: Item) -> tuple[str, str]:
        return ("file", item.file) if item.kind == "file" else ("words", item.text)

    again = {contents(item) for item in gathered}
    return [item for item in handed_in if contents(item) not in again]


def stood_at_due(versions: Sequence[Version], due: datetime) -> Version | None:
    """The one that counts at the due date: the last that was handed in until then. None where all came later."""
    return max((one for one in versions if one.at <= due), key=lambda one: one.number, default=None)


def standing(submission: Submission | None, assignment: Assignment, dates: Dates, now: datetime) -> Standing:
    """Where its member stands. Who has handed in something in time is not late for improving it afterwards."""
    if submission is None or submission.first_at is None:
        if is_closed(assignment, dates, now) or dates.over(now):
            return "missing"
        return "overdue" if dates.late(now) else "open"
    match submission.state:
        case "accepted" | "returned" | "changes_asked" as decided:
            return decided
        case _:
            return "late" if dates.late(submission.first_at) else "handed_in"


def is_closed(assignment: Assignment, dates: Dates, now: datetime) -> bool:
    """Whether it is closed for this member: who has been given more time still has it."""
    return assignment.state == "closed" and not (dates.due > assignment.due and now <= dates.due)


def may_hand_in(assignment: Assignment, dates: Dates, now: datetime, *, theirs: bool) -> None:
    """Raises `submission.not_yours`, `submission.withdrawn`, `submission.closed`, or `submission.over` (`cutoff`)."""
    if not theirs or assignment.state in ("draft", "scheduled", "change"):
        raise RuleViolation("submission.not_yours")
    if assignment.state == "withdrawn":
        raise RuleViolation("submission.withdrawn")
    if is_closed(assignment, dates, now):
        raise RuleViolation("submission.closed")
    if dates.over(now):
        raise RuleViolation("submission.over", cutoff=dates.cutoff)
