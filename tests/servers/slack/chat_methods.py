"""Methods that post, change and delete messages."""

from __future__ import annotations

from tests.servers.slack.block_rules import wrong_in_message
from tests.servers.slack.mrkdwn_rules import wrong_in_mrkdwn, wrong_in_parts
from tests.servers.slack.rendering import message_json
from tests.servers.slack.rooms import Room, direct
from tests.servers.slack.things import ApiError, Ephemeral, Json, Message
from tests.servers.slack.workspace import Workspace

TEXT_MAX = 40_000
MARKDOWN_MAX = 12_000
ATTACHMENTS_MAX = 100


def checked_body(space: Workspace, what: str, params: Json, needed: bool = True) -> tuple[str, list[Json]]:
    """The text and the blocks of a message, refused where Slack would; what it would only put up with is noted."""
    text, blocks = params.get("text") or "", params.get("blocks") or []
    if markdown := params.get("markdown_text"):
        if text or blocks:
            raise ApiError("markdown_text_conflict")
        if len(markdown) > MARKDOWN_MAX:
            raise ApiError("msg_too_long")
        text = markdown
    if needed and not (text.strip() or blocks or params.get("attachments")):
        space.violate(f"{what}: no text")
        raise ApiError("no_text")
    if len(text) > TEXT_MAX:
        space.violate(f"{what}: the text has {len(text)} characters, {TEXT_MAX} are allowed")
        raise ApiError("msg_too_long")
    if len(params.get("attachments") or []) > ATTACHMENTS_MAX:
        space.violate(f"{what}: too many attachments")
        raise ApiError("too_many_attachments")
    if blocks and not text.strip():
        space.violate(f"{what}: blocks without the top-level text that notifications show")
    refuse(space, what, "invalid_blocks", wrong_in_message(blocks))
    if params.get("mrkdwn", True):
        for wrong in wrong_in_mrkdwn(text, space.users):
            space.violate(f"{what}: {wrong}")
    for wrong in wrong_in_parts(blocks, space.users):
        space.violate(f"{what}: {wrong}")
    return text, space.named(blocks)


def refuse(space: Workspace, what: str, code: str, wrong: list[str]) -> None:
    """Note what is wrong, and answer with it; nothing happens when nothing is."""
    for one in wrong:
        space.violate(f"{what}: {one}")
    if wrong:
        raise ApiError(code, messages=[f"[ERROR] {one}" for one in wrong], errors=wrong)


def writable(space: Workspace, channel: str) -> Room:
    """Where the bot may post: by id, by #name, or a user's id for the DM with them."""
    if channel in space.users:
        if channel == space.bot.id:
            raise ApiError("channel_not_found")
        room = direct(space, channel)
    elif channel.startswith("#"):
        found = [
            room for room in space.rooms.values() if room.name == channel[1:] and room.kind in ("channel", "group")
        ]
        room = space.room(found[0].id if found else "")
    else:
        room = space.room(channel)
    if room.archived:
        raise ApiError("is_archived")
    if not room.with_bot and "chat:write.public" not in space.scopes:
        raise ApiError("not_in_channel")
    return room


def thread_of(space: Workspace, what: str, room: Room, thread_ts: str | None) -> str | None:
    """The ts of the parent; that of a reply will do, but should not be given."""
    if not thread_ts:
        return None
    parent = room.find(thread_ts)
    if parent is None:
        space.violate(f"{what}: thread_ts {thread_ts} is no message of {room.name}")
        raise ApiError("thread_not_found")
    if parent.thread_ts not in (None, parent.ts):
        space.violate(f"{what}: thread_ts {thread_ts} is a reply; give that of its parent")
        return parent.thread_ts
    return thread_ts


def post_message(space: Workspace, params: Json) -> Json:
    room = writable(space, params["channel"])
    text, blocks = checked_body(space, "chat.postMessage", params)
    thread_ts = thread_of(space, "chat.postMessage", room, params.get("thread_ts"))
    message = Message(room.id, space.ts(), space.bot.id, text, blocks, params.get("attachments") or [], by_bot=True)
    message.thread_ts, message.broadcast = thread_ts, params.get("reply_broadcast", False)
    message.subtype = "thread_broadcast" if thread_ts and message.broadcast else None
    message.metadata = params.get("metadata")
    room.add(message)
    return {"channel": room.id, "ts": message.ts, "message": message_json(space, message)}


def update(space: Workspace, params: Json) -> Json:
    room = space.room(params["channel"])
    if room.archived:
        raise ApiError("is_archived")
    message = room.standing(params["ts"])
    if message.user != space.bot.id or message.subtype in ("channel_join", "group_join"):
        raise ApiError("cant_update_message")
    text, blocks = checked_body(space, "chat.update", params)
    if "blocks" not in params and message.blocks:
        space.violate(
            "chat.update: text alone leaves the blocks of the message as they were; send blocks, or [] to remove them"
        )
    if "attachments" in params:
        message.attachments = params["attachments"]
    message.metadata = params.get("metadata", message.metadata)
    room.change(message, text, blocks if "blocks" in params else None)
    return {"channel": room.id, "ts": message.ts, "text": message.text, "message": message_json(space, message)}


def delete(space: Workspace, params: Json) -> Json:
    room = space.room(params["channel"])
    message = room.standing(params["ts"])
    if message.user != space.bot.id:
        raise ApiError("cant_delete_message")
    room.delete(message)
    return {"channel": room.id, "ts": message.ts}


def post_ephemeral(space: Workspace, params: Json) -> Json:
    room = writable(space, params["channel"])
    if params["user"] not in space.users:
        raise ApiError("user_not_found")
    if not room.with_bot:
        raise ApiError("not_in_channel")
    if params["user"] not in room.members:
        raise ApiError("user_not_in_channel")
    text, blocks = checked_body(space, "chat.postEphemeral", params)
    thread_ts = thread_of(space, "chat.postEphemeral", room, params.get("thread_ts"))
    shown = Ephemeral(room.id, params["user"], space.ts(), text, blocks, thread_ts)
    space.ephemerals[params["user"]].append(shown)
    return {"message_ts": shown.ts}


def get_permalink(space: Workspace, params: Json) -> Json:
    room = space.room(params["channel"])
    message = room.standing(params["message_ts"])
    address = f"https://{space.domain}.slack.com/archives/{room.id}/p{message.ts.replace('.', '')}"
    in_thread = message.thread_ts and message.thread_ts != message.ts
    more = f"?thread_ts={message.thread_ts}&cid={room.id}" if in_thread else ""
    return {"channel": room.id, "permalink": address + more}


CHAT = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
