"""Somebody asks for more time; a trainer decides with a tap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.markup import Value
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private, Recheck, Refresh
from bot.chat.text import quote
from bot.chat.words import clean
from bot.domain.audit import Action
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.due import check_extension
from bot.domain.homework.submissions import Extension
from bot.domain.people import LEADS, Member
from bot.domain.violation import RuleViolation
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Instant
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.assignments.buttons import AskTime, DecideTime
from handlers.assignments.declared import dates_of, desk_of, feature, leads_of, request_card, task_for, tasks_of
from handlers.assignments.form import later_due
from handlers.assignments.gather import refuse
from handlers.assignments.refusals import worded
from handlers.assignments.show import here, in_words

REASON_MAX = 500
MOST = 20
SETTLED = N_("This was decided already, or they asked anew: see the newest message.")


async def ask_for_time(turn: Turn[Any]) -> list[Intent]:
    """For which task?"""
    tasks = await tasks_of(turn, turn.me) if turn.me.learner else []
    if not tasks:
        return [turn.tell(N_("You have no task that could get more time."))]
    if len(tasks) == 1:
        return [OpenForm(await _form(turn, tasks[0]))]
    rows = tuple((button(one.title[:60], AskTime(one.id)),) for one in tasks[:MOST])
    return [turn.tell(N_("For which task do you need more time?"), rows)]


async def _form(turn: Turn[Any], found: Assignment) -> Form:
    _, dates = turn.voice, await dates_of(turn, found, turn.me)
    until = Field(
        *("until", _.plain("Until when do you need time?")),
        help=_.plain("So far: {due}. For example: 20 Nov 18:00, or 2 days.", due=_.moment(dates.due).text),
        max_length=100,
    )
    why = Field("why", _.plain("Why?"), "paragraph", help=_.plain("Your trainers read this."), max_length=REASON_MAX)
    title = _.plain("More time: {title}", title=found.title)
    return Form("assignments.ask", title, (until, why), _.plain("Ask"), context=str(found.id))


@feature.button(AskTime, access="members", any_cohort=True)
async def ask(pressed: Turn[ButtonPressed], data: AskTime) -> list[Intent]:
    try:
        turn, found = await task_for(pressed, data.assignment)
        if not found.public:
            raise RuleViolation("submission.withdrawn")
    except RuleViolation as violation:
        return refuse(pressed, violation)
    return [OpenForm(await _form(turn, found))]


@feature.form("assignments.ask", access="members")
async def asked(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """On their own clock."""
    try:
        turn, found = await task_for(submitted, submitted.event.context)
        if not found.public:
            raise RuleViolation("submission.withdrawn")
        dates = await dates_of(turn, found, turn.me)
        typed = later_due(values.get("until", ""), dates.due, turn.now, turn.zone)
        if not isinstance(typed, Instant):
            return [FormErrors({"until": str(time_problem(typed, turn.voice))})]
        check_extension(dates, typed.at, turn.now)
    except RuleViolation as violation:
        if violation.code.startswith("access."):
            raise
        return [FormErrors({"until": worded(violation, submitted.voice)})]
    reason = clean(values.get("why", "")).strip()
    if not 0 < len(reason) <= REASON_MAX:
        return [FormErrors({"why": turn.voice.plain("Please write why, in at most {n} characters.", n=REASON_MAX)})]
    wish = await turn.uow.extensions.ask(turn.me.id, found, typed.at, reason, turn.now)
    told = [_to_lead(turn, wish, one) for one in await leads_of(turn)]
    words = N_("I have asked your trainers for more time for **{title}**, until {until}. I tell you what they say.")
    return [
        turn.tell(words, title=found.title, until=turn.voice.moment(typed.at)),
        *told,
        Refresh(request_card(wish.id)),
    ]


def _to_lead(turn: Turn[Any], wish: Extension, lead: Member) -> Private:
    assert wish.asked_at is not None
    args = {"extension": str(wish.id), "reader": str(lead.id), "minute": str(minute_of(wish.asked_at))}
    key = f"time-asked:{wish.id}:{wish.asked_at:%Y%m%dT%H%M%S}:{lead.id}"
    at = turn.config.quiet.over(turn.now, lead.zone)
    recheck = Recheck("assignments.asked", args)
    return Private(to=lead.id, key=key, card=request_card(wish.id), recheck=recheck, at=at)


def minute_of(at: datetime) -> int:
    return int(at.timestamp()) // 60


@feature.recheck("assignments.asked")
async def request(view: View, extension: str, reader: str, minute: str) -> Message | None:
    """With what became of it."""
    wish = await view.uow.extensions.by_id(int(extension))
    lead = await view.uow.members.by_id(int(reader))
    if wish is None or wish.asked_at is None or wish.asked_until is None or lead is None or not lead.roles & LEADS:
        return None
    found = await view.uow.assignments.by_id(wish.assignment_id)
    member = await view.uow.members.by_id(wish.member_id)
    if found is None or member is None:
        return None
    _ = here(view, lead.language)
    if str(minute_of(wish.asked_at)) != minute:
        return Message(_("{name} has asked anew: see below.", name=member.name))
    values: dict[str, Value] = {"name": member.name, "title": found.title, "until": _.moment(wish.asked_until)}
    text = in_words(_("**{name} asks for more time for {title}: until {until}.**", **values)) + quote(wish.reason)
    if wish.state == "granted":
        return Message(text + _("✅ Given."))
    if wish.state == "refused":
        return Message(text + _("Not given."))
    yes = button(_.plain("Give it"), DecideTime(wish.id, int(minute), yes=True), "primary")
    return Message(text, ((yes, button(_.plain("No"), DecideTime(wish.id, int(minute), yes=False))),))


@feature.button(DecideTime, access="members", any_cohort=True)
async def decide(pressed: Turn[ButtonPressed], data: DecideTime) -> list[Intent]:
    """The first tap counts, whoever makes it."""
    wish = await pressed.uow.extensions.by_id(data.extension)
    if wish is None:
        pressed.require(LEADS, pressed.cohort.id)
        return [pressed.toast(SETTLED, alert=True)]
    turn = await pressed.within(wish.cohort_id, LEADS)
    refresh = Refresh(request_card(wish.id))
    found = await turn.uow.assignments.by_id(wish.assignment_id)
    same = wish.asked_at is not None and minute_of(wish.asked_at) == data.minute
    if (
        found is None
        or not same
        or not await turn.uow.extensions.decide(wish, yes=data.yes, by=turn.me.id, now=turn.now)
    ):
        return [turn.toast(SETTLED, alert=True), refresh]
    action: Action = "extended" if data.yes else "extension_refused"
    await turn.uow.audit.note(turn.cohort.id, turn.now, action, actor=turn.me.id, subject=wish.member_id, id=found.id)
    args = {"extension": str(wish.id), "yes": str(int(data.yes))}
    asker = await turn.uow.members.by_id(wish.member_id)
    at = turn.config.quiet.over(turn.now, asker.zone) if asker else None
    key, recheck = f"time-decided:{wish.id}:{data.minute}", Recheck("assignments.decided", args)
    told = Private(to=wish.member_id, key=key, at=at, recheck=recheck)
    words = N_("Given. They are told.") if data.yes else N_("Not given. They are told.")
    return [turn.toast(words), told, refresh, Refresh(desk_of(found.id))]


@feature.recheck("assignments.decided")
async def decided(view: View, extension: str, yes: str) -> Message | None:
    wish = await view.uow.extensions.by_id(int(extension))
    found = await view.uow.assignments.by_id(wish.assignment_id) if wish else None
    member = await view.uow.members.by_id(wish.member_id) if wish else None
    if wish is None or found is None or member is None or member.withdrawn:
        return None
    _ = view.voice_for(member)
    due = _.moment((await dates_of(view, found, member)).due)
    if yes == "1":
        return Message(_("**You have more time for {title}: until {until}.**", title=found.title, until=due))
    return Message(
        _("Your trainers could not give you more time for **{title}**. It is due on {due}.", title=found.title, due=due)
    )
