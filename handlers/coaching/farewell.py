"""Who leaves, or has their data erased, gives back their places: the coach is told, without a name, and who waits is next.
Who has left, and can still be reached, is told too."""

from __future__ import annotations

from datetime import datetime

from bot.chat.messages import Intent, Letter, Mail, Message, OutgoingFile, Private, Recheck
from bot.chat.text import Text, plain
from bot.domain.calendar import Entry, Person
from bot.domain.coaching.slots import Booking
from bot.domain.people import Member
from bot.locale.voice import N_
from bot.programme.coaching import policy
from bot.scene import Scene, View
from handlers.coaching.declared import feature
from handlers.coaching.news import SOON
from handlers.coaching.pass_on import settle
from handlers.coaching.show import when

NOT_COMING = N_("**A participant who left had booked you: {when}.** They do not come.")
FREE_AGAIN = N_("**A participant who left had booked you: {when}.** They do not come, so the time is free again.")
YOURS = N_("**Your coaching on {when} is cancelled**, as you have left the programme.")


@feature.farewell
async def give_back(scene: Scene, member: Member) -> list[Intent]:
    """Before bookings are erased: afterwards nobody would know who had been expected."""
    if policy(scene.programme) is None:
        return []
    await scene.uow.slots.lock(scene.cohort.id)
    await scene.uow.waiting.leave(member.id)
    told: list[Intent] = []
    for one in await scene.uow.bookings.of_member(member.id):
        if one.slot.ends_at <= scene.now:
            continue
        freed = await scene.uow.bookings.release(one.id, "cancelled", from_=("booked", "offered"))
        if freed and one.state == "booked":
            told += await _to_coach(scene, one)
            if member.withdrawn:
                told += _news_to(member.id, one)
    return [*told, *await settle(scene)]


async def _to_coach(scene: Scene, one: Booking) -> list[Intent]:
    """With what takes the entry, which has the name, out of their calendar. Not at night, unless it is soon."""
    coach = await scene.uow.members.by_id(one.slot.coach_id)
    if coach is None:
        return []
    soon = one.slot.starts_at - scene.now < SOON
    at = None if soon else scene.config.quiet.over(scene.now, coach.zone)
    return _news_to(coach.id, one, at=at)


def _news_to(member_id: int, one: Booking, at: datetime | None = None) -> list[Intent]:
    args = {"to": str(member_id), "slot": str(one.slot.id), "uid": one.uid, "sequence": str(one.sequence + 1)}
    key, recheck = f"coaching-farewell:{one.id}:{member_id}", Recheck("coaching.farewell", args)
    return [Private(to=member_id, key=key, at=at, recheck=recheck), Mail(member_id, key, recheck)]


async def _news(view: View, to: str, slot: str, uid: str, sequence: str) -> tuple[Text, bytes] | None:
    from bot.calendars.write import invitation

    reader, found = await view.uow.members.by_id(int(to)), await view.uow.slots.by_id(int(slot))
    if reader is None or found is None or found.ends_at <= view.now:
        return None
    coach = await view.uow.members.by_id(found.coach_id)
    if coach is None or (reader.withdrawn if reader.id == coach.id else not reader.withdrawn):
        return None
    _, sender = view.voice_for(reader), view.deployment.mail_sender
    organiser = Person(view.cohort.title, sender) if sender else Person(coach.name, coach.email)
    entry = Entry(
        uid,
        _.plain("Coaching"),
        view.now,
        found.starts_at,
        found.ends_at,
        sequence=int(sequence),
        about=view.cohort.title,
    )
    data = invitation(entry, "CANCEL", organiser, (Person(reader.name, reader.email),))
    to_coach = FREE_AGAIN if found.state == "open" and found.free else NOT_COMING
    return _(to_coach if reader.id == coach.id else YOURS, when=when(found.span, _)), data


@feature.recheck("coaching.farewell")
async def in_chat(view: View, **args: str) -> Message | None:
    """None where the time is over, or is another coach's by now."""
    news = await _news(view, **args)
    if news is None:
        return None
    text, data = news
    key = await view.deployment.files.put(data)
    return Message(text, files=(OutgoingFile(key, "coaching.ics", "text/calendar", len(data), keep=False),))


@feature.letter("coaching.farewell")
async def by_mail(view: View, **args: str) -> Letter | None:
    news = await _news(view, **args)
    if news is None:
        return None
    text, data = news
    return Letter(view.cohort.title, plain(text), data, "CANCEL", "coaching.ics")
