"""Moving one's booking: the new place is won, or the old one is kept."""

from __future__ import annotations

from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message
from bot.domain.coaching.book import check_bookable, check_clash, check_may_release
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.coaching.book import FASTER, other_times
from handlers.coaching.browse import free_times, own
from handlers.coaching.buttons import MoveTo, Page
from handlers.coaching.declared import feature, own_booking, policy_of
from handlers.coaching.news import of_booking
from handlers.coaching.pass_on import settle
from handlers.coaching.refusals import worded


@feature.button(MoveTo, access="members", any_cohort=True)
async def move_to(pressed: Turn[ButtonPressed], data: MoveTo) -> list[Intent]:
    """One statement takes the new place and lets go of the old one."""
    turn, seen = await own_booking(pressed, data.booking)
    _ = turn.voice
    await turn.uow.slots.lock(turn.cohort.id)
    old, slot = await turn.uow.bookings.by_id(seen.id), await turn.uow.slots.by_id(data.slot)
    assert old is not None
    if slot is None or slot.cohort_id != turn.cohort.id:
        return [turn.toast(N_("This time is no longer offered."), alert=True)]
    if slot.id == old.slot.id:
        return [Edit(await own(turn, old.id)), turn.toast(N_("This time is yours already."))]
    try:
        check_may_release(old, policy_of(turn), turn.now)
    except RuleViolation as violation:
        return [Edit(await own(turn, old.id)), turn.toast(N_("{why}"), alert=True, why=worded(violation, _)[:180])]
    try:
        check_bookable(slot, policy_of(turn), turn.now)
        check_clash(slot, await turn.uow.bookings.spans_of_person(turn.me, turn.now, but=old.id))
    except RuleViolation as violation:
        return [Edit(await other_times(turn, worded(violation, _), old.id))]
    if slot.free < 1 or not await turn.uow.bookings.move(old, slot, turn.now):
        page = await free_times(turn, Page(turn.cohort.id, moving=old.id), _(FASTER) + _("Your own time is kept."))
        return [Edit(page)]
    await turn.uow.waiting.pass_over(turn.me.id, old.slot.id)
    now = await turn.uow.bookings.by_id(old.id)
    assert now is not None
    shown = await own(turn, now.id)
    return [
        Edit(Message((*_("✅ **Moved.**"), *shown.text), shown.buttons)),
        turn.toast(N_("Moved.")),
        *await of_booking(turn, now, "moved", was=old.slot),
        *await settle(turn),
    ]
