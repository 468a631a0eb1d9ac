"""Checking in, by a tap on the card or by `/checkin`: the same turn either way."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Intent, Message, Private, Refresh, Toast
from bot.domain import check_in as rules
from bot.domain.check_in import Window, next_window, open_windows
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.programme import Session
from bot.programme.schedule import window, windows
from bot.programme.upcoming import upcoming
from bot.scene import Turn
from handlers.attendance.card import ImHere
from handlers.attendance.declared import card_key, feature

TOAST_MAX = 200
"""Characters that Telegram shows of a toast; session titles are the organisers' and can be long."""


@feature.button(ImHere, access="members", any_cohort=True)
async def tap(pressed: Turn[ButtonPressed], data: ImHere) -> list[Intent]:
    """Record it, in the cohort that the card belongs to, and say so to the one who tapped."""
    turn = await pressed.within(data.cohort, "members")
    session = _session(turn, data.session)
    found = window(session) if session else None
    if session is None or found is None:
        return [
            turn.toast(
                N_("This session is no longer in the programme, so nothing was recorded. Please ask the organisers."),
                alert=True,
            )
        ]
    done, words = await _record(turn, session, found)
    return [
        Toast(words if len(words) <= TOAST_MAX else words[: TOAST_MAX - 1] + "…", alert=not done),
        *_refresh(turn, found, done),
    ]


@feature.command(
    "checkin", access="members", summary=N_("say that you are at the session that is on now"), example="checkin"
)
async def command(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Check in to what is open; asks where several are."""
    opened = open_windows(windows(turn.programme), turn.now)
    if not opened:
        return [_none_open(turn)]
    if len(opened) > 1:
        rows = tuple((button(_title(turn, found), ImHere(turn.cohort.id, found.session)),) for found in opened)
        return [turn.tell(N_("Several sessions are open. Which one are you at?"), rows)]
    session = _session(turn, opened[0].session)
    assert session is not None
    done, words = await _record(turn, session, opened[0])
    return [Private(Message(turn.voice("{words}", words=words))), Toast(words), *_refresh(turn, opened[0], done)]


async def _record(turn: Turn[Any], session: Session, found: Window) -> tuple[bool, str]:
    """Whether this changed anything, and what to say."""
    _ = turn.voice
    try:
        late = rules.check_in(found, turn.now)
    except RuleViolation as violation:
        return False, _refused(turn, session, violation)
    me = turn.me
    recorded = await turn.uow.check_ins.record(me, session.key, turn.now, late=late, platform=turn.event.place.platform)
    if not recorded:
        first = await turn.uow.check_ins.find(me.id, me.cohort_id, session.key)
        assert first is not None
        return False, _.plain("You are checked in already, since {time}. All is well.", time=_.clock(first.at).text)
    if late:
        return True, _.plain("You are checked in to {title}, but late.", title=session.title)
    return True, _.plain("You are checked in to {title}. Welcome!", title=session.title)


def _refresh(turn: Turn[Any], found: Window, done: bool) -> list[Intent]:
    return [Refresh(card_key(turn.cohort.id, found.session))] if done else []


def _refused(turn: Turn[Any], session: Session, violation: RuleViolation) -> str:
    _ = turn.voice
    if violation.code == "check_in.not_open":
        opens = _.moment(violation.fields["opens"]).text  # type: ignore[arg-type]  # the rule's own instant
        return _.plain("Check-in to {title} is not open yet. It opens on {when}.", title=session.title, when=opens)
    closed = _.moment(violation.fields["closed"]).text  # type: ignore[arg-type]
    return _.plain(
        "Check-in to {title} closed on {when}, so nothing was recorded. If you were there, please tell the organisers.",
        title=session.title,
        when=closed,
    )


def _none_open(turn: Turn[Any]) -> Intent:
    coming = next_window(windows(turn.programme), turn.now)
    if coming is None:
        return turn.tell(_why_none(turn))
    return turn.tell(
        N_("No check-in is open now. The next one is for **{title}**: it opens on {when}."),
        title=_title(turn, coming),
        when=turn.voice.moment(coming.opens),
    )


def _why_none(turn: Turn[Any]) -> str:
    if any(session.date is None for session in turn.programme.sessions):
        return N_("No check-in is open. The dates of the next sessions are not published yet.")
    if turn.programme.sessions and not upcoming(turn.programme, turn.now):
        return N_("No check-in is open: all sessions are over.")
    return N_("No check-in is open, and none is planned.")


def _title(turn: Turn[Any], found: Window) -> str:
    session = _session(turn, found.session)
    return session.title if session else found.session


def _session(turn: Turn[Any], key: str) -> Session | None:
    return next((session for session in turn.programme.sessions if session.key == key), None)
