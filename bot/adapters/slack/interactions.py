"""From slash commands, buttons, modals and shortcuts to events. Pure: any JSON gives events or a `Refusal`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from bot.adapters.slack import forms
from bot.adapters.slack.reading import (
    PLATFORM,
    Json,
    Refusal,
    Scene,
    demand,
    each,
    part,
    place_of,
    private_place,
    somebody,
    text,
    thread_of,
)
from bot.adapters.slack.typed import command_of, words_of
from bot.chat.events import ButtonPressed, CommandInvoked, Event, FormSubmitted, MessagePosted, Place, Sender

Events = tuple[Event, ...]
DO = "do:"
"""Begins the callback_id of a shortcut that is a command."""

ASK = "ask"
"""The callback_id of the shortcut on a message."""


class _Common(TypedDict):
    event_id: str
    at: datetime
    sender: Sender
    place: Place
    can_open_form: bool


def from_command(payload: Json, scene: Scene) -> Events:
    """`/groupmate name args`; without a name it asks for help."""
    user = demand(payload, "user_id")
    words, _ = words_of(text(payload, "text"), scene.bot, scene.name_of)
    name, args = command_of(f"/{words.removeprefix('/')}") or (words or "help", "")
    name_of_place = text(payload, "channel_name")
    if name_of_place == "directmessage":  # perhaps with somebody else, where the bot is not
        place = private_place(user, scene)
    else:
        place = place_of(demand(payload, "channel_id"), name=name_of_place)
    return (CommandInvoked(**_common(payload, user, place, scene), name=name[:80], args=args),)


def from_interaction(payload: Json, scene: Scene) -> Events:
    """Nothing where nobody has to hear of it. Raises `Refusal`."""
    read = READERS.get(text(payload, "type"))
    if read is None:
        raise Refusal(f"a request of type {text(payload, 'type')[:80]!r}, which the bot does not know")
    return read(payload, scene)


def _pressed(payload: Json, scene: Scene) -> Events:
    user, container = demand(payload, "user", "id"), part(payload, "container")
    place, message_id = private_place(user, scene), None
    if text(container, "type") != "view":
        thread = text(container, "thread_ts") or thread_of(part(payload, "message"))
        channel, name = demand(payload, "channel", "id"), text(payload, "channel", "name")
        message_id = text(container, "message_ts") or None
        place = place_of(channel, name=name, thread=thread if thread != message_id else None)
        if container.get("is_ephemeral"):
            message_id = None
    pressed = []
    for number, action in enumerate(each(payload, "actions")):
        token = text(action, "value")
        if token and text(action, "type") == "button":  # one that opens an address has none
            common = _common(payload, user, place, scene, suffix=f":{number}" if number else "")
            pressed.append(ButtonPressed(**common, message_id=message_id, token=token))
    return tuple(pressed)


def _submitted(payload: Json, scene: Scene) -> Events:
    view, user = part(payload, "view"), demand(payload, "user", "id")
    asked = forms.read_metadata(text(view, "private_metadata"))
    values = forms.read_values(part(view, "state", "values"))
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
    common = _common(payload, user, asked.place, scene)
    common["event_id"] = f"{PLATFORM}:submit:{demand(view, 'id')}:{digest}"
    return (FormSubmitted(**common, form=asked.form, context=asked.context, values=values),)


def _shortcut(payload: Json, scene: Scene) -> Events:
    callback_id, user = text(payload, "callback_id"), demand(payload, "user", "id")
    name = callback_id.removeprefix(DO)
    if not name or name == callback_id:
        raise Refusal(f"a shortcut {callback_id[:80]!r}, which the bot does not know")
    return (CommandInvoked(**_common(payload, user, private_place(user, scene), scene), name=name),)


def _asked_about(payload: Json, scene: Scene) -> Events:
    """The message is asked as if whoever points to it had said it to the bot, in its thread."""
    if text(payload, "callback_id") != ASK:
        raise Refusal(f"a shortcut {text(payload, 'callback_id')[:80]!r}, which the bot does not know")
    user, message = demand(payload, "user", "id"), part(payload, "message")
    words, _ = words_of(text(message, "text"), scene.bot, scene.name_of)
    if not words:
        raise Refusal("message: it has no text")
    ts, channel = demand(message, "ts"), demand(payload, "channel", "id")
    place = place_of(channel, name=text(payload, "channel", "name"), thread=thread_of(message) or ts)
    if place.private and channel != scene.dm_of(user):  # perhaps with somebody else, where the bot is not
        place = private_place(user, scene)
    return (MessagePosted(**_common(payload, user, place, scene), message_id=ts, text=words, addressed=True),)


def _common(payload: Json, user: str, place: Place, scene: Scene, suffix: str = "") -> _Common:
    trigger = text(payload, "trigger_id")
    once = trigger or text(next(iter(each(payload, "actions")), {}), "action_ts") or text(payload, "action_ts")
    if not once:
        raise Refusal("trigger_id: there is none")
    return {
        "event_id": f"{PLATFORM}:{user}:{once}{suffix}",
        "at": scene.now,
        "sender": somebody(user),
        "place": place,
        "can_open_form": bool(trigger),
    }


READERS: dict[str, Callable[[Json, Scene], Events]] = {
    "block_actions": _pressed,
    "view_submission": _submitted,
    "view_closed": lambda *_: (),
    "shortcut": _shortcut,
    "message_action": _asked_about,
}
