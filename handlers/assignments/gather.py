"""Putting together what is handed in: `/submit`, or just sending something in private. Nothing is handed in before that is
tapped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked, FileSent
from bot.chat.messages import Edit, Fetch, Intent, Message, Refresh, Rows
from bot.chat.words import clean
from bot.domain.homework.assignments import Assignment, Part
from bot.domain.homework.items import check_accepts, check_file, looks_like_link, read_link, safe_name
from bot.domain.homework.submissions import LISTENS, TEXT_MAX, Submission, may_hand_in, shown_from
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.assignments.attach import attached_now
from handlers.assignments.buttons import ForNone, ForTask, HandInTo
from handlers.assignments.declared import dates_of, feature, task_for, tasks_of
from handlers.assignments.gathering import gathering, gathering_card, hand_in_button
from handlers.assignments.refusals import worded

ASKED_ONCE = timedelta(seconds=5)
"""So shortly after it was asked which task something is for, it is not asked again: an album is for one."""

MOST = 20
NO_TASK = N_("You have no task to hand in now. /homework shows what was and what is to come.")


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that was sent. A file is not here yet."""

    kind: Part
    text: str = ""
    name: str = ""
    media_type: str = ""
    size: int = 0
    file_id: str = ""


@feature.command("submit", access="members", summary=N_("hand in homework"), example="submit")
async def submit(turn: Turn[CommandInvoked]) -> list[Intent]:
    """What is written behind it is put to it at once."""
    words = clean(turn.event.args).strip()
    if words:
        try:
            return await sent(turn, [written(words)])
        except RuleViolation as violation:
            return refuse(turn, violation)
    tasks = await open_tasks(turn, turn.me)
    if not tasks:
        return [turn.tell(NO_TASK)]
    if len(tasks) == 1:
        return await begin(turn, tasks[0])
    rows = tuple((button(one.title[:60], HandInTo(one.id)),) for one in tasks[:MOST])
    return [turn.tell(N_("Which task do you want to hand in?"), rows)]


async def open_tasks(turn: Turn[Any], member: Member) -> list[Assignment]:
    """Those that this member can hand in to now."""
    found = []
    for one in await tasks_of(turn, member):
        try:
            may_hand_in(one, await dates_of(turn, one, member), turn.now, theirs=True)
        except RuleViolation:
            continue
        found.append(one)
    return found


def refuse(turn: Turn[Any], violation: RuleViolation, name: str = "", rows: Rows = ()) -> list[Intent]:
    """In private, in full; raises it where it is about who may."""
    if violation.code.startswith("access."):
        raise violation
    return [turn.tell("{why}", rows, why=worded(violation, turn.voice, name=name))]


async def not_taken(turn: Turn[Any], violation: RuleViolation, name: str = "") -> list[Intent]:
    """What was sent. The rest can be handed in, and the button for that stays where they look."""
    submission = await turn.uow.submissions.gathering(turn.me.id)
    rest = submission is not None and await turn.uow.submission_items.gathered(submission.id)
    return refuse(turn, violation, name, ((hand_in_button(turn.voice, submission.id),),) if submission and rest else ())


@feature.button(HandInTo, access="members", any_cohort=True)
async def hand_in_to(pressed: Turn[ButtonPressed], data: HandInTo) -> list[Intent]:
    try:
        turn, found = await task_for(pressed, data.assignment)
        return await begin(turn, found)
    except RuleViolation as violation:
        return refuse(pressed, violation)


async def begin(turn: Turn[Any], found: Assignment) -> list[Intent]:
    """From now on, what they send in private is for this one. What they had put together before is still there."""
    may_hand_in(found, await dates_of(turn, found, turn.me), turn.now, theirs=True)
    submission = await turn.uow.submissions.ensure(turn.me.id, found)
    return await show(turn, submission)


async def show(turn: Turn[Any], submission: Submission, *, coming: bool = False) -> list[Intent]:
    """The message that lists what is put together, below all that was sent, as it has the buttons. `coming`: one that is
    about to be sent shows it, too."""
    await turn.uow.submissions.stop_gathering(turn.me.id)
    await turn.uow.submissions.gather(submission.id, turn.now, new_sitting=not coming)
    if coming:
        return [Refresh(gathering_card(submission.id, submission.sitting))]
    before = [Refresh(gathering_card(submission.id, submission.sitting))] if submission.sitting else []
    return [gathering(submission.id, submission.sitting + 1), *before]


def written(words: str) -> Piece:
    """Raises `item.long` (`n`, `max`) and the violations of `read_link`."""
    if looks_like_link(words):
        return Piece("link", read_link(words))
    if len(words) > TEXT_MAX:
        raise RuleViolation("item.long", n=len(words), max=TEXT_MAX)
    return Piece("text", words)


@feature.file
async def file_sent(turn: Turn[FileSent]) -> list[Intent]:
    """A trainer's attachment, or homework of who learns. The rest is for others."""
    if (attached := await attached_now(turn)) is not None:
        return attached
    if turn.member is None or not turn.member.learner or not await tasks_of(turn, turn.me):
        return []
    event, name = turn.event, safe_name(turn.event.name)
    try:
        check_file(name, event.size or None, turn.deployment.homework.limits)
        pieces = [Piece("file", "", name, event.media_type, event.size, event.file_id)]
        caption = clean(event.caption).strip()
        return await sent(turn, [*pieces, *([written(caption)] if caption else [])])
    except RuleViolation as violation:
        return await not_taken(turn, violation, name)


async def sent(turn: Turn[Any], pieces: list[Piece]) -> list[Intent]:
    """For the task that something is put together for, or the only open one; else it is asked. Raises `RuleViolation`."""
    submission = await turn.uow.submissions.gathering(turn.me.id)
    if submission is not None and submission.listens(turn.now):
        _turn, found = await task_for(turn, submission.assignment_id)
        return await _put(turn, found, pieces)
    tasks = await open_tasks(turn, turn.me)
    if not tasks:
        return [turn.tell(NO_TASK)]
    fitting = [one for one in tasks if pieces[0].kind in one.task.accepts]
    if len(fitting or tasks) == 1:
        return await _put(turn, (fitting or tasks)[0], pieces)
    return await _ask_which(turn, fitting or tasks, pieces)


async def _put(turn: Turn[Any], found: Assignment, pieces: list[Piece]) -> list[Intent]:
    """Raises `RuleViolation`. A caption that the task does not take is left out: the file counts."""
    may_hand_in(found, await dates_of(turn, found, turn.me), turn.now, theirs=True)
    check_accepts(pieces[0].kind, found.task.accepts)
    submission = await turn.uow.submissions.ensure(turn.me.id, found)
    most, before = turn.deployment.homework.most_at_once, await turn.uow.submission_items.gathered(submission.id)
    if len(before) + len(pieces) > most:
        raise RuleViolation("submission.most", max=most)
    fetches = await _keep(turn, submission.id, [one for one in pieces if one.kind in found.task.accepts])
    shown = shown_from(before)
    return [*fetches, *await show(turn, submission, coming=shown is not None and turn.now < shown)]


async def _keep(turn: Turn[Any], submission_id: int | None, pieces: list[Piece]) -> list[Intent]:
    """Note them; files are to be fetched."""
    fetches: list[Intent] = []
    for one in pieces:
        items = turn.uow.submission_items
        if one.kind == "file":
            new = await items.add_file(turn.me, submission_id, one.name, one.media_type, one.size, turn.now)
            fetches.append(Fetch(one.file_id, "assignments.item", {"item": str(new)}))
        else:
            await items.add_words(turn.me, submission_id, one.kind, one.text, turn.now)
    return fetches


async def _ask_which(turn: Turn[Any], tasks: list[Assignment], pieces: list[Piece]) -> list[Intent]:
    """Once for what was sent at once; what was sent for no task long ago is forgotten."""
    items = turn.uow.submission_items
    await items.drop_loose(turn.me.id, turn.now - LISTENS)
    asked = any(one.at and one.at > turn.now - ASKED_ONCE for one in await items.loose(turn.me.id))
    fetches = await _keep(turn, None, pieces)
    if asked:
        return fetches
    newest = (await items.loose(turn.me.id))[-1]
    rows = tuple((button(one.title[:60], ForTask(one.id, newest.id)),) for one in tasks[:MOST])
    none = ((button(turn.voice.plain("For none of them"), ForNone(newest.id)),),)
    return [*fetches, turn.tell(N_("Thank you. Which task is this for?"), (*rows, *none))]


@feature.button(ForTask, access="members", any_cohort=True)
async def for_task(pressed: Turn[ButtonPressed], data: ForTask) -> list[Intent]:
    try:
        turn, found = await task_for(pressed, data.assignment)
        may_hand_in(found, await dates_of(turn, found, turn.me), turn.now, theirs=True)
        loose = await turn.uow.submission_items.loose(turn.me.id)
        waits = data.item in {one.id for one in loose}
        for one in loose if waits else [Piece("text")]:
            check_accepts(one.kind, found.task.accepts)
    except RuleViolation as violation:
        return refuse(pressed, violation)
    submission = await turn.uow.submissions.ensure(turn.me.id, found)
    if waits:
        await turn.uow.submission_items.put_to(turn.me.id, submission.id)
    elif not await turn.uow.submission_items.take_up(data.item, turn.me.id, submission.id):
        return [turn.toast(N_("I do not have that any more. Please send it again."), alert=True)]
    return [Edit(Message(turn.voice("For **{title}**.", title=found.title))), *await show(turn, submission)]


@feature.button(ForNone, access="members", any_cohort=True)
async def for_none(turn: Turn[ButtonPressed], data: ForNone) -> list[Intent]:
    """Their own alone: of another's item they have none."""
    found = await turn.uow.submission_items.by_id(data.item)
    if found is None or found.member_id not in {member.id for member in turn.memberships.values()}:
        raise RuleViolation("access.denied", access="members")
    await turn.uow.submission_items.drop_loose(found.member_id)
    return [Edit(Message(turn.voice("All right, I did nothing with it.")))]
