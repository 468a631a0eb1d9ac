"""What is offered and what is booked, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

SlotState = Literal["open", "blocked", "cancelled"]
"""A blocked one is kept and shown to nobody but its coach."""

BookingState = Literal["offered", "booked", "came", "no_show", "cancelled", "declined", "lapsed"]
"""`offered`: a place is held for somebody who waited, until they take it, decline, or let it lapse."""

HOLDING: frozenset[BookingState] = frozenset({"offered", "booked", "came", "no_show"})
"""Those that take a place."""

STANDING: frozenset[BookingState] = frozenset({"booked", "came", "no_show"})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From an instant up to another, both aware."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Span) -> bool:
        """Spans that only touch do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Details:
    """What every time of one offering has in common. `place` is a room or a link."""

    capacity: int = 1
    place: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()

    @property
    def link(self) -> str | None:
        """The place, where it is an address to open."""
        return self.place if self.place.startswith(("https://", "http://")) else None


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of one coach. `coached`: they still are a coach of the cohort. `taken` counts the places held."""

    id: int
    cohort_id: int
    coach_id: int
    coach: str
    span: Span
    details: Details
    state: SlotState
    taken: int = 0
    coached: bool = True

    @property
    def starts_at(self) -> datetime:
        return self.span.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.span.ends_at

    @property
    def free(self) -> int:
        return self.details.capacity - self.taken if self.state == "open" else 0


@dataclass(frozen=True, slots=True)
class Booking:
    """One member's place in a slot. `uid` and `sequence` are those of its calendar entry."""

    id: int
    slot: Slot
    member_id: int
    state: BookingState
    about: str
    uid: str
    sequence: int
    made_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a place: with this coach, or with any (None)."""

    id: int
    member_id: int
    coach_id: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Policy:
    """How a programme gives out coaching; the pack says so. `first` and `last` bound when coaching takes place, and
    `opens` and `closes` when it can be booked; None: no bound."""

    first: datetime | None = None
    last: datetime | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    per_member: int = 1
    notice: timedelta = timedelta(hours=12)
    cancel_before: timedelta = timedelta(hours=24)
    hold: timedelta = timedelta(hours=12)
    length: timedelta = timedelta(minutes=30)
    again_after_no_show: bool = False
    first_nudge: timedelta = timedelta(days=2)
    nudge_every: timedelta = timedelta(days=7)
    nudges: int = 3
    roadmap_first: bool = False

    def over(self, now: datetime) -> bool:
        """Whether nothing can be booked any more."""
        return any(end is not None and now >= end for end in (self.closes, self.last))
