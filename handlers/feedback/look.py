"""One work, as a trainer sees it: what it consists of, what was said about it, and what can be done with it."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Recheck
from bot.chat.text import Text
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.judge import VERDICTS, next_waiting
from bot.domain.homework.submissions import Submission
from bot.domain.people import LEADS, Member
from bot.handed_in import contents, files_of, in_full, is_long
from bot.locale import dates
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.feedback.buttons import Desk, Judge, Look, NextOne, SendWork, WriteTo
from handlers.feedback.declared import feature, rows_of, who, work_on_desk
from handlers.feedback.refusals import CODES, STATES
from handlers.feedback.thread import said_about
from storage.feedback import Work

WAYS = (N_("✅ Accept"), N_("↩️ Return with comments"), N_("✏️ Ask for changes"))
"""In the order of `VERDICTS`."""


@feature.button(Look, access="members", any_cohort=True)
async def look(pressed: Turn[ButtonPressed], data: Look) -> list[Intent]:
    turn, found, task = await work_on_desk(pressed, data.submission)
    return [Edit(await opened(turn, found, task))]


@feature.button(NextOne, access="members", any_cohort=True)
async def next_one(pressed: Turn[ButtonPressed], data: NextOne) -> list[Intent]:
    turn, found, task = await work_on_desk(pressed, data.submission)
    following = next_waiting(await waiting(turn, task), found.id)
    work = await turn.uow.submissions.by_id(following) if following else None
    if work is None:
        return [turn.toast(N_("That was the last one: no other work waits for you."), alert=True)]
    return [Edit(await opened(turn, work, task))]


@feature.button(SendWork, access="members", any_cohort=True)
async def send_work(pressed: Turn[ButtonPressed], data: SendWork) -> list[Intent]:
    turn, found, _task = await work_on_desk(pressed, data.submission)
    args = {"submission": str(found.id), "reader": str(turn.me.id)}
    return [Private(recheck=Recheck("feedback.work", args)), turn.toast(N_("I am sending it."))]


@feature.recheck("feedback.work")
async def whole(view: View, submission: str, reader: str) -> Message | None:
    """All of the newest version, as long as the reader may see it."""
    member = await view.uow.members.by_id(int(reader))
    found = await view.uow.feedback.works([int(submission)])
    if member is None or member.withdrawn or not member.roles & LEADS or not found:
        return None
    author = await view.uow.members.by_id(found[0].submission.member_id)
    if author is None:
        return None
    _ = view.voice_for(member)
    head = _("**{who}**, version {n}", who=who(author), n=found[0].version.number)
    return Message(head + in_full(found[0]), files=files_of(found[0]))


async def waiting(view: View, task: Assignment) -> list[int]:
    """The submissions that wait for a trainer, by id."""
    rows = await rows_of(view, task)
    return sorted(work.id for _member, work, state in rows if work and state in ("handed_in", "late"))


async def opened(turn: Turn[Any], found: Submission, task: Assignment) -> Message:
    _ = turn.voice
    author = await turn.uow.members.by_id(found.member_id)
    works = await turn.uow.feedback.works([found.id])
    assert author is not None
    if not works:
        words = _("**{who}** has not handed in “{title}” yet.", who=who(author), title=task.title)
        return Message(words, ((_back(_, task),),))
    text = _facts(_, author, works[0], task) + contents(_, works[0])
    comments = await turn.uow.submissions.comments(found.id)
    text += await said_about(turn, _, comments, reader=turn.me.id)
    others = [one for one in await waiting(turn, task) if one != found.id]
    return Message(text, _ways(_, works[0], task, author, len(others)))


def _facts(_: Voice, author: Member, work: Work, task: Assignment) -> Text:
    place = ", ".join(part for part in (author.organisation, author.country) if part)
    text = _("**{name}** ({place})", name=author.name, place=place) if place else _("**{name}**", name=author.name)
    at = _.moment(work.version.at)
    text += _("“{title}”, version {n}, handed in on {at}", title=task.title, n=work.version.number, at=at)
    if work.version.late:
        text += _("🕓 late by {length}", length=dates.about(work.version.at - work.version.due, _.spoken))
    if work.submission.state != "handed_in":
        text += _("**{state}**", state=_.plain(STATES[work.submission.state]))
    return text


def _ways(_: Voice, work: Work, task: Assignment, author: Member, others: int) -> tuple[tuple[Button, ...], ...]:
    found = work.submission
    was = CODES.index(found.state)
    judging = [
        button(_.plain(words), Judge(found.id, found.version, was, at))
        for at, words in enumerate(WAYS)
        if VERDICTS[at] != found.state
    ]
    rows: list[tuple[Button, ...]] = (
        [(button(_.plain("📥 Send me all of it"), SendWork(found.id)),)] if is_long(work) else []
    )
    rows += [(one,) for one in judging]
    rows.append((button(_.plain("Write to {name}", name=author.name.split()[0][:20]), WriteTo(found.id)),))
    if others:
        rows.append((button(_.plain("Next one ({n}) ▶", n=others), NextOne(found.id), "primary"),))
    return (*rows, (_back(_, task),))


def _back(_: Voice, task: Assignment) -> Button:
    return button(_.plain("◀ All who handed in"), Desk(task.id, 0, 0))
