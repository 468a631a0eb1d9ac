"""What the participant wants to talk about: a short form, after the place is won."""

from __future__ import annotations

import re

from bot.chat.events import FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import FormErrors, Intent, Private
from bot.domain.coaching.slots import Booking
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.coaching.browse import own
from handlers.coaching.declared import feature, own_booking

ABOUT_MAX = 1000


def about_form(booking: Booking, _: Voice) -> Form:
    field = Field(
        "about",
        _.plain("What do you want to talk about?"),
        "paragraph",
        help=_.plain("A few words are enough. Your coach reads them the evening before."),
        value=booking.about,
        max_length=ABOUT_MAX,
    )
    return Form("coaching.about", _.plain("Your coaching"), (field,), _.plain("Send"), context=str(booking.id))


def form_id(context: str) -> int:
    """The id that a form carries. Raises `access.denied` for one that somebody made up."""
    if not re.fullmatch(r"[0-9]{1,9}", context):
        raise RuleViolation("access.denied", access="members")
    return int(context)


@feature.form("coaching.about", access="members")
async def about(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    turn, booking = await own_booking(submitted, form_id(submitted.event.context))
    words = values.get("about", "").strip()
    if not 0 < len(words) <= ABOUT_MAX:
        return [FormErrors({"about": turn.voice.plain(N_("Please write up to 1,000 characters."))})]
    if booking.state != "booked" or booking.slot.ends_at <= turn.now:
        return [turn.tell(N_("This booking is over, so nothing was saved."))]
    await turn.uow.bookings.write_about(booking.id, words)
    return [Private(await own(turn, booking.id)), turn.toast(N_("Thank you. Your coach will read it."))]
