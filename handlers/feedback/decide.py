"""Accept, return with comments, ask for changes. Who handed in is told in private."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import Edit, FormErrors, Intent, Message, OpenForm, Private, Recheck
from bot.chat.text import Quote, Span, Text, quote
from bot.chat.words import clean
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.judge import COMMENT_MAX, VERDICTS, Verdict, check_verdict
from bot.domain.homework.submissions import Comment, Submission
from bot.domain.people import LEADS, Member
from bot.domain.violation import RuleViolation
from bot.feature import Do
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.feedback.buttons import Judge, MyWork, Reply
from handlers.feedback.declared import feature, number, work_on_desk
from handlers.feedback.look import opened
from handlers.feedback.refusals import CODES, worded

TOLD = {
    "accepted": N_("✅ **Your work is accepted: {title}**"),
    "returned": N_("↩️ **Feedback on your work: {title}**"),
    "changes_asked": N_("✏️ **Please change something in your work: {title}**"),
}

DONE = {
    "accepted": N_("Accepted. {name} is told."),
    "returned": N_("Returned. {name} gets your comments."),
    "changes_asked": N_("{name} is asked for changes."),
}


@feature.button(Judge, access="members", any_cohort=True)
async def judge(pressed: Turn[ButtonPressed], data: Judge) -> list[Intent]:
    turn, found, task = await work_on_desk(pressed, data.submission)
    if data.verdict >= len(VERDICTS) or data.was >= len(CODES):
        raise RuleViolation("access.denied", access=LEADS)
    verdict = VERDICTS[data.verdict]
    try:
        # Words come with the form; what can be known before is said before somebody writes them.
        check_verdict(found, verdict, data.version, CODES[data.was], "…")
    except RuleViolation as violation:
        return [Edit(await opened(turn, found, task)), turn.toast(N_("{why}"), alert=True, why=_why(turn, violation))]
    if verdict == "accepted":
        return await _settle(turn, found, task, verdict, "")
    author = await turn.uow.members.by_id(found.member_id)
    assert author is not None
    return [OpenForm(_form(turn.voice, author, data))]


def _why(turn: Turn[Any], violation: RuleViolation) -> str:
    return worded(violation, turn.voice)[:190]


def _form(_: Voice, author: Member, data: Judge) -> Form:
    field = Field(
        "comment",
        _.plain("What do you want to say to {name}?", name=author.name),
        "paragraph",
        help=_.plain("What is good, what could be better, and one next step."),
        max_length=COMMENT_MAX,
    )
    title = _.plain("Return with comments") if VERDICTS[data.verdict] == "returned" else _.plain("Ask for changes")
    context = f"{data.submission}:{data.version}:{data.was}:{data.verdict}"
    return Form("feedback.verdict", title, (field,), _.plain("Send"), context=context)


@feature.form("feedback.verdict", access="members")
async def judged(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """The words are kept, whoever was quicker: they can be said as a comment then."""
    parts = submitted.event.context.split(":")
    if len(parts) != 4 or not all(re.fullmatch(r"[0-9]{1,9}", part) for part in parts):
        raise RuleViolation("access.denied", access=LEADS)
    version, was, which = (int(part) for part in parts[1:])
    turn, found, task = await work_on_desk(submitted, number(parts[0]))
    if was >= len(CODES) or not 0 < which < len(VERDICTS):
        raise RuleViolation("access.denied", access=LEADS)
    words = clean(values.get("comment", "")).strip()
    try:
        check_verdict(found, VERDICTS[which], version, CODES[was], words)
    except RuleViolation as violation:
        if violation.code in ("verdict.newer", "verdict.decided"):
            head = turn.voice("{why} Your words were not sent:", why=worded(violation, turn.voice))
            return [Private(Message(head + quote(words))), Private(await opened(turn, found, task))]
        return [FormErrors({"comment": worded(violation, turn.voice)})]
    return await _settle(turn, found, task, VERDICTS[which], words)


async def _settle(turn: Turn[Any], found: Submission, task: Assignment, verdict: Verdict, words: str) -> list[Intent]:
    if not await turn.uow.submissions.decide(found, verdict, turn.me.id, turn.now):
        return [turn.toast(N_("Somebody else was quicker. Please open it again."), alert=True)]
    comment = await turn.uow.submissions.comment(found, turn.me.id, words, turn.now) if words else 0
    author = await turn.uow.members.by_id(found.member_id)
    now = await turn.uow.submissions.by_id(found.id)
    assert author is not None
    assert now is not None
    await turn.uow.audit.note(
        turn.cohort.id, turn.now, "homework_judged", actor=turn.me.id, subject=author.id, decision=verdict, id=found.id
    )
    args = {"submission": str(found.id), "verdict": verdict, "version": str(found.version), "comment": str(comment)}
    at = turn.config.quiet.over(turn.now, author.zone)
    told = Private(to=author.id, at=at, recheck=Recheck("feedback.verdict", args))
    shown = await opened(turn, now, task)
    said = turn.toast(DONE[verdict], name=author.name[:60])
    if isinstance(turn.event, FormSubmitted):
        return [Private(shown), said, told]
    return [Edit(shown), said, told]


@feature.recheck("feedback.verdict")
async def told_verdict(view: View, submission: str, verdict: str, version: str, comment: str) -> Message | None:
    """Unless the work is gone. Where something else was decided or handed in meanwhile, its words alone."""
    found = await view.uow.submissions.by_id(int(submission))
    task = await view.uow.assignments.by_id(found.assignment_id) if found else None
    reader = await view.uow.members.by_id(found.member_id) if found else None
    if found is None or task is None or reader is None:
        return None
    _ = view.voice_for(reader)
    said = [one for one in await view.uow.submissions.comments(found.id) if one.id == int(comment)]
    names = await view.uow.members.names(found.cohort_id)
    if found.state != verdict or found.version != int(version):
        return _words_alone(_, found, task, names, said[0]) if said else None
    text = _(TOLD[verdict], title=task.title)
    for one in said:
        text += _("{name} writes:", name=names.get(one.author_id or 0, "–")) + quote_all(one.text)
    rows = [(button(_.plain("Answer"), Reply(found.id)),)]
    if verdict == "changes_asked":
        text += _("You can hand in a new version: it takes the place of the one before.")
        rows.insert(0, (button(_.plain("Hand in a new version"), Do("submit"), "primary"),))
    if found.version > 0 and len(said) == 1:
        rows.append((button(_.plain("All that was said"), MyWork(found.id)),))
    return Message(text, tuple(rows))


def _words_alone(_: Voice, found: Submission, task: Assignment, names: Mapping[int, str], one: Comment) -> Message:
    """The trainer was promised that they are read."""
    values = {"name": names.get(one.author_id or 0, "–"), "title": task.title, "n": str(one.number or 1)}
    text = _("💬 **{name}** on “{title}”, version {n}:", **values) + quote_all(one.text)
    rows = ((button(_.plain("Answer"), Reply(found.id)),), (button(_.plain("All that was said"), MyWork(found.id)),))
    return Message(text, rows)


def quote_all(words: str) -> Text:
    """A comment is never cut: it is what its reader waits for."""
    return tuple(Quote((Span(part),)) for part in words.split("\n") if part.strip())
