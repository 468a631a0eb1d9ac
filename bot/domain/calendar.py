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
    that whole day. `changed` is when it was last touched.

    With `deadline` its end is what matters: until then something is to be done. `settled`: it is done. `away`: they have
    said that they do not come. Calendars show all of these alike; the overview on Monday does not.
    """

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
    deadline: bool = False
    settled: bool = False
    away: bool = False

    @property
    def at(self) -> datetime | None:
        """The instant that matters; None where it is a whole day."""
        return self.ends_at if self.deadline else self.starts_at


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom an entry is about, by their e-mail address."""

    name: str
    email: str
