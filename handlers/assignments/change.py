"""`/assignments`: all there are, and what can be changed: content, dates for all, closing, opening again, taking back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.markup import Value
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private, Recheck, Refresh, ToMany
from bot.chat.text import Text, bullets
from bot.domain.homework.assignments import Act, Assignment, State, check_act, concerned, is_concerned
from bot.domain.homework.due import dates_for, moved
from bot.domain.people import LEADS
from bot.domain.violation import RuleViolation
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Instant
from bot.locale.voice import N_, Voice
from bot.scene import Scene, Turn, View
from handlers.assignments.buttons import (
    ChangeTask,
    CloseIt,
    ConfirmChange,
    Discard,
    HandInTo,
    MoreForAll,
    OpenDesk,
    ReopenIt,
    ShowTask,
    WithdrawIt,
)
from handlers.assignments.declared import card_of, dates_of, desk_of, feature, managed, waves
from handlers.assignments.form import later_due, voice_here, write_form
from handlers.assignments.post import announced, refused
from handlers.assignments.preview import desk
from handlers.assignments.refusals import worded
from handlers.assignments.show import here

MOST = 20
"""Buttons of a list."""

STATES = {
    "draft": N_("draft"),
    "scheduled": N_("posted later"),
    "open": N_("open"),
    "closed": N_("closed"),
    "withdrawn": N_("taken back"),
}


SETTLED = N_("This is settled. /assignments shows how it stands.")
OVERTAKEN = N_(
    "Somebody else has changed it meanwhile, so nothing was changed now. Please begin again from /assignments."
)


@feature.command(
    "assignments",
    access=LEADS,
    topic="lead",
    summary=N_("see what is assigned, and change or close it"),
    example="assignments",
)
async def assignments(turn: Turn[CommandInvoked]) -> list[Intent]:
    found = await turn.uow.assignments.of_cohort(turn.cohort.id, "draft", "scheduled", "open", "closed")
    _ = here(turn, turn.me.language)
    if not found:
        return [turn.tell(N_("Nothing is assigned yet. To give out homework, send /assign."))]
    handed = await turn.uow.submissions.handed_in([one.id for one in found])
    lines = [_line(_, one, handed.get(one.id, 0)) for one in found[:MOST]]
    rows = tuple((button(one.title[:60], OpenDesk(one.id)),) for one in found[:MOST])
    return [Private(Message(_("**Assignments**") + bullets(*lines), rows))]


def _line(_: Voice, one: Assignment, handed: int) -> Text:
    due = _.moment(one.task.due).text if one.task.due else _.plain("no due date")
    values: dict[str, Value] = {"title": one.title, "state": _.plain(STATES[one.state]), "due": due}
    if one.public:
        return _("**{title}**: {state}, {due}, handed in: {n}", n=handed, **values)
    return _("**{title}**: {state}, {due}", **values)


@feature.button(OpenDesk, access="members", any_cohort=True)
async def open_desk(pressed: Turn[ButtonPressed], data: OpenDesk) -> list[Intent]:
    try:
        turn, found = await managed(pressed, data.assignment)
    except RuleViolation as violation:
        return refused(pressed, violation)
    return [desk(found.id, turn.me.id)]


@feature.button(ChangeTask, access="members", any_cohort=True)
async def change(pressed: Turn[ButtonPressed], data: ChangeTask) -> list[Intent]:
    """The form again, with what was written."""
    try:
        turn, found = await managed(pressed, data.assignment)
        check_act(found, "change", turn.now)
    except RuleViolation as violation:
        return refused(pressed, violation)
    return [OpenForm(write_form(turn, found))]


@feature.button(MoreForAll, access="members", any_cohort=True)
async def more_for_all(pressed: Turn[ButtonPressed], data: MoreForAll) -> list[Intent]:
    try:
        turn, found = await managed(pressed, data.assignment)
        check_act(found, "extend", turn.now)
    except RuleViolation as violation:
        return refused(pressed, violation)
    _, zoned = turn.voice, voice_here(turn)
    due = Field(
        *("due", _.plain("New due date")),
        help=_.plain("So far: {due}. For example: 20 Nov 18:00, or 2 days.", due=zoned.moment(found.due).text),
        max_length=100,
    )
    title, show = _.plain("More time for all"), _.plain("Preview")
    return [OpenForm(Form("assignments.more", title, (due,), show, str(found.id)))]


@feature.form("assignments.more", access="members")
async def more_time(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """A change of the dates alone; the cut-off keeps its distance."""
    try:
        turn, found = await managed(submitted, submitted.event.context)
        check_act(found, "extend", turn.now)
        typed = later_due(values.get("due", ""), found.due, turn.now, turn.programme.tz)
    except RuleViolation as violation:
        if violation.code.startswith("access."):
            raise
        return [FormErrors({"due": worded(violation, submitted.voice)})]
    if not isinstance(typed, Instant):
        return [FormErrors({"due": str(time_problem(typed, voice_here(turn)))})]
    if typed.at <= found.due:
        no_gain = RuleViolation("extension.no_gain", due=found.due)
        return [FormErrors({"due": worded(no_gain, voice_here(turn))})]
    dates = moved(found.task, typed.at)
    task = replace(found.task, due=dates.due, cutoff=dates.cutoff)
    return [desk(await turn.uow.assignments.change(found, turn.me.id, task, turn.now), turn.me.id)]


@feature.button(ConfirmChange, access="members", any_cohort=True)
async def confirm(pressed: Turn[ButtonPressed], data: ConfirmChange) -> list[Intent]:
    """Those who were told are told what is new; those who are concerned only now hear of all."""
    try:
        turn, found = await managed(pressed, data.change)
        old = await turn.uow.assignments.by_id(found.of or 0)
        if old is None or found.state != "change":
            raise RuleViolation("assignment.gone")
        check_act(old, "change", turn.now)
    except RuleViolation as violation:
        return [*refused(pressed, violation), Refresh(desk_of(data.change))]
    if not await turn.uow.assignments.take_change(found, turn.me.id, turn.now, more_time=found.due > old.due):
        words = SETTLED if found.changes == old.changes else OVERTAKEN
        return [turn.toast(words, alert=True), Refresh(desk_of(found.id))]
    await turn.uow.audit.note(turn.cohort.id, turn.now, "assignment_changed", actor=turn.me.id, id=old.id)
    new = await turn.uow.assignments.by_id(old.id)
    assert new is not None
    return [turn.toast(N_("Changed.")), *await _told(turn, old, new), *_refreshed(old.id, found.id)]


def _refreshed(*ids: int) -> list[Intent]:
    return [*(Refresh(desk_of(one)) for one in ids), Refresh(card_of(ids[0]))]


async def _told(scene: Scene, old: Assignment, new: Assignment) -> list[Intent]:
    everybody = await scene.uow.members.of_cohort(scene.cohort.id)
    known = {member.id for member in concerned(everybody, old.task.audience)}
    still = [member for member in concerned(everybody, new.task.audience) if member.id in known]
    dates_alone = replace(old.task, due=new.task.due, cutoff=new.task.cutoff) == new.task
    args = {"assignment": str(new.id), "was": old.due.isoformat(), "more": "" if dates_alone else "1"}
    recheck = Recheck("assignments.changed", args)
    key = f"assignment-changed:{new.id}:{new.changes}"
    more = await announced(scene, new, at_once=False) if new.state == "open" else []
    return [*(ToMany(ids, key, recheck, at=at) for at, ids in waves(scene, still)), *more]


@feature.recheck("assignments.changed")
async def changed(view: View, assignment: str, was: str, to: str, more: str = "") -> Message | None:
    """What is new, for who knew of it; `more` than dates."""
    found = await view.uow.assignments.by_id(int(assignment))
    reader = await view.uow.members.by_id(int(to))
    if found is None or not found.public or reader is None or not is_concerned(reader, found.task.audience):
        return None
    _ = view.voice_for(reader)
    dates = await dates_of(view, found, reader)
    text = _("**{title}** was changed.", title=found.title)
    if dates_for(found, None).due.isoformat() != was:
        text = _("**{title}** has a new due date: **{due}**.", title=found.title, due=_.moment(dates.due))
        text += _("The task itself was changed, too: please look at it.") if more else ()
    look = button(_.plain("My task"), ShowTask(found.id))
    return Message(
        text, ((button(_.plain("Hand in"), HandInTo(found.id)), look),) if found.state == "open" else ((look,),)
    )


@feature.button(Discard, access="members", any_cohort=True)
async def discard(pressed: Turn[ButtonPressed], data: Discard) -> list[Intent]:
    try:
        turn, found = await managed(pressed, data.assignment)
        check_act(found, "discard", turn.now)
    except RuleViolation as violation:
        return [*refused(pressed, violation), Refresh(desk_of(data.assignment))]
    files = [one.file for one in await turn.uow.assignments.attachments(found.id) if one.file]
    if found.pack_key is None:
        await turn.uow.assignments.discard(found.id)
    else:
        # Else the pack would bring it back.
        await turn.uow.assignments.set_state(found.id, "withdrawn", from_=["draft", "scheduled"])
    words = N_("Nothing was changed.") if found.state == "change" else N_("Discarded. Nothing was posted.")
    gone = Recheck("assignments.discarded", {"files": " ".join(files), "words": words, "reader": str(turn.me.id)})
    return [Private(recheck=gone), Refresh(desk_of(found.id))]


@feature.recheck("assignments.discarded")
async def discarded(view: View, files: str, words: str, reader: str) -> Message | None:
    """After the commit: its files go, unless they are used elsewhere."""
    for key in files.split():
        if not await view.uow.personal.is_used(key):
            await view.deployment.files.remove(key)
    member = await view.uow.members.by_id(int(reader))
    return Message(view.voice_for(member)(words)) if member else None


async def _become(
    pressed: Turn[Any], assignment: int, act: Act, state: State, from_: State, done: str
) -> tuple[Turn[Any], Assignment, list[Intent]] | list[Intent]:
    """It is in that state from now on; or what to say instead."""
    try:
        turn, found = await managed(pressed, assignment)
        check_act(found, act, turn.now)
    except RuleViolation as violation:
        return [*refused(pressed, violation), Refresh(desk_of(assignment))]
    if not await turn.uow.assignments.set_state(found.id, state, from_=[from_]):
        return [turn.toast(SETTLED, alert=True)]
    await turn.uow.audit.note(
        turn.cohort.id, turn.now, "assignment_changed", actor=turn.me.id, id=found.id, state=state
    )
    return turn, found, [turn.toast(done), *_refreshed(found.id)]


@feature.button(CloseIt, access="members", any_cohort=True)
async def close(pressed: Turn[ButtonPressed], data: CloseIt) -> list[Intent]:
    done = await _become(
        pressed, data.assignment, "close", "closed", "open", N_("Closed. Nobody can hand in any more.")
    )
    return done if isinstance(done, list) else done[2]


@feature.button(ReopenIt, access="members", any_cohort=True)
async def reopen(pressed: Turn[ButtonPressed], data: ReopenIt) -> list[Intent]:
    done = await _become(pressed, data.assignment, "reopen", "open", "closed", N_("It is open again."))
    return done if isinstance(done, list) else done[2]


@feature.button(WithdrawIt, access="members", any_cohort=True)
async def withdraw(pressed: Turn[ButtonPressed], data: WithdrawIt) -> list[Intent]:
    """Asked once more: everybody is told."""
    try:
        turn, found = await managed(pressed, data.assignment)
        check_act(found, "withdraw", turn.now)
    except RuleViolation as violation:
        return [*refused(pressed, violation), Refresh(desk_of(data.assignment))]
    if not data.sure:
        yes = button(turn.voice.plain("Yes, take it back"), WithdrawIt(found.id, sure=True), "danger")
        words = N_(
            "Take **{title}** back for good? Those concerned are told. What was handed in stays with its authors."
        )
        return [turn.tell(words, ((yes,),), title=found.title)]
    done = await _become(pressed, found.id, "withdraw", "withdrawn", found.state, N_("Taken back."))
    if isinstance(done, list):
        return done
    people = concerned(await turn.uow.members.of_cohort(turn.cohort.id), found.task.audience)
    recheck = Recheck("assignments.withdrawn", {"assignment": str(found.id)})
    key = f"assignment-withdrawn:{found.id}"
    return [*done[2], *(ToMany(ids, key, recheck, at=at) for at, ids in waves(turn, people))]


@feature.recheck("assignments.withdrawn")
async def withdrawn(view: View, assignment: str, to: str) -> Message | None:
    found = await view.uow.assignments.by_id(int(assignment))
    reader = await view.uow.members.by_id(int(to))
    if found is None or reader is None or reader.withdrawn:
        return None
    _ = view.voice_for(reader)
    return Message(_("**{title}** was taken back by your trainers: there is nothing to do.", title=found.title))
