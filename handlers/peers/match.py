"""From profiles to groups: who takes part, what speaks for whom, and the best plan there is."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from bot.domain.peers.fit import Couple, Peer, Times, Weights, may_meet, points_of, weigh
from bot.domain.peers.profiles import PeerProfile, half_hours
from bot.domain.peers.rounds import Round
from bot.domain.people import Member
from bot.programme.peers import weights_of
from bot.scene import View
from handlers.peers.declared import profile_of
from storage.peers import NOBODY

Group = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """All who take part in a round, by id, with what decides about them. `apart` is never to be shown."""

    peers: dict[int, Peer]
    weights: Weights
    met: Times
    apart: frozenset[Couple] = field(repr=False)

    def points(self, groups: Collection[Collection[int]]) -> int:
        return sum(points_of([self.peers[one] for one in group], self.weights) for group in groups)

    def again(self, groups: Collection[Collection[int]]) -> int:
        """How many couples in them know each other from an earlier round."""
        return sum(frozenset(couple) in self.met for group in groups for couple in combinations(group, 2))

    def possible(self, group: Collection[int]) -> bool:
        return all(may_meet(self.peers[a], self.peers[b], self.apart) for a, b in combinations(group, 2))


@dataclass(frozen=True, slots=True)
class Plan:
    """Groups of member ids; `left` fit nowhere."""

    groups: tuple[Group, ...]
    left: Group = ()


async def pool_of(view: View, found: Round, *, also: Collection[int] = ()) -> Pool:
    """Everybody who takes part in that round, and `also`."""
    day = max(found.starts_at, view.now).astimezone(view.programme.tz).date()
    skipping = await view.uow.rounds.skipping(found.id)
    ids = {*await view.uow.peers.taking_part(view.cohort.id, day)} - skipping | {*also}
    profiles = await view.uow.peers.of_cohort(view.cohort.id)
    members = {one.id: one for one in await view.uow.members.of_cohort(view.cohort.id) if one.id in ids}
    spoken = view.programme.language
    peers = {one.id: peer_of(one, profiles.get(one.id, NOBODY), spoken, found.midway) for one in members.values()}
    apart = await view.uow.peers.apart(members.keys()) | await view.uow.rounds.banned(found.id)
    met = await view.uow.rounds.met(view.cohort.id, but=found.id)
    return Pool(peers, weights_of(view.programme, found.sectors), met, frozenset(apart))


async def pool_among(view: View, found: Round, members: Sequence[Member]) -> Pool:
    """These alone, for why they fit: not to be matched, as nothing is known of who must not meet."""
    spoken = view.programme.language
    peers = {one.id: peer_of(one, await profile_of(view, one.id), spoken, found.midway) for one in members}
    met = await view.uow.rounds.met_among(peers.keys(), but=found.id)
    return Pool(peers, weights_of(view.programme, found.sectors), met, frozenset())


def peer_of(member: Member, profile: PeerProfile, spoken: str, at: datetime) -> Peer:
    """With what the roster says of who has said nothing: they hear the programme's language, and work office hours; which
    half hours those are in UTC is as on the day of `at`."""
    day = at.astimezone(member.zone).date()
    languages = profile.languages or (member.language, spoken)
    return Peer(
        member.id,
        _folded(member.organisation),
        _folded(member.country),
        _folded(profile.sector or member.sector),
        frozenset(map(_folded, profile.offers)),
        frozenset(map(_folded, profile.wants)),
        frozenset(map(_folded, languages)),
        half_hours(profile.hours, member.zone, day),
    )


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


def best_plan(pool: Pool, found: Round, kept: Sequence[Group] = ()) -> Plan:
    """The best for all who are not in `kept` groups."""
    from bot.matching import groups as matching

    settled = {one for group in kept for one in group}
    free = [peer for member_id, peer in sorted(pool.peers.items()) if member_id not in settled]
    weights = weigh(free, pool.weights, pool.met, pool.apart, zlib.crc32(found.key.encode()))
    made, left = (matching.trios if found.size == 3 else matching.pairs)(weights)
    groups = [tuple(free[at].id for at in group) for group in made]
    seated, lonely = _into_kept(pool, [*kept], [free[at].id for at in left])
    return Plan(tuple(sorted([*seated, *groups])), tuple(lonely))


def _into_kept(pool: Pool, kept: list[Group], left: list[int]) -> tuple[list[Group], list[int]]:
    """Whom nobody is left for joins two who stay together, as a trio."""
    lonely = []
    for one in left:
        places = [group for group in kept if len(group) == 2 and pool.possible((*group, one))]
        if not places:
            lonely.append(one)
            continue
        best = max(places, key=lambda group: pool.points([(*group, one)]) - 1000 * pool.again([(*group, one)]))
        kept[kept.index(best)] = tuple(sorted((*best, one)))
    return kept, lonely


def nearest(pool: Pool, one: int, others: Collection[Group]) -> Group | None:
    """The group among `others` in which this member fits best, as one more; new people before known ones."""
    possible = [group for group in others if one not in group and len(group) < 3 and pool.possible((*group, one))]
    new = [group for group in possible if not any(frozenset((one, two)) in pool.met for two in group)]
    return max(new or possible, key=lambda group: pool.points([(*group, one)]) - pool.points([group]), default=None)
