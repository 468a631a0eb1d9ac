"""A time's details, and taking it."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message
from bot.chat.text import Text, paragraphs
from bot.domain.coaching.book import check_bookable, check_clash
from bot.domain.coaching.slots import Booking, Slot
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.coaching.browse import free_times, own
from handlers.coaching.buttons import Book, Look, MoveTo, Page
from handlers.coaching.declared import feature, policy_of, slot_for
from handlers.coaching.news import of_booking
from handlers.coaching.pass_on import settle
from handlers.coaching.refusals import worded
from handlers.coaching.show import facts, when

FASTER = N_("**Sorry, somebody was faster.** This time is taken. These are still free:")


@feature.button(Look, access="members", any_cohort=True)
async def look(pressed: Turn[ButtonPressed], data: Look) -> list[Intent]:
    """What it is, before it is taken."""
    turn, slot = await slot_for(pressed, data.slot)
    _ = turn.voice
    try:
        check_bookable(slot, policy_of(turn), turn.now)
    except RuleViolation as violation:
        return [Edit(await other_times(turn, worded(violation, _), data.moving))]
    if slot.free < 1:
        return [Edit(await free_times(turn, Page(turn.cohort.id, moving=data.moving), _(FASTER)))]
    text = (*_("**{when}**", when=when(slot.span, _).text), *facts(slot, _, booked=False))
    take = (
        button(_.plain("Move to this time"), MoveTo(data.moving, slot.id), "primary")
        if data.moving
        else button(_.plain("Book this time"), Book(slot.id), "primary")
    )
    back = button(_.plain("◀ Other times"), Page(turn.cohort.id, moving=data.moving))
    return [Edit(Message(text, ((take,), (back,))))]


@feature.button(Book, access="members", any_cohort=True)
async def book(pressed: Turn[ButtonPressed], data: Book) -> list[Intent]:
    """One of those who tap gets it; the others see what is still free."""
    turn, _seen = await slot_for(pressed, data.slot)
    _ = turn.voice
    if not turn.me.learner:
        return [turn.toast(N_("Coaching is booked by participants."), alert=True)]
    await turn.uow.slots.lock(turn.cohort.id)
    slot = await turn.uow.slots.by_id(data.slot)
    assert slot is not None
    mine = await turn.uow.bookings.of_member(turn.me.id)
    for one in mine:
        if one.slot.id == slot.id and one.state == "offered":
            return await take_held(turn, one)
        if one.slot.id == slot.id and one.state == "booked":
            return [Edit(await own(turn, one.id)), turn.toast(N_("This time is yours already."))]
    try:
        check_bookable(slot, policy_of(turn), turn.now)
        if slot.free < 1:
            return [Edit(await free_times(turn, Page(turn.cohort.id), _(FASTER)))]
        check_clash(slot, await turn.uow.bookings.spans_of_person(turn.me, turn.now))
    except RuleViolation as violation:
        return [Edit(await other_times(turn, worded(violation, _)))]
    return await _take(turn, slot, mine)


async def _take(turn: Turn[ButtonPressed], slot: Slot, mine: list[Booking]) -> list[Intent]:
    """The place is free, and the cohort's times are locked. What is held for them elsewhere is passed on."""
    rules = policy_of(turn)
    held = [one for one in mine if one.state == "offered"]
    if len(mine) - len(held) >= rules.per_member:
        return [Edit(await own(turn, mine[-1].id)), turn.toast(N_("You have a booking. You can move it."), alert=True)]
    for one in held:
        await turn.uow.bookings.release(one.id, "declined", from_=("offered",))
        await turn.uow.waiting.pass_over(turn.me.id, one.slot.id)
    made = await turn.uow.bookings.book(turn.me, slot, rules.per_member, turn.now)
    assert isinstance(made, Booking)
    return [*await taken(turn, made), *(await settle(turn) if held else [])]


async def take_held(turn: Turn[ButtonPressed], held: Booking) -> list[Intent]:
    """What was held for them becomes theirs; or it is too late. Wants `SlotStore.lock`."""
    if held.slot.state == "open" and await turn.uow.bookings.take_offer(held.id, turn.now):
        booking = await turn.uow.bookings.by_id(held.id)
        assert booking is not None
        return await taken(turn, booking)
    words = turn.voice(N_("**Sorry, that is over.** The time was held for you only for a while. These are free now:"))
    return [Edit(await free_times(turn, Page(turn.cohort.id), words))]


async def taken(turn: Turn[Any], booking: Booking) -> list[Intent]:
    """Said to the participant, with the entry for their calendar; and to the coach."""
    await turn.uow.waiting.leave(turn.me.id)
    shown = await own(turn, booking.id)
    done: Text = turn.voice("✅ **Booked.** I remind you the day before and 1 hour before.")
    return [
        Edit(Message((*done, *shown.text), shown.buttons)),
        turn.toast(N_("Booked.")),
        *await of_booking(turn, booking, "booked"),
    ]


async def other_times(turn: Turn[Any], why: str, moving: int = 0) -> Message:
    """Why not, and what else there is."""
    return await free_times(turn, Page(turn.cohort.id, moving=moving), paragraphs(why))
