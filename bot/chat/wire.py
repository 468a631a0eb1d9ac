"""Messages and direct replies as JSON: how they rest in the outbox, and what a redelivered event is answered with."""

from __future__ import annotations

import json
from functools import cache

from pydantic import TypeAdapter

from bot.chat.forms import Form
from bot.chat.messages import DirectReply, Message


@cache
def _messages() -> TypeAdapter[Message]:
    return TypeAdapter(Message)


@cache
def _replies() -> TypeAdapter[DirectReply]:
    return TypeAdapter(DirectReply)


@cache
def _forms() -> TypeAdapter[Form]:
    return TypeAdapter(Form)


def dump_message(message: Message) -> str:
    return _messages().dump_json(message, exclude_defaults=False).decode()


def load_message(data: str) -> Message:
    return _messages().validate_json(data)


def dump_reply(reply: DirectReply) -> str:
    kept = _replies().dump_python(reply, mode="json", exclude_defaults=True)
    for name, message in (("form_offer", reply.form_offer), ("home", reply.home)):
        if message is not None:
            # With its defaults: `type`, which says what a block is, is one of them.
            kept[name] = _messages().dump_python(message, mode="json")
    return json.dumps(kept)


def load_reply(data: str) -> DirectReply:
    return _replies().validate_json(data)


def dump_form(form: Form) -> str:
    return _forms().dump_json(form, exclude_defaults=True).decode()


def load_form(data: str) -> Form:
    return _forms().validate_json(data)
