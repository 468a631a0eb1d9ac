"""Checks what a bot sends: texts, keyboards, uploads, replies and topics."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.servers.telegram import shapes
from tests.servers.telegram.asked import Asked, Uploaded, known_fields, objects
from tests.servers.telegram.errors import Refused, Wrong, bad
from tests.servers.telegram.markup import parse
from tests.servers.telegram.text import Entity, detect, entity_faults, trimmed, units
from tests.servers.telegram.world import Chat, File, picture_size

TEXT_MOST = 4096
CAPTION_MOST = 1024
UPLOAD_MOST = 50 * 1024 * 1024
PHOTO_MOST = 10 * 1024 * 1024
BUTTONS_MOST = 100
ROW_MOST = 8
DATA_MOST = 64

_BUTTON_DOES = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}  # fmt: skip
_MARKUPS = {
    "inline_keyboard": {"inline_keyboard"},
    "keyboard": {
        "keyboard", "is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective",
    },
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "input_field_placeholder", "selective"},
}  # fmt: skip
_REPLY = {
    "message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_parse_mode", "quote_entities",
    "quote_position", "checklist_task_id", "poll_option_id",
}  # fmt: skip


def formatted(
    asked: Asked, text: str, mode: str | None, entities: list[Any] | None, most: int
) -> tuple[str, list[Entity]]:
    """The text and its entities as Telegram keeps them."""
    given: list[Entity] = list(entities or [])
    if mode:
        text, given = parse(text, mode)
    if found := entity_faults(text, given):
        for fault in found[1:]:
            asked.violation(fault)
        raise Wrong(found[0])
    for entity in given:
        if entity["type"] == "text_link" and urlsplit(entity["url"]).scheme not in ("http", "https", "tg", "mailto"):
            asked.violation(f"a link that Telegram drops: {entity['url']!r}")
    text, given = trimmed(text, [kept for entity in given if (kept := _mention(asked, entity))])
    if units(text) > most:
        raise Wrong("message is too long" if most == TEXT_MOST else "message caption is too long")
    return text, detect(text, given)


def _mention(asked: Asked, entity: Entity) -> Entity | None:
    """A link to a person as the mention that Telegram makes of it, or None where the bot does not know the person."""
    parts = urlsplit(entity.get("url", ""))
    if entity["type"] != "text_link" or (parts.scheme, parts.netloc) != ("tg", "user"):
        return entity
    number = parts.query.removeprefix("id=")
    account = asked.world.accounts.get(int(number)) if number.isdecimal() else None
    kept = {key: value for key, value in entity.items() if key != "url"}
    return kept | {"type": "text_mention", "user": shapes.user(account)} if account else None


def message_text(asked: Asked) -> dict[str, Any]:
    """The fields of a message that `text` makes."""
    params = asked.params
    text, entities = formatted(asked, params["text"], params.get("parse_mode"), params.get("entities"), TEXT_MOST)
    if not text:
        raise Wrong("message text is empty")
    return {"text": text, "entities": entities}


def caption(asked: Asked, source: dict[str, Any]) -> dict[str, Any]:
    """The fields of a message that `caption` makes, of a call or of an InputMedia."""
    text, entities = formatted(
        asked, source.get("caption", ""), source.get("parse_mode"), source.get("caption_entities"), CAPTION_MOST
    )
    return {"caption": text, "caption_entities": entities}


def markup(asked: Asked, *, inline_only: bool = False) -> dict[str, Any] | None:
    """The reply_markup of the call; an empty inline keyboard is none."""
    given: dict[str, Any] | None = asked.params.get("reply_markup")
    if not given:
        return None
    kind = next((kind for kind in _MARKUPS if kind in given), None)
    if kind is None or (inline_only and kind != "inline_keyboard"):
        raise Wrong("object expected as reply markup")
    known_fields(asked, "reply_markup", given, _MARKUPS[kind])
    if kind == "inline_keyboard":
        rows = given["inline_keyboard"]
        if not isinstance(rows, list):
            raise Wrong('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
        _rows(asked, [objects("a row of buttons", row) for row in rows])
        return given if any(rows) else None
    return given


def _rows(asked: Asked, rows: list[list[dict[str, Any]]]) -> None:
    if sum(map(len, rows)) > BUTTONS_MOST:
        raise Wrong("reply markup is too long")
    for row in rows:
        if len(row) > ROW_MOST:
            asked.violation(f"{len(row)} buttons in a row; at most {ROW_MOST}")
        if not row:
            asked.violation("a row without buttons")
        for button in row:
            _button(asked, button)


def _button(asked: Asked, button: dict[str, Any]) -> None:
    known_fields(
        asked, f"button {button.get('text')!r}", button, _BUTTON_DOES | {"text", "style", "icon_custom_emoji_id"}
    )
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise Wrong("inline keyboard button text must be non-empty")
    does = button.keys() & _BUTTON_DOES
    if len(does) != 1:
        raise Wrong(
            "Text buttons are unallowed in the inline keyboard" if not does else f"a button does {sorted(does)}"
        )
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_MOST:
            raise Wrong("BUTTON_DATA_INVALID")
    if "url" in button:
        parts = urlsplit(str(button["url"]))
        if parts.scheme not in ("http", "https", "tg") or not parts.netloc:
            raise Wrong(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def place(asked: Asked, chat: Chat) -> dict[str, Any]:
    """Where in the chat: the topic, and the message that is answered."""
    thread: int | None = asked.params.get("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad("message thread not found")
    reply = asked.params.get("reply_parameters")
    if not reply:
        return {"thread_id": thread}
    known_fields(asked, "reply_parameters", reply, _REPLY)
    if type(reply.get("message_id")) is not int:
        raise Wrong("reply_parameters without message_id")
    there = asked.world.chats.get(reply.get("chat_id", chat.id), chat)
    answered = there.messages.get(reply["message_id"])
    if answered is None or answered.deleted:
        if not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return {"thread_id": thread}
    if there is not chat:
        return {"thread_id": thread}
    return {"thread_id": answered.thread_id if thread is None else thread, "reply_to": answered.id}


def attached(asked: Asked, value: Any, kind: str) -> File:
    """The file that a parameter or a field means: an upload, or one that Telegram has."""
    if not isinstance(value, str) or not value:
        raise Wrong(f"there is no {kind} in the request")
    if not value.startswith("attach://"):
        known = asked.world.files.get(value)
        if known is not None:
            return known
        if value.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        raise bad("wrong file identifier/HTTP URL specified")
    return _uploaded(asked, uploaded(asked, value), kind)


def uploaded(asked: Asked, value: str) -> Uploaded:
    """The part of the request that `attach://` names."""
    name = value.removeprefix("attach://")
    if name not in asked.files:
        raise Wrong(f"there is no part {name!r} in the request")
    asked.used.add(name)
    return asked.files[name]


def _uploaded(asked: Asked, upload: Uploaded, kind: str) -> File:
    name, media_type, data = upload
    if len(data) > UPLOAD_MOST:
        raise Refused(413, "Request Entity Too Large")
    if not data:
        raise Wrong("file must be non-empty")
    if kind == "photo":
        if len(data) > PHOTO_MOST:
            raise Wrong("file is too big for a photo")
        if picture_size(data) is None:
            raise Wrong("IMAGE_PROCESS_FAILED")
        # Telegram keeps no name of a photo and makes a JPEG of it; the bytes stay here for tests to compare.
        return asked.world.store(name, media_type, data, kind="photo")
    return asked.world.store(name, media_type, data)
