"""The overview of the week: on Monday morning, what it brings each member and what waits for them; one message."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.errors import NotYet
from bot.chat.messages import Intent, Message, Recheck, ToMany
from bot.chat.text import Text, bullets
from bot.domain.calendar import Entry
from bot.domain.nudges import OVERVIEW, WEEK
from bot.domain.people import Member
from bot.domain.weekly import USEFUL, is_time, monday_somewhere, this_week
from bot.feature import Planned
from bot.locale.dates import city
from bot.locale.voice import N_, Voice
from bot.scene import Scene, View
from handlers.nudges.declared import as_of_now, feature, fewer, joined
from storage.unit_of_work import UnitOfWork

feature.nudge(
    OVERVIEW,
    label=N_("Overview of your week"),
    why=N_("on Monday morning, when there is something to say"),
    appointment=True,
    used=lambda view: view.config.weekly_digest,
)

CITIES_MAX = 3
"""Named where it is said whose Monday morning comes next."""


async def on_monday(scene: Scene) -> list[Intent]:
    """To all in a time zone at once. Whatever else is due for them by then comes with it, instead of a minute later."""
    if not scene.config.weekly_digest or not monday_somewhere(scene.now):
        return []
    zones = await scene.uow.reminders.zones(scene.cohort.id)
    mornings = {zone: this_week(scene.now, ZoneInfo(zone), scene.config.quiet) for zone in zones}
    due = {f"week:{week}:{zone}": zone for zone, (week, at) in mornings.items() if is_time(scene.now, at)}
    given = await scene.uow.reminders.among(scene.cohort.id, due)
    told: list[Intent] = []
    for name in sorted(due.keys() - given.keys()):
        # Another process that does it just now is waited for.
        if await scene.uow.reminders.take(scene.cohort.id, name, scene.now, "given"):
            told += await _to_zone(scene, due[name], *mornings[due[name]])
    return told


async def _to_zone(scene: Scene, zone: str, week: str, at: datetime) -> list[Intent]:
    readers = await scene.uow.nudges.readers(scene.cohort.id, zone, OVERVIEW)
    if not readers:
        return []
    key = f"week:{scene.cohort.id}:{week}"
    await scene.uow.nudges.lock(scene.cohort.id)
    await scene.uow.nudges.take_all_along(scene.cohort.id, readers, key, scene.now)
    return [ToMany(tuple(readers), key, Recheck("nudges.week", {"key": key}), expires=at + USEFUL)]


@feature.recheck("nudges.week")
async def overview(view: View, key: str, to: str) -> Message | None:
    """None where it was switched off, or there is nothing to say. Raises `NotYet` where it is quiet on the member's
    clock."""
    member = await view.uow.members.by_id(int(to))
    limits = await view.uow.nudges.limits(int(to))
    if member is None or member.withdrawn or OVERVIEW in limits.off or not view.config.weekly_digest:
        return None
    if view.config.quiet.holds(view.now, member.zone):
        raise NotYet(view.config.quiet.over(view.now, member.zone))
    waiting = await view.uow.nudges.of_message(f"{key}:{to}")
    said, states = await as_of_now(view, waiting, limits)
    ahead, what = await _ahead(view, member), await _parts(view, member)
    if not ahead and not what and not said:
        return None
    _ = view.voice_for(member)
    text, rows = joined([*what, *said])
    head = _("**Your week: {title}**", title=view.cohort.title)
    return Message((*head, *ahead, *text), (*rows, *fewer(_)), parts=tuple(states))


@feature.arrived("nudges.week")
async def arrived(uow: UnitOfWork, now: datetime, message: Message) -> None:
    """The nudges that came with it."""
    await uow.nudges.arrived(dict(message.parts), now)


async def _parts(view: View, member: Member) -> list[Message]:
    """What each feature has to say of the week."""
    until = view.now + WEEK
    parts = [part for feature_ in view.deployment.registry.features for part in feature_.week_parts]
    found = [await part(view, member, until) for part in parts]
    return [message for message in found if message is not None]


async def _ahead(view: View, member: Member) -> Text:
    """What stands in their calendar, in order of time."""
    found: list[Entry] = []
    for feature_ in view.deployment.registry.features:
        for part in feature_.calendar_parts:
            found += await part(view, member)
    today = view.now.astimezone(member.zone).date()
    week = [entry for entry in found if not entry.settled and _within(entry, view.now, today)]
    if not week:
        return ()
    _ = view.voice_for(member)
    return bullets(*(_line(_, entry, view) for entry in sorted(week, key=lambda entry: _place(entry, member.zone))))


def _within(entry: Entry, now: datetime, today: date) -> bool:
    if entry.at is not None:
        return now <= entry.at < now + WEEK
    return entry.day is not None and today <= entry.day < today + timedelta(days=7)


def _place(entry: Entry, zone: ZoneInfo) -> datetime:
    """What lasts a whole day comes first on it."""
    assert entry.at or entry.day
    return entry.at or datetime.combine(entry.day or date.max, time(), zone)


def _line(_: Voice, entry: Entry, view: View) -> Text:
    title = entry.title.removesuffix(f" ({view.cohort.title})")
    when = _.moment(entry.at) if entry.at else _.day(entry.day or date.max)
    if entry.away:
        return _("{when}: {title} (you said that you cannot come)", when=when, title=title)
    if entry.place:
        return _("{when}: **{title}** ({place})", when=when, title=title, place=entry.place)
    return _("{when}: **{title}**", when=when, title=title)


@feature.plans
async def planned(view: View) -> list[Planned]:
    """The next Monday that comes, where it comes first; the other time zones' follow when that is over."""
    if not view.config.weekly_digest:
        return []
    found: dict[datetime, list[str]] = {}
    _ = view.group_voice
    for zone in await view.uow.reminders.zones(view.cohort.id):
        _week, at = this_week(view.now, ZoneInfo(zone), view.config.quiet)
        if at <= view.now:
            _week, at = this_week(view.now + WEEK, ZoneInfo(zone), view.config.quiet)
        found.setdefault(at, []).append(city(ZoneInfo(zone), _.spoken))
    if not found:
        return []
    at = min(found)
    cities = sorted(found[at])
    where = ", ".join([*cities[:CITIES_MAX], *(["…"] if len(cities) > CITIES_MAX else [])])
    return [Planned(at, _.plain("Overview of the week"), _.plain("members in {where}", where=where))]
