"""A round begins: everybody is told who their partner is."""

from __future__ import annotations

from collections.abc import Collection

from bot.chat.messages import Card, Intent, Recheck
from bot.domain.peers.meet import propose
from bot.domain.peers.rounds import Pairing, Round
from bot.domain.violation import RuleViolation
from bot.scene import Scene
from handlers.peers.crowd import Crowd, crowd_of
from handlers.peers.introduce import introduce
from handlers.peers.nudge import while_it_runs
from handlers.peers.propose import brought_up_to_date


async def publish(scene: Scene, found: Round) -> list[Intent]:
    """Under the cohort's lock. Raises `peers.too_few`, and `round.not_there` where it was published meanwhile."""
    await brought_up_to_date(scene, found)
    if not await scene.uow.rounds.change(found.id, "running", from_=("proposed",)):
        raise RuleViolation("round.not_there")
    await scene.uow.rounds.starts_now(found.id, scene.now)
    pairings = await scene.uow.rounds.pairings(found.id)
    crowd = await crowd_of(scene, pairings)
    await _begin(scene, found, pairings, crowd)
    begun = {"round_id": str(found.id), "since": scene.now.isoformat()}
    people = [one for pairing in pairings if len(crowd.of(pairing)) > 1 for one in crowd.of(pairing)]
    told = introduce(scene, pairings, crowd, f"round-{found.id}", begun)
    told += while_it_runs(scene, found, people, f"round-{found.id}", begun)
    if any(crowd.without_contact(crowd.of(one)) for one in pairings):
        told.append(_in_group(scene, found, f"peers-group:{found.id}", ""))
    return told


async def begin_anew(scene: Scene, found: Round, pairing_id: int) -> list[Intent]:
    """A pairing made in mid-round, or one that somebody has joined: a reason of its own."""
    pairing = await scene.uow.rounds.pairing(pairing_id)
    assert pairing is not None
    crowd = await crowd_of(scene, [pairing])
    people = crowd.of(pairing)
    await _begin(scene, found, [pairing], crowd)
    if len(people) < 2:
        return []
    begun = {"pairing": str(pairing.id)}
    told = introduce(scene, [pairing], crowd, f"{pairing.id}:{'-'.join(map(str, pairing.members))}", begun)
    told += while_it_runs(scene, found, people, str(pairing.id), begun)
    if crowd.without_contact(people):
        told.append(_in_group(scene, found, f"peers-group:{found.id}:{pairing.id}:{len(people)}", str(pairing.id)))
    return told


async def _begin(scene: Scene, found: Round, pairings: Collection[Pairing], crowd: Crowd) -> None:
    """They know each other from now on, and have times proposed to them."""
    await scene.uow.rounds.note_met(found, [one.members for one in pairings])
    times = {
        pairing.id: propose([crowd.clock(one) for one in crowd.of(pairing)], scene.now, found.ends_at)
        for pairing in pairings
        if len(crowd.of(pairing)) > 1
    }
    await scene.uow.rounds.begin(times, scene.now)


def _in_group(scene: Scene, found: Round, key: str, pairing: str) -> Intent:
    """Not in the night: rounds begin at midnight."""
    recheck = Recheck("peers.in_group", {"round_id": str(found.id), "pairing": pairing})
    at = scene.config.quiet.over(scene.now, scene.programme.tz)
    return Card(key, recheck, at=at, expires=found.ends_at)
