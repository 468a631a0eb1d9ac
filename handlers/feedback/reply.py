"""The thread goes on: an author answers, a trainer writes back."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private, Recheck
from bot.chat.words import clean
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.judge import COMMENT_MAX, check_comment
from bot.domain.homework.submissions import Submission
from bot.domain.people import LEADS, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.feedback.buttons import Look, MyWork, Reply, WriteTo
from handlers.feedback.decide import quote_all
from handlers.feedback.declared import feature, number, own_work, trainers_of, who, work_on_desk
from handlers.feedback.refusals import worded


@feature.button(Reply, access="members", any_cohort=True)
async def reply(pressed: Turn[ButtonPressed], data: Reply) -> list[Intent]:
    turn, found, task = await own_work(pressed, data.submission)
    label = turn.voice.plain("What do you want to say to your trainer?")
    return [OpenForm(_form(turn.voice, "feedback.reply", found, task, label))]


@feature.button(WriteTo, access="members", any_cohort=True)
async def write_to(pressed: Turn[ButtonPressed], data: WriteTo) -> list[Intent]:
    turn, found, task = await work_on_desk(pressed, data.submission)
    author = await turn.uow.members.by_id(found.member_id)
    assert author is not None
    label = turn.voice.plain("What do you want to say to {name}?", name=author.name)
    return [OpenForm(_form(turn.voice, "feedback.write", found, task, label))]


def _form(_: Voice, name: str, found: Submission, task: Assignment, label: str) -> Form:
    field = Field("comment", label, "paragraph", max_length=COMMENT_MAX)
    return Form(name, task.title[:60], (field,), _.plain("Send"), context=str(found.id))


@feature.form("feedback.reply", access="members")
async def replied(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    turn, found, task = await own_work(submitted, number(submitted.event.context))
    trainers = await trainers_of(turn, found, task)
    return await _say(turn, found, values, [one for one in trainers if one.id != turn.me.id])


@feature.form("feedback.write", access="members")
async def written(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    turn, found, _task = await work_on_desk(submitted, number(submitted.event.context))
    author = await turn.uow.members.by_id(found.member_id)
    assert author is not None
    return await _say(turn, found, values, [author])


async def _say(turn: Turn[Any], found: Submission, values: dict[str, str], readers: list[Member]) -> list[Intent]:
    words = clean(values.get("comment", "")).strip()
    try:
        check_comment(words)
    except RuleViolation as violation:
        return [FormErrors({"comment": worded(violation, turn.voice)})]
    if not words:
        return [FormErrors({"comment": turn.voice.plain("Please write something.")})]
    made = await turn.uow.submissions.comment(found, turn.me.id, words, turn.now)
    told: list[Intent] = []
    for one in readers:
        args = {"submission": str(found.id), "comment": str(made), "reader": str(one.id)}
        at = turn.config.quiet.over(turn.now, one.zone)
        told.append(
            Private(to=one.id, key=f"comment:{made}:{one.id}", at=at, recheck=Recheck("feedback.comment", args))
        )
    return [turn.toast(N_("Sent.")), *told]


@feature.recheck("feedback.comment")
async def told_comment(view: View, submission: str, comment: str, reader: str) -> Message | None:
    """To the author, or to a trainer who still is one."""
    found = await view.uow.submissions.by_id(int(submission))
    member = await view.uow.members.by_id(int(reader))
    task = await view.uow.assignments.by_id(found.assignment_id) if found else None
    if found is None or task is None or member is None or member.withdrawn:
        return None
    said = next((one for one in await view.uow.submissions.comments(found.id) if one.id == int(comment)), None)
    writer = await view.uow.members.by_id(said.author_id) if said and said.author_id else None
    own = found.member_id == member.id
    if said is None or writer is None or not (own or member.roles & LEADS):
        return None
    _ = view.voice_for(member)
    name = writer.name if own else who(writer)
    text = _("💬 **{name}** on “{title}”:", name=name, title=task.title) + quote_all(said.text)
    if own:
        return Message(
            text,
            ((button(_.plain("Answer"), Reply(found.id)),), (button(_.plain("All that was said"), MyWork(found.id)),)),
        )
    return Message(
        text, ((button(_.plain("Answer"), WriteTo(found.id)),), (button(_.plain("Open the work"), Look(found.id)),))
    )
