"""What a coach says of a booking: done or no-show, and notes, for both or for themselves alone."""

from __future__ import annotations

from typing import Literal, cast

from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import Edit, FormErrors, Intent, Message, OpenForm, Private
from bot.chat.text import quote
from bot.domain.coaching.book import check_may_mark
from bot.domain.coaching.slots import Booking
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.coaching.about import form_id
from handlers.coaching.buttons import Mark
from handlers.coaching.declared import OFFERING, coached_booking, feature, policy_of
from handlers.coaching.refusals import worded
from handlers.coaching.show import when
from handlers.coaching.slot_page import slot_page

NOTE_MAX = 2000

MISSED = N_(
    "**{coach} has noted that you did not come:** {when}. Is that wrong? Then please write to your coach or to the organisers."
)
AGAIN = N_("You can book another time with /coaching.")


@feature.button(Mark, access=OFFERING, any_cohort=True)
async def mark(pressed: Turn[ButtonPressed], data: Mark) -> list[Intent]:
    turn, booking = await coached_booking(pressed, data.booking)
    _ = turn.voice
    if data.what in ("shared", "own"):
        _only_the_coach(turn, booking)
        shared, own = await turn.uow.bookings.notes(booking.id)
        return [OpenForm(_note_form(booking, _, data.what, shared if data.what == "shared" else own))]
    state: Literal["came", "no_show"] = "came" if data.what == "came" else "no_show"
    await turn.uow.slots.lock(turn.cohort.id)
    fresh = await turn.uow.bookings.by_id(booking.id)
    assert fresh is not None
    try:
        check_may_mark(fresh, state, turn.now)
    except RuleViolation as violation:
        return [turn.toast(N_("{why}"), alert=True, why=worded(violation, _)[:190])]
    rules = policy_of(turn)
    again = state == "no_show" and rules.again_after_no_show
    await turn.uow.bookings.mark(booking.id, state, again=again)
    told: list[Intent] = []
    if state == "no_show" and fresh.state != "no_show":
        their = turn.voice_for(await turn.uow.members.by_id(booking.member_id))
        words = their(MISSED, coach=booking.slot.coach, when=when(booking.slot.span, their))
        told = [Private(Message(words + (their(AGAIN) if again else ())), to=booking.member_id)]
    slot = await turn.uow.slots.by_id(booking.slot.id)
    assert slot is not None
    return [Edit(await slot_page(turn, slot)), turn.toast(N_("Noted.")), *told]


def _only_the_coach(turn: Turn[ButtonPressed] | Turn[FormSubmitted], booking: Booking) -> None:
    """Notes are between the two. Raises `access.denied`."""
    if turn.me.id != booking.slot.coach_id:
        raise RuleViolation("access.denied", access=frozenset({"coach"}))


def _note_form(booking: Booking, _: Voice, kind: str, value: str) -> Form:
    shared = kind == "shared"
    title = _.plain("Note for both of you") if shared else _.plain("Your own note")
    help_ = _.plain("Your participant gets it.") if shared else _.plain("Nobody else sees it.")
    field = Field("note", _.plain("Note"), "paragraph", help=help_, value=value, max_length=NOTE_MAX)
    return Form("coaching.note", title, (field,), _.plain("Save"), context=f"{kind}:{booking.id}")


@feature.form("coaching.note", access=OFFERING)
async def noted(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    kind, _colon, number = submitted.event.context.partition(":")
    if kind not in ("shared", "own"):
        raise RuleViolation("access.denied", access=OFFERING)
    turn, booking = await coached_booking(submitted, form_id(number))
    _only_the_coach(turn, booking)
    _ = turn.voice
    words = values.get("note", "").strip()
    if len(words) > NOTE_MAX:
        return [FormErrors({"note": _.plain("Please write up to 2,000 characters.")})]
    await turn.uow.bookings.write_note(booking.id, cast("Literal['shared', 'own']", kind), words)
    told: list[Intent] = []
    if kind == "shared" and words:
        their = turn.voice_for(await turn.uow.members.by_id(booking.member_id))
        head = their(
            "**A note from {coach}** on your coaching, {when}:",
            coach=booking.slot.coach,
            when=when(booking.slot.span, their),
        )
        told = [Private(Message((*head, *quote(words))), to=booking.member_id)]
    slot = await turn.uow.slots.by_id(booking.slot.id)
    assert slot is not None
    saved = N_("Saved, and sent to your participant.") if told else N_("Saved.")
    return [Private(await slot_page(turn, slot)), turn.toast(saved), *told]
