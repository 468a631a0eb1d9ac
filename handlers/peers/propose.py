"""A round is matched: the plan that organisers look at, and what changes in it when they edit."""

from __future__ import annotations

from collections.abc import Collection

from bot.chat.messages import Intent, Private, Recheck
from bot.domain.peers.rounds import Pairing, Round
from bot.domain.violation import RuleViolation
from bot.scene import Scene
from handlers.peers.declared import organisers_of
from handlers.peers.match import Plan, Pool, best_plan, pool_of


async def propose(scene: Scene, found: Round) -> list[Intent]:
    """Match everybody, and show organisers. With fewer than two people it stays as it is; they are told at the start."""
    pool = await pool_of(scene, found)
    if len(pool.peers) < 2:
        return []
    plan = await rematch(scene, found, pool, [])
    await scene.uow.rounds.set_best(found.id, pool.points(plan.groups))
    await scene.uow.rounds.change(found.id, "proposed", from_=("planned",))
    return await show_organisers(scene, found, "proposed")


async def show_organisers(scene: Scene, found: Round, why: str) -> list[Intent]:
    """The preview for each of them, once for this reason, kept up to date while it is theirs to decide."""
    told: list[Intent] = []
    for one in await organisers_of(scene):
        args = {"round_id": str(found.id), "reader": str(one.id)}
        at = scene.config.quiet.over(scene.now, one.zone)
        key = f"peers-{why}:{found.id}:{int(found.starts_at.timestamp())}:{one.id}"
        recheck = Recheck("peers.preview", args)
        told.append(Private(to=one.id, key=key, at=at, expires=found.ends_at, recheck=recheck))
    return told


async def rematch(scene: Scene, found: Round, pool: Pool, kept: Collection[tuple[int, ...]]) -> Plan:
    """The best plan around what is kept takes the place of the one before."""
    plan = best_plan(pool, found, [*kept])
    await scene.uow.rounds.replace_pairings(found, plan.groups, scene.now)
    return plan


def kept_of(pairings: Collection[Pairing], pool: Pool) -> list[tuple[int, ...]]:
    """Groups that organisers keep, as far as all of their people still take part and may meet."""
    return [
        one.members
        for one in pairings
        if one.kept and all(member in pool.peers for member in one.members) and pool.possible(one.members)
    ]


async def brought_up_to_date(scene: Scene, found: Round) -> Plan:
    """Just before people are told: who no longer takes part is out, who has come is in; whom that does not concern
    stays where they are. Raises `peers.too_few`."""
    pool = await pool_of(scene, found)
    if len(pool.peers) < 2:
        raise RuleViolation("peers.too_few")
    standing = await scene.uow.rounds.pairings(found.id)
    whole = [
        one.members
        for one in standing
        if all(member in pool.peers for member in one.members) and pool.possible(one.members) and len(one.members) > 1
    ]
    return await rematch(scene, found, pool, whole)


async def exchange(scene: Scene, found: Round, one: int, other: int) -> None:
    """Two people change places. Raises `round.forbidden` or `round.not_there`."""
    pairings = await scene.uow.rounds.pairings(found.id)
    of_one = next((p for p in pairings if one in p.members), None)
    of_other = next((p for p in pairings if other in p.members), None)
    if of_one is None or of_other is None or of_one.id == of_other.id:
        raise RuleViolation("round.not_there")
    pool = await pool_of(scene, found, also=(*of_one.members, *of_other.members))
    first = tuple(sorted({*of_one.members} - {one} | {other}))
    second = tuple(sorted({*of_other.members} - {other} | {one}))
    if not (pool.possible(first) and pool.possible(second)):
        raise RuleViolation("round.forbidden")
    left = [p.members for p in pairings if p.id not in (of_one.id, of_other.id)]
    await scene.uow.rounds.replace_pairings(found, [*left, first, second], scene.now)
