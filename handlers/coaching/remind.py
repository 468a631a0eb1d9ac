"""Reminders: 24 hours and 1 hour before, to both; and the evening before, the coach's list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from bot.chat.buttons import Button, button
from bot.chat.messages import Intent, Message, Private, Recheck
from bot.chat.text import Text, bullets, quote
from bot.domain.coaching.book import check_may_release
from bot.domain.coaching.remind import DAY, HOUR, evening_before, wants_reminder
from bot.domain.coaching.slots import Booking
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.feature import Planned
from bot.locale import dates
from bot.locale.voice import Voice
from bot.programme.coaching import policy
from bot.scene import Scene, View
from handlers.coaching.buttons import Mine, MySlots
from handlers.coaching.declared import feature, policy_of
from handlers.coaching.show import facts, when

Which = Literal["24h", "1h"]


async def remind(scene: Scene) -> list[Intent]:
    """Once each; late ones only while they are still true: not "tomorrow" within the last hour."""
    if policy(scene.programme) is None:
        return []
    now = scene.now
    told = await _give_out(scene, "24h", now + HOUR, now + DAY)
    return [*told, *await _give_out(scene, "1h", now, now + HOUR)]


async def _give_out(scene: Scene, which: Which, since: datetime, until: datetime) -> list[Intent]:
    due = await scene.uow.bookings.to_remind(scene.cohort.id, since, until, which)
    if not due:
        return []
    await scene.uow.bookings.reminded([one.id for one in due], which)
    told: list[Intent] = []
    for one in due:
        if not wants_reminder(one, DAY if which == "24h" else HOUR):
            continue
        for member_id in (one.member_id, one.slot.coach_id):
            told += await _to(scene, one, member_id, which)
    return told


async def _to(scene: Scene, one: Booking, member_id: int, which: Which) -> list[Intent]:
    member = await scene.uow.members.by_id(member_id)
    if member is None or member.withdrawn:
        return []
    starts = one.slot.starts_at
    args = {"booking": str(one.id), "starts": starts.isoformat(), "to": str(member_id)}
    key = f"coaching-reminder:{one.id}:{int(starts.timestamp())}:{which}:{member_id}"
    at = scene.config.quiet.over(scene.now, member.zone)
    return [Private(to=member_id, key=key, at=at, expires=starts, recheck=Recheck("coaching.reminder", args))]


@feature.recheck("coaching.reminder")
async def reminder(view: View, booking: str, starts: str, to: str) -> Message | None:
    """Unless it was moved or given back meanwhile."""
    one = await view.uow.bookings.by_id(int(booking))
    reader = await view.uow.members.by_id(int(to))
    if one is None or reader is None or one.state != "booked" or one.slot.starts_at != datetime.fromisoformat(starts):
        return None
    participant = await view.uow.members.by_id(one.member_id)
    assert participant is not None
    _ = view.voice_for(reader)
    # The message may have waited for the end of quiet hours.
    left = dates.duration(timedelta(minutes=round((one.slot.starts_at - view.now) / timedelta(minutes=1))), _.spoken)
    own = reader.id == participant.id
    name = one.slot.coach if own else participant.name
    text = (
        *_("⏰ **Coaching with {name} in {left}**", name=name, left=left),
        *_("{when}", when=when(one.slot.span, _)),
        *facts(one.slot, _, booked=True),
    )
    if own:
        return Message(text, _changes(view, one, _))
    return Message(text + _about(_, one))


def _changes(view: View, one: Booking, _: Voice) -> tuple[tuple[Button, ...], ...]:
    """What the participant can still do."""
    rows = () if one.about else ((button(_.plain("Say what it is about"), Mine(one.id, "about")),),)
    try:
        check_may_release(one, policy_of(view), view.now)
    except RuleViolation:
        return rows
    change = (button(_.plain("Move"), Mine(one.id, "move")), button(_.plain("Cancel"), Mine(one.id, "cancel")))
    return (*rows, change)


def _about(_: Voice, one: Booking) -> Text:
    return quote(one.about) if one.about else _("They have not said yet what they want to talk about.")


async def evening_lists(scene: Scene) -> list[Intent]:
    """To each coach whose tomorrow has somebody in it, in the evening of their own clock."""
    if policy(scene.programme) is None:
        return []
    told: list[Intent] = []
    ahead = scene.now + timedelta(hours=36)
    for coach_id in await scene.uow.bookings.coaches_with(scene.cohort.id, scene.now, ahead):
        coach = await scene.uow.members.by_id(coach_id)
        day = evening_before(scene.now, coach.zone) if coach else None
        if coach is None or day is None or not await _of_day(scene, coach, day):
            continue
        recheck = Recheck("coaching.evening", {"coach": str(coach_id), "day": day.isoformat()})
        expires = scene.now + timedelta(hours=14)
        told.append(Private(to=coach_id, key=f"coaching-evening:{coach_id}:{day}", expires=expires, recheck=recheck))
    return told


async def _of_day(view: View, coach: Member, day: date) -> list[Booking]:
    """Booked times of the coach on that day of their own clock."""
    found = await view.uow.bookings.of_coach(coach.id, view.now - DAY, view.now + 2 * DAY)
    return [one for one in found if one.slot.starts_at.astimezone(coach.zone).date() == day and one.state == "booked"]


@feature.recheck("coaching.evening")
async def evening_list(view: View, coach: str, day: str) -> Message | None:
    reader = await view.uow.members.by_id(int(coach))
    found = await _of_day(view, reader, date.fromisoformat(day)) if reader else []
    if reader is None or not found:
        return None
    _ = view.voice_for(reader)
    text: Text = _("**Your coaching on {day}**", day=_.day(date.fromisoformat(day)))
    for one in found:
        participant = await view.uow.members.by_id(one.member_id)
        if participant:
            hours = dates.hours(one.slot.starts_at, one.slot.ends_at, _.zone, _.spoken)
            where = ", ".join(part for part in (participant.organisation, participant.country) if part)
            words = _("{hours}: **{name}** ({where})", hours=hours, name=participant.name, where=where)
            text += bullets(words) + (quote(one.about) if one.about else _("No topic yet."))
    return Message(text, ((button(_.plain("Show my times"), MySlots(view.cohort.id, 0, reader.id)),),))


@feature.plans
async def planned(view: View) -> list[Planned]:
    """The reminders of what is booked, and the evening lists."""
    _ = view.group_voice
    if policy(view.programme) is None:
        return []
    found: list[Planned] = []
    for one in await view.uow.bookings.to_remind(view.cohort.id, view.now, view.now + timedelta(days=60), ""):
        participant = await view.uow.members.by_id(one.member_id)
        to = f"{participant.name if participant else ''}, {one.slot.coach}"
        words = _.plain("Reminder of coaching, {when}", when=_.moment(one.slot.starts_at).text)
        found += [Planned(one.slot.starts_at - ahead, words, to) for ahead in (DAY, HOUR)]
    return found
