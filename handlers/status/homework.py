"""Homework in the picture: a column for each assignment, beside those of the sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.homework.assignments import Assignment, concerned
from bot.domain.homework.due import dates_for
from bot.domain.homework.submissions import Standing, Submission, standing
from bot.domain.people import Member
from bot.locale.voice import N_
from bot.scene import View

MARK = "✎"
"""Tells an assignment's column from a session's; the picture's own fonts have it."""

TASKS_MAX = 6
"""The latest ones: narrower cells could not be read on a phone."""

LOOKS: Mapping[Standing, tuple[str, str]] = {
    "handed_in": ("there", "✓"),
    "accepted": ("there", "✓"),
    "returned": ("there", "✓"),
    "changes_asked": ("notice", "!"),
    "late": ("late", "◐"),
    "overdue": ("missed", "✗"),
    "missing": ("missed", "✗"),
    "open": ("none", "·"),
}

WORDS: Mapping[str, str] = {
    "there": N_("there, or handed in"),
    "late": N_("late"),
    "missed": N_("absent, or not handed in"),
    "notice": N_("? absent, to be decided; ! changes are asked for"),
}
"""For the legend, where there is homework in the picture."""

NOT_THEIRS = {"state": "none", "sign": ""}


@dataclass(frozen=True, slots=True)
class TaskColumn:
    """One assignment: where each of those whom it concerns stands, by member id."""

    title: str
    standings: Mapping[int, Standing]

    @property
    def handed_in(self) -> frozenset[int]:
        lacking = ("open", "overdue", "missing")
        return frozenset(one for one, found in self.standings.items() if found not in lacking)

    def cell(self, member_id: int) -> dict[str, str]:
        found = self.standings.get(member_id)
        return NOT_THEIRS if found is None else dict(zip(("state", "sign"), LOOKS[found], strict=True))

    def share(self, ids: frozenset[int]) -> dict[str, str]:
        """Of a group, as far as it concerns them."""
        theirs = ids & self.standings.keys()
        if not theirs:
            return NOT_THEIRS
        share = round(100 * len(self.handed_in & theirs) / len(theirs))
        return {"state": f"share {share}", "sign": str(share)}

    def total(self) -> str:
        return str(len(self.handed_in)) if self.standings else ""


async def task_columns(view: View, learners: Sequence[Member]) -> list[TaskColumn]:
    """Of what was posted, the latest by due date."""
    found = (await view.uow.assignments.of_cohort(view.cohort.id, "open", "closed"))[-TASKS_MAX:]
    if not found:
        return []
    ids = [one.id for one in found]
    works = await view.uow.feedback.of_cohort(ids)
    extended = await view.uow.extensions.of_assignments(ids)
    return [TaskColumn(f"{MARK} {one.title}", _standings(view, one, learners, works, extended)) for one in found]


def _standings(
    view: View,
    one: Assignment,
    learners: Sequence[Member],
    works: Mapping[tuple[int, int], Submission],
    extended: Mapping[tuple[int, int], datetime],
) -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    for member in concerned(learners, one.task.audience):
        key = (one.id, member.id)
        found[member.id] = standing(works.get(key), one, dates_for(one, extended.get(key)), view.now)
    return found
