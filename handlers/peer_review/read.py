"""The work that somebody is to review, as they are shown it."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Recheck, Toast
from bot.chat.text import quote
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.peer_review import Review
from bot.handed_in import contents, files_of, in_full, is_long
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.peer_review.asked import title_of
from handlers.peer_review.buttons import ReadWork, SendFiles, WriteReview
from handlers.peer_review.declared import feature, own_review, shown_work


def gone(turn: Turn[Any]) -> Toast:
    return turn.toast(N_("This work is not shown to others any more. There is nothing for you to do."), alert=True)


@feature.button(ReadWork, access="members", any_cohort=True)
async def read_work(pressed: Turn[ButtonPressed], data: ReadWork) -> list[Intent]:
    turn, found, task = await own_review(pressed, data.review)
    message = await opened(turn, found, task)
    return [Edit(message)] if message else [gone(turn)]


async def opened(turn: Turn[Any], found: Review, task: Assignment) -> Message | None:
    """None where its author does not show it any more."""
    _ = turn.voice
    if await shown_work(turn, found) is None:
        return None
    (work,) = await turn.uow.feedback.works([found.submission_id])
    text = _("**{title}**", title=await title_of(turn, _, found))
    text += contents(_, work, nameless=task.task.anonymous_reviews)
    rows: list[tuple[Button, ...]] = []
    if is_long(work):
        rows.append((button(_.plain("📥 Send me all of it"), SendFiles(found.id)),))
    if found.told_at is not None:
        return Message(text + _("Its author has got your review, thank you."), tuple(rows))
    if found.done_at is not None:
        text += _("**Your review**: {marks}", marks=" · ".join(map(str, found.marks)))
        text += quote(found.strong) + quote(found.advice)
        rows.append((button(_.plain("Change my review"), WriteReview(found.id)),))
    else:
        text += _("Five short questions, until {until}.", until=_.moment(found.due_at))
        rows.append((button(_.plain("Write my review"), WriteReview(found.id), "primary"),))
    return Message(text, tuple(rows))


@feature.button(SendFiles, access="members", any_cohort=True)
async def send_files(pressed: Turn[ButtonPressed], data: SendFiles) -> list[Intent]:
    turn, found, _task = await own_review(pressed, data.review)
    if await shown_work(turn, found) is None:
        return [gone(turn)]
    recheck = Recheck("peer_review.work", {"review": str(found.id)})
    return [Private(recheck=recheck), turn.toast(N_("I am sending it."))]


@feature.recheck("peer_review.work")
async def work_now(view: View, review: str) -> Message | None:
    """As long as its author shows it, to whoever is to review it."""
    found = await view.uow.peer_reviews.by_id(int(review))
    reviewer = await view.uow.members.by_id(found.reviewer_id) if found else None
    task = await view.uow.assignments.by_id(found.assignment_id) if found else None
    if found is None or task is None or reviewer is None or reviewer.withdrawn or not await shown_work(view, found):
        return None
    (work,) = await view.uow.feedback.works([found.submission_id])
    _ = view.voice_for(reviewer)
    text = _("**{title}**", title=await title_of(view, _, found)) + in_full(work)
    return Message(text, files=files_of(work, nameless=task.task.anonymous_reviews))
