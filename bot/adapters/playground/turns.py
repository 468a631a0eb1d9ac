"""One turn: a payload from the page becomes an event, the bot handles it, the page gets the direct reply."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from bot.adapters.playground import render
from bot.adapters.playground.posted import Draft, Kept, Posted
from bot.adapters.playground.room import Json, Room
from bot.adapters.playground.stage import Persona
from bot.adapters.playground.translate import PLATFORM, Refusal, clean, payload_of, translate
from bot.chat.events import CommandInvoked, Event, FileSent, MemberJoined, MessagePosted
from bot.ports import Receive

log = logging.getLogger(__name__)

BROKEN = "Something went wrong on the bot's side. Nothing was stored; please try again."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the page is told. Hand it over, then call `release`."""

    status: int
    body: Json
    release: Callable[[], None] = lambda: None


async def take_turn(room: Room, receive: Receive, persona: Persona, payload: object, upload: Kept | None) -> Outcome:
    """Raises `Refusal`. The same payload again (or `{"kind": "resend", "id"}`) is the same turn again: the message
    stands in the chat once, and the bot sees the same event."""
    if isinstance(payload, dict) and payload.get("kind") == "resend":
        payload, upload = _again(room, persona, payload)
    elif isinstance(payload, dict) and payload.get("kind") == "file":
        upload = _first_upload(room, persona, payload) or upload
    event = translate(payload, room.scene(persona), upload)
    posted = None
    if isinstance(event, MessagePosted | CommandInvoked | FileSent | MemberJoined):
        posted = await room.journal.post(_draft(event, cast("Json", payload), upload), event.event_id)
        if posted.draft.author != persona.account_id:
            raise Refusal("id: somebody else's")
        event = replace(event, at=posted.draft.at, message_id=posted.id)
    try:
        handled = await receive(event)
    except Exception:
        log.exception("the bot failed on %s %s", type(event).__name__, event.event_id)
        return Outcome(503, {"failed": BROKEN})
    if handled.failed is not None:
        return Outcome(503, {"failed": handled.failed})
    if posted is not None and not posted.handled:
        room.journal.mark_handled(posted.id)
    return Outcome(200, {"reply": render.reply(handled.reply)}, handled.release)


def _draft(event: Event, payload: Json, upload: Kept | None) -> Draft:
    content = {"joined": True} if isinstance(event, MemberJoined) else {"text": clean(payload.get("text", ""))}
    return Draft(
        chat=event.place.chat_id,
        author=event.sender.account_id,
        name=event.sender.name,
        at=event.at,
        content=content,
        files=(upload,) if isinstance(event, FileSent) and upload else (),
        thread=event.place.thread_id,
        reply_to=payload.get("reply_to"),
    )


def _again(room: Room, persona: Persona, payload: dict[str, Any]) -> tuple[Json, Kept | None]:
    posted = _own(room, persona, payload)
    if posted is None or posted.deleted:
        raise Refusal("id: nothing of yours stands under it")
    forms = payload.get("can_open_form", True)
    return {**payload_of(posted), "can_open_form": forms}, next(iter(posted.draft.files), None)


def _first_upload(room: Room, persona: Persona, payload: dict[str, Any]) -> Kept | None:
    """The file of an earlier try, so that a second upload under the same id changes nothing."""
    posted = _own(room, persona, payload)
    return next(iter(posted.draft.files), None) if posted else None


def _own(room: Room, persona: Persona, payload: dict[str, Any]) -> Posted | None:
    posted = room.journal.by_key(f"{PLATFORM}:{payload.get('id')}")
    return posted if posted and posted.draft.author == persona.account_id else None
