"""A trainer or organiser says of somebody that they were there, late or absent, and why they say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.chat.events import CommandInvoked, FormSubmitted
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private, Refresh
from bot.chat.text import Text, quote
from bot.chat.words import clean
from bot.domain.check_in import CheckIn, check_in_card, open_windows
from bot.domain.find_people import find_people
from bot.domain.people import LEADS, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.programme.schedule import windows
from bot.scene import Turn
from handlers.attendance.consequences import contact, what_being_there_means, what_missing_means
from handlers.attendance.declared import feature, second_card_key
from handlers.attendance.mark_form import BEGUN_MAX, CHOICES, REASON_MAX, WHAT, Wish, mark_form, read
from handlers.attendance.sessions import title_of, who

STATES = {"there": N_("there, on time"), "late": N_("late"), "absent": N_("absent")}
TOLD = {
    "there": N_("**{name} has marked you as present** at {title}."),
    "late": N_("**{name} has marked you as late** at {title}."),
    "absent": N_("**{name} has marked you as absent** from {title}."),
}


@feature.command(
    "mark",
    access=LEADS,
    topic="lead",
    summary=N_("say that somebody was there, late or absent, with the reason"),
    example="mark Giulia late her train was late",
)
async def command(turn: Turn[CommandInvoked]) -> list[Intent]:
    """What the words leave open is asked for in a form."""
    begun = _begun(turn)
    if not begun:
        return [
            turn.tell(N_("No check-in has opened yet, so there is nobody to mark. Please try again at the session."))
        ]
    typed, what, reason = read(clean(turn.event.args))
    wish = Wish(turn.cohort.id, begun[0] if len(begun) == 1 else "", 0, what, reason)
    if not typed:
        return [OpenForm(await _form(turn, wish, begun, await _markable(turn)))]
    found = await _meant(turn, typed)
    candidates = [member for member in found if not member.withdrawn]
    if not candidates:
        return [_nobody(turn, typed, found)]
    if len(candidates) > CHOICES:
        return [
            turn.tell(N_("“{words}” can be {n} people. Please write more of the name."), words=typed[:60], n=len(found))
        ]
    if not wish.session and len(_open(turn)) <= 1:
        wish = replace(wish, session=_usual(turn))
    if len(candidates) == 1:
        wish = replace(wish, member=candidates[0].id)
    if wish.complete:
        return await _mark(turn, wish)
    return [OpenForm(await _form(turn, wish, begun, candidates))]


@feature.form("attendance.mark", access="members")
async def submitted(form: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """The form's values beside what was known before."""
    wish = Wish.unpack(form.event.context)
    if wish is None:
        raise RuleViolation("access.denied", access=LEADS)
    turn = await form.within(wish.cohort, LEADS)
    reason = wish.reason or clean(values.get("reason", "")).strip()
    wish = replace(wish, session=wish.session or values.get("session", ""), what=wish.what or values.get("what", ""))
    wish, errors = replace(wish, reason=reason), {}
    if not wish.member:
        named = values.get("member", "")
        found = [m for m in await _meant(turn, named) if not m.withdrawn]
        if named.isascii() and named.isdigit():
            found = [m for m in await _markable(turn) if m.id == int(named)]
        if len(found) == 1:
            wish = replace(wish, member=found[0].id)
        else:
            errors["member"] = _which(turn.voice, found)
    if wish.session not in _begun(turn):
        errors["session"] = turn.voice.plain(N_("Please choose a session that has begun."))
    if wish.what not in WHAT:
        errors["what"] = turn.voice.plain(N_("Please choose one of the options."))
    if not 0 < len(reason) <= REASON_MAX:
        words = (
            N_("Please write at most {n} characters.") if reason else N_("Please write why: it is kept with the mark.")
        )
        errors["reason"] = turn.voice.plain(words, n=REASON_MAX)
    return [FormErrors(errors)] if errors else await _mark(turn, wish)


async def _form(turn: Turn[Any], wish: Wish, begun: list[str], people: list[Member]) -> Any:
    sessions = [(key, title_of(turn.programme, key)) for key in begun[:BEGUN_MAX]]
    known = [who(people[0])] if wish.member else []
    known += [title_of(turn.programme, wish.session)] if wish.session else []
    return mark_form(turn.voice, wish, sessions, people, _usual(turn), ", ".join(known))


async def _mark(turn: Turn[Any], wish: Wish) -> list[Intent]:
    """Record it, tell both, and have it kept in the audit trail."""
    whose = await turn.uow.members.by_id(wish.member)
    if whose is None or whose.cohort_id != turn.cohort.id:
        raise RuleViolation("access.denied", access=LEADS)
    if whose.withdrawn:
        return [_nobody(turn, whose.name, [whose])]
    before = await turn.uow.check_ins.record_of(whose.id, turn.cohort.id, wish.session)
    _, title = turn.voice, title_of(turn.programme, wish.session)
    new = await turn.uow.check_ins.mark(
        whose,
        wish.session,
        turn.now,
        late=wish.what == "late",
        absent=wish.what == "absent",
        by=turn.me.id,
        reason=wish.reason,
        platform=turn.event.place.platform,
    )
    if not new:
        words = N_("{who} is marked like this at **{title}** already, with this reason. Nothing has changed.")
        return [turn.tell(words, who=who(whose), title=title)]
    was = _state(before)
    details = {"what": wish.what, "before": was}
    subject = {"actor": turn.me.id, "subject": whose.id, "session": wish.session}
    await turn.uow.audit.note(turn.cohort.id, turn.now, "marked", **subject, **details)  # type: ignore[arg-type]
    text = _("**Marked:** {who}, {state}, at {title}.", who=who(whose), state=_.plain(STATES[wish.what]), title=title)
    text += _before(_, before) + quote(wish.reason)
    told: list[Intent] = []
    if whose.id != turn.me.id:
        known = await turn.uow.accounts.of_member(whose.id)
        text += _("I have told them.") if known else _("They have not joined yet, so I could not tell them.")
        told = [Private(Message(_told(turn, whose, wish, before)), to=whose.id)]
    cards = [check_in_card(turn.cohort.id, wish.session), second_card_key(turn.cohort.id, wish.session)]
    return [Private(Message(text)), *told, *(Refresh(card) for card in cards)]


def _told(turn: Turn[Any], whose: Member, wish: Wish, before: CheckIn | None) -> Text:
    """What the person hears: who said what, why, what it means, and whom to ask."""
    _ = turn.voice_for(whose)
    text = _(TOLD[wish.what], name=turn.me.name, title=title_of(turn.programme, wish.session)) + quote(wish.reason)
    if wish.what == "absent":
        text += what_missing_means(turn, whose, wish.session)
    elif before.absent if before else wish.session not in _open(turn):
        text += what_being_there_means(turn, whose, wish.session)
    words = N_("Is this not right? Then please tell {name} or the organisers{contact}.")
    return text + _(words, name=turn.me.name, contact=contact(turn))


def _state(record: CheckIn | None) -> str:
    if record is None:
        return "nothing"
    return "absent" if record.absent else "late" if record.late else "there"


def _before(_: Voice, record: CheckIn | None) -> Text:
    """What stood there until now, so that a slip is seen."""
    if record is None:
        return ()
    when = _.moment(record.at)
    if record.how == "by_hand":
        return _("Before, they were marked as: {state} ({when}).", state=_.plain(STATES[_state(record)]), when=when)
    return _("Before: {state}, recorded on {when}.", state=_.plain(STATES[_state(record)]), when=when)


async def _meant(turn: Turn[Any], typed: str) -> list[Member]:
    called = await turn.uow.accounts.names(turn.cohort.id)
    return find_people(await turn.uow.members.of_cohort(turn.cohort.id), typed, called)


async def _markable(turn: Turn[Any]) -> list[Member]:
    return [member for member in await turn.uow.members.of_cohort(turn.cohort.id) if not member.withdrawn]


def _nobody(turn: Turn[Any], typed: str, left: list[Member]) -> Intent:
    """There is none to mark; those who `left` are all that the words can mean."""
    if left:
        return turn.tell(
            N_(
                "{name} has left the programme, so nothing was recorded: no attendance is counted for them any more. Are they "
                "back? Then an organiser has to send /readmit first."
            ),
            name=left[0].name,
        )
    return turn.tell(
        N_(
            "I found nobody called “{words}” in this programme, so nothing was recorded. Please write the name as it is on the "
            "roster, or the e-mail address; or send /mark alone and choose."
        ),
        words=typed[:60],
    )


def _which(_: Voice, found: list[Member]) -> str:
    if not found:
        return _.plain("I found nobody of that name. Please write it as it is on the roster, or the e-mail address.")
    names = "; ".join(f"{who(member)}, {member.email}" for member in found[:4])
    return _.plain("This can be {n} people: {names}. Please write more of it.", n=len(found), names=names)


def _begun(turn: Turn[Any]) -> list[str]:
    """Sessions whose check-in has opened, the latest first."""
    found = [window for window in windows(turn.programme) if window.opens <= turn.now]
    return [window.session for window in sorted(found, key=lambda window: window.opens, reverse=True)]


def _usual(turn: Turn[Any]) -> str:
    """The session that is meant where nothing is said of it: the one that is on, or the last one."""
    opened = _open(turn)
    return opened[-1] if opened else _begun(turn)[0]


def _open(turn: Turn[Any]) -> list[str]:
    return [window.session for window in open_windows(windows(turn.programme), turn.now)]
