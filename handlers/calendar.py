"""`/calendar`: the address of one's private calendar, which the calendar on one's phone keeps up to date by itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Paragraph, Span
from bot.domain.calendar import Entry
from bot.domain.feed_address import KEY_BYTES, NONCE_BYTES, token
from bot.domain.people import Member
from bot.feature import Feature
from bot.locale.voice import N_
from bot.scene import Turn, View

feature = Feature("calendar")

PATH = "/calendar"
SECRET = N_("Everybody who has this address can read your calendar, so please do not share it.")


@dataclass(frozen=True, slots=True)
class NewAddress(ButtonData):
    prefix: ClassVar[str] = "kf"
    cohort: int


@feature.command(
    "calendar", access="members", summary=N_("get sessions and bookings into your own calendar"), example="calendar"
)
async def calendar(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Always in private: the address is a secret."""
    nonce = await turn.uow.calendar_feeds.ensure(turn.me.id, secrets.token_urlsafe(NONCE_BYTES))
    return [Private(await _address(turn, nonce))]


@feature.button(NewAddress, access="members", any_cohort=True)
async def new_address(pressed: Turn[ButtonPressed], data: NewAddress) -> list[Intent]:
    """From now on the old one leads nowhere."""
    turn = await pressed.within(data.cohort, "members")
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    await turn.uow.calendar_feeds.renew(turn.me.id, nonce)
    return [Edit(await _address(turn, nonce)), turn.toast(N_("Done. The old address no longer works."))]


async def _address(turn: Turn[Any], nonce: str) -> Message:
    _ = turn.voice
    base = turn.deployment.public_url().rstrip("/")
    if not base:
        return Message(
            _(
                "I cannot give you a calendar address: the organisers have not told me the public address of this bot. "
                "You still get each booking as a calendar entry."
            )
        )
    key = await turn.uow.calendar_feeds.ensure_key(secrets.token_bytes(KEY_BYTES))
    address = f"{base}{PATH}/{token(key, nonce)}.ics"
    text = (
        *_("**Your private calendar**"),
        *_("It has the sessions and your coaching, and it keeps itself up to date. Copy this address:"),
        Paragraph((Span(address, code=True),)),
        *_("In your calendar, choose “Add calendar from URL” or “Subscribe”, and paste it."),
        *_(SECRET),
    )
    renew = button(_.plain("Make a new address (the old one stops)"), NewAddress(turn.cohort.id))
    return Message(text, ((renew,),))


@feature.calendar
async def sessions(view: View, member: Member) -> list[Entry]:
    """Those whose day is published; without published hours they last the whole day."""
    notices = await view.uow.absences.of_member(member.id) if member.learner else []
    away = {notice.session for notice in notices if notice.state != "withdrawn"}
    found = []
    for session in view.programme.sessions:
        if session.date is None:
            continue
        timed = session.starts_at is not None and session.ends_at is not None
        found.append(
            Entry(
                f"session-{view.cohort.key}-{session.key}@groupmate",
                f"{session.title} ({view.cohort.title})",
                view.now,
                session.starts_at if timed else None,
                session.ends_at if timed else None,
                None if timed else session.date,
                place=session.place,
                link=session.link,
                away=session.key in away,
            )
        )
    return found
