"""Minutes in an online meeting, and where they say other than the check-ins do."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Literal

How = Literal["email", "exact", "close", "none", "confirmed", "refused"]
"""How it is known which member somebody is: by their `email`; their name is `exact`ly or `close` to a member's, which a
person has to say; a person has `confirmed` or `refused` it."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A line of a list: somebody was in the meeting from `joined` to `left`, on the clock of whoever exported it (naive),
    or for so many `minutes`."""

    name: str
    email: str
    joined: datetime | None
    left: datetime | None
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in the list: whole minutes in the meeting while the session was on, and when they were seen first and
    last (UTC; None where the list has no times)."""

    name: str
    email: str
    minutes: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Hours:
    """A session's, in UTC."""

    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        return round((self.ends - self.starts).total_seconds() / 60)


def clock_of(stays: Sequence[Stay], hours: Hours, zones: Sequence[tzinfo]) -> tzinfo:
    """Whose clock the list is on: the first of `zones` by which its people were there most while the session was on."""
    return max(zones, key=lambda zone: sum(_within(_span(stay, zone), hours) for stay in stays))


def attendees(stays: Iterable[Stay], hours: Hours | None, zone: tzinfo) -> list[Attendee]:
    """One for each person, by name; time outside `hours` does not count, nor does it twice on two devices.

    A person is an address, or where there is none a name.
    """
    by_person: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_person[stay.email or stay.name.casefold()].append(stay)
    people = [_attendee(theirs, hours, zone) for theirs in by_person.values()]
    return sorted(people, key=lambda person: (person.name.casefold(), person.email))


def _attendee(stays: Sequence[Stay], hours: Hours | None, zone: tzinfo) -> Attendee:
    spans = sorted(span for stay in stays if (span := _span(stay, zone)))
    name = max((stay.name for stay in stays), key=len)
    if not spans or len(spans) < len(stays):
        told = sum(stay.minutes or 0 for stay in stays)
        most = hours.minutes if hours else told
        first, last = (spans[0][0], max(end for _, end in spans)) if spans else (None, None)
        return Attendee(name, stays[0].email, math.floor(min(told, most)), first, last)
    joined: list[tuple[datetime, datetime]] = []
    for begun, ended in spans:
        if joined and begun <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        else:
            joined.append((begun, ended))
    minutes = sum(_within(span, hours) for span in joined)
    return Attendee(name, stays[0].email, math.floor(minutes), joined[0][0], joined[-1][1])


def _span(stay: Stay, zone: tzinfo) -> tuple[datetime, datetime] | None:
    if stay.joined is None or stay.left is None:
        return None
    return stay.joined.replace(tzinfo=zone).astimezone(UTC), stay.left.replace(tzinfo=zone).astimezone(UTC)


def _within(span: tuple[datetime, datetime] | None, hours: Hours | None) -> float:
    """In minutes."""
    if span is None:
        return 0.0
    begun, ended = span if hours is None else (max(span[0], hours.starts), min(span[1], hours.ends))
    return max(0.0, (ended - begun).total_seconds() / 60)


def minutes_of(rows: Iterable[tuple[int, Attendee]]) -> dict[int, Attendee]:
    """What the list says of each member, when several of its people are one: in turn it adds up, at once it does not."""
    found: dict[int, Attendee] = {}
    for member_id, person in rows:
        known = found.get(member_id)
        found[member_id] = person if known is None else _both(known, person)
    return found


def _both(one: Attendee, other: Attendee) -> Attendee:
    at_once = (
        one.first and one.last and other.first and other.last and one.first < other.last and other.first < one.last
    )
    minutes = max(one.minutes, other.minutes) if at_once else one.minutes + other.minutes
    firsts = [at for at in (one.first, other.first) if at]
    lasts = [at for at in (one.last, other.last) if at]
    return Attendee(one.name, one.email, minutes, min(firsts, default=None), max(lasts, default=None))


@dataclass(frozen=True, slots=True)
class Differences:
    """Members by id. `agree`: list and check-ins say the same. `unseen`: in the meeting long enough, no check-in.
    `short`: checked in, and not in the meeting, or not for long enough."""

    agree: tuple[int, ...]
    unseen: tuple[int, ...]
    short: tuple[int, ...]


def differences(
    expected: Sequence[int], listed: Mapping[int, Attendee], checked_in: Collection[int], needed: int
) -> Differences:
    """`expected` are the members whose attendance counts; `needed` minutes make one count as there."""
    found: dict[str, list[int]] = {"agree": [], "unseen": [], "short": []}
    for member_id in expected:
        person = listed.get(member_id)
        enough = person is not None and person.minutes >= needed
        there = member_id in checked_in
        found["agree" if enough == there else "unseen" if enough else "short"].append(member_id)
    return Differences(*(tuple(ids) for ids in found.values()))
