"""Users, conversations, messages and files as the Web API and the events show them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.servers.slack.things import File, Json, Message, User

if TYPE_CHECKING:
    from tests.servers.slack.rooms import Room
    from tests.servers.slack.workspace import Workspace


def user_json(space: Workspace, user: User, with_locale: bool = False) -> Json:
    offset = datetime.fromtimestamp(space.now(), UTC).astimezone(ZoneInfo(user.zone)).utcoffset()
    profile: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.real_name.split()[0] if user.real_name else "",
        "first_name": user.real_name.split()[0] if user.real_name else "",
        "last_name": " ".join(user.real_name.split()[1:]),
        "avatar_hash": "",
        "team": user.team_id,
    }
    if user.email and "users:read.email" in space.scopes:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"bot_id": space.bot_id, "api_app_id": space.app_id, "always_active": True}
    shown: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
    }
    shown |= {"is_bot": user.is_bot, "is_app_user": False, "updated": space.now()}
    if user.is_stranger:
        shown["is_stranger"] = True
    if not user.deleted:
        shown |= {"real_name": user.real_name, "tz": user.zone, "tz_label": user.zone}
        shown |= {"tz_offset": int(offset.total_seconds()) if offset else 0, "color": "9f69e7"}
        shown |= {"is_admin": False, "is_owner": False, "is_primary_owner": False}
        shown |= {"is_restricted": user.guest is not None, "is_ultra_restricted": user.guest == "single"}
    if with_locale:
        shown["locale"] = user.locale
    return shown


def room_json(space: Workspace, room: Room) -> Json:
    shown: Json = {"id": room.id, "created": room.created, "is_archived": room.archived, "is_org_shared": False}
    if room.kind == "im":
        other = next(member for member in room.members if member != space.bot.id)
        return shown | {"is_im": True, "user": other, "priority": 0, "is_user_deleted": space.users[other].deleted}
    return shown | {
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": room.kind == "channel",
        "is_group": room.kind == "group",
        "is_im": False,
        "is_mpim": room.kind == "mpim",
        "is_private": room.kind != "channel",
        "is_general": False,
        "is_member": space.bot.id in room.members,
        "is_shared": False,
        "is_ext_shared": False,
        "creator": room.creator,
        "context_team_id": space.team_id,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def file_json(space: Workspace, file: File, room: Room | None = None) -> Json:
    address = f"{space.origin}/files-pri/{space.team_id}-{file.id}"
    shown: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.media_type,
        "filetype": file.name.rpartition(".")[2].lower(),
        "user": file.user,
        "user_team": space.team_id,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "size": len(file.data or b""),
        "url_private": f"{address}/{file.id.lower()}",
        "url_private_download": f"{address}/download/{file.id.lower()}",
        "permalink": f"{space.origin}/files/{file.user}/{file.id}",
        "file_access": "visible",
    }
    return shown | ({"alt_txt": file.alt} if file.alt else {})


def shares_json(space: Workspace, file: File) -> Json:
    """Where a file is shown, as files.info says it."""
    shares: Json = {}
    for channel, ts in file.shares:
        private = space.rooms[channel].kind != "channel"
        shares.setdefault("private" if private else "public", {}).setdefault(channel, []).append({"ts": ts})
    places = {kind: [c for c, _ in file.shares if space.rooms[c].kind in kinds] for kind, kinds in _KINDS.items()}
    return {"shares": shares, **places}


_KINDS = {"channels": ("channel",), "groups": ("group", "mpim"), "ims": ("im",)}


def message_json(space: Workspace, message: Message) -> Json:
    """A message as methods show it and events carry it, without the conversation it is in."""
    shown: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "team": space.team_id,
        "text": message.text,
    }
    if message.subtype:
        shown["subtype"] = message.subtype
    if message.by_bot:
        shown |= {"bot_id": space.bot_id, "app_id": space.app_id}
        shown["bot_profile"] = {
            "id": space.bot_id,
            "app_id": space.app_id,
            "name": space.bot.real_name,
            "team_id": space.team_id,
        }
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.attachments:
        shown["attachments"] = message.attachments
    if message.uploads:
        shown["files"] = [file_json(space, file) for file in message.uploads]
        shown["upload"] = False
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    return shown | _thread_json(space, message)


def _thread_json(space: Workspace, message: Message) -> Json:
    """What a parent tells of its thread, and a reply of its parent."""
    room = space.rooms[message.channel]
    if message.thread_ts and message.thread_ts != message.ts:
        parent = room.find(message.thread_ts)
        return {"parent_user_id": parent.user} if parent else {}
    replies = [reply for reply in room.history if reply.thread_ts == message.ts and not reply.deleted]
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
    }
