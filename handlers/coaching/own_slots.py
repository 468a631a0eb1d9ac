"""What a coach offers, page by page; organisers see everybody's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Rows
from bot.domain.coaching.slots import Booking, Slot
from bot.domain.violation import RuleViolation
from bot.locale.voice import Voice
from bot.scene import Turn
from handlers.coaching.buttons import MySlot, MySlots
from handlers.coaching.declared import OFFERING, feature
from handlers.coaching.show import LABEL_MAX, short

A_PAGE = 8
LOOK_BACK = timedelta(days=60)
"""So long a coach is asked whether somebody came."""


@feature.button(MySlots, access=OFFERING, any_cohort=True)
async def page(pressed: Turn[ButtonPressed], data: MySlots) -> list[Intent]:
    turn = await pressed.within(data.cohort, OFFERING)
    if data.coach != turn.me.id and "organiser" not in turn.me.roles:
        raise RuleViolation("access.denied", access=frozenset({"organiser"}))
    return [Edit(await my_times(turn, data.cohort, data.page))]


async def my_times(turn: Turn[Any], cohort_id: int, number: int = 0) -> Message:
    """Those to come, numbered, and before them those of the past that nobody has marked yet."""
    _ = turn.voice
    everybody = "coach" not in turn.me.roles
    coming = await coming_to(turn, cohort_id)
    unmarked = [] if everybody else await _unmarked(turn)
    found = [*dict.fromkeys(booking.slot for booking in unmarked), *coming]
    if not found:
        words = _("No coach offers a time to come.") if everybody else _("You offer no time yet.")
        return Message(words + _("To offer some, send for example `/slots add 14 Jan 14:00-17:00 30m buffer 10m`."))
    taken = sum(slot.taken for slot in coming)
    text = (
        *(_("**Times of all coaches**") if everybody else _("**Your times**")),
        *_(
            "{times}; places booked or held: {taken}, free: {free}. Your time zone: {zone}.",
            times=_.plural("{n} time to come", "{n} times to come", len(coming)),
            taken=taken,
            free=sum(max(slot.free, 0) for slot in coming),
            zone=_.zone.key,
        ),
    )
    if unmarked:
        text += _("First come those of the past: please tap them and say who came.")
    return Message(text, await _rows(turn, cohort_id, found, {booking.slot.id for booking in unmarked}, number))


async def coming_to(turn: Turn[Any], cohort_id: int) -> list[Slot]:
    """The coach's own times to come, or those of all coaches for an organiser, as `/slots` numbers them."""
    if "coach" in turn.me.roles:
        return await turn.uow.slots.of_coach(turn.me.id, turn.now)
    return await turn.uow.slots.of_cohort(cohort_id, turn.now)


async def _rows(turn: Turn[Any], cohort_id: int, found: list[Slot], past: set[int], number: int) -> Rows:
    """A button for each time of the page, and those that turn it."""
    _ = turn.voice
    everybody = "coach" not in turn.me.roles
    shown = found[number * A_PAGE :][:A_PAGE]
    names = await _names(turn, [slot for slot in shown if slot.taken])
    first = number * A_PAGE + 1 - len(past)
    labels = [
        (
            slot,
            f"{n}. " * (slot.id not in past)
            + _label(_, slot, names.get(slot.id, ()), past=slot.id in past, coach=everybody),
        )
        for n, slot in enumerate(shown, first)
    ]
    coach = 0 if everybody else turn.me.id
    back = [button(_.plain("◀ Earlier"), MySlots(cohort_id, number - 1, coach))] if number else []
    on = [button(_.plain("Later ▶"), MySlots(cohort_id, number + 1, coach))]
    turning = (*back, *(on if len(found) > (number + 1) * A_PAGE else []))
    return (*((button(words, MySlot(slot.id, "see")),) for slot, words in labels), *([turning] if turning else []))


async def _unmarked(turn: Turn[Any]) -> list[Booking]:
    past = await turn.uow.bookings.of_coach(turn.me.id, turn.now - LOOK_BACK, turn.now)
    return [booking for booking in past if booking.state == "booked" and booking.slot.ends_at <= turn.now]


async def _names(turn: Turn[Any], slots: list[Slot]) -> dict[int, tuple[str, ...]]:
    """Who is in each of these slots; a place that is held for somebody has no name yet."""
    found: dict[int, tuple[str, ...]] = {}
    for slot in slots:
        booked = [one for one in await turn.uow.bookings.of_slot(slot.id) if one.state != "offered"]
        members = [await turn.uow.members.by_id(one.member_id) for one in booked]
        found[slot.id] = tuple(member.name for member in members if member)
    return found


def _label(_: Voice, slot: Slot, names: tuple[str, ...], *, past: bool, coach: bool) -> str:
    if past:
        state = _.plain("{name}: came?", name=", ".join(names))
    elif names:
        state = ", ".join(names)
    elif slot.state == "blocked":
        state = _.plain("blocked")
    else:
        state = _.plain("held for somebody") if slot.taken else _.plain("free")
    if slot.details.capacity > 1:
        state = _.plain("{n} of {all}", n=slot.taken, all=slot.details.capacity)
    words = f"{short(slot, _)} · {slot.coach if coach else state}" + (f" · {state}" if coach else "")
    return words if len(words) <= LABEL_MAX else words[: LABEL_MAX - 1] + "…"
