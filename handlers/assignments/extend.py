"""`/extend @member 2 days`: more time for one member. The date is shown in full before it is given."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private, Recheck, Refresh
from bot.chat.words import clean
from bot.domain.find_people import find_people, is_exactly
from bot.domain.homework.assignments import Assignment, is_concerned
from bot.domain.homework.due import check_extension, later
from bot.domain.homework.more_time import MoreTime, read_more_time
from bot.domain.people import LEADS, Member
from bot.domain.violation import RuleViolation
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Instant, read_time
from bot.locale.voice import N_
from bot.scene import Scene, Turn, View
from handlers.assignments.ask_time import ask_for_time
from handlers.assignments.buttons import GiveTime, HandInTo, ShowTask
from handlers.assignments.declared import dates_of, desk_of, feature, managed, tasks_of
from handlers.assignments.form import voice_here
from handlers.assignments.post import refused
from handlers.assignments.refusals import worded

EXAMPLE = "extend @Ana 2 days"
HOW = N_("To give somebody more time, send for example `/{example}`, or `/extend Ana until 20 Nov 18:00`.")
MOST = 10


@feature.command("extend", access="members", summary=N_("ask for more time for a task, or give it"), example="extend")
async def extend(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Trainers and organisers give it; all others ask for it."""
    if not turn.me.roles & LEADS:
        return await ask_for_time(turn)
    typed = clean(turn.event.args).strip()
    if not typed:
        return [turn.tell(HOW, example=EXAMPLE)]
    try:
        wish = read_more_time(typed)
        member = await _meant(turn, wish.name)
        found, why = await _offers(turn, member, wish)
    except RuleViolation as violation:
        refusal = turn.voice("{why}", why=worded(violation, voice_here(turn)))
        return [Private(Message(refusal + turn.voice(HOW, example=EXAMPLE)))]
    if not found:
        return [turn.tell("{why}", why=why)]
    zoned = voice_here(turn)
    rows = tuple(
        (button(f"{one.title[:40]}: {zoned.moment(until).text}", GiveTime(one.id, member.id, _minute(until))),)
        for one, until in found[:MOST]
    )
    return [turn.tell(N_("More time for **{name}** – until when is this? Tap to give it:"), rows, name=member.name)]


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


async def _meant(turn: Turn[Any], name: str) -> Member:
    """Raises `names.unknown` and `names.several`."""
    called = await turn.uow.accounts.names(turn.cohort.id)
    learners = [one for one in await turn.uow.members.of_cohort(turn.cohort.id) if one.learner]
    found = find_people(learners, name, called)
    found = [one for one in found if is_exactly(one, name)] or found
    if not found:
        raise RuleViolation("names.unknown", name=name.removeprefix("@")[:60])
    if len(found) > 1:
        listed = ", ".join(f"{one.name} ({one.email})" for one in found[:3])
        raise RuleViolation("names.several", name=name[:60], found=listed)
    return found[0]


async def _offers(turn: Turn[Any], member: Member, wish: MoreTime) -> tuple[list[tuple[Assignment, datetime]], str]:
    """Until when each of their tasks would be due, where that gives time; else why not."""
    found, why = [], turn.voice.plain("{name} has no task that could get more time.", name=member.name)
    typed = read_time(wish.until, turn.now, turn.programme.tz) if wish.until else None
    if typed is not None and not isinstance(typed, Instant):
        return [], str(time_problem(typed, voice_here(turn)))
    for one in await tasks_of(turn, member):
        dates = await dates_of(turn, one, member)
        try:
            if isinstance(typed, Instant):
                until = typed.at
            else:
                assert wish.length is not None
                until = later(max(dates.due, turn.now.replace(second=0, microsecond=0)), wish.length, turn.programme.tz)
            check_extension(dates, until, turn.now)
        except RuleViolation as violation:
            why = worded(violation, voice_here(turn))
            continue
        found.append((one, until))
    return found, why


@feature.button(GiveTime, access="members", any_cohort=True)
async def give(pressed: Turn[ButtonPressed], data: GiveTime) -> list[Intent]:
    until = datetime.fromtimestamp(data.minute * 60, UTC)
    try:
        turn, found = await managed(pressed, data.assignment)
        member = await turn.uow.members.by_id(data.member)
        if member is None or member.cohort_id != found.cohort_id or not is_concerned(member, found.task.audience):
            raise RuleViolation("access.denied", access=LEADS)
        if not found.public:
            raise RuleViolation("assignment.not_now")
        check_extension(await dates_of(turn, found, member), until, turn.now)
    except RuleViolation as violation:
        return refused(pressed, violation)
    await turn.uow.extensions.grant(member.id, found, until, turn.me.id, turn.now)
    zoned = voice_here(turn)
    words = turn.voice(
        "**{name}** has time for {title} until {until}.",
        name=member.name,
        title=found.title,
        until=zoned.moment(until).text,
    )
    return [Edit(Message(words)), *await granted(turn, found, member, until, turn.me.id)]


async def granted(scene: Scene, found: Assignment, member: Member, until: datetime, by: int) -> list[Intent]:
    """They are told; it is noted who gave it."""
    await scene.uow.audit.note(scene.cohort.id, scene.now, "extended", actor=by, subject=member.id, id=found.id)
    args = {"assignment": str(found.id), "to": str(member.id)}
    key = f"more-time:{found.id}:{member.id}:{_minute(until)}"
    at, recheck = scene.config.quiet.over(scene.now, member.zone), Recheck("assignments.more_time", args)
    return [Private(to=member.id, key=key, at=at, recheck=recheck), Refresh(desk_of(found.id))]


@feature.recheck("assignments.more_time")
async def more_time(view: View, assignment: str, to: str) -> Message | None:
    found = await view.uow.assignments.by_id(int(assignment))
    reader = await view.uow.members.by_id(int(to))
    if found is None or reader is None or reader.withdrawn or not found.public:
        return None
    _ = view.voice_for(reader)
    dates = await dates_of(view, found, reader)
    text = _("**You have more time for {title}: until {until}.**", title=found.title, until=_.moment(dates.due))
    return Message(
        text, ((button(_.plain("Hand in"), HandInTo(found.id)), button(_.plain("My task"), ShowTask(found.id))),)
    )
