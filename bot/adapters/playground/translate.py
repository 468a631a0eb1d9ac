"""From what the page posts to an event. Pure: any JSON gives an event or a `Refusal`, never another error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.adapters.playground.posted import Kept, Posted, insiders, private_chat
from bot.adapters.playground.stage import Persona
from bot.chat import words
from bot.chat.buttons import TOKEN_MAX
from bot.chat.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
    FileSent,
    FormSubmitted,
    MemberJoined,
    MessagePosted,
    Place,
    Sender,
)

PLATFORM = "playground"
TEXT_MAX = 8000
"""Characters of one message that the bot writes."""

TYPED_MAX = 20_000
"""Characters that somebody may write at once: an announcement can be longer than a message."""
_COMMAND = re.compile(r"/([^\W\d_][\w-]{0,31})(?:@(\w+))?(?:\s+(.*))?\Z", re.DOTALL)


class Refusal(ValueError):
    """The payload makes no event; the text says why, for the page's console."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the platform knows when a payload arrives."""

    persona: Persona
    in_group: bool
    group_chat_id: str
    now: datetime
    bot_name: str
    find: Callable[[str], Posted | None]
    last_in_thread: Callable[[str], Posted | None]
    circle: Callable[[str], bool] = lambda _chat: False
    """Whether such a circle was opened by the bot."""


class _Payload(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    chat: str = Field(max_length=200)
    can_open_form: bool = True


class _Writing(_Payload):
    text: str = Field("", max_length=TYPED_MAX)
    thread: str | None = Field(None, max_length=40)
    reply_to: str | None = Field(None, max_length=40)


class _Say(_Writing):
    kind: Literal["say"]


class _File(_Writing):
    kind: Literal["file"]


class _Press(_Payload):
    kind: Literal["press"]
    message: str = Field(max_length=40)
    token: str = Field(min_length=1, max_length=TOKEN_MAX)


class _Submit(_Payload):
    kind: Literal["submit"]
    form: str = Field(min_length=1, max_length=200)
    context: str = Field("", max_length=255)
    values: dict[Annotated[str, Field(max_length=100)], Annotated[str, Field(max_length=20_000)]] = Field(max_length=50)
    thread: str | None = Field(None, max_length=40)


class _Join(_Payload):
    kind: Literal["join"]


_Any = Annotated[_Say | _File | _Press | _Submit | _Join, Field(discriminator="kind")]


class _Common(TypedDict):
    event_id: str
    at: datetime
    sender: Sender
    place: Place
    can_open_form: bool


@cache
def _payloads() -> TypeAdapter[_Any]:
    return TypeAdapter(_Any)


def translate(payload: object, scene: Scene, upload: Kept | None = None) -> Event:
    """`upload` is the file that came with a payload of kind `file`. Raises `Refusal`."""
    try:
        given = _payloads().validate_python(payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Refusal(f"{'.'.join(map(str, first['loc'])) or 'payload'}: {first['msg']}") from None
    match given:
        case _Say():
            return _said(given, scene)
        case _File():
            return _file_sent(given, scene, upload)
        case _Press():
            return _pressed(given, scene)
        case _Submit():
            _in_chat(given.thread, "thread", given.chat, scene)
            values = {name: clean(value) for name, value in given.values.items()}
            common = _common(given, scene, given.thread)
            return FormSubmitted(**common, form=given.form, context=given.context, values=values)
        case _Join():
            return _joined(given, scene)


def payload_of(posted: Posted) -> dict[str, Any]:
    """The payload that would make the same event again, for a message that the bot has not confirmed yet."""
    draft = posted.draft
    common = {"id": posted.key.removeprefix(f"{PLATFORM}:"), "chat": draft.chat}
    if draft.content.get("joined"):
        return {**common, "kind": "join"}
    kind = "file" if draft.files else "say"
    text = str(draft.content.get("text", ""))
    return {**common, "kind": kind, "text": text, "thread": draft.thread, "reply_to": draft.reply_to}


def _said(given: _Say, scene: Scene) -> Event:
    _check_writing(given, scene)
    text = clean(given.text)
    if not text:
        raise Refusal("text: there is none")
    common = _common(given, scene, given.thread)
    command = _COMMAND.match(text)
    if command and (command[2] or scene.bot_name).lower() == scene.bot_name.lower():
        return CommandInvoked(**common, name=command[1].lower(), args=(command[3] or "").strip())
    bare = _without_mention(text, scene.bot_name)
    addressed = common["place"].private or bare is not None or _answers_bot(given, scene)
    return MessagePosted(**common, text=text if bare is None else bare, addressed=addressed, reply_to=given.reply_to)


def _file_sent(given: _File, scene: Scene, upload: Kept | None) -> Event:
    _check_writing(given, scene)
    if upload is None:
        raise Refusal("file: there is none")
    return FileSent(
        **_common(given, scene, given.thread),
        file_id=upload.id,
        name=upload.name,
        size=upload.size,
        media_type=upload.media_type,
        caption=clean(given.text),
    )


def _pressed(given: _Press, scene: Scene) -> Event:
    message = _in_chat(given.message, "message", given.chat, scene)
    if message is None or not message.by_bot:
        raise Refusal("message: it has no buttons")
    if len(given.token.encode()) > TOKEN_MAX:
        raise Refusal(f"token: longer than {TOKEN_MAX} bytes")
    carried = message.id if _carries(message, given.token) else None
    return ButtonPressed(**_common(given, scene, message.draft.thread), message_id=carried, token=given.token)


def _carries(message: Posted, token: str) -> bool:
    """Whether the message has that button now. Through another one's button it must not be edited."""
    rows = message.draft.content.get("buttons", ())
    return any(button.get("token") == token for row in rows for button in row)


def _joined(given: _Join, scene: Scene) -> Event:
    if given.chat != scene.group_chat_id:
        raise Refusal("chat: not a group")
    sender = _sender(scene)
    place = Place(PLATFORM, given.chat, "group")
    return MemberJoined(event_id=f"{PLATFORM}:{given.id}", at=scene.now, sender=sender, place=place)


def _common(given: _Payload, scene: Scene, thread: str | None) -> _Common:
    if given.chat == private_chat(scene.persona.account_id):
        place = Place(PLATFORM, given.chat, "private", thread)
    elif given.chat == scene.group_chat_id and scene.in_group:
        place = Place(PLATFORM, given.chat, "group", thread)
    elif scene.persona.account_id in insiders(given.chat) and scene.circle(given.chat):
        place = Place(PLATFORM, given.chat, "circle", thread)
    else:
        raise Refusal("chat: not one of yours")
    return {
        "event_id": f"{PLATFORM}:{given.id}",
        "at": scene.now,
        "sender": _sender(scene),
        "place": place,
        "can_open_form": given.can_open_form,
    }


def _sender(scene: Scene) -> Sender:
    persona = scene.persona
    return Sender(PLATFORM, persona.account_id, persona.name, persona.email, persona.language)


def _check_writing(given: _Writing, scene: Scene) -> None:
    root = _in_chat(given.thread, "thread", given.chat, scene)
    if root is not None and root.draft.thread is not None:
        raise Refusal("thread: not the first message of one")
    _in_chat(given.reply_to, "reply_to", given.chat, scene)


def _in_chat(message_id: str | None, name: str, chat: str, scene: Scene) -> Posted | None:
    if message_id is None:
        return None
    posted = scene.find(message_id)
    if posted is None or posted.chat != chat or posted.deleted:
        raise Refusal(f"{name}: no such message in this chat")
    return posted


def _answers_bot(given: _Say, scene: Scene) -> bool:
    answered = [scene.find(given.reply_to)] if given.reply_to else []
    if given.thread:
        answered += [scene.find(given.thread), scene.last_in_thread(given.thread)]
    return any(posted is not None and posted.by_bot for posted in answered)


def _without_mention(text: str, bot_name: str) -> str | None:
    """The text without "@bot" and the punctuation after it; None where the bot is not mentioned."""
    bare, mentions = re.subn(rf"(?<![\w@/])@{re.escape(bot_name)}\b[,:]?[ \t]*", "", text, flags=re.IGNORECASE)
    return bare.strip() if mentions else None


def clean(text: str) -> str:
    """What a person typed, as it stands in the chat: no control characters, no space around it."""
    return words.clean(text).strip()
