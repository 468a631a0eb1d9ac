"""The minute's tick: the reminders that are due are stored, all those of one session, kind and time zone at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.messages import Intent, Message, Private, Recheck, ToMany
from bot.chat.text import Text, bullets
from bot.domain.absence import by_member
from bot.domain.people import Member
from bot.domain.reminders import EARLIEST, MISSED_FOR, Kind, Reminder, concerns, sent_at
from bot.feature import Planned
from bot.locale.voice import N_, Voice
from bot.programme import Session
from bot.programme.schedule import meetings
from bot.scene import Scene, View
from handlers.reminders.declared import begins, feature, of_session, stamp

NAMES: dict[Kind, str] = {"day": N_("24 hours before"), "hour": N_("1 hour before")}


@dataclass(frozen=True, slots=True)
class Batch:
    """A reminder of one session, for everybody in one time zone."""

    session: Session
    starts: datetime
    zone: str
    reminder: Reminder

    @property
    def name(self) -> str:
        return f"{self.session.key}:{self.reminder.kind}:{stamp(self.starts)}:{self.zone}"


def known_as(session: Session, starts: datetime) -> str:
    return f"{session.key}:known:{stamp(starts)}"


@feature.tick
async def give_out(scene: Scene) -> list[Intent]:
    """What is due and was not given out before; what has become useless is noted as missed."""
    if not scene.config.reminders:
        return []
    batches = [batch for batch in await _near(scene) if batch.reminder.at <= scene.now]
    ahead = {known_as(s, at) for s, at in _timed(scene.programme.sessions) if at > scene.now}
    knowing = ahead | {known_as(batch.session, batch.starts) for batch in batches}
    taken = await scene.uow.reminders.among(scene.cohort.id, knowing | {batch.name for batch in batches})
    await scene.uow.reminders.know(scene.cohort.id, sorted(ahead - taken.keys()), scene.now)
    intents: list[Intent] = []
    missed: list[Batch] = []
    for batch in batches:
        if batch.name in taken:
            continue
        at = sent_at(batch.reminder, scene.now, scene.config.quiet, ZoneInfo(batch.zone))
        if at is None:
            known_since = taken.get(known_as(batch.session, batch.starts))
            if known_since and known_since <= batch.reminder.at and await _take(scene, batch, missed=True):
                missed.append(batch)
        elif at <= scene.now and await _take(scene, batch):
            intents += await _to_all(scene, batch)
    return intents + await _tell_organisers(scene, missed)


def _timed(sessions: Iterable[Session]) -> Iterator[tuple[Session, datetime]]:
    for session in sessions:
        if at := begins(session):
            yield session, at


async def _near(view: View) -> list[Batch]:
    """Of the sessions that a reminder can be due for now, or was missed for lately: on most days none."""
    sessions = [
        (session, starts)
        for session, starts in _timed(view.programme.sessions)
        if starts - EARLIEST <= view.now < starts + MISSED_FOR
    ]
    return await _batches(view, sessions) if sessions else []


async def _batches(view: View, sessions: Sequence[tuple[Session, datetime]]) -> list[Batch]:
    zones = await view.uow.reminders.zones(view.cohort.id)
    return [
        Batch(session, starts, zone, reminder)
        for session, starts in sessions
        for zone in zones
        for reminder in of_session(view, session, ZoneInfo(zone))
    ]


async def _take(scene: Scene, batch: Batch, *, missed: bool = False) -> bool:
    return await scene.uow.reminders.take(scene.cohort.id, batch.name, scene.now, "missed" if missed else "given")


async def _to_all(scene: Scene, batch: Batch) -> list[Intent]:
    members = await _expected(scene, batch)
    kind, starts = batch.reminder.kind, stamp(batch.starts)
    # Each member's message has one key whatever their zone: who changes it between two batches is not told twice.
    key = f"reminder:{scene.cohort.id}:{batch.session.key}:{kind}:{starts}"
    recheck = Recheck("reminders.session", {"session": batch.session.key, "kind": kind, "starts": starts})
    return [ToMany(tuple(m.id for m in members), key, recheck, expires=batch.reminder.until)] if members else []


async def _expected(view: View, batch: Batch) -> list[Member]:
    people = await view.uow.reminders.concerned(view.cohort.id, batch.zone)
    if not people:
        return []
    all_of_them = meetings(view.programme)
    meeting = next(m for m in all_of_them if m.key == batch.session.key)
    attended = await view.uow.check_ins.attended(view.cohort.id, [*meeting.requires, meeting.key])
    notices = by_member(await view.uow.absences.of_cohort(view.cohort.id))
    counts = view.programme.rules.justified_absence_counts
    return [
        member
        for member in people
        if concerns(
            meeting,
            member,
            all_of_them,
            attended.get(member.id, ()),
            notices.get(member.id, {}),
            view.now,
            justified_counts=counts,
        )
    ]


async def _tell_organisers(scene: Scene, missed: Sequence[Batch]) -> list[Intent]:
    """One message about all of them, however long the bot was away."""
    concerned = [batch for batch in missed if await _expected(scene, batch)]
    if not concerned:
        return []
    key = f"reminders-missed:{scene.cohort.id}:{concerned[0].name}"
    told = [one for one in await scene.uow.members.organisers(scene.cohort.id) if not one.withdrawn]
    return [
        Private(
            Message(_listed(scene.voice_for(organiser), concerned)),
            to=organiser.id,
            key=f"{key}:{organiser.id}",
            at=scene.config.quiet.over(scene.now, organiser.zone),
        )
        for organiser in told
    ]


def _listed(_: Voice, missed: Sequence[Batch]) -> Text:
    """Each session and kind once, whatever the zones."""
    lines = {
        (batch.session.key, batch.reminder.kind): _(
            "{title} ({when}): {before}",
            title=batch.session.title,
            when=_.moment(at) if (at := batch.session.starts_at) else _.day(batch.session.date or batch.starts.date()),
            before=_.plain(NAMES[batch.reminder.kind]),
        )
        for batch in missed
    }
    head = _(
        "**Reminders that I did not send.** I was not running when they were due, and now it is too late for them:"
    )
    return (*head, *bullets(*lines.values()))


@feature.plans
async def planned(view: View) -> list[Planned]:
    """Every reminder to come; at several times where quiet hours end at different ones."""
    if not view.config.reminders:
        return []
    _ = view.group_voice
    coming = [(session, starts) for session, starts in _timed(view.programme.sessions) if starts > view.now]
    found = {
        (
            batch.reminder.at,
            _.plain("Reminder {before}: {title}", before=_.plain(NAMES[batch.reminder.kind]), title=title),
        )
        for batch in await _batches(view, coming)
        for title in [batch.session.title]
    }
    return [Planned(at, what, view.cohort.title) for at, what in sorted(found)]
