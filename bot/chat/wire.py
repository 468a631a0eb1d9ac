"""Messages and direct replies as JSON: how they rest in the outbox, and what a redelivered event is answered with."""

from __future__ import annotations

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
    return _replies().dump_json(reply, exclude_defaults=True).decode()


def load_reply(data: str) -> DirectReply:
    return _replies().validate_json(data)


def dump_form(form: Form) -> str:
    return _forms().dump_json(form, exclude_defaults=True).decode()


def load_form(data: str) -> Form:
    return _forms().validate_json(data)
