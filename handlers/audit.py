"""`/audit`: who marked, decided, exported or changed what, in sentences, page by page; for organisers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import Button, ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private, Rows
from bot.chat.text import Text, bullets
from bot.domain.audit import Action, Deed
from bot.domain.people import ORGANISERS
from bot.feature import Feature
from bot.locale.voice import N_, Voice
from bot.scene import Turn

feature = Feature("audit", topic="manage")

PAGE = 8

DEEDS: Mapping[Action, str] = {
    "marked": N_("{who} recorded the attendance of {whom} at {session}"),
    "mark_taken_back": N_("{whom} is no longer marked as absent from {session}, as it was moved"),
    "code_on": N_("{who} switched on the check-in code for {session}"),
    "code_off": N_("{who} switched off the check-in code for {session}"),
    "absence_decided": N_("{who} decided about the absence notice of {whom} for {session}"),
    "session_change_decided": N_("{who} decided about a change of {session}"),
    "meeting_list_applied": N_("{who} recorded the attendance of {whom} at {session}, by the list of the meeting"),
    "exported": N_("{who} took a file with attendance"),
    "exported_all": N_("everything that is stored was exported to a file on the server"),
    "announced": N_("{who} made an announcement"),
    "announcement_cancelled": N_("{who} cancelled an announcement"),
    "withdrawn": N_("{who} noted that {whom} has left the programme"),
    "readmitted": N_("{who} noted that {whom} takes part again"),
    "data_taken": N_("{who} took everything that is stored about them"),
    "erasure_asked": N_("the organisers were asked what is to stay of the attendance of {whom}"),
    "erased": N_("{who} had the data of {whom} erased"),
    "attendance_of_erased_decided": N_("{who} decided what is to stay of the attendance of {whom}"),
    "retention": N_("what was old enough was forgotten"),
    "imported": N_("the list of people was imported on the server"),
    "invited": N_("{who} made invite codes"),
    "second_account_decided": N_("{who} decided about a second account of {whom}"),
    "assigned": N_("{who} gave out an assignment"),
    "assignment_changed": N_("{who} changed an assignment"),
    "extended": N_("{who} gave {whom} more time for an assignment"),
    "extension_refused": N_("{who} gave {whom} no more time for an assignment"),
    "homework_judged": N_("{who} decided about the homework of {whom}"),
    "homework_taken": N_("{who} took a file with all that was handed in"),
    "round_planned": N_("{who} planned a round of exchanges"),
    "round_published": N_("{who} published a round of exchanges"),
    "round_cancelled": N_("{who} cancelled a round of exchanges"),
    "mentors_published": N_("{who} introduced mentees to their mentors"),
    "mentoring_ended": N_("{who} ended that {whom} has a mentor"),
}
"""Each begins a line after the time."""

ERASED_THEMSELVES = N_("{who} had their own data erased")

DETAILS: Mapping[str, str] = {
    "attendance": N_("people at a session, who lost their name: {value}"),
    "audit": N_("lines of this list: {value}"),
    "failures": N_("wrong codes: {value}"),
    "meeting_lists": N_("meeting lists: {value}"),
    "announcements": N_("announcements: {value}"),
    "coaching": N_("times for coaching: {value}"),
    "messages": N_("messages: {value}"),
    "number": N_("messages to send: {value}"),
    "gone": N_("sent before that: {value}"),
    "people": N_("people: {value}"),
    "questions": N_("questions: {value}"),
    "stranger": N_("somebody who is no member"),
    "removed": N_("erased, too"),
    "absent": N_("as not there"),
    "before": N_("before: {value}"),
    "change": N_("{value}"),
    "check_ins": N_("check-ins: {value}"),
    "decision": N_("{value}"),
    "format": N_("as {value}"),
    "kept": N_("kept"),
    "late": N_("on short notice"),
    "to": N_("to {value}"),
    "what": N_("{value}"),
}
"""What more a line may tell; a fact that is just true needs no value."""

UNTOLD = frozenset({"id"})
"""For whoever reads the database."""

VALUES: Mapping[str, str] = {
    "absent": N_("not there"),
    "accepted": N_("accepted"),
    "approved": N_("allowed"),
    "attendance": N_("attendance list"),
    "cancelled": N_("it was cancelled"),
    "changes_asked": N_("changes are asked for"),
    "csv": "CSV",
    "everybody": N_("everybody"),
    "group": N_("the group"),
    "justified": N_("accepted"),
    "late": N_("late"),
    "missing": N_("who was missing"),
    "moved": N_("it was moved"),
    "nothing": N_("nothing recorded"),
    "participants": N_("the participants"),
    "pdf": "PDF",
    "people": N_("certain people"),
    "picture": N_("picture"),
    "refused": N_("not allowed"),
    "returned": N_("returned with comments"),
    "there": N_("there, on time"),
    "trainers": N_("the trainers"),
    "unjustified": N_("not accepted"),
    "xlsx": "Excel",
}
"""What the bot's own words in the details are called."""

ORDER = ("what", "decision", "change", "kept", "format", "before")
"""Of the details that are told first."""


@dataclass(frozen=True, slots=True)
class ShowAudit(ButtonData):
    """Lines older than `before`; 0 are the newest."""

    prefix: ClassVar[str] = "au"
    cohort: int
    before: int


@feature.command(
    "audit", access=ORGANISERS, summary=N_("see who recorded, decided, exported or changed what"), example="audit"
)
async def audit(turn: Turn[CommandInvoked]) -> list[Intent]:
    return [Private(await _page(turn, None))]


@feature.button(ShowAudit, access="members", any_cohort=True)
async def show(pressed: Turn[ButtonPressed], data: ShowAudit) -> list[Intent]:
    """In the place of the page before."""
    turn = await pressed.within(data.cohort, ORGANISERS)
    return [Edit(await _page(turn, data.before or None))]


async def _page(turn: Turn[Any], before: int | None) -> Message:
    _ = turn.voice
    found = await turn.uow.audit.latest(turn.cohort.id, PAGE + 1, before)
    deeds = found[:PAGE]
    if not deeds:
        return Message(_("Nothing is noted yet."), _buttons(turn, None, before))
    ids = {member for deed in deeds for member in (deed.actor_id, deed.subject_id) if member is not None}
    names = await turn.uow.audit.names(ids)
    titles = {session.key: session.title for session in turn.programme.sessions}
    lines = [_line(_, deed, names, titles) for deed in deeds]
    head = _("**Who did what in {title}**, newest first", title=turn.cohort.title)
    older = deeds[-1].id if len(found) > PAGE else None
    return Message((*head, *bullets(*lines)), _buttons(turn, older, before))


def _buttons(turn: Turn[Any], older: int | None, before: int | None) -> Rows:
    _, row = turn.voice, list[Button]()
    if older is not None:
        row.append(button(_.plain("Older"), ShowAudit(turn.cohort.id, older)))
    if before is not None:
        row.append(button(_.plain("Newest"), ShowAudit(turn.cohort.id, 0)))
    return (tuple(row),) if row else ()


def _line(_: Voice, deed: Deed, names: Mapping[int, str], titles: Mapping[str, str]) -> Text:
    """Of who was erased only the name that they have since."""

    def name(member: int | None, otherwise: str) -> str:
        return names.get(member, _.plain("somebody who is gone")) if member is not None else _.plain(otherwise)

    themselves = deed.action == "erased" and deed.actor_id == deed.subject_id
    said = _.plain(
        ERASED_THEMSELVES if themselves else DEEDS[deed.action],
        who=name(deed.actor_id, N_("the bot")),
        whom=name(deed.subject_id, N_("somebody")),
        session=titles.get(deed.session or "", deed.session or _.plain("a session")),
    )
    more = _more(_, deed)
    if more:
        return _("{when}: {said} ({more})", when=_.moment(deed.at), said=said, more=more)
    return _("{when}: {said}", when=_.moment(deed.at), said=said)


def _more(_: Voice, deed: Deed) -> str:
    told = []
    for key, value in sorted(deed.details.items(), key=_place):
        if value is False or key in UNTOLD:
            continue
        if key in DETAILS:
            told.append(_.plain(DETAILS[key], value=_.plain(VALUES[str(value)]) if value in VALUES else value))
        else:
            told.append(key.replace("_", " ") if value is True else f"{key.replace('_', ' ')}: {value}")
    return ", ".join(told)


def _place(detail: tuple[str, object]) -> tuple[int, str]:
    key = detail[0]
    return ORDER.index(key) if key in ORDER else len(ORDER), key
