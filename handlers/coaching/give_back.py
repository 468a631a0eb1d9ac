"""One's own booking: seeing it, moving it, giving it back."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, OpenForm
from bot.domain.coaching.book import check_may_release
from bot.domain.coaching.slots import Booking
from bot.domain.violation import RuleViolation
from bot.feature import Do
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.coaching.about import about_form
from handlers.coaching.browse import free_times, own
from handlers.coaching.buttons import Mine, Page
from handlers.coaching.declared import feature, own_booking, policy_of
from handlers.coaching.news import of_booking
from handlers.coaching.pass_on import settle
from handlers.coaching.refusals import worded
from handlers.coaching.show import when


@feature.button(Mine, access="members", any_cohort=True)
async def mine(pressed: Turn[ButtonPressed], data: Mine) -> list[Intent]:
    turn, booking = await own_booking(pressed, data.booking)
    if data.what not in {"move", "cancel", "yes", "about"}:
        return [Edit(await own(turn, booking.id))]
    try:
        return await _do(turn, booking, data.what)
    except RuleViolation as violation:
        return [turn.toast(N_("{why}"), alert=True, why=worded(violation, turn.voice)[:190])]


async def _do(turn: Turn[ButtonPressed], booking: Booking, what: str) -> list[Intent]:
    """Raises what `check_may_release` does."""
    _ = turn.voice
    if what == "about":
        if booking.state != "booked" or booking.slot.ends_at <= turn.now:
            raise RuleViolation("booking.over")
        return [OpenForm(about_form(booking, _))]
    check_may_release(booking, policy_of(turn), turn.now)
    if what == "move":
        return [Edit(await free_times(turn, Page(turn.cohort.id, moving=booking.id)))]
    if what == "cancel":
        words = _(
            "Do you want to cancel your coaching on {when}? Somebody else can then take it.",
            when=when(booking.slot.span, _),
        )
        yes = button(_.plain("Yes, cancel it"), Mine(booking.id, "yes"), "danger")
        return [Edit(Message(words, ((yes,), (button(_.plain("No, keep it"), Mine(booking.id, "see")),))))]
    return await _give_back(turn, booking)


async def _give_back(turn: Turn[ButtonPressed], seen: Booking) -> list[Intent]:
    await turn.uow.slots.lock(turn.cohort.id)
    booking = await turn.uow.bookings.by_id(seen.id)
    assert booking is not None
    check_may_release(booking, policy_of(turn), turn.now)
    if not await turn.uow.bookings.release(booking.id, "cancelled"):
        raise RuleViolation("booking.over")
    await turn.uow.waiting.pass_over(turn.me.id, booking.slot.id)
    _ = turn.voice
    words = _("Your coaching on {when} is cancelled. You can book another time.", when=when(booking.slot.span, _))
    now = await turn.uow.bookings.by_id(booking.id)
    assert now is not None
    return [
        Edit(Message(words, ((button(_.plain("Free times"), Do("coaching")),),))),
        turn.toast(N_("Cancelled.")),
        *await of_booking(turn, now, "given_back"),
        *await settle(turn),
    ]
