"""A round of exchanges: its states, what may be done in which, and when things are due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.peers.fit import Sectors
from bot.domain.violation import RuleViolation

RoundState = Literal["planned", "proposed", "running", "over", "cancelled"]
"""`proposed`: pairs are made, and organisers can look at them; `running`: people know of each other."""

Answer = Literal["", "met", "planned", "not_yet", "partner_silent"]
Share = Literal["", "named", "unnamed", "private"]

TAKING_PART: frozenset[RoundState] = frozenset({"planned", "proposed", "running"})
"""States of a round that is to come, or goes on."""

LONGEST = timedelta(days=120)
SHORTEST = timedelta(days=3)
PATIENCE = timedelta(days=2)
"""How long somebody is waited for who was asked whether they are still there."""

SILENT_ROUNDS = 2
"""Rounds in a row in which nothing came of somebody, after which they pause until they say so."""

AFTER = timedelta(days=2)
"""From the end of a round until what was learned is brought to the group: people need time to write."""


@dataclass(frozen=True, slots=True)
class Round:
    """`key` is the pack's, or `own-…` of one that organisers began."""

    id: int
    cohort_id: int
    key: str
    size: int
    theme: str
    starters: tuple[str, ...]
    sectors: Sectors
    starts_at: datetime
    ends_at: datetime
    state: RoundState
    best: int = 0
    """Points of the best plan, to compare edits with."""

    @property
    def midway(self) -> datetime:
        return self.starts_at + (self.ends_at - self.starts_at) / 2


@dataclass(frozen=True, slots=True)
class Place:
    """One member's place in a pairing. `nth` is the proposed time that suits them; `asked_at` is when they were asked
    whether they are still there."""

    id: int
    pairing_id: int
    member_id: int
    answer: Answer = ""
    answered_at: datetime | None = None
    nth: int | None = None
    asked_at: datetime | None = None
    active: bool = False
    learned: str = ""
    share: Share = ""


@dataclass(frozen=True, slots=True)
class Pairing:
    """`times` are proposals; `meets_at` the one that suits all. `since` is when these people were brought together."""

    id: int
    round_id: int
    places: tuple[Place, ...]
    kept: bool
    since: datetime
    times: tuple[datetime, ...] = ()
    meets_at: datetime | None = None
    uid: str = ""
    sequence: int = 0

    @property
    def members(self) -> tuple[int, ...]:
        return tuple(place.member_id for place in self.places)

    @property
    def met(self) -> bool:
        return any(place.answer == "met" for place in self.places)

    def place_of(self, member_id: int) -> Place:
        """Raises `StopIteration` where they have none."""
        return next(place for place in self.places if place.member_id == member_id)


def check_dates(starts: datetime, ends: datetime, now: datetime) -> None:
    """Raises `round.past`, `round.short` or `round.long`."""
    if ends <= now:
        raise RuleViolation("round.past")
    if ends - max(starts, now) < SHORTEST:
        raise RuleViolation("round.short", least=SHORTEST)
    if ends - starts > LONGEST:
        raise RuleViolation("round.long", most=LONGEST)


def check_editable(found: Round) -> None:
    """Raises `round.published` or `round.over`."""
    if found.state == "running":
        raise RuleViolation("round.published")
    if found.state in ("over", "cancelled"):
        raise RuleViolation("round.over")


def check_running(found: Round, now: datetime) -> None:
    """Members can act on their pairing from when they know of it until what was learned is brought together. Raises
    `round.over`."""
    if found.state not in ("running", "over") or now >= found.ends_at + AFTER:
        raise RuleViolation("round.over")


def proposal_due(found: Round, ahead: timedelta, now: datetime) -> bool:
    return found.state == "planned" and found.starts_at - ahead <= now < found.ends_at


def came_to_nothing(pairing: Pairing, member_id: int) -> bool:
    """Whether that member let it pass: they did nothing, and nobody says that they met."""
    place = pairing.place_of(member_id)
    return not pairing.met and not place.active and pairing.meets_at is None


def unanswered(pairing: Pairing, now: datetime) -> list[Place]:
    """Those who were to be asked whether they are still there, long enough ago, and have not said a word."""
    return [
        place
        for place in pairing.places
        if place.asked_at is not None and not place.active and now >= place.asked_at + PATIENCE
    ]


def silent_partners(pairing: Pairing, now: datetime, reached: Mapping[int, datetime]) -> list[Place]:
    """Those of them who have had the question for long enough: `reached` says since when, by member id. Whom it has not
    reached, as they want fewer reminders or none, is not waited for any longer than that once more."""
    return [
        place
        for place in unanswered(pairing, now)
        if place.asked_at and now >= reached.get(place.member_id, place.asked_at + PATIENCE) + PATIENCE
    ]
