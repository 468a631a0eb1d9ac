"""The feature that this folder's modules register with, and what all of them ask."""

from __future__ import annotations

import re
from typing import Any

from bot.domain.homework.assignments import Assignment, State, concerned
from bot.domain.homework.due import Dates, dates_for
from bot.domain.homework.submissions import Standing, Submission, standing
from bot.domain.people import LEADS, Member
from bot.domain.violation import RuleViolation
from bot.feature import Feature
from bot.locale.sorting import alphabetical
from bot.scene import Turn, View

feature = Feature("feedback", topic="homework")

GIVEN_OUT: tuple[State, ...] = ("open", "closed", "withdrawn")
"""What was handed in stays, and can be talked about, when an assignment is withdrawn."""

Row = tuple[Member, Submission | None, Standing]


def number(context: str) -> int:
    """An id that a form carries. Raises `access.denied` for one that somebody made up."""
    if not re.fullmatch(r"[0-9]{1,9}", context):
        raise RuleViolation("access.denied", access=LEADS)
    return int(context)


async def desk(turn: Turn[Any], assignment_id: int) -> tuple[Turn[Any], Assignment]:
    """An assignment that was posted, and the turn in its cohort, for trainers and organisers. Raises `access.denied`,
    whether it exists or not."""
    found = await turn.uow.assignments.by_id(assignment_id)
    if found is None or found.state not in GIVEN_OUT:
        turn.require(LEADS, turn.cohort.id)
        raise RuleViolation("access.denied", access=LEADS)
    return await turn.within(found.cohort_id, LEADS), found


async def work_on_desk(turn: Turn[Any], submission_id: int) -> tuple[Turn[Any], Submission, Assignment]:
    """Somebody's work, for trainers and organisers of its cohort. Raises `access.denied`."""
    found = await turn.uow.submissions.by_id(submission_id)
    if found is None:
        raise RuleViolation("access.denied", access=LEADS)
    here, assignment = await desk(turn, found.assignment_id)
    return here, found, assignment


async def own_work(turn: Turn[Any], submission_id: int) -> tuple[Turn[Any], Submission, Assignment]:
    """The asker's own work. Raises `access.denied`: who may look at others' has other buttons."""
    found = await turn.uow.submissions.by_id(submission_id)
    member = turn.memberships.get(found.cohort_id) if found else None
    assignment = await turn.uow.assignments.by_id(found.assignment_id) if found else None
    if found is None or assignment is None or member is None or found.member_id != member.id:
        turn.require("members", turn.cohort.id)
        raise RuleViolation("access.denied", access=LEADS)
    return await turn.within(found.cohort_id, "members"), found, assignment


async def dates_of(view: View, assignment: Assignment, member_id: int) -> Dates:
    """Theirs, with the time that they were given."""
    extended = await view.uow.extensions.of_member(member_id, assignment.id)
    return dates_for(assignment, extended.until if extended else None)


async def rows_of(view: View, assignment: Assignment) -> list[Row]:
    """Everybody whom it concerns, by name, and where they stand."""
    members = await view.uow.members.of_cohort(view.cohort.id)
    found = await view.uow.submissions.of_assignment(assignment.id)
    extended = await view.uow.extensions.of_assignments([assignment.id])
    people = sorted(concerned(members, assignment.task.audience), key=lambda one: alphabetical(one.name))
    usual = dates_for(assignment, None)
    rows: list[Row] = []
    for one in people:
        until = extended.get((assignment.id, one.id))
        dates = dates_for(assignment, until) if until else usual
        work = found.get(one.id)
        rows.append((one, work, standing(work, assignment, dates, view.now)))
    return rows


async def leads_of(view: View) -> list[Member]:
    """Trainers and organisers, by name."""
    everybody = await view.uow.members.of_cohort(view.cohort.id)
    return [one for one in everybody if one.roles & LEADS and not one.withdrawn]


async def trainers_of(view: View, work: Submission, assignment: Assignment) -> list[Member]:
    """Who hears what its author says: whoever decided about it, else who wrote the assignment, else all who may."""
    leads = await leads_of(view)
    for one_id in (work.decided_by, assignment.author_id):
        if one := next((lead for lead in leads if lead.id == one_id), None):
            return [one]
    return leads


def who(member: Member) -> str:
    """A name alone is not enough among fifty people."""
    return f"{member.name} ({member.organisation})" if member.organisation else member.name
