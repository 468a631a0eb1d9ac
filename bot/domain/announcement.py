"""An announcement: what an organiser or trainer wants said, to whom and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.domain.people import Member, Role
from bot.domain.violation import RuleViolation

TELLERS: frozenset[Role] = frozenset({"trainer", "organiser"})
"""Who may announce."""

TEXT_MAX = 10_000

TOO_LATE = timedelta(hours=6)
"""A planned one that could not be sent for so long is asked about, and not sent: its moment may be over."""

State = Literal["draft", "scheduled", "sent", "done", "cancelled", "replaced"]
"""`sent`: its messages are on their way; `done`: none of them waits any more. `replaced`: its author changed it, and has
a newer one."""

To = Literal["group", "everybody", "participants", "trainers", "missing", "people"]
TOS: frozenset[To] = frozenset(get_args(To))


@dataclass(frozen=True, slots=True)
class Audience:
    """`missing`: learners who have not checked in to `session`, without a word. `people`: those members."""

    to: To
    session: str | None = None
    people: tuple[int, ...] = ()

    @property
    def private(self) -> bool:
        return self.to != "group"


@dataclass(frozen=True, slots=True)
class Announcement:
    """`at` None is at once. `sent_to`: how many messages it was made into."""

    id: int
    cohort_id: int
    author_id: int
    text: str
    audience: Audience
    at: datetime | None
    state: State
    sent_to: int | None = None


def card_of(announcement_id: int) -> str:
    """What all messages of one have in common."""
    return f"announcement:{announcement_id}"


def check_text(text: str) -> None:
    """Raises `announcement.empty` or `announcement.too_long` (`n`, `max`)."""
    if not text.strip():
        raise RuleViolation("announcement.empty")
    if len(text) > TEXT_MAX:
        raise RuleViolation("announcement.too_long", n=len(text), max=TEXT_MAX)


def meant(audience: Audience, members: Iterable[Member], not_missing: Collection[int] = ()) -> list[Member]:
    """Whom a private one is for. `not_missing` are those who were at its session, or had sent a notice."""

    def wanted(member: Member) -> bool:
        match audience.to:
            case "everybody":
                return True
            case "participants":
                return member.learner
            case "trainers":
                return "trainer" in member.roles
            case "missing":
                return member.learner and member.id not in not_missing
            case _:
                return member.id in audience.people

    return [member for member in members if not member.withdrawn and wanted(member)]
