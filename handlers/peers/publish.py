"""A round begins: everybody is told who their partner is."""

from __future__ import annotations

from bot.chat.messages import Card, Intent, Recheck
from bot.domain.peers.meet import Clock, propose
from bot.domain.peers.rounds import Pairing, Round
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.programme.coaching import session_spans
from bot.scene import Scene
from handlers.peers.declared import members_of, profile_of
from handlers.peers.introduce import introduce, without_contact
from handlers.peers.nudge import while_it_runs
from handlers.peers.propose import brought_up_to_date


async def publish(scene: Scene, found: Round) -> list[Intent]:
    """Under the cohort's lock. Raises `peers.too_few`, and `round.not_there` where it was published meanwhile."""
    await brought_up_to_date(scene, found)
    if not await scene.uow.rounds.change(found.id, "running", from_=("proposed",)):
        raise RuleViolation("round.not_there")
    await scene.uow.rounds.starts_now(found.id, scene.now)
    pairings = await scene.uow.rounds.pairings(found.id)
    await scene.uow.rounds.note_met(found, [one.members for one in pairings])
    told: list[Intent] = []
    lacking = False
    for pairing in pairings:
        told += await begin(scene, found, pairing)
        lacking = lacking or await without_contact(scene, pairing)
    if lacking:
        told.append(_in_group(scene, found, f"peers-group:{found.id}", ""))
    return told


async def begin(scene: Scene, found: Round, pairing: Pairing) -> list[Intent]:
    """Times for them, the introduction, and what they are asked later."""
    people = await members_of(scene, pairing.members)
    if len(people) < 2:
        return []
    times = propose([await clock_of(scene, one) for one in people], scene.now, found.ends_at)
    await scene.uow.rounds.begin(pairing.id, times, scene.now)
    return [*await introduce(scene, pairing, people), *while_it_runs(scene, found, pairing, people)]


async def begin_anew(scene: Scene, found: Round, pairing_id: int) -> list[Intent]:
    """A pairing made in mid-round."""
    pairing = await scene.uow.rounds.pairing(pairing_id)
    assert pairing is not None
    await scene.uow.rounds.note_met(found, [pairing.members])
    told = await begin(scene, found, pairing)
    if await without_contact(scene, pairing):
        told.append(
            _in_group(scene, found, f"peers-group:{found.id}:{pairing.id}:{len(pairing.members)}", str(pairing.id))
        )
    return told


def _in_group(scene: Scene, found: Round, key: str, pairing: str) -> Intent:
    """Not in the night: rounds begin at midnight."""
    recheck = Recheck("peers.in_group", {"round_id": str(found.id), "pairing": pairing})
    at = scene.config.quiet.over(scene.now, scene.programme.tz)
    return Card(key, recheck, at=at, expires=found.ends_at)


async def clock_of(scene: Scene, member: Member) -> Clock:
    """Working hours, and when the programme itself meets."""
    profile = await profile_of(scene, member.id)
    busy = tuple((span.starts_at, span.ends_at) for _title, span in session_spans(scene.programme))
    return Clock(profile.hours, member.zone, busy)
