"""Who was where: what is known of each person at each session, ready to be put on paper."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.absence import State
from bot.domain.check_in import How
from bot.domain.people import Member
from bot.domain.presence import Presence, Sitting, presence
from bot.locale.sorting import alphabetical
from bot.programme import Session
from bot.programme.schedule import sittings
from bot.scene import View
from storage.attendance import Alike

PAGE = 1_000
"""People read at once: while ten thousand are, others get their answers."""


class Mark(NamedTuple):
    """One person at one session. `at` is on the programme's clock; `by` and `reason` are those of who said so."""

    presence: Presence
    at: datetime | None = None
    how: How | None = None
    by: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """`marks` has for each session those of `people`, in their order; `second` the times of its second check by member.

    On it are all learners, and of those who have left the ones who were at a session. `names` are everybody's, by id.
    """

    sessions: Sequence[Session]
    people: Sequence[Member]
    marks: dict[str, list[Mark]]
    second: dict[str, dict[int, datetime]]
    names: dict[int, str]

    def count(self, session: str, *wanted: Presence) -> int:
        return sum(mark.presence in wanted for mark in self.marks[session])


async def call_the_roll(view: View, sessions: Sequence[Session]) -> Roll:
    members = await _everybody(view)
    notices = {(a.session, a.member_id): a.state for a in await view.uow.absences.of_cohort(view.cohort.id)}
    held = {sitting.session: sitting for sitting in sittings(view.programme, view.now)}
    wanted = sorted(
        (member for member in members if member.learner or member.withdrawn),
        key=lambda member: alphabetical(member.name),
    )
    clock = _Clock(view.programme.tz)
    columns: dict[str, list[Mark]] = {}
    seen: set[int] = set()
    for session in sessions:
        known = await view.uow.attendance.alike(view.cohort.id, session.key)
        seen.update(*(alike.members for alike in known))
        # Ten thousand people take a moment, and others wait for their answers.
        columns[session.key] = await asyncio.to_thread(_column, wanted, known, notices, held[session.key], clock)
    kept = [place for place, member in enumerate(wanted) if member.learner or member.id in seen]
    return Roll(
        sessions,
        [wanted[place] for place in kept],
        {key: [marks[place] for place in kept] for key, marks in columns.items()},
        await _second_checks(view, sessions, clock),
        {member.id: member.name for member in members},
    )


async def _everybody(view: View) -> list[Member]:
    found: list[Member] = []
    while page := await view.uow.members.page(view.cohort.id, after=found[-1].id if found else 0, size=PAGE):
        found += page
        await asyncio.sleep(0)
    return found


async def _second_checks(view: View, sessions: Sequence[Session], clock: _Clock) -> dict[str, dict[int, datetime]]:
    found = {}
    for session in sessions:
        if session.check_in.second_before:
            times = await view.uow.second_checks.of_session(view.cohort.id, session.key)
            found[session.key] = {member: clock.local(at) for member, at in times.items()}
    return found


class _Clock:
    """The programme's, to the minute; each moment is worked out once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[datetime, datetime] = {}

    def local(self, at: datetime) -> datetime:
        if at not in self._known:
            self._known[at] = at.replace(second=0, microsecond=0).astimezone(self._zone).replace(tzinfo=None)
        return self._known[at]


def _column(
    people: Sequence[Member],
    known: Sequence[Alike],
    notices: dict[tuple[str, int], State],
    sitting: Sitting,
    clock: _Clock,
) -> list[Mark]:
    """One mark for each of the people, and the same one for all of whom the same is known."""
    records: dict[int, Alike] = {}
    for alike in known:
        records.update(dict.fromkeys(alike.members, alike))
    marks: dict[tuple[int, State | None], Mark] = {}
    column = []
    for member in people:
        record, notice = records.get(member.id), notices.get((sitting.session, member.id))
        same = (id(record), notice)
        if same not in marks:
            state = presence(record, notice, over=sitting.over, taken=sitting.taken)
            said = () if record is None else (clock.local(record.at), record.how, record.by, record.reason or "")
            marks[same] = Mark(state, *said)
        column.append(marks[same])
    return column
