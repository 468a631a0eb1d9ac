"""Organisers find an absence justified or not. The first decision counts; the others see what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private, Recheck, Refresh, Rows
from bot.chat.text import Text, quote
from bot.chat.words import clean
from bot.domain.absence import Absence, Decision, mark_of
from bot.domain.people import ORGANISERS, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.report import Report
from bot.scene import Turn, View
from handlers.attendance.absence_words import decision_text, note_text
from handlers.attendance.declared import feature
from handlers.attendance.sessions import find_session, title_of, when, who

SHOWN = 10
NOTE_MAX = 1000


@dataclass(frozen=True, slots=True)
class DecideAbsence(ButtonData):
    """`read` tells which reason it was decided on."""

    prefix: ClassVar[str] = "yd"
    absence: int
    justified: bool
    read: str


@dataclass(frozen=True, slots=True)
class AddNote(ButtonData):
    prefix: ClassVar[str] = "yo"
    absence: int


def absence_card(absence_id: int) -> str:
    """The organisers' copies of a notice, kept up to date together."""
    return f"absence:{absence_id}"


def organisers_copy(notice: Absence, organiser_id: int, *, asked_for: bool = False) -> Private:
    """The notice for one organiser, kept up to date; `asked_for`: once more, to the asker. One that was taken back and
    comes anew is told of again."""
    recheck = Recheck("attendance.absence", {"absence": str(notice.id), "reader": str(organiser_id)})
    card = absence_card(notice.id)
    if asked_for:
        return Private(card=card, recheck=recheck)
    key = f"{card}:{int(notice.at.timestamp())}:{organiser_id}"
    return Private(to=organiser_id, key=key, card=card, recheck=recheck)


@feature.recheck("attendance.absence")
async def render_notice(view: View, absence: str, reader: str) -> Message | None:
    """An organiser's copy: with buttons while it is open, afterwards with what became of it."""
    notice = await view.uow.absences.by_id(int(absence))
    organiser = await view.uow.members.by_id(int(reader))
    whose = await view.uow.members.by_id(notice.member_id) if notice else None
    if notice is None or whose is None or organiser is None or not organiser.roles & ORGANISERS:
        return None
    if whose.cohort_id != view.cohort.id:  # it was sent while they spoke of another cohort
        cohort = await view.uow.cohorts.by_id(whose.cohort_id)
        assert cohort is not None
        view = replace(view, cohort=cohort)
    _ = view.voice_for(organiser)
    text = _head(view, _, notice, whose)
    if notice.state == "withdrawn":
        return Message(text + _("They have taken it back and come after all. There is nothing to decide."))
    text += quote(notice.reason)
    if notice.decided:
        return Message(text + await _decided(view, _, notice), _note_button(_, notice))
    if await view.uow.check_ins.find(whose.id, view.cohort.id, notice.session):
        return Message(text + _("They checked in after all. There is nothing to decide."))
    if not whose.learner:
        return Message(text + _("They have left the programme. There is nothing to decide."))
    return Message(text + _("Is this absence justified? I will tell them what you decide."), _open(_, notice))


def _head(view: View, _: Voice, notice: Absence, whose: Member) -> Text:
    session = find_session(view.programme, notice.session)
    text = _(
        "**{who}** cannot come to **{title}**, {when}.",
        who=who(whose),
        title=title_of(view.programme, notice.session),
        when=when(_, session) if session else _.plain("which is no longer in the programme"),
    )
    if notice.short_notice:
        return text + _("**Late notice:** sent on {when}.", when=_.moment(notice.at))
    return text + _("Sent on {when}, in time.", when=_.moment(notice.at))


async def _decided(view: View, _: Voice, notice: Absence) -> Text:
    by = await view.uow.members.by_id(notice.decided_by) if notice.decided_by else None
    name = by.name if by else _.plain("an organiser")
    words = N_("**Justified**, decided by {name}.")
    if notice.state == "unjustified":
        words = N_("**Not justified**, decided by {name}.")
    text = _(words, name=name)
    return text + _("Note to them:") + quote(notice.note) if notice.note else text


def _open(_: Voice, notice: Absence) -> Rows:
    read = mark_of(notice.reason)
    return (
        (
            button(_.plain("Justified"), DecideAbsence(notice.id, True, read), "primary"),
            button(_.plain("Not justified"), DecideAbsence(notice.id, False, read), "danger"),
        ),
    )


def _note_button(_: Voice, notice: Absence) -> Rows:
    return () if notice.note else ((button(_.plain("Add a note to them"), AddNote(notice.id)),),)


@feature.button(DecideAbsence, access="members", any_cohort=True)
async def decide(turn: Turn[ButtonPressed], data: DecideAbsence) -> list[Intent]:
    """Record it, and tell the member."""
    turn, notice, whose = await _notice(turn, data.absence)
    refresh = Refresh(absence_card(notice.id))
    if no := await _cannot(turn, notice, whose, data.read):
        return [turn.toast(no, alert=True), refresh]
    decision: Decision = "justified" if data.justified else "unjustified"
    if not await turn.uow.absences.decide(notice.id, decision, turn.me.id, turn.now, reason=notice.reason):
        return [turn.toast(SETTLED, alert=True), refresh]
    await turn.uow.audit.note(
        turn.cohort.id,
        turn.now,
        "absence_decided",
        actor=turn.me.id,
        subject=whose.id,
        session=notice.session,
        decision=decision,
        late=notice.short_notice,
    )
    told = decision_text(turn, whose, replace(notice, state=decision))
    return [
        Private(Message(told), to=whose.id),
        refresh,
        turn.toast(N_("Decided. {name} is told."), name=whose.name[:80]),
    ]


SETTLED = N_("This was settled already, so nothing has changed.")


async def _cannot(turn: Turn[ButtonPressed], notice: Absence, whose: Member, read: str) -> str | None:
    """Why there is nothing to decide; the copy says what became of it."""
    if notice.state != "open" or not whose.learner:
        return SETTLED
    if await turn.uow.check_ins.find(whose.id, turn.cohort.id, notice.session):
        return N_("They checked in after all, so there is nothing to decide.")
    if mark_of(notice.reason) != read:
        return N_("They have changed the reason, so nothing is decided yet. To read it again, send /absences.")
    return None


@feature.button(AddNote, access="members", any_cohort=True)
async def ask_note(turn: Turn[ButtonPressed], data: AddNote) -> list[Intent]:
    turn, notice, whose = await _notice(turn, data.absence)
    if not notice.decided or notice.note:
        words = N_("There is a note already, so nothing has changed.") if notice.note else SETTLED
        return [turn.toast(words, alert=True), Refresh(absence_card(notice.id))]
    _ = turn.voice
    asked = Field("note", _.plain("What shall I tell {name}?", name=whose.name), "paragraph", max_length=NOTE_MAX)
    title = _.plain("A note on your decision")
    return [OpenForm(Form("attendance.absence_note", title, (asked,), _.plain("Send"), context=str(notice.id)))]


@feature.form("attendance.absence_note", access="members")
async def add_note(turn: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Bring it to the member; the first one counts."""
    if not re.fullmatch(r"[0-9]{1,9}", turn.event.context):
        raise RuleViolation("access.denied", access=ORGANISERS)
    turn, notice, whose = await _notice(turn, int(turn.event.context))
    note = clean(values.get("note", "")).strip()
    if not 0 < len(note) <= NOTE_MAX:
        words = N_("Please write at most {n} characters.") if note else N_("Please write something here.")
        return [FormErrors({"note": turn.voice.plain(words, n=NOTE_MAX)})]
    refresh = Refresh(absence_card(notice.id))
    if not await turn.uow.absences.add_note(notice.id, note):
        why = N_("There is a note already, so I have not sent yours. This is what you wrote:")
        if not notice.decided:
            why = N_("This is not decided yet, so I have not sent your note. This is what you wrote:")
        back = turn.voice(why)
        return [Private(Message((*back, *quote(note)))), refresh]
    told = note_text(turn, whose, turn.me, replace(notice, note=note))
    return [
        Private(Message(told), to=whose.id),
        refresh,
        turn.tell(N_("I have sent your note to {name}."), name=whose.name),
    ]


async def _notice(turn: Turn[Any], absence_id: int) -> tuple[Turn[Any], Absence, Member]:
    """The notice and whose it is, within its cohort, for an organiser there. Raises `access.denied` for everybody else."""
    notice = await turn.uow.absences.by_id(absence_id)
    whose = await turn.uow.members.by_id(notice.member_id) if notice else None
    if notice is None or whose is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    return await turn.within(whose.cohort_id, ORGANISERS), notice, whose


@feature.command(
    "absences",
    access=ORGANISERS,
    topic="manage",
    summary=N_("decide on the absence notices that wait"),
    example="absences",
)
async def absences(turn: Turn[CommandInvoked]) -> list[Intent]:
    """One message for each that waits, so that each has its own buttons, oldest first."""
    members = {member.id: member for member in await turn.uow.members.of_cohort(turn.cohort.id) if member.learner}
    waiting = [n for n in await turn.uow.absences.open_ones(turn.cohort.id) if n.member_id in members]
    if not waiting:
        return [turn.tell(N_("No absence notice is waiting for you. Well done!"))]
    intents: list[Intent] = [organisers_copy(n, turn.me.id, asked_for=True) for n in waiting[:SHOWN]]
    if len(waiting) > SHOWN:
        words = turn.voice.plural(
            "{n} more is waiting. Send /absences again when these are done.",
            "{n} more are waiting. Send /absences again when these are done.",
            len(waiting) - SHOWN,
        )
        intents.append(turn.tell("{words}", words=words))
    return intents


@feature.status
async def to_decide(view: View, _: Voice, reader: Member | None) -> Report:
    """For organisers, where there is any."""
    if reader is None or not reader.roles & ORGANISERS:
        return Report()
    n = len(await view.uow.absences.open_ones(view.cohort.id))
    return Report(waits=(_("Absence notices to decide: **{n}**. Send /absences.", n=n),) if n else ())
