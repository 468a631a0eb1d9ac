"""Which parameters each Web API method takes, of what type, and which scope it needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.servers.slack.things import ApiError, Json


@dataclass(frozen=True)
class Signature:
    """Parameters as "name:type" (str if no type is named): str, int, bool, or json for lists and objects."""

    required: str = ""
    optional: str = ""
    scope: str = ""

    def types(self) -> dict[str, str]:
        pairs = (word.partition(":") for word in f"{self.required} {self.optional}".split())
        return {name: kind or "str" for name, _, kind in pairs}


_PAGE = "cursor limit:int"
_BODY = "text blocks:json attachments:json markdown_text link_names:bool parse metadata:json"
SIGNATURES: dict[str, Signature] = {
    "auth.test": Signature(),
    "apps.connections.open": Signature(),
    "bots.info": Signature(optional="bot team_id", scope="users:read"),
    "team.info": Signature(optional="team domain", scope="team:read"),
    "users.info": Signature("user", "include_locale:bool", "users:read"),
    "users.list": Signature("", f"{_PAGE} include_locale:bool team_id", "users:read"),
    "users.lookupByEmail": Signature("email", "", "users:read.email"),
    "users.conversations": Signature("", f"{_PAGE} exclude_archived:bool team_id types user"),
    "conversations.info": Signature("channel", "include_locale:bool include_num_members:bool"),
    "conversations.members": Signature("channel", _PAGE),
    "conversations.open": Signature("", "channel users return_im:bool prevent_creation:bool"),
    "conversations.list": Signature("", f"{_PAGE} exclude_archived:bool team_id types"),
    "conversations.history": Signature("channel", f"{_PAGE} latest oldest inclusive:bool include_all_metadata:bool"),
    "conversations.replies": Signature("channel ts", f"{_PAGE} latest oldest inclusive:bool include_all_metadata:bool"),
    "conversations.join": Signature("channel", "", "channels:join"),
    "chat.postMessage": Signature(
        "channel",
        f"{_BODY} thread_ts reply_broadcast:bool unfurl_links:bool unfurl_media:bool mrkdwn:bool as_user:bool icon_emoji"
        " icon_url username",
        "chat:write",
    ),
    "chat.postEphemeral": Signature(
        "channel user",
        "text blocks:json attachments:json markdown_text link_names:bool parse thread_ts as_user:bool icon_emoji icon_url username",
        "chat:write",
    ),
    "chat.update": Signature("channel ts", f"{_BODY} as_user:bool reply_broadcast:bool file_ids", "chat:write"),
    "chat.delete": Signature("channel ts", "as_user:bool", "chat:write"),
    "chat.getPermalink": Signature("channel message_ts"),
    "views.open": Signature("view:json", "trigger_id interactivity_pointer"),
    "views.push": Signature("view:json", "trigger_id interactivity_pointer"),
    "views.update": Signature("view:json", "view_id external_id hash"),
    "views.publish": Signature("view:json user_id", "hash"),
    "files.getUploadURLExternal": Signature("filename length:int", "alt_txt snippet_type", "files:write"),
    "files.completeUploadExternal": Signature(
        "files:json", "channel_id channels initial_comment thread_ts blocks:json", "files:write"
    ),
    "files.info": Signature("file", "count:int page:int cursor limit:int", "files:read"),
    "files.delete": Signature("file", "", "files:write"),
}

EVERYWHERE = ("team_id",)
"""Bolt for JavaScript sends it with every call: apps of a whole organisation need it, and for others it does nothing."""

_YES, _NO = ("1", "true", "True"), ("0", "false", "False")


def decode(method: str, given: Json) -> tuple[Json, list[str]]:
    """The parameters in their types, and what is wrong with them that Slack would let pass; raises ApiError where not."""
    signature = SIGNATURES[method]
    types = signature.types()
    unknown = [f"{method} does not know the parameter {name!r}" for name in given if name not in {*types, *EVERYWHERE}]
    decoded = {name: _typed(name, types[name], value) for name, value in given.items() if name in types}
    missing = [
        word.partition(":")[0]
        for word in signature.required.split()
        if decoded.get(word.partition(":")[0]) in (None, "")
    ]
    if missing:
        raise ApiError("invalid_arguments", messages=[f"[ERROR] missing required field: {name}" for name in missing])
    return decoded, unknown


def _typed(name: str, kind: str, value: Any) -> Any:
    wrong = ApiError("invalid_arguments", messages=[f"[ERROR] must be a valid {kind} [json-pointer:/{name}]"])
    if kind == "bool" and not isinstance(value, bool):
        if str(value) not in _YES + _NO:
            raise wrong
        return str(value) in _YES
    if kind == "int":
        try:
            return int(value)
        except (TypeError, ValueError):
            raise wrong from None
    if kind == "json" and isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise ApiError("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None
    if kind == "json" and not isinstance(value, (list, dict)):
        raise wrong
    if kind == "str" and not isinstance(value, str):
        raise wrong
    return value
