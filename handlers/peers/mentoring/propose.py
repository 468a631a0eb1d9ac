"""Proposals as they are stored: brought up to date, matched anew, and what exchanging somebody would change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.peers.mentoring import Mentoring, still_hold
from bot.scene import Scene
from handlers.peers.mentoring.pool import Standing, best, standing


async def settle(scene: Scene) -> Standing:
    """Under the cohort's lock: proposals go whose people no longer take part, must be kept apart, or have no place."""
    now = await standing(scene)
    possible = [one for one in now.proposed if now.knows(one) and now.may_be(*one.members)]
    stay = {one.id for one in still_hold(possible, now.told, now.capacity)}
    await scene.uow.mentorings.drop_proposals([one.id for one in now.proposed if one.id not in stay])
    return await standing(scene)


async def bring_up_to_date(scene: Scene, among: Collection[int] | None = None) -> Standing:
    """The same; and who has no mentor, or those `among` them, gets a proposal, as far as there are places. The others stay
    where they are."""
    now = await settle(scene)
    wanted = [one.id for one in now.without() if among is None or one.id in among]
    await scene.uow.mentorings.propose(scene.cohort.id, best(now, wanted, (*now.told, *now.proposed)))
    return await standing(scene)


async def rematch(scene: Scene) -> Standing:
    """The best plan around what is kept takes the place of the one before."""
    proposed = await scene.uow.mentorings.of_cohort(scene.cohort.id)
    await scene.uow.mentorings.drop_proposals([one.id for one in proposed if not one.kept])
    return await bring_up_to_date(scene)


@dataclass(frozen=True, slots=True)
class Move:
    """A proposed mentee to the mentor `to`; in exchange for that mentor's mentee `other`, where they have no place.
    `change`: what it does to the points."""

    to: int
    other: Mentoring | None
    change: int


def moves(now: Standing, one: Mentoring) -> list[Move]:
    """Where else this mentee can go, the best first: one way for each mentor."""
    free, before = now.free(), now.points([one])
    found = []
    for to in now.mentors:
        if to == one.mentor_id or not now.may_be(one.mentee_id, to):
            continue
        gained = now.points([(one.mentee_id, to)]) - before
        if free[to] > 0:
            found.append(Move(to, None, gained))
        elif ways := _exchanges(now, one, to, gained):
            found.append(max(ways, key=lambda move: move.change))
    return sorted(found, key=lambda move: (-move.change, now.mentors[move.to].name.casefold()))


def _exchanges(now: Standing, one: Mentoring, to: int, gained: int) -> list[Move]:
    theirs = [other for other in now.proposed if other.mentor_id == to and not other.kept]
    return [
        Move(to, other, gained + now.points([(other.mentee_id, one.mentor_id)]) - now.points([other]))
        for other in theirs
        if now.may_be(other.mentee_id, one.mentor_id)
    ]
