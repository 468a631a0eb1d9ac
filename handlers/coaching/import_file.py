"""A coach sends a calendar file: its free times become times that they can offer, after a look."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from bot.chat.events import FileSent
from bot.chat.messages import Fetch, Fetched, Intent, Message, Private
from bot.domain.coaching.offer import AT_ONCE, FURTHEST, check_hours, cut
from bot.domain.coaching.slots import Details, Span
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.typed_dates import read_length
from bot.locale.voice import N_
from bot.scene import Scene, Turn
from handlers.coaching.declared import feature, policy_of
from handlers.coaching.offer import preview
from handlers.coaching.refusals import worded

SIZE_MAX = 1_000_000


@feature.file
async def calendar_sent(turn: Turn[FileSent]) -> list[Intent]:
    """Only from coaches, and only calendar files: the others are left to other features. A caption such as `45m` says
    how long each time is."""
    event = turn.event
    ours = event.name.casefold().endswith(".ics") or event.media_type == "text/calendar"
    if not ours or turn.member is None or "coach" not in turn.me.roles:
        return []
    if event.size > SIZE_MAX:
        return [_refused(turn, turn.me, RuleViolation("calendar.too_big", most=SIZE_MAX))]
    args = {"coach": str(turn.me.id), "length": event.caption[:20]}
    return [Fetch(event.file_id, "coaching.calendar", args), turn.tell(N_("Thank you, I am reading your calendar."))]


@feature.fetched("coaching.calendar")
async def calendar_here(scene: Scene, fetched: Fetched, coach: str, length: str) -> list[Intent]:
    member = await scene.uow.members.by_id(int(coach))
    if member is None or "coach" not in member.roles or member.withdrawn:
        return []
    try:
        if fetched.problem:
            raise RuleViolation("calendar.broken")
        data = await scene.deployment.files.get(fetched.key)
        await scene.deployment.files.remove(fetched.key)
        wanted = await _times(scene, member, data, length)
        return [Private(await preview(scene, member, wanted, Details()), to=member.id)]
    except RuleViolation as violation:
        return [_refused(scene, member, violation)]


async def _times(scene: Scene, coach: Member, data: bytes, typed: str) -> list[Span]:
    """The free times, cut. Reading a big file takes a while, so the others are not made to wait for it."""
    from bot.calendars.read import free_spans

    rules = policy_of(scene)
    length = read_length(typed) or rules.length
    check_hours(length, timedelta(), 1)
    since = max(filter(None, (scene.now, rules.first)))
    until = min(filter(None, (scene.now + FURTHEST, rules.last)))
    free = await asyncio.to_thread(free_spans, data, coach.zone, since, until)
    times = [part for span in free for part in cut(span, length, timedelta())]
    if not times:
        raise RuleViolation("slots.too_short", length=length)
    if len(times) > AT_ONCE:
        raise RuleViolation("slots.too_many", most=AT_ONCE)
    return times


def _refused(scene: Scene | Turn[Any], coach: Member, violation: RuleViolation) -> Intent:
    _ = scene.voice_for(coach)
    return Private(Message(_("{why}", why=worded(violation, _))), to=coach.id)
