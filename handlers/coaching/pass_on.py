"""Free places go to those who wait, in order, before anybody else can book them."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Private, Recheck
from bot.domain.coaching.book import check_clash
from bot.domain.coaching.pass_on import LEAST_HOLD, hold_until, next_in_line
from bot.domain.coaching.slots import Booking, Slot, Waiting
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.programme.coaching import policy
from bot.scene import Scene, View
from handlers.coaching.buttons import Offered, StopWaiting
from handlers.coaching.declared import bookable_from, feature
from handlers.coaching.show import facts, when
from storage.slots import Wanted

AT_ONCE = 200
"""Free times that are looked at in one go; the next tick looks at the rest."""


async def settle(scene: Scene) -> list[Intent]:
    """Hold every free place for who is first in line for it, and tell them. Wants `SlotStore.lock`.

    Whatever frees a place calls this in the same transaction, so that nobody can slip in between.
    """
    rules = policy(scene.programme)
    queue = await scene.uow.waiting.queue(scene.cohort.id) if rules else []
    if rules is None or not queue:
        return []
    busy = await scene.uow.waiting.with_offer(scene.cohort.id)
    since = bookable_from(rules, scene.now)
    told: list[Intent] = []
    for slot in await scene.uow.slots.free(scene.cohort.id, since, Wanted(), skip=0, limit=AT_ONCE):
        passed = await scene.uow.waiting.passed(slot.id)
        passed |= {booking.member_id for booking in await scene.uow.bookings.of_slot(slot.id)}
        left = slot.free
        while left and (first := next_in_line(queue, slot, busy=busy, had=passed)):
            held = await _hold(scene, first, slot)
            if isinstance(held, Booking):
                busy.add(first.member_id)
                told.append(await _offer(scene, held))
                left -= 1
            elif held == "too late":
                break
            else:
                passed.add(first.member_id)
        if busy.issuperset(one.member_id for one in queue):
            break
    return told


async def _hold(scene: Scene, first: Waiting, slot: Slot) -> Booking | str:
    """The place, held for them; or why not: "too late" for everybody, "not them"."""
    rules = policy(scene.programme)
    member = await scene.uow.members.by_id(first.member_id)
    if member is None or rules is None:
        return "not them"
    try:
        check_clash(slot, await scene.uow.bookings.spans_of_person(member, scene.now))
    except RuleViolation:
        return "not them"
    told_at = scene.config.quiet.over(scene.now, member.zone)
    # Better at night than never: they asked to be told.
    until = hold_until(slot, rules, told_at) or hold_until(slot, rules, scene.now)
    if until is None:
        return "too late"
    made = await scene.uow.bookings.book(member, slot, rules.per_member, scene.now, hold_until=until)
    if made == "enough":
        await scene.uow.waiting.leave(member.id)
    return made


async def _offer(scene: Scene, held: Booking) -> Intent:
    member = await scene.uow.members.by_id(held.member_id)
    assert member is not None
    recheck = Recheck("coaching.offer", {"booking": str(held.id)})
    morning = scene.config.quiet.over(scene.now, member.zone)
    in_time = held.expires_at is not None and held.expires_at - morning >= LEAST_HOLD
    at = morning if in_time else scene.now
    return Private(to=member.id, key=f"coaching-offer:{held.id}", at=at, expires=held.expires_at, recheck=recheck)


@feature.recheck("coaching.offer")
async def offered(view: View, booking: str) -> Message | None:
    """While the place is held."""
    held = await view.uow.bookings.by_id(int(booking))
    if held is None or held.state != "offered" or held.expires_at is None:
        return None
    _ = view.voice_for(await view.uow.members.by_id(held.member_id))
    text = (
        *_("**A coaching time is free for you: {when}**", when=when(held.slot.span, _).text),
        *facts(held.slot, _, booked=False),
        *_("I hold it for you until {until}. Then it goes to the next person.", until=_.moment(held.expires_at)),
    )
    rows = (
        (button(_.plain("Take it"), Offered(held.id, take=True), "primary"),),
        (button(_.plain("No, I wait for another"), Offered(held.id, take=False)),),
        (button(_.plain("I no longer wait"), StopWaiting(held.slot.cohort_id)),),
    )
    return Message(text, rows)


LAPSED = N_(
    "You did not answer in time, so this time went to the next person: {when}. You still wait, now at the end of the queue."
)


async def lapse(scene: Scene) -> list[Intent]:
    """Take back what was held too long, and pass it on. Wants `SlotStore.lock`."""
    told: list[Intent] = []
    for held in await scene.uow.bookings.lapsed(scene.cohort.id, scene.now):
        if not await scene.uow.bookings.release(held.id, "lapsed", from_=("offered",)):
            continue
        await scene.uow.waiting.pass_over(held.member_id, held.slot.id)
        await scene.uow.waiting.go_last(held.member_id, scene.now)
        member = await scene.uow.members.by_id(held.member_id)
        _ = scene.voice_for(member)
        stop = button(_.plain("I no longer wait"), StopWaiting(scene.cohort.id))
        message = Message(_(LAPSED, when=when(held.slot.span, _)), ((stop,),))
        at = scene.config.quiet.over(scene.now, _.zone)
        told.append(Private(message, to=held.member_id, key=f"coaching-lapsed:{held.id}", at=at))
    return [*told, *await settle(scene)]


async def pass_on(scene: Scene) -> list[Intent]:
    """What lapsed, and whatever became free without anybody pressing."""
    waits = await scene.uow.waiting.queue(scene.cohort.id)
    if not waits and not await scene.uow.bookings.lapsed(scene.cohort.id, scene.now):
        return []
    await scene.uow.slots.lock(scene.cohort.id)
    return await lapse(scene)
