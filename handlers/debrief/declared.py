"""The feature that this folder's modules register with, and what all of them ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.homework.assignments import Assignment
from bot.domain.homework.debrief import Debrief, Presenter
from bot.domain.people import LEADS, Member
from bot.domain.violation import RuleViolation
from bot.feature import Feature
from bot.locale.voice import N_, Voice
from bot.programme import Session
from bot.scene import Turn, View

feature = Feature("debrief", topic="lead")

WORDS: Mapping[str, str] = {
    "debrief.posted": N_("This plan is posted already. To change it, take it back first."),
    "debrief.nobody": N_("Nobody has agreed to show their work yet, so there is no plan to post."),
    "debrief.setting": N_("I cannot set that."),
    "takeaway.closed": N_("This question is closed: the group has the answers already."),
    "takeaway.unknown": N_("I don't know that answer."),
    "takeaway.long": N_("Please write up to {max} characters."),
}


def worded(violation: RuleViolation, _: Voice) -> str:
    """The refusal in the reader's language. A code without words is a fault of ours."""
    return _.plain(WORDS[violation.code], **{name: int(str(value)) for name, value in violation.fields.items()})


def question_card(debrief_id: int) -> str:
    return f"takeaways:{debrief_id}"


async def on_desk(turn: Turn[Any], debrief_id: int) -> tuple[Turn[Any], Debrief, Assignment]:
    """A plan, and the turn in its cohort, for trainers and organisers. Raises `access.denied`."""
    found = await turn.uow.debriefs.by_id(debrief_id)
    task = await turn.uow.assignments.by_id(found.assignment_id) if found else None
    if found is None or task is None:
        raise RuleViolation("access.denied", access=LEADS)
    return await turn.within(found.cohort_id, LEADS), found, task


def number(context: str) -> int:
    """An id that a form carries. Raises `access.denied` for one that somebody made up."""
    if not re.fullmatch(r"[0-9]{1,9}", context):
        raise RuleViolation("access.denied", access="members")
    return int(context)


async def presenters(view: View, assignment_id: int) -> list[Presenter]:
    """Those who agreed, in an order that is always the same."""
    agreed = await view.uow.debriefs.agreed(assignment_id)
    members = [one for one in await view.uow.members.of_cohort(view.cohort.id) if one.id in agreed]
    return [Presenter(one.id, one.country, one.sector) for one in sorted(members, key=lambda one: one.id)]


def session_of(view: View, task: Assignment) -> Session | None:
    return next((one for one in view.programme.sessions if one.key == task.task.debrief), None)


async def by_id(view: View) -> Mapping[int, Member]:
    return {one.id: one for one in await view.uow.members.of_cohort(view.cohort.id)}
