"""What a trainer says to work that was handed in, and what may be said when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from bot.domain.homework.submissions import Standing, Submission
from bot.domain.violation import RuleViolation

Verdict = Literal["accepted", "returned", "changes_asked"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

COMMENT_MAX = 3_000
"""Characters of one comment: as many as every platform takes in one field."""

Order = Literal["waiting", "changes_asked", "done", "overdue", "missing", "open"]
"""Groups of a list of submissions. `waiting` for a trainer to look at, `done`: nothing more is expected of anybody."""

ORDERS: tuple[Order, ...] = get_args(Order)

_GROUPS: dict[Standing, Order] = {
    "handed_in": "waiting",
    "late": "waiting",
    "changes_asked": "changes_asked",
    "accepted": "done",
    "returned": "done",
    "overdue": "overdue",
    "missing": "missing",
    "open": "open",
}


def group_of(standing: Standing) -> Order:
    return _GROUPS[standing]


def check_verdict(found: Submission, verdict: Verdict, version: int, was: str, comment: str) -> None:
    """May this be said now? `version` and `was` are what the trainer saw when they decided.

    Raises `verdict.nothing` where nothing was handed in, `verdict.newer` (`version`) where there is a newer version than
    they saw, `verdict.decided` (`state`) where somebody else was quicker, `verdict.no_comment` for a return without a word,
    and `verdict.long` (`max`).
    """
    if found.version == 0:
        raise RuleViolation("verdict.nothing")
    if found.version != version:
        raise RuleViolation("verdict.newer", version=found.version)
    if found.state != was:
        raise RuleViolation("verdict.decided", state=found.state)
    if verdict != "accepted" and not comment.strip():
        raise RuleViolation("verdict.no_comment")
    check_comment(comment)


def check_comment(comment: str) -> None:
    """Raises `verdict.long` (`max`)."""
    if len(comment) > COMMENT_MAX:
        raise RuleViolation("verdict.long", max=COMMENT_MAX)


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one assignment: how many have handed it in, how many of these after their due date; how many wait for a trainer;
    and how many of those concerned have handed in nothing."""

    handed_in: int = 0
    late: int = 0
    waiting: int = 0
    missing: int = 0

    @property
    def concerned(self) -> int:
        return self.handed_in + self.missing


def next_waiting(waiting: Sequence[int], after: int) -> int | None:
    """The next submission to look at, by id: the one behind `after`, from the start again at the end; None where there is no
    other."""
    later = [one for one in waiting if one > after]
    rest = [one for one in waiting if one < after]
    return next(iter((*later, *rest)), None)


def sorted_groups(standings: Iterable[tuple[int, Standing]]) -> list[int]:
    """Ids in the order of `ORDERS`; those of one group stay in theirs."""
    return [one for one, _ in sorted(standings, key=lambda pair: ORDERS.index(group_of(pair[1])))]
