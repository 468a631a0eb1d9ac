"""What somebody is asked to review: told once, reminded once, and at `/reviews`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.buttons import Button, button
from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text
from bot.domain.homework.peer_review import Review
from bot.domain.people import Member
from bot.feature import Do
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.peer_review.buttons import ReadWork
from handlers.peer_review.declared import feature, to_write

LAST = {
    0: N_("⏰ **{count}: today is the last day**"),
    1: N_("⏰ **{count}, until tomorrow**"),
}


@feature.command("reviews", access="members", summary=N_("see whose homework you are to review"), example="reviews")
async def reviews(turn: Turn[CommandInvoked]) -> list[Intent]:
    waiting = await to_write(turn, turn.me.id)
    if not waiting:
        return [turn.tell(N_("Nobody's homework waits for your review."))]
    return [Private(await _list(turn, turn.voice, waiting))]


@feature.recheck("peer_review.asked")
async def asked(view: View, reviewer: str) -> Message | None:
    """Unless they have written all of them meanwhile."""
    member = await view.uow.members.by_id(int(reviewer))
    if member is None or not member.learner:
        return None
    waiting = await to_write(view, member.id)
    return await _list(view, view.voice_for(member), waiting) if waiting else None


@feature.recheck("peer_review.last")
async def last_day(view: View, to: str) -> Message | None:
    """Unless they have written all of them meanwhile. It may be one of several in a message, so it has one button."""
    member = await view.uow.members.by_id(int(to))
    waiting = await to_write(view, member.id) if member and member.learner else []
    if member is None or not waiting:
        return None
    _ = view.voice_for(member)
    until = min(one.due_at for one in waiting)
    days = (until.astimezone(_.zone).date() - view.now.astimezone(_.zone).date()).days
    # A reminder of the night is read in the morning.
    text = _(LAST.get(days, N_("⏰ **{count}**")), count=_count(_, waiting)) + _until(_, waiting)
    return Message(text, (_show(_),))


@feature.week_ahead
async def in_week(view: View, member: Member, _until_then: datetime) -> Message | None:
    """Whatever waits for them, however long they have."""
    waiting = await to_write(view, member.id) if member.learner else []
    if not waiting:
        return None
    _ = view.voice_for(member)
    return Message(_("👀 **{count}**", count=_count(_, waiting)) + _until(_, waiting), (_show(_),))


def _show(_: Voice) -> tuple[Button, ...]:
    return (button(_.plain("Review it now"), Do("reviews")),)


def _count(_: Voice, waiting: Sequence[Review]) -> str:
    return _.plural("{n} work waits for your review", "{n} works wait for your review", len(waiting))


def _until(_: Voice, waiting: Sequence[Review]) -> Text:
    until = min(one.due_at for one in waiting)
    return _("Please read and answer five short questions, until {until}.", until=_.moment(until))


async def _list(view: View, _: Voice, waiting: Sequence[Review]) -> Message:
    text = _("👀 **{count}**", count=_count(_, waiting)) + _until(_, waiting)
    text += _("Others do the same for you.")
    titles = [await title_of(view, _, one) for one in waiting]
    rows = (
        (button(f"{at}. {title}", ReadWork(one.id)),)
        for at, (title, one) in enumerate(zip(titles, waiting, strict=True), 1)
    )
    return Message(text, tuple(rows))


async def title_of(view: View, _: Voice, review: Review) -> str:
    """'Canvas by Ana', without the name where reviews are anonymous."""
    task = await view.uow.assignments.by_id(review.assignment_id)
    author = await view.uow.members.by_id(review.author_id)
    if task is None or author is None or task.task.anonymous_reviews:
        return task.title[:40] if task else "–"
    return _.plain("{title}, by {name}", title=task.title[:40], name=author.name[:30])


@feature.progress
async def mine(view: View, member: Member) -> Text:
    waiting = await to_write(view, member.id) if member.learner else []
    if not waiting:
        return ()
    return view.voice_for(member)("Homework of others that waits for your review: {n}. Send /reviews", n=len(waiting))
