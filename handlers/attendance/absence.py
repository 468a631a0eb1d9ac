"""A participant says beforehand that they cannot come to a session, and may change that or take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import Button, ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked, FormSubmitted
from bot.chat.forms import Field, Form, Option
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private, Refresh
from bot.chat.text import bullets
from bot.chat.words import clean
from bot.domain import absence as rules
from bot.domain.absence import Absence
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.programme import Session
from bot.programme.upcoming import upcoming
from bot.scene import Turn
from handlers.attendance.absence_words import about_the_past, notice_text, refused, state_words
from handlers.attendance.decide_absence import absence_card, organisers_copy
from handlers.attendance.declared import feature
from handlers.attendance.sessions import find_session, title_of, when

REASON_MAX = 1000
GONE = N_("This session is no longer in the programme, so there is nothing to do.")
NOT_YOURS = N_("This is somebody else's absence notice. To send one yourself, please write /absent.")


@dataclass(frozen=True, slots=True)
class NewAbsence(ButtonData):
    """Another session that one cannot come to."""

    prefix: ClassVar[str] = "yn"
    cohort: int


@dataclass(frozen=True, slots=True)
class ChangeAbsence(ButtonData):
    prefix: ClassVar[str] = "yc"
    absence: int


@dataclass(frozen=True, slots=True)
class TakeBack(ButtonData):
    prefix: ClassVar[str] = "yt"
    absence: int


@feature.command(
    "absent", access="members", summary=N_("say beforehand that you cannot come to a session"), example="absent"
)
async def command(turn: Turn[CommandInvoked]) -> list[Intent]:
    """What was said so far, with what can be changed about it; without any, the form."""
    if no := _not_for(turn):
        return [no]
    typed = turn.event.args.strip().casefold()
    named = next((s for s in turn.programme.sessions if typed and typed in (s.key, s.title.casefold())), None)
    if named:
        return await _ask(turn, named)
    ahead = {session.key for session in upcoming(turn.programme, turn.now)}
    mine = [notice for notice in await turn.uow.absences.of_member(turn.me.id) if notice.session in ahead]
    return [_standing(turn, mine)] if mine else await _ask_which(turn, ())


def _not_for(turn: Turn[Any]) -> Intent | None:
    """Whose absence nobody counts need not announce it here."""
    if turn.me.learner:
        return None
    if turn.me.withdrawn:
        return turn.tell(N_("You have left the programme, so nobody expects you at its sessions. All the best to you!"))
    return turn.tell(N_("Absence notices are for participants. Please tell the organisers directly."))


def _standing(turn: Turn[Any], mine: list[Absence]) -> Intent:
    _ = turn.voice
    lines = [
        _("{title}: {state}", title=title_of(turn.programme, n.session), state=state_words(_, n.state)) for n in mine
    ]
    open_ones = [notice for notice in mine if not notice.decided]
    rows: list[tuple[Button, ...]] = []
    for notice in open_ones:
        title = title_of(turn.programme, notice.session) if len(open_ones) > 1 else ""
        rows += [(one,) for one in _choices(_, notice, title)]
    another = button(_.plain("Another session"), NewAbsence(turn.cohort.id))
    return Private(Message((*_("**You said that you cannot come to:**"), *bullets(*lines)), (*rows, (another,))))


def _choices(_: Voice, notice: Absence, title: str = "") -> tuple[Button, ...]:
    named = f": {title}" if title else ""
    return (
        button(_.plain("I can come after all") + named, TakeBack(notice.id)),
        button(_.plain("Change the reason") + named, ChangeAbsence(notice.id)),
    )


@feature.button(NewAbsence, access="members", any_cohort=True)
async def another(turn: Turn[ButtonPressed], data: NewAbsence) -> list[Intent]:
    turn = await turn.within(data.cohort, "members")
    if no := _not_for(turn):
        return [no]
    return await _ask_which(turn, {notice.session for notice in await turn.uow.absences.of_member(turn.me.id)})


async def _ask_which(turn: Turn[Any], but: set[str] | tuple[str, ...]) -> list[Intent]:
    """The form, for the sessions ahead; with a single one there is nothing to choose."""
    there = {check_in.session for check_in in await turn.uow.check_ins.of_member(turn.me.id)}
    ahead = [s for s in upcoming(turn.programme, turn.now) if s.key not in there and s.key not in but]
    if len(ahead) == 1:
        return await _ask(turn, ahead[0])
    return [OpenForm(_form(turn, ahead))] if ahead else [_none_ahead(turn, bool(but))]


def _none_ahead(turn: Turn[Any], said: bool) -> Intent:
    _ = turn.voice
    words = _("No session is ahead that you could be absent from.")
    if said:
        words = _("There is no other session ahead.")
    elif any(session.date is None for session in turn.programme.sessions):
        words = _("The dates of the next sessions are not published yet, so there is nothing to be absent from.")
    return Private(Message(words + about_the_past(turn)))


async def _ask(turn: Turn[Any], session: Session) -> list[Intent]:
    """The form for this session, or why there is none."""
    known = await turn.uow.absences.find(turn.me.id, turn.cohort.id, session.key)
    there = await turn.uow.check_ins.find(turn.me.id, turn.cohort.id, session.key)
    try:
        rules.announce(session.over_at, known, turn.now, checked_in=there is not None)
    except RuleViolation as violation:
        return [refused(turn, session.title, violation)]
    return [OpenForm(_form(turn, [session], known.reason if known and known.stands else ""))]


def _form(turn: Turn[Any], sessions: list[Session], reason: str = "") -> Form:
    _ = turn.voice
    options = tuple(Option(s.key, f"{s.title}, {_.day(s.date)}") for s in sessions if s.date)
    asked = Field(
        "reason",
        _.plain("Why can you not come? Only the organisers read this."),
        "paragraph",
        value=reason,
        max_length=REASON_MAX,
    )
    which = Field("session", _.plain("Which session?"), "choice", options=options)
    only = sessions[0].key if len(sessions) == 1 else ""
    return Form(
        "attendance.absence",
        _.plain("Absence notice"),
        (asked,) if only else (which, asked),
        _.plain("Send"),
        context=f"{turn.cohort.id}:{only}",
        intro=options[0].label if only else "",
    )


@feature.form("attendance.absence", access="members")
async def submitted(turn: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Keep the notice, tell the organisers, and say plainly what it means."""
    cohort, _sep, only = turn.event.context.partition(":")
    if not (cohort.isascii() and cohort.isdigit() and len(cohort) < 10):
        raise RuleViolation("access.denied")
    turn = await turn.within(int(cohort), "members")
    if no := _not_for(turn):
        return [no]
    session = find_session(turn.programme, only or values.get("session", ""))
    reason = clean(values.get("reason", "")).strip()
    if session is None:
        return [
            turn.tell(
                N_("This session is no longer in the programme, so I have told nobody. Please send /absent again.")
            )
        ]
    if not 0 < len(reason) <= REASON_MAX:
        words = N_("Please write at most {n} characters.") if reason else N_("Please write why you cannot come.")
        return [FormErrors({"reason": turn.voice.plain(words, n=REASON_MAX)})]
    return await _announce(turn, session, reason)


async def _announce(turn: Turn[Any], session: Session, reason: str) -> list[Intent]:
    me, before = turn.me, await turn.uow.absences.find(turn.me.id, turn.cohort.id, session.key)
    there = await turn.uow.check_ins.find(me.id, turn.cohort.id, session.key)
    try:
        rules.announce(session.over_at, before, turn.now, checked_in=there is not None)
        assert session.date is not None
        days = turn.programme.rules.cancel_before_days
        late = rules.short_notice(session.date, days, turn.programme.tz, turn.now)
        made = await turn.uow.absences.announce(me, session.key, reason, turn.now, short_notice=late)
        if made is None:
            raise RuleViolation("absence.decided")
    except RuleViolation as violation:
        return [refused(turn, session.title, violation)]
    notice = await turn.uow.absences.by_id(made)
    assert notice is not None
    changed = before is not None and before.stands
    told = [organisers_copy(notice, organiser.id) for organiser in await turn.uow.members.organisers(me.cohort_id)]
    text = notice_text(turn, session, notice, changed=changed)
    return [Private(Message(text, (_choices(turn.voice, notice),))), *told, Refresh(absence_card(notice.id))]


@feature.button(ChangeAbsence, access="members", any_cohort=True)
async def change(turn: Turn[ButtonPressed], data: ChangeAbsence) -> list[Intent]:
    """The form once more, with the reason as it is."""
    turn, notice = await mine(turn, data.absence)
    session = find_session(turn.programme, notice.session) if notice else None
    if notice is None or session is None:
        return [turn.toast(GONE if notice else NOT_YOURS, alert=True)]
    return await _ask(turn, session)


@feature.button(TakeBack, access="members", any_cohort=True)
async def take_back(turn: Turn[ButtonPressed], data: TakeBack) -> list[Intent]:
    """They come after all; organisers need not decide any more."""
    turn, notice = await mine(turn, data.absence)
    session = find_session(turn.programme, notice.session) if notice else None
    if notice is None or session is None:
        return [turn.toast(GONE if notice else NOT_YOURS, alert=True)]
    try:
        rules.take_back(session.over_at, notice, turn.now)
        if not await turn.uow.absences.withdraw(notice.id):
            raise RuleViolation("absence.decided")
    except RuleViolation as violation:
        return [refused(turn, session.title, violation)]
    words = N_("Good! The organisers can see now that you come to **{title}** after all: {when}.")
    return [
        turn.tell(words, title=session.title, when=when(turn.voice, session)),
        Refresh(absence_card(notice.id)),
    ]


async def mine(turn: Turn[ButtonPressed], absence_id: int) -> tuple[Turn[ButtonPressed], Absence | None]:
    """The notice, within its cohort; None where it is somebody else's."""
    notice = await turn.uow.absences.by_id(absence_id)
    whose = next((m for m in turn.memberships.values() if notice and m.id == notice.member_id), None)
    return (await turn.within(whose.cohort_id, "members"), notice) if whose else (turn, None)
