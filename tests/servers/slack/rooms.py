"""Conversations of all four kinds: who is in them, what was said, and the events that follow from it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from tests.servers.slack.rendering import message_json
from tests.servers.slack.things import ApiError, Json, Message

if TYPE_CHECKING:
    from tests.servers.slack.workspace import Workspace

SLACKBOT = "USLACKBOT"
HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}
READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
NOTICES = (
    "channel_join",
    "channel_leave",
    "group_join",
    "group_leave",
    "channel_name",
    "channel_archive",
    "channel_unarchive",
)
"""Subtypes of what Slack itself writes into a conversation."""


class Somebody(Protocol):
    """Anything with the id of a user: a Person of a test, or a User."""

    @property
    def id(self) -> str: ...


@dataclass(eq=False)
class Room:
    """A conversation, and what a test does to it. Kinds: channel, group (private channel), mpim, im."""

    space: Workspace
    kind: Literal["channel", "group", "mpim", "im"]
    id: str
    name: str
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    history: list[Message] = field(default_factory=list)
    archived: bool = False

    @property
    def private(self) -> bool:
        return self.kind != "channel"

    @property
    def with_bot(self) -> bool:
        return self.space.bot.id in self.members

    def find(self, ts: str) -> Message | None:
        return next((message for message in self.history if message.ts == ts), None)

    def standing(self, ts: str) -> Message:
        message = self.find(ts)
        if message is None or message.deleted:
            raise ApiError("message_not_found")
        return message

    def invite(self, somebody: Somebody, by: Somebody | None = None) -> None:
        self._join(somebody.id, by.id if by else None)

    def invite_bot(self, by: Somebody | None = None) -> None:
        self._join(self.space.bot.id, by.id if by else None)

    def remove(self, somebody: Somebody, by: Somebody | None = None) -> None:
        self._leave(somebody.id, by.id if by else None)

    def remove_bot(self, by: Somebody | None = None) -> None:
        self._leave(self.space.bot.id, by.id if by else None)

    def _actor(self, by: Somebody | None) -> str:
        """Who did something; never the bot, as Bolt keeps from an app what it did itself."""
        people = [member for member in self.members if member != self.space.bot.id]
        return by.id if by else next(iter(people), SLACKBOT)

    def archive(self, by: Somebody | None = None) -> None:
        self.archived = True
        self._tell("archive", user=self._actor(by))

    def unarchive(self, by: Somebody | None = None) -> None:
        self.archived = False
        self._tell("unarchive", user=self._actor(by))

    def rename(self, name: str, by: Somebody | None = None) -> None:
        self.name = name
        about = {"id": self.id, "name": name, "name_normalized": name, "created": self.created}
        self._tell("rename", channel=about | {"is_channel": not self.private})
        self.notice("channel_name", self._actor(by), f"has renamed the channel to {name}", name=name)

    def _tell(self, what: str, **fields: Any) -> None:
        """A channel_… or group_… event; of a private channel only the bot inside it hears."""
        if self.with_bot or self.kind == "channel":
            prefix = "group" if self.private else "channel"
            self._emit({"type": f"{prefix}_{what}", "channel": self.id, **fields})

    def _join(self, user_id: str, inviter: str | None) -> None:
        if user_id in self.members:
            return
        self.members.append(user_id)
        if self.with_bot:
            letter = "C" if self.kind == "channel" else "G"
            event: Json = {"type": "member_joined_channel", "user": user_id, "channel": self.id, "channel_type": letter}
            self._emit(event | {"team": self.space.team_id} | ({"inviter": inviter} if inviter else {}))
        kind = "group_join" if self.private else "channel_join"
        self.notice(kind, user_id, "has joined the channel", **({"inviter": inviter} if inviter else {}))

    def _leave(self, user_id: str, actor: str | None) -> None:
        if user_id not in self.members:
            return
        gone = self.space.bot.id == user_id
        if gone:
            self._tell("left", actor_id=actor or user_id)
        # The bot still sees a public channel it was removed from, but nothing of a private one.
        if self.with_bot and not (gone and self.private):
            letter = "C" if self.kind == "channel" else "G"
            event = {"type": "member_left_channel", "user": user_id, "channel": self.id, "channel_type": letter}
            self._emit(event | {"team": self.space.team_id})
        self.members.remove(user_id)
        self.notice("group_leave" if self.private else "channel_leave", user_id, "has left the channel")

    def notice(self, subtype: str, user_id: str, text: str, **fields: Any) -> None:
        message = Message(self.id, self.space.ts(), user_id, f"<@{user_id}> {text}", subtype=subtype)
        self.history.append(message)
        self.heard(message, **fields)

    def add(self, message: Message) -> Message:
        """A new message, and the events of it."""
        self.history.append(message)
        for file in message.uploads:
            file.shares.append((self.id, message.ts))
        self.heard(message)
        return message

    def heard(self, message: Message, **fields: Any) -> None:
        """The events of a new message: where the bot is mentioned in a channel, two of them."""
        shown = message_json(self.space, message) | fields
        mention = f"<@{self.space.bot.id}>" in message.text and not message.by_bot and message.subtype not in NOTICES
        if (
            mention
            and self.kind in ("channel", "group", "mpim")
            and "app_mentions:read" in self.space.scopes
            and self.with_bot
        ):
            told = {key: content for key, content in shown.items() if key != "subtype"}
            self._emit(told | {"type": "app_mention", "channel": self.id})
        self._message_event(shown)

    def _message_event(self, event: Json) -> None:
        if self.with_bot and HISTORY[self.kind] in self.space.scopes:
            self._emit(event | {"channel": self.id, "channel_type": self.kind})
        else:
            self.space.changes.happened()

    def change(self, message: Message, text: str, blocks: list[Json] | None) -> None:
        """Put new contents into a message; None leaves the blocks as they are."""
        before = copy.deepcopy(message_json(self.space, message))
        message.text = text
        message.blocks = message.blocks if blocks is None else blocks
        message.edits += 1
        message.edited_ts = self.space.ts()
        after = message_json(self.space, message)
        self._aside("message_changed", message=after, previous_message=before)

    def delete(self, message: Message) -> None:
        before = message_json(self.space, message)
        message.deleted = True
        if any(reply.thread_ts == message.ts and reply is not message and not reply.deleted for reply in self.history):
            # The parent of a thread leaves a stone behind, and is reported as changed into it.
            stone = {"type": "message", "subtype": "tombstone", "user": SLACKBOT, "hidden": True, "ts": message.ts}
            stone |= {"text": "This message was deleted.", "thread_ts": message.ts}
            self._aside("message_changed", message=stone, previous_message=before)
            return
        self._aside("message_deleted", deleted_ts=message.ts, previous_message=before)

    def _aside(self, subtype: str, **fields: Any) -> None:
        """An event about an older message; it has a ts of its own."""
        self._message_event({"type": "message", "subtype": subtype, "hidden": True, "ts": self.space.ts(), **fields})

    def _emit(self, event: Json) -> None:
        if event["type"] not in ("message", "app_mention") and READ[self.kind] not in self.space.scopes:
            return
        self.space.emit(copy.deepcopy({**event, "event_ts": event.get("ts") or self.space.ts()}))


def direct(space: Workspace, user_id: str) -> Room:
    """The bot's DM with a user, opened if it was not yet."""
    for room in space.rooms.values():
        if room.kind == "im" and user_id in room.members:
            return room
    room = Room(space, "im", space.new_id("D"), "directmessage", user_id, space.now(), [user_id, space.bot.id])
    space.rooms[room.id] = room
    return room


def group_direct(space: Workspace, user_ids: list[str]) -> Room:
    """The group DM of exactly these people and the bot."""
    members = [*dict.fromkeys(user_ids), space.bot.id]
    for room in space.rooms.values():
        if room.kind == "mpim" and set(room.members) == set(members):
            return room
    handles = "--".join(space.users[user_id].name for user_id in members)
    room = Room(space, "mpim", space.new_id("G"), f"mpdm-{handles}-1", members[0], space.now(), members)
    space.rooms[room.id] = room
    return room
