"""The feature that this folder's modules register with, and what all of them ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.homework.assignments import Assignment
from bot.domain.homework.peer_review import Aspect, Review
from bot.domain.homework.submissions import Submission
from bot.domain.people import LEARNERS
from bot.domain.violation import RuleViolation
from bot.feature import Feature
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View

feature = Feature("peer_review", topic="homework")

REVIEWS = feature.nudge(
    "reviews",
    label=N_("Homework of others to review"),
    why=N_("the day before it ends"),
    access=LEARNERS,
).name

QUESTIONS: Mapping[Aspect, str] = {
    "clear": N_("Is it clear?"),
    "useful": N_("Does it help those it is meant for?"),
    "doable": N_("Can it be done?"),
}

POINTS = {
    "1": N_("1: not yet"),
    "2": N_("2: partly"),
    "3": N_("3: mostly"),
    "4": N_("4: fully"),
}

WORDS: Mapping[str, str] = {
    "review.mark": N_("Please choose one of the answers."),
    "review.words": N_("Please write at least a few words."),
    "review.long": N_("Please write up to {max} characters."),
}


def worded(violation: RuleViolation, _: Voice) -> str:
    """The refusal in the reader's language. A code without words is a fault of ours."""
    return _.plain(WORDS[violation.code], **{k: v for k, v in violation.fields.items() if isinstance(v, int)})


async def own_review(turn: Turn[Any], review_id: int | str) -> tuple[Turn[Any], Review, Assignment]:
    """What the asker was asked to review. Raises `access.denied` for anything else, whether it exists or not."""
    known = re.fullmatch(r"[0-9]{1,9}", str(review_id))
    found = await turn.uow.peer_reviews.by_id(int(review_id)) if known else None
    member = turn.memberships.get(found.cohort_id) if found else None
    task = await turn.uow.assignments.by_id(found.assignment_id) if found else None
    if found is None or task is None or member is None or found.reviewer_id != member.id:
        turn.require("members", turn.cohort.id)
        raise RuleViolation("access.denied", access=frozenset({"organiser"}))
    return await turn.within(found.cohort_id, "members"), found, task


async def shown_work(view: View, review: Review) -> Submission | None:
    """The work, as long as its author lets peers see it, and the task was not taken back."""
    found = await view.uow.submissions.by_id(review.submission_id)
    task = await view.uow.assignments.by_id(review.assignment_id)
    return found if found and found.consent and found.version and task and task.public else None


async def to_write(view: View, reviewer_id: int) -> list[Review]:
    """What somebody has still to review, and can: with the author's consent, and before its author was given what there was."""
    mine = await view.uow.peer_reviews.of_reviewer(reviewer_id)
    waiting = [one for one in mine if one.done_at is None and one.told_at is None]
    return [one for one in waiting if await shown_work(view, one)]
