"""The feature that this folder's modules register with, what all of them ask, and the keys of its cards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.domain.homework.assignments import Assignment, concerned, is_concerned
from bot.domain.homework.due import Dates, dates_for
from bot.domain.homework.submissions import Submission
from bot.domain.people import LEADS, LEARNERS, Member
from bot.domain.violation import RuleViolation
from bot.feature import Feature
from bot.locale.voice import N_
from bot.scene import Turn, View

feature = Feature("assignments", topic="homework")

HOMEWORK = feature.nudge(
    "homework", label=N_("Homework"), why=N_("three days and one day before it is due"), access=LEARNERS
).name

LAST_CALL = feature.nudge(
    "homework_due",
    label=N_("Last call for homework"),
    why=N_("three hours before it is due, and once when it is overdue"),
    appointment=True,
    access=LEARNERS,
).name
"""These belong to an hour, as a session does: a message that waits for the next week is a lost homework."""


def card_of(assignment_id: int) -> str:
    """What the group sees."""
    return f"assignment:{assignment_id}"


def desk_of(assignment_id: int) -> str:
    """What trainers see of it, kept up to date."""
    return f"assignment-desk:{assignment_id}"


def request_card(extension_id: int) -> str:
    """A wish for more time, as trainers see it."""
    return f"extension:{extension_id}"


async def managed(turn: Turn[Any], assignment: int | str) -> tuple[Turn[Any], Assignment]:
    """The assignment, and the turn in its cohort, for trainers and organisers. Raises `access.denied`, and
    `assignment.gone` where it was discarded."""
    if not re.fullmatch(r"[0-9]{1,9}", str(assignment)):
        raise RuleViolation("access.denied", access=LEADS)
    found = await turn.uow.assignments.by_id(int(assignment))
    if found is None:
        # It is not told to others whether there was one.
        turn.require(LEADS, turn.cohort.id)
        raise RuleViolation("assignment.gone")
    return await turn.within(found.cohort_id, LEADS), found


async def task_for(turn: Turn[Any], assignment: int | str) -> tuple[Turn[Any], Assignment]:
    """An assignment that the asker is concerned by, and the turn in its cohort. Raises `access.members_only`, and
    `submission.not_yours` for any other, whether it exists or not."""
    known = re.fullmatch(r"[0-9]{1,9}", str(assignment))
    found = await turn.uow.assignments.by_id(int(assignment)) if known else None
    if found is None or found.cohort_id not in turn.memberships:
        turn.require("members", turn.cohort.id)
        raise RuleViolation("submission.not_yours")
    here = await turn.within(found.cohort_id, "members")
    if not is_concerned(here.me, found.task.audience) or found.state in ("draft", "scheduled", "change"):
        raise RuleViolation("submission.not_yours")
    return here, found


async def own_submission(turn: Turn[Any], submission_id: int) -> tuple[Turn[Any], Submission, Assignment]:
    """A submission of the asker's own. Raises like `task_for`."""
    found = await turn.uow.submissions.by_id(submission_id)
    member = turn.memberships.get(found.cohort_id) if found else None
    if found is None or member is None or found.member_id != member.id:
        turn.require("members", turn.cohort.id)
        raise RuleViolation("submission.not_yours")
    here, assignment = await task_for(turn, found.assignment_id)
    return here, found, assignment


async def dates_of(view: View, assignment: Assignment, member: Member) -> Dates:
    """Theirs, with the time that they were given."""
    extended = await view.uow.extensions.of_member(member.id, assignment.id)
    return dates_for(assignment, extended.until if extended else None)


async def counted(view: View, assignment: Assignment) -> tuple[int, int]:
    """How many have handed in, and how many are concerned."""
    handed = (await view.uow.submissions.handed_in([assignment.id])).get(assignment.id, 0)
    if assignment.task.audience.to != "people":
        return handed, await view.uow.members.count_learners(view.cohort.id)
    return handed, len(concerned(await view.uow.members.of_cohort(view.cohort.id), assignment.task.audience))


async def tasks_of(view: View, member: Member) -> list[Assignment]:
    """What is theirs to do or was, by due date."""
    public = await view.uow.assignments.of_cohort(view.cohort.id, "open", "closed")
    return [one for one in public if is_concerned(member, one.task.audience)]


def waves(view: View, people: Iterable[Member]) -> list[tuple[datetime | None, tuple[int, ...]]]:
    """When each is told without being woken: who has no quiet hours just now at once (None), others once these are over."""
    found: dict[datetime | None, list[int]] = {}
    for member in people:
        at = view.config.quiet.over(view.now, member.zone)
        found.setdefault(None if at <= view.now else at, []).append(member.id)
    return [(at, tuple(ids)) for at, ids in found.items()]


async def leads_of(view: View) -> list[Member]:
    """Trainers and organisers, by name."""
    everybody = await view.uow.members.of_cohort(view.cohort.id)
    return [one for one in everybody if one.roles & LEADS and not one.withdrawn]
