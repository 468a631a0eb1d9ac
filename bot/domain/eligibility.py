"""May a member come to a session, given what has to be attended before it? And who is at risk of losing a place?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.people import Member


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the rules need to know of a session. `closes` is when its check-in ends, None while it has no date;
    `requires` are the keys of the sessions that must have been attended."""

    key: str
    closes: datetime | None
    compulsory: bool
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """`yes`: every precondition is met. `open`: none is missed, `to_come` are still ahead. `no`: `missed` cannot be made up."""

    verdict: Literal["yes", "open", "no"]
    attended: tuple[str, ...]
    missed: tuple[str, ...]
    to_come: tuple[str, ...]


def eligibility(meeting: Meeting, meetings: Sequence[Meeting], attended: Collection[str], now: datetime) -> Eligibility:
    """Judge `meeting` for a member who `attended` the sessions of those keys."""
    required = [m for m in meetings if m.key in meeting.requires]
    done = tuple(m.key for m in required if m.key in attended)
    missed = tuple(m.key for m in required if m.key not in attended and is_over(m, now))
    to_come = tuple(m.key for m in required if m.key not in attended and not is_over(m, now))
    return Eligibility("no" if missed else "open" if to_come else "yes", done, missed, to_come)


def is_over(meeting: Meeting, now: datetime) -> bool:
    return meeting.closes is not None and meeting.closes <= now


Risk = Literal["missed", "not_linked"]


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A learner the organisers should look at. `missed` holds session keys; empty for somebody who never joined."""

    member: Member
    reason: Risk
    missed: tuple[str, ...] = ()


def at_risk(
    members: Sequence[Member],
    linked: Collection[int],
    attended: Collection[tuple[str, int]],
    meetings: Sequence[Meeting],
    now: datetime,
) -> list[AtRisk]:
    """Learners who missed a compulsory session, then those who have not joined. `attended` holds (session, member id)."""
    over = [m for m in meetings if m.compulsory and is_over(m, now)]
    missed: list[AtRisk] = []
    absent: list[AtRisk] = []
    for member in members:
        if not member.learner:
            continue
        keys = tuple(m.key for m in over if (m.key, member.id) not in attended)
        if keys:
            missed.append(AtRisk(member, "missed", keys))
        elif member.id not in linked:
            absent.append(AtRisk(member, "not_linked"))
    return missed + absent
