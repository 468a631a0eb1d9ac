"""When check-in closes: organisers get the list, and those who are missing are told what it means and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.messages import Intent, Recheck, ToMany
from bot.domain.check_in import Window, check_in_card
from bot.domain.people import Member
from bot.programme.schedule import windows
from bot.scene import Scene
from handlers.attendance.declared import feature

TOLD_WITHIN = timedelta(hours=24)
"""Those who were missing are told while it is news to them."""

LISTED_WITHIN = timedelta(days=7)
"""Organisers get the list for so long, also from a bot that was down for days."""


@feature.tick
async def close(scene: Scene) -> list[Intent]:
    """Once for each session and end of its check-in; one that was over before the bot knew of it is left alone."""
    now, reminders = scene.now, scene.uow.reminders
    recent = [found for found in windows(scene.programme) if now < found.closes + LISTED_WITHIN]
    known = await reminders.among(scene.cohort.id, [name for w in recent for name in (_seen(w), _closing(w))])
    await reminders.know(scene.cohort.id, [_seen(found) for found in recent if _seen(found) not in known], now)
    intents: list[Intent] = []
    for found in recent:
        seen = known.get(_seen(found))
        if now < found.closes or seen is None or found.closes <= seen or _closing(found) in known:
            continue
        if await reminders.take(scene.cohort.id, _closing(found), now, "given"):
            intents += await _tell(scene, found)
    return intents


def _seen(found: Window) -> str:
    return f"check-in:{found.session}:{_stamp(found.closes)}"


def _closing(found: Window) -> str:
    """A session that was moved closes anew."""
    return f"closing:{found.session}:{_stamp(found.closes)}"


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M}"


async def _tell(scene: Scene, found: Window) -> list[Intent]:
    members = [member for member in await scene.uow.members.of_cohort(scene.cohort.id) if not member.withdrawn]
    organisers = [member for member in members if "organiser" in member.roles]
    until = found.closes + LISTED_WITHIN
    told = _to_many(scene, organisers, f"{_closing(found)}:{scene.cohort.id}", "attendance.closing", found, until)
    until = found.closes + TOLD_WITHIN
    if scene.now >= until or not await was_taken(scene, found.session):
        return told
    recorded = {one.member_id for one in await scene.uow.check_ins.records(scene.cohort.id, [found.session])}
    missing = [member for member in members if member.learner and member.id not in recorded]
    return told + _to_many(
        scene,
        missing,
        f"missed:{found.session}:{_stamp(found.closes)}:{scene.cohort.id}",
        "attendance.missed",
        found,
        until,
    )


async def was_taken(scene: Scene, session: str) -> bool:
    """Whether anybody could check in: a card was posted, or somebody did without it."""
    card = check_in_card(scene.cohort.id, session)
    return await scene.uow.check_ins.anything(scene.cohort.id, session) or await scene.uow.outbox.was_posted(card)


def _to_many(
    scene: Scene, people: Sequence[Member], key: str, recheck: str, found: Window, until: datetime
) -> list[Intent]:
    """Now, or when quiet is over where they are."""
    by_zone: dict[str, list[Member]] = {}
    for member in people:
        by_zone.setdefault(member.time_zone, []).append(member)
    return [
        ToMany(
            tuple(member.id for member in there),
            key,
            Recheck(recheck, {"session": found.session}),
            at=scene.config.quiet.over(scene.now, there[0].zone),
            expires=until,
        )
        for there in by_zone.values()
    ]
