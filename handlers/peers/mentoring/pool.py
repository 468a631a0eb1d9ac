"""Who can be whose mentor: everybody who has joined, with what decides about them, and the best plan there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.domain.peers.fit import Couple, Peer, Reason, Weights, may_meet, points, reasons
from bot.domain.peers.mentoring import Mentoring, held, places
from bot.domain.people import Member, Role
from bot.domain.violation import RuleViolation
from bot.programme.peers import weights_of
from bot.scene import View
from handlers.peers.declared import peers_of
from handlers.peers.match import Pool, peer_of
from storage.peers import NOBODY

TOLD_ANYWAY = ("new", "other_country")
"""Reasons that are true of nearly every mentee and mentor."""

KEPT = 16
"""Plans that are not made again at every look at the page, as long as nobody's profile or place changes: with five hundred
mentees one takes seconds."""

ASKED: frozenset[Role] = frozenset({"mentee", "mentor"})

NamedCouple = tuple[int, int]
"""A mentee and a mentor."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Mentees and mentors who have joined, by id; who has not is `away`. `fit` weighs two of them; `own` are the exclusions
    of their own, which are never to be shown. `proposed` and `told` are as they are stored."""

    mentees: Mapping[int, Member]
    mentors: Mapping[int, Member]
    capacity: Mapping[int, int]
    away: tuple[Member, ...]
    fit: Pool
    own: frozenset[Couple] = field(repr=False)
    proposed: tuple[Mentoring, ...]
    told: tuple[Mentoring, ...]

    def member(self, member_id: int) -> Member:
        """A mentee or a mentor who takes part."""
        return self.mentees.get(member_id) or self.mentors[member_id]

    def knows(self, one: Mentoring) -> bool:
        """Whether both take part as they did when they were proposed."""
        return one.mentee_id in self.mentees and one.mentor_id in self.mentors

    def may_be(self, mentee: int, mentor: int) -> bool:
        """Whether the one can be the other's mentor: nobody is their own."""
        return mentee != mentor and self.fit.possible((mentee, mentor))

    def points(self, couples: Iterable[Mentoring | NamedCouple]) -> int:
        return self.fit.points([one.members if isinstance(one, Mentoring) else one for one in couples])

    def free(self) -> dict[int, int]:
        """How many places each mentor has left, beside what is proposed."""
        taken = held((*self.told, *self.proposed))
        return {one: self.capacity[one] - taken.get(one, 0) for one in self.mentors}

    def without(self) -> list[Member]:
        """Mentees who have no mentor, and for whom none is proposed."""
        given = {one.mentee_id for one in (*self.told, *self.proposed)}
        return [one for one in self.mentees.values() if one.id not in given]

    def why(self, one: int, other: int) -> list[Reason]:
        """What speaks for them, as `one` reads it."""
        return _reasons(self.fit.peers[one], self.fit.peers[other], self.fit.weights)

    def best_points(self) -> int:
        """What the best plan for all who have not been told anything would reach, if organisers forbade nothing."""
        wanted = [one for one in self.mentees if one not in {told.mentee_id for told in self.told}]
        return self.points(best(replace(self, fit=replace(self.fit, apart=self.own)), wanted, self.told))


def _reasons(one: Peer, other: Peer, weights: Weights) -> list[Reason]:
    return [reason for reason in reasons(one, other, weights, {}) if reason.why not in TOLD_ANYWAY]


async def why_of(view: View, one: Member, other: Member) -> list[Reason]:
    """The same for two people, without the others."""
    profiles = await view.uow.peers.of_members([one.id, other.id])
    spoken = view.programme.language
    peers = [peer_of(member, profiles.get(member.id, NOBODY), spoken, view.now) for member in (one, other)]
    return _reasons(peers[0], peers[1], weights_of(view.programme, peers_of(view).mentors.sectors))


async def standing(view: View) -> Standing:
    """Raises `peers.none`, and `mentors.none` where the list of people has none of the one or the other."""
    said = peers_of(view).mentors
    people = await view.uow.members.with_roles(view.cohort.id, ASKED)
    joined = await view.uow.members.linked_ids(view.cohort.id)
    by_role = {role: [one for one in people if role in one.roles] for role in ASKED}
    if not all(by_role.values()):
        raise RuleViolation("mentors.none")
    here = [one for one in people if one.id in joined]
    profiles = await view.uow.peers.of_members([one.id for one in here])
    spoken = view.programme.language
    peers = {one.id: peer_of(one, profiles.get(one.id, NOBODY), spoken, view.now) for one in here}
    own = frozenset(await view.uow.peers.apart(peers.keys()))
    apart = own | await view.uow.mentorings.banned(view.cohort.id)
    couples = await view.uow.mentorings.of_cohort(view.cohort.id)
    mentors = {one.id: one for one in by_role["mentor"] if one.id in joined}
    return Standing(
        {one.id: one for one in by_role["mentee"] if one.id in joined},
        mentors,
        {one: places(profiles.get(one, NOBODY).mentees, said.mentees) for one in mentors},
        tuple(one for one in people if one.id not in joined),
        Pool(peers, weights_of(view.programme, said.sectors), {}, apart),
        own,
        tuple(one for one in couples if one.since is None),
        tuple(one for one in couples if one.since is not None),
    )


def best(now: Standing, mentees: Collection[int], beside: Iterable[Mentoring]) -> list[NamedCouple]:
    """The best for these mentees, with the places that are left `beside` others; who fits nowhere is in none."""
    taken = held(beside)
    wanted, ids = sorted(mentees), sorted(now.mentors)
    left = tuple(max(now.capacity[one] - taken.get(one, 0), 0) for one in ids)
    peers = now.fit.peers
    found = _best(
        tuple(peers[one] for one in wanted), tuple(peers[one] for one in ids), left, now.fit.weights, now.fit.apart
    )
    return [(mentee, ids[at]) for mentee, at in zip(wanted, found, strict=True) if at is not None]


@lru_cache(maxsize=KEPT)
def _best(
    mentees: tuple[Peer, ...],
    mentors: tuple[Peer, ...],
    left: tuple[int, ...],
    weights: Weights,
    apart: frozenset[Couple],
) -> tuple[int | None, ...]:
    """For each mentee the mentor's place in that order. All that decides is in what is handed over."""
    from bot.matching.mentors import mentors_of

    wanted = [
        {
            nth: points(mentee, mentor, weights)
            for nth, mentor in enumerate(mentors)
            if left[nth] and mentee.id != mentor.id and may_meet(mentee, mentor, apart)
        }
        for mentee in mentees
    ]
    return tuple(mentors_of(wanted, left))
