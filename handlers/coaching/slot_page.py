"""One time, as its coach or an organiser sees it: who comes, and blocking, moving or cancelling it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import Edit, FormErrors, Intent, Message, OpenForm, Private
from bot.chat.text import Text, quote
from bot.domain.coaching.offer import judge
from bot.domain.coaching.slots import Booking, Slot, Span
from bot.domain.local_time import instant
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.programme.coaching import session_spans
from bot.scene import Turn
from handlers.coaching.about import form_id
from handlers.coaching.buttons import Mark, MySlot, MySlots
from handlers.coaching.declared import OFFERING, feature, own_slot, policy_of
from handlers.coaching.news import of_booking
from handlers.coaching.papers import papers_of
from handlers.coaching.pass_on import settle
from handlers.coaching.refusals import worded
from handlers.coaching.show import facts, when


@feature.button(MySlot, access=OFFERING, any_cohort=True)
async def my_slot(pressed: Turn[ButtonPressed], data: MySlot) -> list[Intent]:
    turn, slot = await own_slot(pressed, data.slot)
    try:
        if data.what in {"block", "open", "move", "cancel", "yes"}:
            return await _do(turn, slot, data.what)
        return [Edit(await slot_page(turn, slot))]
    except RuleViolation as violation:
        if violation.code.startswith("access."):
            raise
        return [turn.toast(N_("{why}"), alert=True, why=worded(violation, turn.voice)[:190])]


async def _do(turn: Turn[ButtonPressed], slot: Slot, what: str) -> list[Intent]:
    _ = turn.voice
    if slot.state == "cancelled" or slot.ends_at <= turn.now:
        raise RuleViolation("booking.gone")
    if what == "move":
        coach = await turn.uow.members.by_id(slot.coach_id)
        return [OpenForm(_move_form(slot, coach or turn.me, _))]
    if what == "cancel":
        return [Edit(ask_to_cancel(turn, slot))]
    await turn.uow.slots.lock(turn.cohort.id)
    if what == "yes":
        words = _("{when} is cancelled.", when=when(slot.span, _))
        back = button(_.plain("◀ All times"), MySlots(turn.cohort.id, 0, slot.coach_id))
        done = await cancel_slot(turn, slot)
        return [Edit(Message(words, ((back,),))), turn.toast(N_("Cancelled.")), *done, *await settle(turn)]
    fresh = await turn.uow.slots.by_id(slot.id)
    if fresh is None or (what == "block" and fresh.taken):
        raise RuleViolation("slots.booked")
    await turn.uow.slots.set_state(slot.id, "blocked" if what == "block" else "open")
    now = await turn.uow.slots.by_id(slot.id)
    assert now is not None
    told = await settle(turn) if what == "open" else []
    said = N_("Blocked. Nobody can book it now.") if what == "block" else N_("It can be booked again.")
    return [Edit(await slot_page(turn, now)), turn.toast(said), *told]


def ask_to_cancel(turn: Turn[Any], slot: Slot) -> Message:
    """Whether they mean it; an organiser reads whose it is."""
    _ = turn.voice
    yes = button(_.plain("Yes, cancel it"), MySlot(slot.id, "yes"), "danger")
    if slot.coach_id == turn.me.id:
        words = _("Cancel {when}?", when=when(slot.span, _))
    else:
        words = _("Cancel {when}, a time of {coach}?", when=when(slot.span, _), coach=slot.coach)
    if slot.taken:
        words += _("Who has booked it is told, and offered the nearest other times.")
    return Message(words, ((yes,), (button(_.plain("No, keep it"), MySlot(slot.id, "see")),)))


async def cancel_slot(turn: Turn[Any], slot: Slot) -> list[Intent]:
    """Who had booked it is told, with other times; the cohort's times are locked. Raises `booking.gone`."""
    if not await turn.uow.slots.set_state(slot.id, "cancelled"):
        raise RuleViolation("booking.gone")
    told: list[Intent] = []
    for one in await turn.uow.bookings.of_slot(slot.id):
        if one.state == "offered":
            await turn.uow.bookings.release(one.id, "declined", from_=("offered",))
        elif await turn.uow.bookings.release(one.id, "cancelled"):
            freed = await turn.uow.bookings.by_id(one.id)
            assert freed is not None
            told += await of_booking(turn, freed, "slot_cancelled")
    return told


def _move_form(slot: Slot, coach: Member, _: Voice) -> Form:
    local = slot.starts_at.astimezone(coach.zone)
    fields = (
        Field("day", _.plain("New day"), "date", value=local.date().isoformat()),
        Field(
            "hour",
            _.plain("New beginning"),
            "time",
            value=f"{local:%H:%M}",
            help=_.plain("On the clock of {zone}. It stays as long as it is.", zone=coach.time_zone),
        ),
    )
    return Form("coaching.move", _.plain("Move this time"), fields, _.plain("Move"), context=str(slot.id))


@feature.form("coaching.move", access=OFFERING)
async def moved(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Everybody who has booked it goes with it, and is told."""
    turn, _seen = await own_slot(submitted, form_id(submitted.event.context))
    await turn.uow.slots.lock(turn.cohort.id)
    slot = await turn.uow.slots.by_id(_seen.id)
    assert slot is not None
    coach = await turn.uow.members.by_id(slot.coach_id)
    assert coach is not None
    _ = turn.voice
    if slot.state == "cancelled" or slot.starts_at <= turn.now:
        return [turn.tell(N_("This time is over or cancelled, so nothing was changed."))]
    try:
        day, hour = date.fromisoformat(values.get("day", "")), time.fromisoformat(values.get("hour", ""))
        at = instant(day, hour.replace(tzinfo=None), coach.zone)
        span = Span(at, at + (slot.ends_at - slot.starts_at))
        await check_free(turn, slot, span)
    except ValueError:
        return [FormErrors({"day": _.plain("Please write a date like 2024-11-13.")})]
    except RuleViolation as violation:
        return [FormErrors({"hour": worded(violation, _)})]
    return await move_slot(turn, slot, span)


async def move_slot(turn: Turn[Any], slot: Slot, span: Span) -> list[Intent]:
    """Everybody who has booked it goes with it, and is told; it was checked that the coach is free then."""
    await turn.uow.slots.move(slot.id, span)
    await turn.uow.bookings.bump(slot.id)
    told: list[Intent] = []
    for one in await turn.uow.bookings.of_slot(slot.id):
        if one.state == "booked":
            told += await of_booking(turn, one, "slot_moved", was_at=slot.starts_at)
    now = await turn.uow.slots.by_id(slot.id)
    assert now is not None
    return [Private(await slot_page(turn, now)), turn.toast(N_("Moved.")), *told, *await settle(turn)]


async def check_free(turn: Turn[Any], slot: Slot, span: Span) -> None:
    """Raises the reason why its coach cannot be there then. The cohort's times are locked."""
    await turn.uow.slots.lock(turn.cohort.id)
    coach = await turn.uow.members.by_id(slot.coach_id)
    assert coach is not None
    own = await turn.uow.slots.own_spans(coach, turn.now, but=slot.id)
    sessions = session_spans(turn.programme)
    _good, bad = judge([span], own=own, sessions=sessions, policy=policy_of(turn), now=turn.now)
    if bad:
        raise bad[0].why


async def slot_page(turn: Turn[Any], slot: Slot) -> Message:
    """The time, who comes and what they want to talk about."""
    _ = turn.voice
    text: Text = (*_("**{when}**", when=when(slot.span, _).text), *facts(slot, _, booked=True))
    if slot.state != "open":
        text += _("It is blocked: nobody can book it.") if slot.state == "blocked" else _("It is cancelled.")
    rows: list[tuple[Button, ...]] = []
    held = 0
    for one in await turn.uow.bookings.of_slot(slot.id):
        if one.state == "offered":
            held += 1
            continue
        member = await turn.uow.members.by_id(one.member_id)
        if member:
            text += await _who(turn, one, member)
            rows += await papers_of(turn, _, turn.me, member)
            rows += _about_them(turn, one, member)
    if held:
        text += _("{n} of the places is held for somebody who waits.", n=held)
    if slot.state != "cancelled" and slot.starts_at > turn.now:
        block = ("open", _.plain("Open again")) if slot.state == "blocked" else ("block", _.plain("Block"))
        whole = [("move", _.plain("Move")), ("cancel", _.plain("Cancel")), *([block] if not slot.taken else [])]
        rows.append(tuple(button(words, MySlot(slot.id, what)) for what, words in whole))
    rows.append((button(_.plain("◀ All times"), MySlots(turn.cohort.id, 0, slot.coach_id)),))
    return Message(text, tuple(rows))


async def _who(turn: Turn[Any], one: Booking, member: Member) -> Text:
    _ = turn.voice
    state = {"came": _.plain("done"), "no_show": _.plain("did not come")}.get(one.state, _.plain("booked"))
    where = ", ".join(part for part in (member.organisation, member.country) if part)
    text = _("**{name}** ({where}): {state}", name=member.name, where=where or member.email, state=state)
    if one.about:
        text += quote(one.about)
    shared, own = await turn.uow.bookings.notes(one.id)
    if shared:
        text += _("Note for both: {note}", note=shared)
    if own and turn.me.id == one.slot.coach_id:
        text += _("Your own note: {note}", note=own)
    return text


def _about_them(turn: Turn[Any], one: Booking, member: Member) -> list[tuple[Button, ...]]:
    """What can be said of a booking: once it has begun, whether they came; and notes."""
    _ = turn.voice
    name = member.name.split()[0][:20] if member.name.split() else member.name
    rows: list[tuple[Button, ...]] = []
    if one.slot.starts_at <= turn.now:
        rows.append(
            (
                button(_.plain("{name} came", name=name), Mark(one.id, "came"), "primary"),
                button(_.plain("{name} did not come", name=name), Mark(one.id, "no_show")),
            )
        )
    if turn.me.id == one.slot.coach_id:
        shared = button(_.plain("Note for {name}", name=name), Mark(one.id, "shared"))
        rows.append((shared, button(_.plain("My own note"), Mark(one.id, "own"))))
    return rows
