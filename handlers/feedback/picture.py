"""Homework in the picture of `/status`: a column for each assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.homework.assignments import concerned
from bot.domain.homework.due import dates_for
from bot.domain.homework.submissions import Standing, standing
from bot.domain.people import Member
from bot.locale.voice import N_, Voice
from bot.scene import View
from bot.shelf import Mark, Picture
from handlers.feedback.declared import feature

SIGN = "✎"
"""Tells an assignment's column from a session's; the picture's own fonts have it."""

TASKS_MAX = 6
"""The latest ones: narrower cells could not be read on a phone."""

HANDED_IN = Mark("done", "✓", counts=True)
LATE = Mark("late", "◐", counts=True)
CHANGES = Mark("asked", "!", counts=True)
LACKING = Mark("missed", "✗")

MARKS: Mapping[Standing, Mark] = {
    "handed_in": HANDED_IN,
    "accepted": HANDED_IN,
    "returned": HANDED_IN,
    "changes_asked": CHANGES,
    "late": LATE,
    "overdue": LACKING,
    "missing": LACKING,
    "open": Mark("nothing", "·"),
}

WORDS: Mapping[Mark, str] = {
    HANDED_IN: N_("✎ handed in"),
    LATE: N_("✎ handed in late"),
    CHANGES: N_("✎ changes are asked for"),
    LACKING: N_("✎ not handed in"),
}


@feature.picture
async def drawn(view: View, _: Voice, learners: Sequence[Member]) -> list[Picture]:
    """Of what was posted, the latest by due date."""
    found = (await view.uow.assignments.of_cohort(view.cohort.id, "open", "closed"))[-TASKS_MAX:]
    if not found:
        return []
    ids = [one.id for one in found]
    works = await view.uow.feedback.of_cohort(ids)
    extended = await view.uow.extensions.of_assignments(ids)
    pictures = []
    for one in found:
        marks = {}
        for member in concerned(learners, one.task.audience):
            key = (one.id, member.id)
            marks[member.id] = MARKS[standing(works.get(key), one, dates_for(one, extended.get(key)), view.now)]
        legend = tuple((mark, _.plain(words)) for mark, words in WORDS.items() if mark in marks.values())
        pictures.append(Picture(f"{SIGN} {one.title}", marks, legend, for_all=False))
    return pictures
