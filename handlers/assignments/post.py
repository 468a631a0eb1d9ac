"""Posting: in the group, and to those concerned in private; now, or at a time that was planned."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.chat.buttons import button
from bot.chat.errors import NotYet
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import Card, FormErrors, Intent, Message, OpenForm, Private, Recheck, Refresh, ToMany
from bot.domain.homework.assignments import Assignment, check_act, check_post_at, concerned, is_concerned
from bot.domain.homework.due import dates_for
from bot.domain.people import LEADS
from bot.domain.violation import RuleViolation
from bot.feature import Planned
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Instant, read_time
from bot.locale.voice import N_
from bot.scene import Scene, Turn, View
from handlers.assignments.buttons import HandInTo, PlanIt, PostIt, ShowTask
from handlers.assignments.declared import card_of, counted, dates_of, desk_of, feature, leads_of, managed, waves
from handlers.assignments.form import voice_here
from handlers.assignments.refusals import worded
from handlers.assignments.show import body, files_of

FILES_WITHIN, LOOK_AGAIN = timedelta(minutes=15), timedelta(minutes=1)
"""A file is here after at most ten minutes, or will not come."""

TOO_LATE = timedelta(hours=6)
"""What was planned while the bot was away for so long is not posted any more without a look."""


def refused(turn: Turn[Any], violation: RuleViolation) -> list[Intent]:
    """As a toast; raises it where it is about who may."""
    if violation.code.startswith("access."):
        raise violation
    return [turn.toast("{why}", why=worded(violation, voice_here(turn))[:200], alert=True)]


@feature.button(PostIt, access="members", any_cohort=True)
async def post(pressed: Turn[ButtonPressed], data: PostIt) -> list[Intent]:
    try:
        turn, found = await managed(pressed, data.assignment)
        check_act(found, "post", turn.now)
        if not concerned(await turn.uow.members.of_cohort(turn.cohort.id), found.task.audience):
            raise RuleViolation("assignment.nobody")
    except RuleViolation as violation:
        return [*refused(pressed, violation), Refresh(desk_of(data.assignment))]
    if not await turn.uow.assignments.post(found.id, turn.me.id, turn.now):
        return [turn.toast(N_("It is posted already.")), Refresh(desk_of(found.id))]
    await turn.uow.audit.note(turn.cohort.id, turn.now, "assigned", actor=turn.me.id, id=found.id)
    return [turn.toast(N_("Posted.")), *await announced(turn, found, at_once=True), Refresh(desk_of(found.id))]


async def announced(scene: Scene, found: Assignment, *, at_once: bool) -> list[Intent]:
    """For the group, unless it is for some people alone, and for each one concerned; once for each, however often this is
    said. What was planned waits for the end of each reader's quiet hours."""
    name = {"assignment": str(found.id)}
    people = concerned(await scene.uow.members.of_cohort(scene.cohort.id), found.task.audience)
    all_now = [(None, tuple(one.id for one in people))] if people else []
    told = [
        ToMany(ids, f"assignment-told:{found.id}", Recheck("assignments.told", name), at=at)
        for at, ids in (all_now if at_once else waves(scene, people))
    ]
    # What is for some people alone would only be noise to the others.
    posted = [Card(card_of(found.id), Recheck("assignments.card", name))] if found.task.audience.to != "people" else []
    return [*posted, *told]


@feature.recheck("assignments.card")
async def card(view: View, assignment: str) -> Message | None:
    """For the group: counts, no names."""
    found = await view.uow.assignments.by_id(int(assignment))
    if found is None or found.state not in ("open", "closed", "withdrawn"):
        return None
    _ = view.group_voice
    if found.state == "withdrawn":
        return Message(_("**{title}** was taken back: there is nothing to do.", title=found.title))
    handed, everybody = await counted(view, found)
    text = body(view, found, dates_for(found, None), _)
    text += _("Handed in: {n} of {all}.", n=handed, all=everybody)
    if found.state == "closed":
        return Message(text + _("**Closed.** Nothing more can be handed in."))
    return Message(text, ((button(_.plain("Hand in"), HandInTo(found.id), "primary"),),))


@feature.recheck("assignments.told")
async def told(view: View, assignment: str, to: str) -> Message | None:
    """For one of those concerned; None where that is over. What its trainer has only just attached is waited for."""
    found = await view.uow.assignments.by_id(int(assignment))
    reader = await view.uow.members.by_id(int(to))
    if found is None or found.state != "open" or reader is None or not is_concerned(reader, found.task.audience):
        return None
    fresh = found.posted_at is not None and view.now < found.posted_at + FILES_WITHIN
    if fresh and any(one.state == "coming" for one in await view.uow.assignments.attachments(found.id)):
        raise NotYet(view.now + LOOK_AGAIN)
    _ = view.voice_for(reader)
    buttons = (
        (button(_.plain("Hand in"), HandInTo(found.id), "primary"), button(_.plain("My task"), ShowTask(found.id))),
    )
    text = body(view, found, await dates_of(view, found, reader), _)
    return Message(text, buttons, await files_of(view, found))


@feature.button(PlanIt, access="members", any_cohort=True)
async def plan(pressed: Turn[ButtonPressed], data: PlanIt) -> list[Intent]:
    try:
        turn, found = await managed(pressed, data.assignment)
        check_act(found, "schedule", turn.now)
    except RuleViolation as violation:
        return refused(pressed, violation)
    _ = turn.voice
    zone = voice_here(turn).clock(turn.now).text.partition(" ")[2]
    asked = Field(
        *("when", _.plain("When is it to be posted?")),
        help=_.plain("For example: tomorrow 9:00, 14 Jan 17:00. Times are in {zone}.", zone=zone),
        max_length=100,
    )
    return [OpenForm(Form("assignments.plan", _.plain("Post it later"), (asked,), _.plain("Plan it"), str(found.id)))]


@feature.form("assignments.plan", access="members")
async def planned_for(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    try:
        turn, found = await managed(submitted, submitted.event.context)
        check_act(found, "schedule", turn.now)
        when = read_time(values.get("when", ""), turn.now, turn.programme.tz)
        if not isinstance(when, Instant):
            return [FormErrors({"when": str(time_problem(when, voice_here(turn)))})]
        check_post_at(found.task, when.at)
    except RuleViolation as violation:
        if violation.code.startswith("access."):
            raise
        return [FormErrors({"when": worded(violation, voice_here(submitted))})]
    await turn.uow.assignments.schedule(found.id, when.at)
    words = turn.voice(
        "Planned: **{title}** is posted on {when}.", title=found.title, when=voice_here(turn).moment(when.at).text
    )
    return [Private(Message(words)), Refresh(desk_of(found.id))]


@feature.tick
async def on_time(scene: Scene) -> list[Intent]:
    """Those whose time has come. What the bot was away for is looked at by a trainer first."""
    intents: list[Intent] = []
    for found in await scene.uow.assignments.to_post(scene.cohort.id, scene.now):
        assert found.post_at is not None
        late = scene.now - found.post_at > TOO_LATE and found.pack_key is None
        if late or found.task.due is None or found.task.due <= scene.now:
            intents += await _ask_again(scene, found, found.post_at)
        elif await scene.uow.assignments.post(found.id, found.author_id, scene.now):
            await scene.uow.audit.note(scene.cohort.id, scene.now, "assigned", actor=found.author_id, id=found.id)
            intents += [*await announced(scene, found, at_once=False), Refresh(desk_of(found.id))]
    return intents


async def _ask_again(scene: Scene, found: Assignment, at: datetime) -> list[Intent]:
    """It is a draft again."""
    if not await scene.uow.assignments.set_state(found.id, "draft", from_=["scheduled"]):
        return []
    intents: list[Intent] = [Refresh(desk_of(found.id))]
    readers = [one for one in await leads_of(scene) if found.author_id in (None, one.id)]
    for reader in readers:
        args = {"assignment": str(found.id), "reader": str(reader.id)}
        key = f"assignment-late:{found.id}:{at:%Y%m%dT%H%M}:{reader.id}"
        quiet = scene.config.quiet.over(scene.now, reader.zone)
        intents.append(Private(to=reader.id, key=key, at=quiet, recheck=Recheck("assignments.late", args)))
    return intents


@feature.recheck("assignments.late")
async def not_posted(view: View, assignment: str, reader: str) -> Message | None:
    """While it still waits for somebody to look at it."""
    found = await view.uow.assignments.by_id(int(assignment))
    member = await view.uow.members.by_id(int(reader))
    if found is None or found.state != "draft" or member is None or not member.roles & LEADS:
        return None
    _ = view.voice_for(member)
    return Message(
        _(
            "I was not running when **{title}** was to be posted, so it was not. /assignments shows it.",
            title=found.title,
        )
    )


@feature.plans
async def planned(view: View) -> list[Planned]:
    """What is posted, and what falls due."""
    _ = view.group_voice
    planned = await view.uow.assignments.of_cohort(view.cohort.id, "scheduled")
    public = await view.uow.assignments.of_cohort(view.cohort.id, "open")
    everybody = _.plain("the participants")
    coming = [
        Planned(one.post_at, _.plain("Assignment: {title}", title=one.title), everybody)
        for one in planned
        if one.post_at
    ]
    due = [
        Planned(one.due, _.plain("Due: {title}", title=one.title), everybody) for one in public if one.due > view.now
    ]
    return [*coming, *due]
