"""Which parameters each method has, and how they come over the wire as typed values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_POST = (
    "chat_id!:chat message_thread_id:int disable_notification:bool protect_content:bool reply_parameters:object"
    " business_connection_id:str direct_messages_topic_id:int allow_paid_broadcast:bool message_effect_id:str"
)
_SEND = _POST + " reply_markup:object suggested_post_parameters:object"
_CAPTION = " caption:str parse_mode:str caption_entities:list"
_EDIT = "chat_id:chat message_id:int inline_message_id:str business_connection_id:str reply_markup:object "
_SCOPE = "scope:object language_code:str"

_METHODS: dict[str, str] = {
    "getMe": "",
    "logOut": "",
    "close": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:list",
    "setWebhook": "url!:str certificate:file ip_address:str max_connections:int allowed_updates:list"
    " drop_pending_updates:bool secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": _SEND + " text!:str parse_mode:str entities:list link_preview_options:object",
    "sendDocument": _SEND + _CAPTION + " document!:file thumbnail:file disable_content_type_detection:bool",
    "sendPhoto": _SEND + _CAPTION + " photo!:file show_caption_above_media:bool has_spoiler:bool",
    "sendMediaGroup": _POST + " media!:list",
    "sendChatAction": "chat_id!:chat action!:str message_thread_id:int business_connection_id:str",
    "editMessageText": _EDIT + "text!:str parse_mode:str entities:list link_preview_options:object",
    "editMessageCaption": _EDIT + _CAPTION + " show_caption_above_media:bool",
    "editMessageMedia": _EDIT + "media!:object",
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": "chat_id!:chat message_id!:int",
    "deleteMessages": "chat_id!:chat message_ids!:list",
    "pinChatMessage": "chat_id!:chat message_id!:int disable_notification:bool business_connection_id:str",
    "unpinChatMessage": "chat_id!:chat message_id:int business_connection_id:str",
    "setMessageReaction": "chat_id!:chat message_id!:int reaction:list is_big:bool",
    "getFile": "file_id!:str",
    "answerCallbackQuery": "callback_query_id!:str text:str show_alert:bool url:str cache_time:int",
    "setMyCommands": "commands!:list " + _SCOPE,
    "getMyCommands": _SCOPE,
    "deleteMyCommands": _SCOPE,
    "setMyName": "name:str language_code:str",
    "getMyName": "language_code:str",
    "setMyDescription": "description:str language_code:str",
    "getMyDescription": "language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "getMyShortDescription": "language_code:str",
    "setChatMenuButton": "chat_id:int menu_button:object",
    "getChat": "chat_id!:chat",
    "getChatMember": "chat_id!:chat user_id!:int",
    "getChatAdministrators": "chat_id!:chat return_bots:bool",
    "getChatMemberCount": "chat_id!:chat",
    "leaveChat": "chat_id!:chat",
    "createForumTopic": "chat_id!:chat name!:str icon_color:int icon_custom_emoji_id:str",
}

Spec = dict[str, tuple[str, bool]]
"""Kind by parameter, and whether it must be there."""


def _read(line: str) -> Spec:
    spec = {}
    for word in line.split():
        name, kind = word.split(":")
        spec[name.removesuffix("!")] = (kind, name.endswith("!"))
    return spec


SPECS: dict[str, Spec] = {method: _read(line) for method, line in _METHODS.items()}
NAMES = {method.lower(): method for method in SPECS}


def decoded(method: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The parameters as typed values. What cannot be decoded stays as it came, and is found by `faults`."""
    spec = SPECS.get(method, {})
    return {name: _typed(spec.get(name, ("str", False))[0], value) for name, value in raw.items() if value is not None}


def _typed(kind: str, value: Any) -> Any:
    if not isinstance(value, str) or kind in ("str", "file"):
        return value
    try:
        if kind in ("int", "chat"):
            return int(value)
        if kind == "bool":
            return {"true": True, "false": False, "1": True, "0": False}.get(value.lower(), value)
        return json.loads(value)
    except ValueError:
        return value


_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,), "file": (str,), "int": (int,), "chat": (int, str), "bool": (bool,), "list": (list,), "object": (dict,),
}  # fmt: skip


def unknown(method: str, params: dict[str, Any]) -> list[str]:
    """Parameters that the method does not have; Telegram ignores them."""
    return [f"unknown parameter {name!r}" for name in params if name not in SPECS[method]]


def faults(method: str, params: dict[str, Any]) -> Iterator[str]:
    """Missing parameters, and those of a wrong type."""
    for name, (kind, required) in SPECS[method].items():
        if name not in params:
            if required:
                yield f"parameter {name!r} is required"
        elif not isinstance(params[name], _TYPES[kind]) or (kind in ("int", "chat") and isinstance(params[name], bool)):
            yield f"parameter {name!r} must be {kind}, not {params[name]!r}"
