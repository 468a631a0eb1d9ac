"""How well two people fit, and why: the weights stand in the pack, and never is never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

Sectors = Literal["different", "same", "any"]
Why = Literal[
    "they_help", "you_help", "both_want", "same_sector", "other_sector", "other_country", "language", "hours", "new"
]

NEVER = -(1 << 62)
HELP_MOST = 3
"""Tags of one direction that count: a long list is no better partner."""

AT_EASE = 4
"""Half hours of a day in common that are as good as any more."""

KNOWN_MOST = 15

SPREAD = 1 << 10
"""Among plans that are as good, chance decides, by the round: not the alphabet."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for what speaks for two people; `sectors` is what the round wants."""

    help: int = 10
    country: int = 4
    sector: int = 4
    language: int = 12
    hours: int = 8
    sectors: Sectors = "any"


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody who is to be matched. Tags and languages are folded; `hours` are bits of the day, in UTC."""

    id: int
    organisation: str = ""
    country: str = ""
    sector: str = ""
    offers: frozenset[str] = frozenset()
    wants: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two fit, as the first of them reads it; `what` are tags or languages."""

    why: Why
    what: tuple[str, ...] = ()


Couple = frozenset[int]
Times = Mapping[Couple, int]


def points(one: Peer, other: Peer, weights: Weights) -> int:
    """From 0 up. What nobody has said counts neither for nor against."""
    given = min(len(one.wants & other.offers), HELP_MOST) + min(len(other.wants & one.offers), HELP_MOST)
    found = weights.help * given
    if one.country and other.country and one.country != other.country:
        found += weights.country
    if weights.sectors != "any" and one.sector and other.sector:
        found += weights.sector * ((one.sector == other.sector) == (weights.sectors == "same"))
    if one.languages & other.languages:
        found += weights.language
    common = (one.hours & other.hours).bit_count()
    return found + weights.hours * min(common, AT_EASE) // AT_EASE


def may_meet(one: Peer, other: Peer, apart: AbstractSet[Couple]) -> bool:
    """Not who is of one organisation, nor who must be kept apart."""
    same = one.organisation and one.organisation == other.organisation
    return not same and frozenset((one.id, other.id)) not in apart


def weigh(
    peers: Sequence[Peer], weights: Weights, met: Times, apart: AbstractSet[Couple], seed: int
) -> list[list[int]]:
    """A square of weights. Before everything else as many as can be have a partner; then as few as can be meet
    somebody again; then the points count; and among equals chance, which is the same for the same `seed`."""
    size = len(peers)
    scores = [[0] * size for _ in peers]
    most = 1
    for a, one in enumerate(peers):
        for b in range(a):
            other = peers[b]
            score = points(one, other, weights) if may_meet(one, other, apart) else NEVER
            scores[a][b] = scores[b][a] = score
            most = max(most, score)
        scores[a][a] = NEVER
    unit = SPREAD * (size + 1)
    again = unit * (most + 1) * (size + 1)
    there = again * (KNOWN_MOST + 1) * (size + 1)
    for a, row in enumerate(scores):
        for b in range(a):
            if row[b] != NEVER:
                known = min(met.get(frozenset((peers[a].id, peers[b].id)), 0), KNOWN_MOST)
                chance = _chance(peers[a].id, peers[b].id, seed)
                row[b] = scores[b][a] = there - again * known + unit * row[b] + chance
    return scores


def _chance(a: int, b: int, seed: int) -> int:
    low, high = min(a, b), max(a, b)
    mixed = (low * 0x9E3779B1 ^ high * 0x85EBCA77 ^ seed * 0xC2B2AE3D) & 0xFFFFFFFF
    mixed = (mixed ^ (mixed >> 15)) * 0x2C1B3C6D & 0xFFFFFFFF
    mixed = (mixed ^ (mixed >> 12)) * 0x297A2D39 & 0xFFFFFFFF
    return (mixed ^ (mixed >> 15)) % SPREAD


def points_of(group: Sequence[Peer], weights: Weights) -> int:
    """Of a whole group: two by two."""
    return sum(points(one, other, weights) for at, one in enumerate(group) for other in group[:at])


def reasons(one: Peer, other: Peer, weights: Weights, met: Times) -> list[Reason]:
    """What speaks for them, the strongest first, as `one` reads it."""
    found = [
        Reason("they_help", tuple(sorted(one.wants & other.offers))),
        Reason("you_help", tuple(sorted(other.wants & one.offers))),
        Reason("both_want", tuple(sorted(one.wants & other.wants))),
    ]
    found = [reason for reason in found if reason.what]
    if one.sector and other.sector and weights.sectors != "any":
        same = one.sector == other.sector
        if same == (weights.sectors == "same"):
            found.append(Reason("same_sector" if same else "other_sector"))
    if one.country and other.country and one.country != other.country:
        found.append(Reason("other_country"))
    if common := one.languages & other.languages:
        found.append(Reason("language", tuple(sorted(common))))
    if (one.hours & other.hours).bit_count() >= AT_EASE:
        found.append(Reason("hours"))
    if not met.get(frozenset((one.id, other.id))):
        found.append(Reason("new"))
    return found
