"""The minute's last step: what is due for a member becomes one message, as soon as their limits let it leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.messages import Intent, Recheck, ToMany
from bot.domain.nudges import WEEK, Limits, Past, given_up, leaves_at
from bot.domain.people import Member
from bot.scene import Scene
from storage.nudges import TOGETHER, Ended, Waiting


@dataclass(frozen=True, slots=True)
class Known:
    """What decides about the nudges that are due, by member id."""

    members: Mapping[int, Member]
    limits: Mapping[int, Limits]
    sent: Mapping[int, Sequence[datetime]]
    past: Mapping[tuple[int, str], Sequence[Past]]
    waits: Mapping[int, str]
    busy: Collection[int]


async def gather(scene: Scene) -> list[Intent]:
    """All that is due for somebody leaves together; what may not leave yet is looked at again when it may."""
    if not await scene.uow.nudges.any_open(scene.cohort.id, scene.now):
        return []
    await scene.uow.nudges.lock(scene.cohort.id)
    await scene.uow.nudges.settle(scene.cohort.id, scene.now)
    by_member: dict[int, list[Waiting]] = defaultdict(list)
    for one in await scene.uow.nudges.due(scene.cohort.id, scene.now):
        by_member[one.member_id].append(one)
    if not by_member:
        return []
    known = await _known(scene, by_member)
    ended: dict[Ended, list[int]] = defaultdict(list)
    looks: list[tuple[int, datetime | None]] = []
    leaving: list[Waiting] = []
    for member_id, found in by_member.items():
        wanted = _sift(scene, known, member_id, found, ended)
        if member_id in known.waits:
            for one in wanted:
                await scene.uow.nudges.join(one.id, known.waits[member_id])
        elif wanted and member_id not in known.busy:
            at = _leaves_at(scene, known, member_id)
            if at is not None and at <= scene.now:
                leaving += wanted
            else:
                looks += [(one.id, at) for one in wanted]
    for state, ids in ended.items():
        await scene.uow.nudges.end(ids, state)
    await scene.uow.nudges.wait(looks)
    return await _send(scene, leaving)


async def _known(scene: Scene, ids: Collection[int]) -> Known:
    nudges = scene.uow.nudges
    members = await scene.uow.members.of_cohort(scene.cohort.id)
    return Known(
        {member.id: member for member in members if not member.withdrawn},
        await nudges.limits_of(ids),
        await nudges.sent_since(ids, scene.now - WEEK),
        await nudges.past(ids),
        await nudges.on_their_way(ids),
        await nudges.being_sent(ids),
    )


def _sift(
    scene: Scene, known: Known, member_id: int, found: Sequence[Waiting], ended: dict[Ended, list[int]]
) -> list[Waiting]:
    """Those that may be sent at all; the others go to `ended`."""
    limits = known.limits.get(member_id, Limits())
    wanted = []
    for one in found:
        if one.expires is not None and one.expires <= scene.now:
            ended["late"].append(one.id)
        elif member_id not in known.members or one.kind in limits.off:
            ended["off"].append(one.id)
        elif given_up(known.past.get((member_id, one.kind), ()), scene.now):
            ended["stopped"].append(one.id)
        else:
            wanted.append(one)
    return wanted


def _leaves_at(scene: Scene, known: Known, member_id: int) -> datetime | None:
    return leaves_at(
        known.limits.get(member_id, Limits()),
        scene.config.nudges_per_week,
        known.sent.get(member_id, ()),
        scene.now,
        scene.config.quiet,
        known.members[member_id].zone,
    )


async def _send(scene: Scene, leaving: Sequence[Waiting]) -> list[Intent]:
    if not leaving:
        return []
    key = f"{TOGETHER}{scene.cohort.id}:{leaving[0].id}"
    await scene.uow.nudges.take_along([one.id for one in leaving], key)
    members = tuple(dict.fromkeys(one.member_id for one in leaving))
    return [ToMany(members, key, Recheck("nudges.together", {"key": key}))]
