"""Questions that the bot could not answer, and what organisers made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

KEPT = "kept-"
"""What the ids of entries made in chat begin with."""

FOLLOW_UP = timedelta(minutes=10)
"""How long a question can be followed by one that leaves out what it is about."""

PHRASING_MAX = 300
ANSWER_MAX = 3000


@dataclass(frozen=True, slots=True)
class Question:
    """The chat, thread and message are where it was asked: the answer goes there."""

    id: int
    cohort_id: int
    account_id: int
    member_id: int | None
    text: str
    platform: str
    chat_id: str
    chat_kind: Literal["private", "group", "circle"]
    thread_id: str | None
    message_id: str | None
    at: datetime
    state: Literal["open", "answered", "ignored", "withdrawn"]
    answer: str | None = None
    answered_by: int | None = None

    @property
    def public(self) -> bool:
        """Asked where others read along: they will read the answer, too."""
        return self.chat_kind != "private"


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An FAQ entry made in chat. `instead_of` is the pack's entry in whose place it stands; `changes` counts the edits."""

    id: int
    question: str
    answer: str
    instead_of: str | None = None
    changes: int = 0

    @property
    def key(self) -> str:
        """Its id among all entries: the pack's, where it stands in for one."""
        return self.instead_of or f"{KEPT}{self.id}"


def normal_form(words: str) -> str:
    """What makes two questions the same one, so that nothing is asked twice: letters and digits, case-folded."""
    kept = "".join(c if c.isalnum() else " " for c in words.casefold())
    return " ".join(kept.split())[:300]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what the bot made of it. `helped` is what the asker said of the answer."""

    id: int
    cohort_id: int
    account_id: int
    text: str
    outcome: str
    entry: str | None
    message_id: str | None
    helped: bool | None


@dataclass(frozen=True, slots=True)
class EntryCount:
    """How an entry does: times given, rated helpful, rated as not what was asked."""

    entry: str
    given: int
    helped: int
    missed: int


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Another way of asking for an entry, added in chat."""

    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that was not answered well: handed over, only offered for, or answered beside the point with `entry`."""

    id: int
    text: str
    at: datetime
    outcome: str
    entry: str | None = None
