"""Trainers and organisers have a session's check-in ask for a code, and see it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.domain import codes
from bot.domain.check_in import Window, open_windows
from bot.domain.people import LEADS
from bot.locale.voice import N_
from bot.programme.schedule import windows
from bot.scene import Turn
from handlers.attendance.declared import feature
from handlers.attendance.sessions import title_of

MOST_CHOICES = 6
OFF = ("off", "stop", "none", "no")


@dataclass(frozen=True, slots=True)
class ShowCode(ButtonData):
    """The code of that session as it is now; from now on one is asked for, if it was not before."""

    prefix: ClassVar[str] = "cs"
    cohort: int
    session: str


@dataclass(frozen=True, slots=True)
class NoCode(ButtonData):
    """Check-in to that session asks for no code any more."""

    prefix: ClassVar[str] = "cx"
    cohort: int
    session: str


@feature.command(
    "code",
    access=LEADS,
    topic="lead",
    summary=N_("have check-in ask for a code that only you see (/code off: ask for none)"),
    example="code",
)
async def command(turn: Turn[CommandInvoked]) -> list[Intent]:
    """For the session that is on; where none or several are, it asks for which one."""
    if turn.event.args.strip().casefold() in OFF:
        return await _stop(turn)
    ahead = [found for found in windows(turn.programme) if turn.now < found.closes]
    opened = open_windows(ahead, turn.now)
    if len(opened) == 1 or len(ahead) == 1:
        return [Private(await _asked(turn, (opened or ahead)[0]))]
    if not ahead:
        return [turn.tell(N_("No check-in is open, and none is planned, so there is nothing to ask a code for."))]
    soonest = sorted(opened or ahead, key=lambda found: found.opens)[:MOST_CHOICES]
    rows = tuple((button(_title(turn, found.session), ShowCode(turn.cohort.id, found.session)),) for found in soonest)
    return [turn.tell(N_("Which session's check-in shall ask for a code?"), rows)]


async def _stop(turn: Turn[Any]) -> list[Intent]:
    asking = await turn.uow.codes.sessions(turn.cohort.id)
    ahead = sorted(
        (w for w in windows(turn.programme) if turn.now < w.closes and w.session in asking), key=lambda w: w.opens
    )
    if not ahead:
        return [turn.tell(N_("No check-in asks for a code. To have one ask for it, send /code."))]
    if len(ahead) == 1:
        return [Private(await _stopped(turn, ahead[0].session))]
    rows = tuple((button(_title(turn, found.session), NoCode(turn.cohort.id, found.session)),) for found in ahead)
    return [turn.tell(N_("Which session's check-in shall ask for no code any more?"), rows)]


@feature.button(ShowCode, access="members", any_cohort=True)
async def show(pressed: Turn[ButtonPressed], data: ShowCode) -> list[Intent]:
    """In the place of the message that was pressed."""
    turn = await pressed.within(data.cohort, LEADS)
    found = _window(turn, data.session)
    if found is None or turn.now >= found.closes:
        over = N_("This check-in is over, so there is no code any more.")
        return [Edit(Message(turn.voice(over))), turn.toast(over)]
    return [Edit(await _asked(turn, found))]


@feature.button(NoCode, access="members", any_cohort=True)
async def no_code(pressed: Turn[ButtonPressed], data: NoCode) -> list[Intent]:
    turn = await pressed.within(data.cohort, LEADS)
    return [Edit(await _stopped(turn, data.session))]


async def _asked(turn: Turn[Any], found: Window) -> Message:
    """The code as it is now; from now on it is asked for."""
    fresh = secrets.token_hex(32)
    secret = await turn.uow.codes.require(turn.cohort.id, found.session, fresh, turn.me.id, turn.now)
    if secret == fresh:
        await turn.uow.audit.note(turn.cohort.id, turn.now, "code_on", actor=turn.me.id, session=found.session)
    _, title = turn.voice, _title(turn, found.session)
    seconds = int((codes.works_until(turn.now) - turn.now).total_seconds())
    text = _("Code for **{title}**", title=title) + _("**{code}**", code=codes.grouped(codes.code_at(secret, turn.now)))
    text += _(
        "It works for {n} more seconds; a new one comes every {every} seconds. Show it or read it out, and please do not "
        "post it in the group: whoever types it counts as present.",
        n=seconds,
        every=codes.STEP,
    )
    if turn.now < found.opens:
        text += _("Check-in opens on {when}. Please show the code then.", when=_.moment(found.opens))
    key = (turn.cohort.id, found.session)
    rows = (
        (button(_.plain("Show the code now"), ShowCode(*key), "primary"),),
        (button(_.plain("No code any more"), NoCode(*key)),),
    )
    return Message(text, rows)


async def _stopped(turn: Turn[Any], session: str) -> Message:
    if await turn.uow.codes.drop(turn.cohort.id, session):
        await turn.uow.audit.note(turn.cohort.id, turn.now, "code_off", actor=turn.me.id, session=session)
    words = N_(
        "Check-in to **{title}** asks for no code. A tap on the card is enough. To ask for one again, send /code."
    )
    return Message(turn.voice(words, title=_title(turn, session)))


def _window(turn: Turn[Any], session: str) -> Window | None:
    return next((found for found in windows(turn.programme) if found.session == session), None)


def _title(turn: Turn[Any], session: str) -> str:
    return title_of(turn.programme, session)
