"""What stands in the chat, as the platform remembers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

PRIVATE = "private-"
CIRCLE = "circle-"


def private_chat(account_id: str) -> str:
    return PRIVATE + account_id


def owner_of(chat_id: str) -> str | None:
    """The account a private chat belongs to; None for any other chat."""
    return chat_id.removeprefix(PRIVATE) if chat_id.startswith(PRIVATE) else None


def circle_of(accounts: Iterable[str]) -> str:
    """The chat that these and the bot have to themselves."""
    return CIRCLE + "+".join(sorted(accounts))


def insiders(chat_id: str) -> tuple[str, ...]:
    """Who is in a circle; nobody, in any other chat."""
    return tuple(chat_id.removeprefix(CIRCLE).split("+")) if chat_id.startswith(CIRCLE) else ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on the shelf: `id` is random, `name` is what somebody called it and is never used as a path."""

    id: str
    name: str
    size: int
    media_type: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message on its way into the journal. `author` is an account, None for the bot.

    `content` is `{"text": …}` for people and what `render` made for the bot; `{"joined": true}` when somebody came in.
    """

    chat: str
    author: str | None
    name: str
    at: datetime
    content: Mapping[str, Any]
    files: tuple[Kept, ...] = ()
    thread: str | None = None
    reply_to: str | None = None


@dataclass(slots=True)
class Posted:
    """A message in the journal. `version` is the `seq` of its last change, `handled` that of the bot's confirmation
    (people's messages only; 0 while there is none)."""

    id: str
    seq: int
    version: int
    key: str
    draft: Draft
    handled: int = 0
    edited: datetime | None = None
    deleted: bool = False

    @property
    def by_bot(self) -> bool:
        return self.draft.author is None

    @property
    def chat(self) -> str:
        return self.draft.chat
