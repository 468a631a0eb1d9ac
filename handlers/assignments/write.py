"""`/assign`: as a form, or in one line. Either way a preview comes first, with every date in full."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked, FormSubmitted
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private, Refresh
from bot.chat.words import clean
from bot.domain.homework.assignments import Audience, Task, check_act, check_task
from bot.domain.homework.one_line import Line, read_line
from bot.domain.people import LEADS
from bot.domain.violation import RuleViolation
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Ambiguous, Instant, TypedTime, read_time
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.assignments.buttons import TakeDue
from handlers.assignments.declared import desk_of, feature, managed
from handlers.assignments.form import read_form, said_audience, said_session, voice_here, write_form
from handlers.assignments.preview import previewed
from handlers.assignments.refusals import worded

EXAMPLE = 'assign homework "Business model canvas" due Wed 13 Nov 18:00'
HOW = N_(
    "Nothing was assigned. Please send it like this: `/{example}`. You can add: cutoff 15 Nov 18:00, for Ana, Bo, accepts "
    "file link, and the instructions on the next lines. `/assign` alone opens a form."
)
WHICH_DUE = N_("When is it due? It can be read in several ways.")


@feature.command(
    "assign", access=LEADS, topic="lead", summary=N_("give out homework, with a due date"), example=EXAMPLE
)
async def assign(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Nothing is posted before that is tapped."""
    typed = clean(turn.event.args).strip()
    if not typed:
        return [OpenForm(write_form(turn))]
    try:
        line = read_line(typed)
        due = read_time(line.due, turn.now, turn.programme.tz)
        if not isinstance(due, Ambiguous):
            _certain(due)
        task = await _task(turn, line, due)
    except RuleViolation as violation:
        why = turn.voice("{why}", why=worded(violation, voice_here(turn)))
        return [Private(Message(why + turn.voice(HOW, example=EXAMPLE)))]
    except _Unclear as unclear:
        why = turn.voice("{why}", why=str(time_problem(unclear.found, voice_here(turn))))
        return [Private(Message(why + turn.voice(HOW, example=EXAMPLE)))]
    made = await turn.uow.assignments.draft(turn.cohort.id, turn.me.id, task, turn.now)
    if isinstance(due, Ambiguous):
        zoned = voice_here(turn)
        rows = tuple((button(zoned.moment(at).text, TakeDue(made, int(at.timestamp()) // 60)),) for at in due.readings)
        return [turn.tell(WHICH_DUE, rows)]
    return previewed(made, turn.me.id)


class _Unclear(Exception):
    def __init__(self, found: TypedTime) -> None:
        super().__init__()
        self.found = found


def _certain(found: TypedTime) -> datetime:
    """Raises `_Unclear`."""
    if isinstance(found, Instant):
        return found.at
    raise _Unclear(found)


async def _task(turn: Turn[Any], line: Line, due: TypedTime) -> Task:
    """Raises `_Unclear`, and violations of names, sessions and of `check_task`."""
    cutoff = _certain(read_time(line.cutoff, turn.now, turn.programme.tz)) if line.cutoff else None
    audience = await said_audience(turn, line.people) if line.people else Audience()
    task = Task(
        *(line.title, due.at if isinstance(due, Instant) else None, line.kind, line.instructions, cutoff),
        *(line.accepts, audience),
        debrief=said_session(turn, line.debrief) if line.debrief else "",
    )
    check_task(task, turn.now)
    return task


@feature.button(TakeDue, access="members", any_cohort=True)
async def take_due(pressed: Turn[ButtonPressed], data: TakeDue) -> list[Intent]:
    """Of a date that could be read in several ways."""
    turn, found = await _draft(pressed, data.assignment)
    if turn is None or found is None:
        return [pressed.toast(N_("This is settled. /assignments shows how it stands."), alert=True)]
    task = replace(found.task, due=datetime.fromtimestamp(data.minute * 60, UTC))
    try:
        check_task(task, turn.now)
    except RuleViolation as violation:
        return [turn.toast("{why}", why=worded(violation, voice_here(turn))[:200], alert=True)]
    if not await turn.uow.assignments.rewrite(found.id, task, turn.now):
        return [turn.toast(N_("This is settled. /assignments shows how it stands."), alert=True)]
    return previewed(found.id, turn.me.id)


async def _draft(pressed: Turn[Any], assignment: int) -> tuple[Any, Any]:
    """None where it is no draft any more."""
    try:
        turn, found = await managed(pressed, assignment)
    except RuleViolation as violation:
        if violation.code != "assignment.gone":
            raise
        return None, None
    return (turn, found) if found.state == "draft" else (None, None)


@feature.form("assignments.write", access="members")
async def written(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """A new draft; a draft that says something else; or a change to what is posted, to be confirmed."""
    turn, known = submitted, None
    try:
        if submitted.event.context:
            turn, known = await managed(submitted, submitted.event.context)
            check_act(known, "change", turn.now)
        turn.require(LEADS, turn.cohort.id)
    except RuleViolation as violation:
        if violation.code.startswith("access."):
            raise
        return [FormErrors({"title": worded(violation, submitted.voice)})]
    task, errors = await read_form(turn, values, known.task if known else None)
    if task is None:
        return [FormErrors(errors)]
    if known is None:
        return previewed(await turn.uow.assignments.draft(turn.cohort.id, turn.me.id, task, turn.now), turn.me.id)
    if known.public:
        return previewed(await turn.uow.assignments.change(known, turn.me.id, task, turn.now), turn.me.id)
    await turn.uow.assignments.rewrite(known.id, task, turn.now)
    return [Refresh(desk_of(known.id)), *previewed(known.id, turn.me.id)]
