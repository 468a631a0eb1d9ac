"""Homework on the shelf of /library, and for who coaches its author: what its author lets the others see, once it is due.

Before that it would be there to be copied. Work that is reviewed without names is never shown with one.
"""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, Private, Recheck
from bot.chat.words import shortened
from bot.domain.homework.assignments import Assignment, in_library
from bot.domain.homework.submissions import Submission
from bot.domain.people import LEADS, STAFF, Member
from bot.domain.violation import RuleViolation
from bot.handed_in import contents, files_of, in_full, is_long
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from bot.shelf import Work
from handlers.feedback.buttons import Shared, SharedFiles
from handlers.feedback.declared import feature
from storage.feedback import Work as HandedIn

TITLE_MAX = 60
PAPERS = 3
"""Of one person, the latest: the coach has to read a roadmap as well."""


@feature.library
async def works(view: View, _: Voice, _reader: Member) -> list[Work]:
    """By the assignment's title."""
    tasks = {one.id: one for one in await _public(view)}
    if not tasks:
        return []
    found = await view.uow.feedback.works(await view.uow.feedback.agreed(list(tasks)))
    names = await view.uow.members.names(view.cohort.id)
    return [
        Work(
            work.submission.member_id,
            names[work.submission.member_id],
            _.plain("Homework"),
            _beginning(work),
            tasks[work.submission.assignment_id].title,
            button(_.plain("Open"), Shared(work.submission.id)),
        )
        for work in found
        if work.submission.member_id in names
    ]


@feature.papers
async def for_coach(view: View, _: Voice, reader: Member, member: Member) -> list[Button]:
    """What everybody else may see, too: a coach is no trainer."""
    tasks = {one.id: one for one in await _public(view)} if reader.roles & STAFF and member.learner else {}
    if not tasks:
        return []
    mine = await view.uow.submissions.all_of_member(member.id)
    shown = [work for work in mine.values() if work.assignment_id in tasks and work.consent and work.version]
    shown.sort(key=lambda work: tasks[work.assignment_id].due, reverse=True)
    return [
        button(_.plain("Homework: {title}", title=shortened(tasks[work.assignment_id].title, 30)), Shared(work.id))
        for work in shown[:PAPERS]
    ]


async def _public(view: View) -> list[Assignment]:
    posted = await view.uow.assignments.of_cohort(view.cohort.id, "open", "closed")
    return [one for one in posted if in_library(one, view.now)]


def _beginning(work: HandedIn) -> str:
    """What tells it from the others: how it begins, or what its first file is called."""
    first = work.items[0]
    words = first.name if first.kind == "file" else first.text
    return shortened(" ".join(words.split()), TITLE_MAX)


async def _shown(view: View, submission_id: int) -> tuple[Submission, Assignment, Member] | None:
    """None where its author does not show it, or not any more."""
    found = await view.uow.submissions.by_id(submission_id)
    task = await view.uow.assignments.by_id(found.assignment_id) if found else None
    author = await view.uow.members.by_id(found.member_id) if found else None
    if found is None or task is None or author is None or not author.learner:
        return None
    return (found, task, author) if found.consent and found.version and in_library(task, view.now) else None


async def _shared(turn: Turn[Any], submission_id: int) -> tuple[Turn[Any], HandedIn, Assignment, Member]:
    """Raises `access.denied`, whether it exists or not."""
    shown = await _shown(turn, submission_id)
    if shown is None or shown[0].cohort_id not in turn.memberships:
        turn.require("members", turn.cohort.id)
        raise RuleViolation("access.denied", access=LEADS)
    found, task, author = shown
    here = await turn.within(found.cohort_id, "members")
    (work,) = await here.uow.feedback.works([found.id])
    return here, work, task, author


@feature.button(Shared, access="members", any_cohort=True)
async def read(pressed: Turn[ButtonPressed], data: Shared) -> list[Intent]:
    """In a message of its own: the button stands under lists, and under what a coach is told."""
    turn, work, task, author = await _shared(pressed, data.submission)
    _ = turn.voice
    text = _("**{title}**, by {name}", title=task.title, name=author.name) + contents(_, work)
    if not is_long(work):
        return [Private(Message(text))]
    return [Private(Message(text, ((button(_.plain("📥 Send me all of it"), SharedFiles(work.submission.id)),),)))]


@feature.button(SharedFiles, access="members", any_cohort=True)
async def send(pressed: Turn[ButtonPressed], data: SharedFiles) -> list[Intent]:
    turn, work, _task, _author = await _shared(pressed, data.submission)
    args = {"submission": str(work.submission.id), "reader": str(turn.me.id)}
    return [Private(recheck=Recheck("feedback.shared", args)), turn.toast(N_("I am sending it."))]


@feature.recheck("feedback.shared")
async def whole(view: View, submission: str, reader: str) -> Message | None:
    """As long as its author shows it, to somebody of the cohort."""
    member, shown = await view.uow.members.by_id(int(reader)), await _shown(view, int(submission))
    if shown is None or member is None or member.withdrawn or member.cohort_id != shown[0].cohort_id:
        return None
    found, task, author = shown
    (work,) = await view.uow.feedback.works([found.id])
    _ = view.voice_for(member)
    text = _("**{title}**, by {name}", title=task.title, name=author.name)
    return Message(text + in_full(work), files=files_of(work))
