"""Files of trainers: after "Add files", what they send in private belongs to the assignment, for a
while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.chat.events import ButtonPressed, FileSent
from bot.chat.messages import Fetch, Fetched, Intent, Message, Private, Refresh
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.items import check_contents, check_file, safe_name
from bot.domain.people import LEADS
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Scene, Turn
from handlers.assignments.buttons import AttachTo
from handlers.assignments.declared import desk_of, feature, managed
from handlers.assignments.left_behind import forget
from handlers.assignments.post import refused
from handlers.assignments.refusals import worded

FILES_MAX = 10
LISTENS = timedelta(minutes=15)
"""So long after "Add files", what a trainer sends in private belongs to the assignment."""


@feature.button(AttachTo, access="members", any_cohort=True)
async def attach_to(pressed: Turn[ButtonPressed], data: AttachTo) -> list[Intent]:
    try:
        turn, found = await managed(pressed, data.assignment)
        if found.state not in ("draft", "scheduled", "open"):
            raise RuleViolation("assignment.not_now")
    except RuleViolation as violation:
        return refused(pressed, violation)
    await turn.uow.assignments.attach_next(found.id, turn.me.id, turn.now + LISTENS)
    return [turn.tell(N_("Please send me the files for **{title}** now, one by one or together."), title=found.title)]


async def attached_now(turn: Turn[FileSent]) -> list[Intent] | None:
    """None where no file is waited for from them."""
    if turn.member is None or not turn.member.roles & LEADS:
        return None
    found = await turn.uow.assignments.awaiting_files(turn.me.id, turn.now)
    return await _take(turn, found) if found else None


async def _take(turn: Turn[FileSent], found: Assignment) -> list[Intent]:
    event, name = turn.event, safe_name(turn.event.name)
    try:
        check_file(name, event.size or None, turn.deployment.homework.limits)
        if len(await turn.uow.assignments.attachments(found.id)) >= FILES_MAX:
            raise RuleViolation("submission.most", max=FILES_MAX)
    except RuleViolation as violation:
        return [turn.tell("{why}", why=worded(violation, turn.voice, name=name))]
    new = await turn.uow.assignments.attach(found, name, event.media_type[:120], event.size, turn.now)
    args = {"attachment": str(new), "by": str(turn.me.id)}
    return [Fetch(event.file_id, "assignments.attached", args), Refresh(desk_of(found.id))]


@feature.fetched("assignments.attached")
async def attached(scene: Scene, fetched: Fetched, attachment: str, by: str) -> list[Intent]:
    """It is here, or it is said why not."""
    waiting = await scene.uow.assignments.attachment(int(attachment))
    sender = await scene.uow.members.by_id(int(by))
    if waiting is None or sender is None:
        await forget(scene, fetched.key)
        return []
    problem = await _problem(scene, fetched, waiting.name)
    _ = scene.voice_for(sender)
    if problem is None:
        await scene.uow.assignments.attached(waiting.id, fetched.key, fetched.size)
        words = _("{name} is added.", name=waiting.name)
    else:
        await scene.uow.assignments.detach(waiting.id)
        await forget(scene, fetched.key)
        words = _("{why}", why=worded(problem, _, name=waiting.name) if isinstance(problem, RuleViolation) else problem)
        if problem == "lost":
            words = _(
                "I could not get {name} from the chat, so it was not added. Please send it again.", name=waiting.name
            )
    return [Private(Message(words), to=sender.id), Refresh(desk_of(waiting.assignment_id))]


async def _problem(scene: Scene, fetched: Fetched, name: str) -> Any:
    if fetched.problem:
        return "lost"
    try:
        check_file(name, fetched.size, scene.deployment.homework.limits)
        check_contents(fetched.head)
    except RuleViolation as violation:
        return violation
    return None
