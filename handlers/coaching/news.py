"""What changed about a booking, told to its participant and its coach, each with the entry for their calendar.

The words are made when they leave, from what is stored then; news that newer news has overtaken are not sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.chat.buttons import button
from bot.chat.messages import Intent, Letter, Mail, Message, OutgoingFile, Private, Recheck, Rows
from bot.chat.text import Text, plain, quote
from bot.domain.calendar import Entry, Method, Person
from bot.domain.coaching.slots import Booking, Slot
from bot.domain.people import Member
from bot.locale.voice import N_, Voice
from bot.scene import Scene, View
from handlers.coaching.buttons import Look, Mine, MySlot
from handlers.coaching.declared import bookable_from, feature, policy_of
from handlers.coaching.show import label, when
from storage.slots import Wanted

What = Literal["booked", "moved", "left", "given_back", "slot_cancelled", "slot_moved"]
"""`left`: the participant moved to another coach, and this one hears of it."""

CANCELS: frozenset[str] = frozenset({"left", "given_back", "slot_cancelled"})

SOON = timedelta(hours=24)
"""What begins sooner is told at once, also in quiet hours."""

ALTERNATIVES = 3
LOOKED_AT = 300

ENTRY = N_("Here is the entry for your calendar: {when}. Open it to add it.")
ENTRY_GONE = N_("If the coaching on {when} is in your calendar, open this to take it out.")

TO_COACH: Mapping[str, str] = {
    "booked": N_("**{name}** has booked you: {when}."),
    "moved": N_("**{name}** has moved to {when}. Before, it was {was}."),
    "left": N_("**{name}** has moved to another coach, so {when} is free again."),
    "given_back": N_("**{name}** has cancelled {when}. The time is free again."),
    "slot_cancelled": ENTRY_GONE,
    "slot_moved": ENTRY,
}
TO_PARTICIPANT: Mapping[str, str] = {
    "booked": ENTRY,
    "moved": ENTRY,
    "given_back": ENTRY_GONE,
    "slot_cancelled": N_("**Your coaching is cancelled.** {coach} cannot come on {when}. We are sorry."),
    "slot_moved": N_("**Your coaching is at another time.** {coach} has moved it to {when}. Before, it was {was}."),
}


async def of_booking(
    scene: Scene, booking: Booking, what: What, *, was: Slot | None = None, was_at: datetime | None = None
) -> list[Intent]:
    """To both, in chat and, where e-mail is set up, by e-mail. `was`: the time before a move by the participant;
    `was_at`: when it began before the coach moved it."""
    told: list[tuple[int, What]] = [(booking.member_id, what), (booking.slot.coach_id, what)]
    if was is not None and was.coach_id != booking.slot.coach_id:
        told = [(booking.member_id, what), (booking.slot.coach_id, "booked"), (was.coach_id, "left")]
    before = {"was_slot": str(was.id)} if was else {"was_at": was_at.isoformat()} if was_at else {}
    intents: list[Intent] = []
    for member_id, kind in told:
        args = {"booking": str(booking.id), "sequence": str(booking.sequence), "what": kind, "to": str(member_id)}
        key = f"coaching-news:{booking.id}:{booking.sequence}:{kind}:{member_id}"
        recheck = Recheck("coaching.news", {**args, **before})
        at = await _when_to_tell(scene, booking, member_id)
        intents += [Private(to=member_id, key=key, recheck=recheck, at=at), Mail(member_id, key, recheck)]
    return intents


async def _when_to_tell(scene: Scene, booking: Booking, member_id: int) -> datetime | None:
    """The participant at once; the coach not at night, unless it is soon."""
    if member_id == booking.member_id or booking.slot.starts_at - scene.now < SOON:
        return None
    coach = await scene.uow.members.by_id(member_id)
    return scene.config.quiet.over(scene.now, coach.zone) if coach else None


@dataclass(frozen=True, slots=True)
class News:
    """One change, as one person is told of it."""

    text: Text
    buttons: Rows
    entry: Entry
    method: Method
    organiser: Person
    attendees: tuple[Person, ...]


@feature.recheck("coaching.news")
async def in_chat(view: View, **args: str) -> Message | None:
    from bot.calendars.write import invitation

    news = await _compose(view, args)
    if news is None:
        return None
    data = invitation(news.entry, news.method, news.organiser, news.attendees)
    key = await view.deployment.files.put(data)
    file = OutgoingFile(key, "coaching.ics", "text/calendar", len(data), keep=False)
    return Message(news.text, news.buttons, (file,))


@feature.letter("coaching.news")
async def by_mail(view: View, **args: str) -> Letter | None:
    from bot.calendars.write import invitation

    news = await _compose(view, args)
    if news is None:
        return None
    data = invitation(news.entry, news.method, news.organiser, news.attendees)
    subject = f"{news.entry.title}: {view.cohort.title}"
    return Letter(subject, plain(news.text), data, news.method, "coaching.ics")


async def _compose(view: View, args: Mapping[str, str]) -> News | None:
    booking = await view.uow.bookings.by_id(int(args["booking"]))
    reader = await view.uow.members.by_id(int(args["to"]))
    if booking is None or reader is None or reader.withdrawn:
        return None
    what = args["what"]
    if booking.sequence != int(args["sequence"]) and what != "left":
        return None
    participant = await view.uow.members.by_id(booking.member_id)
    was = await view.uow.slots.by_id(int(args["was_slot"])) if "was_slot" in args else None
    slot = was if was is not None and what == "left" else booking.slot
    coach = await view.uow.members.by_id(slot.coach_id)
    if participant is None or coach is None:
        return None
    _ = view.voice_for(reader)
    own = reader.id == participant.id
    before = _before(_, was, args)
    words = (TO_PARTICIPANT if own else TO_COACH)[what]
    text = _(words, name=participant.name, coach=coach.name, when=when(slot.span, _), was=before)
    if not own and booking.about and what not in CANCELS:
        text += quote(booking.about)
    rows: Rows = ()
    if own and what in ("slot_cancelled", "slot_moved"):
        more, rows = await _what_now(view, booking, _, cancelled=what == "slot_cancelled")
        text += more
    elif not own and what in ("booked", "moved"):
        rows = ((button(_.plain("See this time"), MySlot(slot.id, "see")),),)
    method: Method = "CANCEL" if what in CANCELS else "REQUEST"
    entry = entry_of(view, booking, slot, participant, coach, reader, _)
    sender = view.deployment.mail_sender
    organiser = Person(view.cohort.title, sender) if sender else Person(coach.name, coach.email)
    return News(text, rows, entry, method, organiser, (_person(coach), _person(participant)))


def _before(_: Voice, was: Slot | None, args: Mapping[str, str]) -> str:
    if was is not None:
        return when(was.span, _).text
    return _.moment(datetime.fromisoformat(args["was_at"])).text if "was_at" in args else ""


def _person(member: Member) -> Person:
    return Person(member.name, member.email)


def entry_of(
    view: View, booking: Booking, slot: Slot, participant: Member, coach: Member, reader: Member, _: Voice
) -> Entry:
    """As it stands in the reader's calendar."""
    about = [_.plain("What {name} wants to talk about:", name=participant.name), booking.about] if booking.about else []
    title = (
        _.plain("Coaching with {name}", name=coach.name)
        if reader.id == participant.id
        else _.plain("Coaching: {name}", name=participant.name)
    )
    details = slot.details
    return Entry(
        booking.uid,
        title,
        view.now,
        slot.starts_at,
        slot.ends_at,
        sequence=booking.sequence,
        place=details.place,
        link=details.link or "",
        about="\n".join([view.cohort.title, *about]),
    )


async def _what_now(view: View, booking: Booking, _: Voice, *, cancelled: bool) -> tuple[Text, Rows]:
    """After a coach's change: the nearest other times, or keeping what is offered."""
    if not cancelled:
        rows = (
            (button(_.plain("Move"), Mine(booking.id, "move")), button(_.plain("Cancel"), Mine(booking.id, "cancel"))),
        )
        return _("If this does not suit you, please move or cancel it."), rows
    since = bookable_from(policy_of(view), view.now)
    free = await view.uow.slots.free(booking.slot.cohort_id, since, Wanted(), skip=0, limit=LOOKED_AT)
    near = sorted(free, key=lambda slot: abs(slot.starts_at - booking.slot.starts_at))[:ALTERNATIVES]
    if not near:
        return _("No other time is free now. Send /coaching to wait for one: I write to you."), ()
    buttons = [button(label(slot, _, coach=True), Look(slot.id)) for slot in sorted(near, key=lambda s: s.starts_at)]
    return _("These times are near it. You find all of them under /coaching."), tuple((one,) for one in buttons)
