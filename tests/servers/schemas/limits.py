"""Limits of the Bot API that types cannot say: lengths in bytes and UTF-16 units, counts, what must stand together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    BotNameLimit,
    BulkRequestLimit,
    CallbackQueryLimit,
    ForumTopicLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MediaGroupLimit,
    MessageLimit,
    PollingLimit,
    ReplyLimit,
)

BUTTONS_A_ROW = 8
"""Undocumented; more are cut off."""

ACTIONS = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
]

LENGTHS: dict[tuple[str, str], tuple[int, int]] = {
    ("sendMessage", "text"): (1, MessageLimit.MAX_TEXT_LENGTH),
    ("editMessageText", "text"): (1, MessageLimit.MAX_TEXT_LENGTH),
    ("answerCallbackQuery", "text"): (0, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH),
    ("setMyDescription", "description"): (0, BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
    ("setMyShortDescription", "short_description"): (0, BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH),
    ("setMyName", "name"): (0, BotNameLimit.MAX_NAME_LENGTH),
    ("createForumTopic", "name"): (ForumTopicLimit.MIN_NAME_LENGTH, ForumTopicLimit.MAX_NAME_LENGTH),
    ("setWebhook", "secret_token"): (1, 256),
}

COUNTS: dict[tuple[str, str], tuple[int, int]] = {
    ("sendMediaGroup", "media"): (MediaGroupLimit.MIN_MEDIA_LENGTH, MediaGroupLimit.MAX_MEDIA_LENGTH),
    ("deleteMessages", "message_ids"): (BulkRequestLimit.MIN_LIMIT, BulkRequestLimit.MAX_LIMIT),
    ("setMyCommands", "commands"): (0, BotCommandLimit.MAX_COMMAND_NUMBER),
}

NEEDED = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id", "date_time": "unix_time"}
"""What an entity of a type is nothing without."""


def telegram_limits(method: str, params: dict[str, Any]) -> list[str]:
    """What is too long, too many or incomplete in a call whose shape is right."""
    return [f"{method}: {line}" for line in _lines(method, params)]


def _lines(method: str, params: dict[str, Any]) -> Iterator[str]:
    for key, value in params.items():
        if (method, key) in LENGTHS:
            yield from _within(key, units(_shown(value, params.get("parse_mode"))), *LENGTHS[method, key])
        if (method, key) in COUNTS:
            yield from _within(f"the number of {key}", len(value), *COUNTS[method, key])
    if method == "getUpdates":
        yield from _within("limit", params.get("limit", 1), PollingLimit.MIN_LIMIT, PollingLimit.MAX_LIMIT)
    if method == "setMyCommands":
        yield from _commands(params["commands"])
    if "text" in params and method != "answerCallbackQuery":
        yield from _entities("entities", params["text"], params.get("entities", []))
    yield from _captions(params)
    yield from _markup(params.get("reply_markup", {}))


def _captions(params: dict[str, Any]) -> Iterator[str]:
    media = params.get("media", [])
    places = [("", params)] + [
        (f"media[{i}].", each) for i, each in enumerate(media if isinstance(media, list) else [media])
    ]
    for path, item in places:
        if caption := item.get("caption"):
            length = units(_shown(caption, item.get("parse_mode")))
            yield from _within(f"{path}caption", length, 0, MessageLimit.CAPTION_LENGTH)
            yield from _entities(f"{path}caption_entities", caption, item.get("caption_entities", []))


def _commands(commands: list[dict[str, Any]]) -> Iterator[str]:
    for i, command in enumerate(commands):
        if not re.fullmatch(rf"[a-z0-9_]{{1,{BotCommandLimit.MAX_COMMAND:d}}}", command["command"]):
            yield f"commands[{i}].command: {command['command']!r} is not 1-32 of a-z, 0-9 and _"
        length = units(command["description"])
        lengths = BotCommandLimit.MIN_DESCRIPTION, BotCommandLimit.MAX_DESCRIPTION
        yield from _within(f"commands[{i}].description", length, *lengths)


def _entities(path: str, text: str, entities: list[dict[str, Any]]) -> Iterator[str]:
    end = units(text)
    for i, entity in enumerate(entities):
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > end:
            yield f"{path}[{i}]: {entity['offset']}+{entity['length']} leaves the text, which ends at {end}"
        needed = NEEDED.get(entity["type"])
        if needed and needed not in entity:
            yield f"{path}[{i}]: a {entity['type']} needs {needed}"


def _markup(markup: dict[str, Any]) -> Iterator[str]:
    rows: list[list[dict[str, Any]]] = markup.get("inline_keyboard", [])
    total = sum(map(len, rows))
    yield from _within("the number of buttons", total, 0, InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
    for i, row in enumerate(rows):
        yield from _within(f"the number of buttons in row {i}", len(row), 1, BUTTONS_A_ROW)
        for j, button in enumerate(row):
            yield from _button(f"reply_markup.inline_keyboard[{i}][{j}]", button)
    placeholder = units(markup.get("input_field_placeholder", "?"))
    limits = ReplyLimit.MIN_INPUT_FIELD_PLACEHOLDER, ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER
    yield from _within("reply_markup.input_field_placeholder", placeholder, *limits)


def _button(path: str, button: dict[str, Any]) -> Iterator[str]:
    actions = [action for action in ACTIONS if action in button]
    if len(actions) != 1:
        yield f"{path}: a button does exactly one thing, not {actions}"
    if not button["text"]:
        yield f"{path}.text: is empty"
    if "callback_data" in button:
        limits = InlineKeyboardButtonLimit.MIN_CALLBACK_DATA, InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
        yield from _within(f"{path}.callback_data", len(button["callback_data"].encode()), *limits, "bytes")


def _within(what: str, size: int, least: int, most: int, unit: str = "") -> Iterator[str]:
    if not least <= size <= most:
        yield f"{what}: {size} {unit} is not within {int(least)}-{int(most)}".replace("  ", " ")


def units(text: str) -> int:
    """The length in UTF-16 units, in which the Bot API counts."""
    return len(text.encode("utf-16-le")) // 2


def _shown(text: str, parse_mode: str | None) -> str:
    """The text as people see it: limits hold after the mark-up is read."""
    return unescape(re.sub(r"<[^>]*>", "", text)) if parse_mode == "HTML" else text
