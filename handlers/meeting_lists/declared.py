"""The feature that this folder's modules register with, and the lists as it sees them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

from bot.domain.meeting import Attendee, Differences, Hours, Stay, attendees, clock_of, differences, minutes_of
from bot.domain.people import Member, Role
from bot.feature import Feature
from bot.locale.sorting import alphabetical
from bot.programme import Session
from bot.programme.meeting_lists import match
from bot.scene import Scene, View
from storage.meeting_lists import ListedPerson, MeetingList

feature = Feature("meeting_lists")

MAY_SEND: frozenset[Role] = frozenset({"trainer", "organiser"})


def card_key(list_id: int) -> str:
    """Under which everybody's copy of a list's comparison is kept up to date."""
    return f"meeting-list:{list_id}"


def hours_of(session: Session) -> Hours | None:
    """None while the pack gives none: then all of the time in the meeting counts."""
    if session.starts_at is None or session.ends_at is None:
        return None
    return Hours(session.starts_at, session.ends_at)


async def match_people(scene: Scene, found: MeetingList, session: Session, stays: Sequence[Stay]) -> None:
    """Store who is in the list, as people of that session."""
    hours, zone = hours_of(session), scene.programme.tz
    if hours:
        sender = await scene.uow.members.by_id(found.by) if found.by else None
        zones = (zone, sender.zone if sender else zone, ZoneInfo("UTC"))
        zone = clock_of(stays, hours, zones)  # type: ignore[assignment]  # one of the above
    people = attendees(stays, hours, zone or UTC)
    matches = await asyncio.to_thread(match, people, await scene.uow.members.of_cohort(scene.cohort.id))
    rows = [(one.attendee, one.how, one.member_id, one.suggested_id) for one in matches]
    await scene.uow.meeting_lists.fill(found.id, session.key, rows)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A list against the check-ins as they are now. `needed` and `length` are minutes, None where no hours are known."""

    session: Session
    members: dict[int, Member]
    listed: dict[int, Attendee]
    unmatched: list[ListedPerson]
    to_confirm: list[ListedPerson]
    differences: Differences
    length: int | None
    needed: int


async def compared(view: View, found: MeetingList) -> Comparison | None:
    """None while nobody has said of which session the list is, or where the pack has it no more."""
    session = next((s for s in view.programme.sessions if s.key == found.session), None)
    if session is None:
        return None
    everybody = await view.uow.members.of_cohort(view.cohort.id)
    members = {member.id: member for member in sorted(everybody, key=lambda one: alphabetical(one.name))}
    people = await view.uow.meeting_lists.people(found.id)
    listed = minutes_of((one.member_id, one.person) for one in people if one.member_id in members)
    there = {one.member_id for one in await view.uow.check_ins.of_cohort(view.cohort.id, [session.key])}
    hours = hours_of(session)
    needed = -(-hours.minutes * view.programme.rules.presence_percent // 100) if hours else 1
    expected = [member.id for member in members.values() if member.learner]
    return Comparison(
        session,
        members,
        listed,
        [one for one in people if one.member_id is None and one.how in ("none", "refused")],
        [one for one in people if one.how in ("exact", "close")],
        differences(expected, listed, there, needed),
        hours.minutes if hours else None,
        needed,
    )
