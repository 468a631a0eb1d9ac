"""What reaches the bot. An adapter's `translate` makes these from a platform's payload; nothing else does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Sender:
    """The account that acted, as the platform describes it. `account_id` is unique within `platform`."""

    platform: str
    account_id: str
    name: str
    email: str | None = None
    """Only where the platform itself vouches for it; members are matched by it."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened: a chat and, inside it, perhaps a thread (Telegram: a topic).

    A `circle` is a closed conversation of a few people and the bot (Slack: a group DM); it belongs to no cohort by itself.
    """

    platform: str
    chat_id: str
    kind: Literal["private", "group", "circle"]
    thread_id: str | None = None

    @property
    def private(self) -> bool:
        return self.kind == "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`event_id` is unique over all platforms: a redelivery carries the same one."""

    event_id: str
    at: datetime
    sender: Sender
    place: Place
    message_id: str | None = None
    can_open_form: bool = False
    """Whether the platform lets the bot open a modal in answer to this very event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandInvoked(Event):
    """`/name args`, without slash, bot name or surrounding space."""

    name: str
    args: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed(Event):
    """A button under the message `message_id`; `token` is what `bot.chat.buttons` packed."""

    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmitted(Event):
    """A filled-in modal, or a dialog that reached its end. `values` holds one text per field name."""

    form: str
    context: str = ""
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted(Event):
    """`addressed`: in private, or the bot was mentioned or replied to. `reply_to` is the message replied to."""

    text: str
    addressed: bool
    reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(Event):
    """The sender changed their message `message_id`, which now says `text`."""

    text: str
    addressed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted(Event):
    """The sender took their message `message_id` back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSent(Event):
    """A file that the platform holds; `file_id` is what its adapter needs to fetch it."""

    file_id: str
    name: str
    size: int
    media_type: str = "application/octet-stream"
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Event):
    """`sender` came into the group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Event):
    """`sender` left the group, or was removed from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened(Event):
    """`sender` looks at the bot's own page, where the platform has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateChatChanged(Event):
    """`sender` opened their private chat with the bot, or closed it to the bot (blocked it)."""

    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTouched(Event):
    """The bot's place in the group changed: `added`, or removed, promoted, restricted; or the group itself was renamed,
    closed or opened again. What is true now, the adapter's `inspect` tells."""

    added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMoved(Event):
    """The group of `place` goes on under another id; messages that stood in it can no longer be edited."""

    new_chat_id: str
