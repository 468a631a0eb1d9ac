"""Methods about who and what is there: auth, bots, team, users, conversations."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from tests.servers.slack.rendering import message_json, room_json, user_json
from tests.servers.slack.rooms import HISTORY, READ, Room, direct, group_direct
from tests.servers.slack.things import ApiError, Json, Message
from tests.servers.slack.workspace import Workspace

KIND_OF_TYPE = {"public_channel": "channel", "private_channel": "group", "mpim": "mpim", "im": "im"}


def need(space: Workspace, scope: str) -> None:
    """Refuse a call for which the token lacks a scope."""
    if scope not in space.scopes:
        raise ApiError("missing_scope", needed=scope, provided=",".join(sorted(space.scopes)))


def page(items: list[Any], params: Json, at_most: int = 1000) -> tuple[list[Any], Json]:
    """One page of the items, and what the answer says of the next."""
    limit = min(params.get("limit") or 100, at_most)
    if limit < 1:
        raise ApiError("invalid_limit")
    start = 0
    if cursor := params.get("cursor"):
        try:
            start = int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
        except (binascii.Error, ValueError):
            raise ApiError("invalid_cursor") from None
    end = start + limit
    following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], {"response_metadata": {"next_cursor": following}}


def auth_test(space: Workspace, params: Json) -> Json:
    return {
        "url": f"https://{space.domain}.slack.com/",
        "team": "The Academy",
        "user": space.bot.name,
        "team_id": space.team_id,
        "user_id": space.bot.id,
        "bot_id": space.bot_id,
        "is_enterprise_install": False,
    }


def bots_info(space: Workspace, params: Json) -> Json:
    if params.get("bot") not in (None, space.bot_id):
        raise ApiError("bot_not_found")
    bot = {"id": space.bot_id, "deleted": False, "name": space.bot.real_name, "app_id": space.app_id}
    return {"bot": bot | {"user_id": space.bot.id, "updated": space.now(), "icons": {}}}


def team_info(space: Workspace, params: Json) -> Json:
    return {
        "team": {"id": space.team_id, "name": "The Academy", "domain": space.domain, "email_domain": "", "icon": {}}
    }


def users_info(space: Workspace, params: Json) -> Json:
    return {"user": user_json(space, space.user(params["user"]), params.get("include_locale", False))}


def users_list(space: Workspace, params: Json) -> Json:
    users, more = page(list(space.users.values()), params)
    members = [user_json(space, user, params.get("include_locale", False)) for user in users if not user.is_stranger]
    return {"members": members, "cache_ts": space.now(), **more}


def users_lookup_by_email(space: Workspace, params: Json) -> Json:
    wanted = params["email"].casefold()
    for user in space.users.values():
        if user.email and user.email.casefold() == wanted and not user.deleted:
            return {"user": user_json(space, user)}
    raise ApiError("users_not_found")


def _readable(space: Workspace, channel: str) -> Room:
    room = space.room(channel)
    need(space, READ[room.kind])
    return room


def conversations_info(space: Workspace, params: Json) -> Json:
    room = _readable(space, params["channel"])
    shown = room_json(space, room)
    if params.get("include_num_members"):
        shown["num_members"] = len(room.members)
    return {"channel": shown}


def conversations_members(space: Workspace, params: Json) -> Json:
    room = _readable(space, params["channel"])
    members, more = page(room.members, params)
    return {"members": members, **more}


def _rooms(space: Workspace, params: Json) -> list[Room]:
    asked = (params.get("types") or "public_channel").split(",")
    if wrong := [kind for kind in asked if kind.strip() not in KIND_OF_TYPE]:
        raise ApiError("invalid_types", messages=[f"[ERROR] {wrong}"])
    kinds = [KIND_OF_TYPE[kind.strip()] for kind in asked]
    for kind in kinds:
        need(space, READ[kind])
    rooms = [room for room in space.rooms.values() if room.kind in kinds and (room.kind == "channel" or room.with_bot)]
    return [room for room in rooms if not (params.get("exclude_archived") and room.archived)]


def conversations_list(space: Workspace, params: Json) -> Json:
    rooms, more = page(_rooms(space, params), params)
    return {"channels": [room_json(space, room) for room in rooms], **more}


def users_conversations(space: Workspace, params: Json) -> Json:
    user = params.get("user") or space.bot.id
    rooms, more = page([room for room in _rooms(space, params) if user in room.members], params)
    return {"channels": [room_json(space, room) for room in rooms], **more}


def conversations_open(space: Workspace, params: Json) -> Json:
    if bool(params.get("channel")) == bool(params.get("users")):
        raise ApiError("invalid_arguments", messages=["[ERROR] give either channel or users"])
    if params.get("channel"):
        room = space.room(params["channel"])
    else:
        user_ids = [user_id.strip() for user_id in params["users"].split(",")]
        if wrong := [user_id for user_id in user_ids if user_id not in space.users]:
            raise ApiError("user_not_found", users=wrong)
        need(space, "im:write" if len(user_ids) == 1 else "mpim:write")
        if space.bot.id in user_ids and len(user_ids) == 1:
            raise ApiError("cannot_dm_bot")
        if len(user_ids) == 1 and space.users[user_ids[0]].deleted:
            raise ApiError("user_disabled")
        room = direct(space, user_ids[0]) if len(user_ids) == 1 else group_direct(space, user_ids)
    shown = room_json(space, room) if params.get("return_im") else {"id": room.id}
    return {"channel": shown}


def conversations_join(space: Workspace, params: Json) -> Json:
    room = space.room(params["channel"])
    if room.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if room.archived:
        raise ApiError("is_archived")
    already = room.with_bot
    room.invite_bot()
    return {"channel": room_json(space, room)} | ({"warning": "already_in_channel"} if already else {})


def _between(messages: list[Message], params: Json) -> list[Message]:
    oldest, latest = float(params.get("oldest") or 0), float(params.get("latest") or "inf")
    ends = params.get("inclusive", False)
    return [m for m in messages if oldest < float(m.ts) < latest or (ends and float(m.ts) in (oldest, latest))]


def _shown(space: Workspace, message: Message, params: Json) -> Json:
    shown = message_json(space, message)
    if params.get("include_all_metadata") and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def _heard(space: Workspace, channel: str) -> Room:
    room = space.room(channel)
    need(space, HISTORY[room.kind])
    if not room.with_bot:
        raise ApiError("not_in_channel")
    return room


def conversations_history(space: Workspace, params: Json) -> Json:
    room = _heard(space, params["channel"])
    standing = [m for m in room.history if not m.deleted and (m.thread_ts in (None, m.ts) or m.broadcast)]
    messages, more = page(_between(standing, params)[::-1], params, at_most=999)
    has_more = bool(more["response_metadata"]["next_cursor"])
    return {"messages": [_shown(space, m, params) for m in messages], "has_more": has_more, "pin_count": 0} | (
        more if has_more else {}
    )


def conversations_replies(space: Workspace, params: Json) -> Json:
    room = _heard(space, params["channel"])
    parent = room.find(params["ts"])
    if parent is None or parent.deleted:
        raise ApiError("thread_not_found")
    root = parent.thread_ts or parent.ts
    thread = [m for m in room.history if not m.deleted and root in (m.ts, m.thread_ts)]
    messages, more = page(_between(thread, params), params)
    return {
        "messages": [_shown(space, m, params) for m in messages],
        "has_more": bool(more["response_metadata"]["next_cursor"]),
    } | more


DIRECTORY = {
    "auth.test": auth_test,
    "bots.info": bots_info,
    "team.info": team_info,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": users_lookup_by_email,
    "users.conversations": users_conversations,
    "conversations.info": conversations_info,
    "conversations.members": conversations_members,
    "conversations.open": conversations_open,
    "conversations.list": conversations_list,
    "conversations.history": conversations_history,
    "conversations.replies": conversations_replies,
    "conversations.join": conversations_join,
}
