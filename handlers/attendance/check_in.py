"""Checking in, by a tap on the card or by `/checkin`: the same turn either way."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Intent, Message, Private, Toast
from bot.domain import codes
from bot.domain.check_in import How, Window, next_window, open_windows
from bot.locale.voice import N_
from bot.programme import Session
from bot.programme.schedule import window, windows
from bot.programme.upcoming import upcoming
from bot.scene import Turn
from handlers.attendance.arrive import Arrival, arrive, needs_code
from handlers.attendance.card import ImHere
from handlers.attendance.declared import feature
from handlers.attendance.second_check import StillHere
from handlers.attendance.sessions import find_session, title_of
from handlers.attendance.type_code import ask_for_code, with_code

TOAST_MAX = 200
"""Characters that Telegram shows of a toast; session titles are the organisers' and can be long."""

GONE = N_("This session is no longer in the programme, so nothing was recorded. Please ask the organisers.")


@feature.button(ImHere, access="members", any_cohort=True)
async def tap(turn: Turn[ButtonPressed], data: ImHere) -> list[Intent]:
    """Record it, in the cohort that the card belongs to, and say so to the one who tapped."""
    return await _tapped(await turn.within(data.cohort, "members"), data.session)


@feature.button(StillHere, access="members", any_cohort=True)
async def still_here(turn: Turn[ButtonPressed], data: StillHere) -> list[Intent]:
    """The card at the end. Who had not checked in at all does so now, late."""
    return await _tapped(await turn.within(data.cohort, "members"), data.session)


async def _tapped(turn: Turn[ButtonPressed], key: str) -> list[Intent]:
    session = find_session(turn.programme, key)
    found = window(session) if session else None
    if session is None or found is None:
        return [turn.toast(GONE, alert=True)]
    said = await _check_in(turn, session, found, "tap")
    if not isinstance(said, Arrival):
        return said
    short = said.words if len(said.words) <= TOAST_MAX else said.words[: TOAST_MAX - 1] + "…"
    return [Toast(short, alert=not said.done), *said.cards]


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
    session = turn.programme.session(opened[0].session)
    if turn.in_private and codes.is_code(turn.event.args) and await needs_code(turn, opened[0]):
        return await with_code(turn, session, opened[0], turn.event.args)
    said = await _check_in(turn, session, opened[0], "command")
    if not isinstance(said, Arrival):
        return said
    return [Private(Message(turn.voice("{words}", words=said.words))), Toast(said.words), *said.cards]


async def _check_in(turn: Turn[Any], session: Session, found: Window, how: How) -> Arrival | list[Intent]:
    """What came of it; or the form, where a code is asked for first."""
    if await needs_code(turn, found):
        return ask_for_code(turn, session)
    return await arrive(turn, session, found, how)


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
    return title_of(turn.programme, found.session)
