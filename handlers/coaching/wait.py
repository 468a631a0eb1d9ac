"""The waiting list: getting on it and off it, and answering when a place is held."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message
from bot.domain.coaching.book import check_open
from bot.domain.violation import RuleViolation
from bot.feature import Do
from bot.locale import dates
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.coaching.book import take_held
from handlers.coaching.browse import own
from handlers.coaching.buttons import Offered, StopWaiting, Wait
from handlers.coaching.declared import bookable_from, feature, own_booking, policy_of
from handlers.coaching.pass_on import settle
from handlers.coaching.refusals import worded
from storage.slots import Wanted

SEEN = 500
"""Free times that somebody who wants none of them is not offered again."""


@feature.button(Wait, access="members", any_cohort=True)
async def wait(pressed: Turn[ButtonPressed], data: Wait) -> list[Intent]:
    """Who asks to wait has seen what is free, and wants none of it."""
    turn = await pressed.within(data.cohort, "members")
    _ = turn.voice
    rules = policy_of(turn)
    if not turn.me.learner:
        return [turn.toast(N_("Coaching is booked by participants."), alert=True)]
    try:
        check_open(rules, turn.now)
    except RuleViolation as violation:
        return [turn.toast(N_("{why}"), alert=True, why=worded(violation, _))]
    await turn.uow.slots.lock(turn.cohort.id)
    mine = await turn.uow.bookings.of_member(turn.me.id)
    if len(mine) >= rules.per_member:
        return [turn.toast(N_("You have a booking. You can move it with /coaching."), alert=True)]
    coach = await turn.uow.members.by_id(data.coach) if data.coach else None
    if coach is not None and (coach.cohort_id != turn.cohort.id or "coach" not in coach.roles):
        coach = None
    wanted = Wanted(coach.id if coach else None)
    seen = await turn.uow.slots.free(turn.cohort.id, bookable_from(rules, turn.now), wanted, skip=0, limit=SEEN)
    await turn.uow.waiting.pass_over_free(turn.me.id, [slot.id for slot in seen])
    await turn.uow.waiting.join(turn.me, coach.id if coach else None, turn.now)
    ahead = [one.member_id for one in await turn.uow.waiting.queue(turn.cohort.id)].index(turn.me.id)
    text = _("**You are on the waiting list** for {whom}.", whom=coach.name if coach else _.plain("any coach"))
    text += _("Nobody is before you.") if not ahead else _("Before you: {n}.", n=ahead)
    text += _(
        "As soon as a time is free for you, I write to you and hold it for you for {time}.",
        time=dates.duration(rules.hold, _.spoken),
    )
    stop = button(_.plain("I no longer wait"), StopWaiting(turn.cohort.id))
    return [Edit(Message(text, ((stop,),))), turn.toast(N_("You are on the waiting list.")), *await settle(turn)]


@feature.button(StopWaiting, access="members", any_cohort=True)
async def stop_waiting(pressed: Turn[ButtonPressed], data: StopWaiting) -> list[Intent]:
    """What is held for them goes to the next."""
    turn = await pressed.within(data.cohort, "members")
    _ = turn.voice
    await turn.uow.slots.lock(turn.cohort.id)
    await turn.uow.waiting.leave(turn.me.id)
    for held in await turn.uow.bookings.of_member(turn.me.id):
        if held.state == "offered":
            await turn.uow.bookings.release(held.id, "declined", from_=("offered",))
    words = _("You are no longer on the waiting list. You can book a time, or wait again, with /coaching.")
    rows = ((button(_.plain("Free times"), Do("coaching")),),)
    return [Edit(Message(words, rows)), *await settle(turn)]


@feature.button(Offered, access="members", any_cohort=True)
async def answer(pressed: Turn[ButtonPressed], data: Offered) -> list[Intent]:
    """Yes, or not this one; who says no keeps their place in the queue."""
    turn, seen = await own_booking(pressed, data.booking)
    await turn.uow.slots.lock(turn.cohort.id)
    held = await turn.uow.bookings.by_id(seen.id)
    assert held is not None
    if held.state == "booked":
        return [Edit(await own(turn, held.id)), turn.toast(N_("This time is yours already."))]
    if data.take:
        return await take_held(turn, held)
    _ = turn.voice
    if not await turn.uow.bookings.release(held.id, "declined", from_=("offered",)):
        return [turn.toast(N_("This offer is over."), alert=True)]
    await turn.uow.waiting.pass_over(turn.me.id, held.slot.id)
    stop = button(_.plain("I no longer wait"), StopWaiting(turn.cohort.id))
    words = _("All right. You keep your place in the queue, and I write to you when another time is free.")
    return [Edit(Message(words, ((stop,),))), *await settle(turn)]
