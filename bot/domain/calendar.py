"""An entry in somebody's calendar, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Method = Literal["REQUEST", "CANCEL"]
"""What a single entry that is sent says to the calendar (RFC 5546): take it in or update it; take it out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`uid` stays the same for ever, and `sequence` rises with each change. With a `day` instead of instants it lasts
    that whole day. `changed` is when it was last touched."""

    uid: str
    title: str
    changed: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None
    sequence: int = 0
    place: str = ""
    link: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom an entry is about, by their e-mail address."""

    name: str
    email: str
