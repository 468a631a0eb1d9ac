"""Protocols, only where there are several implementations."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.chat.capabilities import Capabilities
from bot.chat.events import Event, Sender
from bot.chat.messages import DirectReply, Letter, Message


class Clock(Protocol):
    """The time of the programme: real in a live bot, movable in the playground."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the file store: its key, its size in bytes, and its first bytes, which tell what it is."""

    key: str
    size: int
    head: bytes


class FileStore(Protocol):
    """Where file contents rest, addressed by what they are."""

    async def put(self, data: bytes) -> str:
        """Keep `data` durably; the key to get it back by. The same data has the same key."""
        ...

    async def keep(self, chunks: AsyncIterator[bytes]) -> Stored:
        """The same for contents that come piece by piece and are never held as a whole. Where `chunks` fails, nothing is
        kept, and its error goes on; so does `OSError`, as from a disk that is full."""
        ...

    def stream(self, key: str) -> AsyncIterator[bytes]:
        """The contents piece by piece. Raises `KeyError`."""
        ...

    async def get(self, key: str) -> bytes:
        """Raises `KeyError` where nothing is kept under `key`."""
        ...

    async def holds(self, key: str) -> bool:
        """Whether something is kept under `key`."""
        ...

    async def remove(self, key: str) -> None:
        """Forget it; unknown keys are fine."""
        ...


class MailServer(Protocol):
    """What e-mails leave through."""

    async def send(self, to: str, letter: Letter, *, dedup: str, at: datetime) -> None:
        """Hand it over. `dedup` is the same when the same letter is sent again.

        Raises `Offline`, `Refused` and `SendError` of `bot.chat.errors`, and nothing else.
        """
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


@dataclass(frozen=True, slots=True)
class Whisper:
    """Within a group, and seen by this account alone; where that cannot be, a private message."""

    account_id: str
    chat_id: str
    thread_id: str | None = None


@dataclass(frozen=True, slots=True)
class ToCircle:
    """A closed conversation of these accounts and the bot, which the adapter opens, or finds where it has been opened."""

    account_ids: tuple[str, ...]


Target = ToChat | ToAccount | ToCircle | Whisper


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
    """Nothing was stored; what to tell the person."""

    again: bool = False
    """It failed for a reason that may pass: do not confirm the event, so that it is delivered again."""


Receive = Callable[[Event], Awaitable[Handled]]


class CannotStart(Exception):
    """A platform cannot be lived on, for a reason that who runs the bot can mend; the text says how."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The bot's place in a group: whether it is in it, may write, and sees what is not addressed to it.

    `missing` names permissions that the bot was not given, as the platform calls them.
    """

    title: str
    present: bool = True
    can_write: bool = True
    sees_all: bool = True
    missing: tuple[str, ...] = ()


class ChatPlatform(Protocol):
    """A platform the bot lives on. `send` and `edit` raise the errors of `bot.chat.errors` and nothing else."""

    name: str
    capabilities: Capabilities

    @property
    def problem(self) -> str | None:
        """Why nothing can be sent or received now, in a sentence that names no secret; None when all is well."""
        ...

    async def start(self, receive: Receive) -> None:
        """Begin to hand events to `receive`; may be called again after it failed.

        Raises `CannotStart`, and `SendError` where the platform cannot be reached for now.
        """
        ...

    async def stop(self) -> None:
        """Take no more events; return when those in flight are confirmed. Messages can still be sent."""
        ...

    async def close(self) -> None:
        """Let go of everything. `send` and `edit` fail from now on."""
        ...

    def fetch(self, file_id: str) -> AsyncIterator[bytes]:
        """The contents of a file that somebody sent (`FileSent.file_id`), piece by piece.

        Raises `KeyError` where it is gone, or larger than bots may fetch, and `SendError`.
        """
        ...

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        """Post it. `dedup` is the same when the same row is sent again, for platforms that can use it."""
        ...

    async def edit(self, sent: Sent, message: Message) -> None:
        """Put `message` in the place of what stands at `sent`."""
        ...

    async def inspect(self, chat_id: str) -> Standing:
        """How the bot stands in this group now. Raises `SendError`."""
        ...

    async def find(self, email: str) -> Sender | None:
        """The account with this address, where `capabilities.finds_by_email`. Raises `SendError`."""
        ...

    def private_link(self) -> str | None:
        """An address that opens the private chat with the bot, where people must open it first."""
        ...
