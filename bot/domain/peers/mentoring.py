"""Mentors and their mentees: each mentee has one mentor, and a mentor has one to three mentees."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST = 3
"""Mentees of one mentor. A setting of the bot's own: with more of them nobody is heard."""

SOONEST, LATEST = timedelta(days=7), timedelta(days=28)
"""After their introduction two people are asked whether they have met. Settings of the bot's own."""


@dataclass(frozen=True, slots=True)
class Mentoring:
    """`since` is when both were told; None: a proposal, which organisers alone know. `kept`: it stays when all others are
    matched anew."""

    id: int
    cohort_id: int
    mentee_id: int
    mentor_id: int
    kept: bool = False
    since: datetime | None = None

    @property
    def members(self) -> tuple[int, int]:
        return self.mentee_id, self.mentor_id

    def other(self, member_id: int) -> int:
        return self.mentor_id if member_id == self.mentee_id else self.mentee_id


def places(said: int | None, usual: int) -> int:
    """How many mentees somebody takes, by what they have `said`; else as many as is `usual` in the programme."""
    return min(max(said if said is not None else usual, 1), MOST)


def held(couples: Iterable[Mentoring]) -> dict[int, int]:
    """How many places of each mentor these take."""
    taken: dict[int, int] = {}
    for one in couples:
        taken[one.mentor_id] = taken.get(one.mentor_id, 0) + 1
    return taken


def still_hold(
    proposed: Collection[Mentoring], told: Collection[Mentoring], capacity: Mapping[int, int]
) -> list[Mentoring]:
    """Those proposals for which their mentor still has a place; kept ones come first. `capacity` is by mentor: who is not
    in it takes nobody."""
    taken = held(told)
    stay = []
    for one in sorted(proposed, key=lambda one: (not one.kept, one.id)):
        if taken.get(one.mentor_id, 0) < capacity.get(one.mentor_id, 0):
            taken[one.mentor_id] = taken.get(one.mentor_id, 0) + 1
            stay.append(one)
    return stay


def asked_at(since: datetime, ends: datetime | None) -> datetime:
    """When a mentee is asked whether they have met their mentor: midway from their introduction to when the programme
    `ends` (None: that is not known), within bounds."""
    half = (ends - since) / 2 if ends else LATEST
    return since + min(max(half, SOONEST), LATEST)
