"""Protocols, only where there are several implementations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.chat.capabilities import Capabilities
from bot.chat.events import Event
from bot.chat.messages import DirectReply, Message


class Clock(Protocol):
    """The time of the programme: real in a live bot, movable in the playground."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...


class FileStore(Protocol):
    """Where file contents rest, addressed by what they are."""

    async def put(self, data: bytes) -> str:
        """Keep `data` durably; the key to get it back by. The same data has the same key."""
        ...

    async def get(self, key: str) -> bytes:
        """Raises `KeyError` where nothing is kept under `key`."""
        ...

    async def remove(self, key: str) -> None:
        """Forget it; unknown keys are fine."""
        ...


@dataclass(frozen=True, slots=True)
class ToChat:
    chat_id: str
    thread_id: str | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class ToAccount:
    """A private message; the adapter knows how an account is reached."""

    account_id: str


Target = ToChat | ToAccount


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a message stands on its platform, so that it can be edited or replied to."""

    chat_id: str
    message_id: str


@dataclass(slots=True)
class Handled:
    """The outcome of a turn that is committed. Confirm the event to the platform, giving `reply`; then call `release`."""

    reply: DirectReply = field(default_factory=DirectReply)
    release: Callable[[], None] = lambda: None
    failed: str | None = None
    """Nothing was stored; what to tell the person. The platform may deliver the event again."""


Receive = Callable[[Event], Awaitable[Handled]]


class CannotStart(Exception):
    """A platform cannot be lived on, for a reason that who runs the bot can mend; the text says how."""


class ChatPlatform(Protocol):
    """A platform the bot lives on. `send` and `edit` raise the errors of `bot.chat.errors` and nothing else."""

    name: str
    capabilities: Capabilities

    async def start(self, receive: Receive) -> None:
        """Begin to hand events to `receive`. Returns once the platform is reachable or a retry is under way.

        Raises `CannotStart`.
        """
        ...

    async def stop(self) -> None:
        """Take no more events; return when those in flight are confirmed. Messages can still be sent."""
        ...

    async def close(self) -> None:
        """Let go of everything. `send` and `edit` fail from now on."""
        ...

    async def fetch(self, file_id: str) -> bytes:
        """The contents of a file that somebody sent (`FileSent.file_id`). Raises `KeyError` where it is gone."""
        ...

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        """Post it. `dedup` is the same when the same row is sent again, for platforms that can use it."""
        ...

    async def edit(self, sent: Sent, message: Message) -> None:
        """Put `message` in the place of what stands at `sent`."""
        ...
