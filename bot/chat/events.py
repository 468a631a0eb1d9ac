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
    """Where something happened: a chat and, inside it, perhaps a thread (Telegram: a topic)."""

    platform: str
    chat_id: str
    kind: Literal["private", "group"]
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
