"""A participant types the code that the trainer shows."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.chat.events import FormSubmitted, MessagePosted
from bot.chat.forms import Field, Form
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private
from bot.domain import codes
from bot.domain.check_in import Window, open_windows
from bot.domain.people import ORGANISERS
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.programme import Session
from bot.programme.schedule import window, windows
from bot.scene import Turn
from handlers.attendance.arrive import arrive, needs_code
from handlers.attendance.declared import feature
from handlers.attendance.sessions import find_session

WRONG = {
    "wrong": N_("This is not the code. Please type the {n} digits that the trainer shows now."),
    "old": N_("This code is over: there is a new one every {seconds} seconds. Please type the one that is shown now."),
}


def ask_for_code(turn: Turn[Any], session: Session) -> list[Intent]:
    """The form; where it cannot be opened at once, a word to say where it is."""
    _ = turn.voice
    field = Field(
        "code", _.plain("The code that the trainer shows"), help=_.plain("{n} digits", n=codes.DIGITS), max_length=40
    )
    form = Form(
        "attendance.code",
        _.plain("Check in"),
        (field,),
        _.plain("Check in"),
        context=f"{turn.cohort.id}:{session.key}",
        intro=session.title,
    )
    if turn.event.can_open_form or turn.in_private:
        return [OpenForm(form)]
    return [OpenForm(form), turn.toast(N_("Please type the code in our private chat. I have asked you for it there."))]


def check(_field: str, value: str) -> str | None:
    """A word, or a digit too few, is no guess."""
    whole = len(codes.digits(value)) == codes.DIGITS
    return None if whole else N_("Please type the 6 digits that the trainer shows now.")


@feature.form("attendance.code", access="members", check=check)
async def typed(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Check in with the right code. A wrong one is said beside the field, until there were too many."""
    found = re.fullmatch(r"([0-9]{1,9}):(.+)", submitted.event.context)
    if found is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    turn = await submitted.within(int(found[1]), "members")
    session = find_session(turn.programme, found[2])
    opening = window(session) if session else None
    if session is None or opening is None:
        return [turn.tell(N_("This session is no longer in the programme, so nothing was recorded."))]
    if await needs_code(turn, opening) and (refused := await _refused(turn, session, values.get("code", ""))):
        return refused
    return await _arrived(turn, session, opening)


@feature.request
async def typed_alone(turn: Turn[MessagePosted]) -> list[Intent]:
    """The digits and nothing else, in private, while a session's check-in asks for a code: they mean to check in."""
    if not turn.in_private or turn.member is None or not codes.is_code(turn.event.text):
        return []
    asking = await turn.uow.codes.sessions(turn.cohort.id)
    opened = [found for found in open_windows(windows(turn.programme), turn.now) if found.session in asking]
    if len(opened) != 1:
        return []
    return await with_code(turn, turn.programme.session(opened[0].session), opened[0], turn.event.text)


async def with_code(turn: Turn[Any], session: Session, opening: Window, code: str) -> list[Intent]:
    """Check in with a code that was typed as a message."""
    if await needs_code(turn, opening) and (refused := await _refused(turn, session, code)):
        return [
            turn.tell(N_("{why}"), why=one.errors["code"]) if isinstance(one, FormErrors) else one for one in refused
        ]
    return await _arrived(turn, session, opening)


async def _arrived(turn: Turn[Any], session: Session, opening: Window) -> list[Intent]:
    said = await arrive(turn, session, opening, "code")
    return [Private(Message(turn.voice("{words}", words=said.words))), *said.cards]


async def _refused(turn: Turn[Any], session: Session, code: str) -> list[Intent]:
    """Nothing, for the right code. Who has failed too often is not even judged, be the code right or wrong."""
    failures = await turn.uow.codes.failures(turn.account.id, turn.now)
    if wait := codes.wait_until(failures, turn.now):
        return [_wait(turn, wait)]
    secret = await turn.uow.codes.secret(turn.cohort.id, session.key)
    verdict = codes.judge(secret, code, turn.now) if secret else "right"
    if verdict == "right":
        return []
    if verdict == "wrong":
        await turn.uow.codes.note_failure(turn.account.id, session.key, turn.now)
        if wait := codes.wait_until([*failures, turn.now], turn.now):
            return [_wait(turn, wait), *await _told_to_organisers(turn, session)]
    words = turn.voice.plain(WRONG[verdict], n=codes.DIGITS, seconds=codes.STEP)
    return [FormErrors({"code": words})]


def _wait(turn: Turn[Any], until: datetime) -> Intent:
    return turn.tell(
        N_(
            "There were too many wrong codes, so I take no code from you before {until}. You are not checked in yet. Are you "
            "here? Then please ask the trainer to mark you."
        ),
        until=turn.voice.clock(until),
    )


async def _told_to_organisers(turn: Turn[Any], session: Session) -> list[Intent]:
    """Once for an account and session: it may be clumsy thumbs, and it may be somebody who is not there."""
    told: list[Intent] = []
    for organiser in await turn.uow.members.organisers(turn.cohort.id):
        words = turn.voice_for(organiser)(
            "**{name} typed {n} wrong codes** for {title}, and can try again in {minutes} minutes. Are they with you? Then you "
            "can mark them with /mark.",
            name=turn.me.name,
            n=codes.MOST_FAILURES,
            title=session.title,
            minutes=int(codes.FAILURES_WITHIN.total_seconds() // 60),
        )
        key = f"wrong-codes:{turn.cohort.id}:{session.key}:{turn.account.id}:{organiser.id}"
        told.append(Private(Message(words), to=organiser.id, key=key))
    return told
