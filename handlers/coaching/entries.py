"""Bookings in a member's private calendar: one's own, and for coaches those of their participants."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.calendar import Entry
from bot.domain.coaching.slots import Booking
from bot.domain.people import Member
from bot.scene import View
from handlers.coaching.declared import feature
from handlers.coaching.news import entry_of

BACK, AHEAD = timedelta(days=90), timedelta(days=400)


@feature.calendar
async def entries(view: View, member: Member) -> list[Entry]:
    own = [one for one in await view.uow.bookings.of_member(member.id) if one.state != "offered"]
    coached = await view.uow.bookings.of_coach(member.id, view.now - BACK, view.now + AHEAD)
    return [entry for one in {b.id: b for b in (*own, *coached)}.values() if (entry := await _entry(view, one, member))]


async def _entry(view: View, booking: Booking, reader: Member) -> Entry | None:
    participant = await view.uow.members.by_id(booking.member_id)
    coach = await view.uow.members.by_id(booking.slot.coach_id)
    if participant is None or coach is None:
        return None
    return entry_of(view, booking, booking.slot, participant, coach, reader, view.voice_for(reader))
