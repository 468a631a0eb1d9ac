"""`/slots block|open|move|cancel …`: what the buttons under a time do, in a line that names it by its number or its time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Rows
from bot.chat.text import Text, bullets
from bot.domain.coaching.slots import Slot, SlotState, Span
from bot.domain.violation import RuleViolation
from bot.locale.typed_dates import find_hours, plain_words, read_days
from bot.locale.typed_times import Ambiguous, Impossible, Instant, NotUnderstood, read_time
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.coaching.buttons import DoTyped, MySlot, MySlots
from handlers.coaching.declared import OFFERING, feature, own_slot
from handlers.coaching.own_slots import A_PAGE, coming_to
from handlers.coaching.pass_on import settle
from handlers.coaching.refusals import worded
from handlers.coaching.show import label, when, whose
from handlers.coaching.slot_page import ask_to_cancel, cancel_slot, check_free, move_slot

WAYS = {"block": "block", "open": "open", "unblock": "open", "move": "move", "cancel": "cancel"}
"""What may be typed, and what it means."""

HOW = N_(
    "To change a time, name it by its number in /slots, or by its day and hour: `/slots block 2`, `/slots open 2`, "
    "`/slots move 14 Jan 14:00 to 15:30`, `/slots cancel 14 Jan`."
)
SHOWN = 12

_NUMBER = re.compile(r"(?:#|no\.?\s*|nr\.?\s*)?(\d{1,3})", re.IGNORECASE)
_TO = re.compile(r"\s+to\s+|\s*(?:->|→)\s*", re.IGNORECASE)


async def change(turn: Turn[Any], way: str, words: str) -> list[Intent]:
    """Raises what is wrong with the words, or with what they ask for."""
    typed = plain_words(words)
    if WAYS[way] == "move":
        return await _move(turn, typed)
    found = await _named(turn, typed)
    if WAYS[way] == "cancel":
        return [Private(await _sure_to_cancel(turn, found))]
    if len({slot.coach_id for slot in found}) > 1:
        return [Private(await _sure_to_set(turn, found, WAYS[way]))]
    message, told = await _set(turn, found, WAYS[way])
    return [Private(message), *told]


async def _named(turn: Turn[Any], words: str) -> list[Slot]:
    """Those of the asker's times to come that the words name: by number, hours, an hour or a day. Raises `slots.which`,
    `slots.none_there` (`word`), `booking.past` where all of them have begun, and what `read_days` does."""
    coming = await coming_to(turn, turn.cohort.id)
    if not words:
        raise RuleViolation("slots.which")
    if number := _NUMBER.fullmatch(words):
        found = coming[int(number[1]) - 1 : int(number[1])] if int(number[1]) else []
    elif hours := find_hours(words):
        begin, end, rest = hours
        days = set(read_days(rest, _today(turn), turn.me.language)) if rest else {_today(turn)}
        found = [slot for slot in coming if _day(turn, slot) in days and _within(turn, slot, begin, end)]
    else:
        found = _at(turn, coming, words)
    if not found:
        raise RuleViolation("slots.none_there", word=words[:40])
    ahead = [slot for slot in found if slot.starts_at > turn.now]
    if not ahead:
        raise RuleViolation("booking.past")
    return ahead


def _at(turn: Turn[Any], coming: Sequence[Slot], words: str) -> list[Slot]:
    """Those that begin at that hour, or those of that day."""
    match read_time(words, turn.now, turn.me.zone):
        case Instant(at):
            return [slot for slot in coming if slot.starts_at == at]
        case Ambiguous(readings):
            return [slot for slot in coming if slot.starts_at in readings]
        case Impossible("past"):
            return []
    days = read_days(words, _today(turn), turn.me.language)
    return [slot for slot in coming if _day(turn, slot) in days]


def _today(turn: Turn[Any]) -> Any:
    return turn.now.astimezone(turn.me.zone).date()


def _day(turn: Turn[Any], slot: Slot) -> Any:
    return slot.starts_at.astimezone(turn.me.zone).date()


def _within(turn: Turn[Any], slot: Slot, begin: Any, end: Any) -> bool:
    starts, ends = slot.starts_at.astimezone(turn.me.zone), slot.ends_at.astimezone(turn.me.zone)
    return begin <= starts.time() and starts.date() == ends.date() and ends.time() <= end


async def _sure_to_set(turn: Turn[Any], found: Sequence[Slot], what: str) -> Message:
    """Shown before times of several coaches are changed at once: an organiser may have meant one of them."""
    _, n = turn.voice, len(found)
    ask = N_("**Block these {n} times?**") if what == "block" else N_("**Open these {n} times?**")
    yes = N_("Yes, block all {n}") if what == "block" else N_("Yes, open all {n}")
    content = {"what": what, "slots": [slot.id for slot in found]}
    return Message(_(ask, n=n) + _listed(turn, found), await _yes_or_no(turn, content, _.plain(yes, n=n)))


async def _set(turn: Turn[Any], found: Sequence[Slot], what: str) -> tuple[Message, list[Intent]]:
    """Blocked or open again, and who is told; what people have booked cannot be blocked. Raises `booking.gone`."""
    await turn.uow.slots.lock(turn.cohort.id)
    fresh = [slot for one in found if (slot := await turn.uow.slots.by_id(one.id)) and slot.state != "cancelled"]
    if not fresh:
        raise RuleViolation("booking.gone")
    booked = [slot for slot in fresh if slot.taken] if what == "block" else []
    state: SlotState = "blocked" if what == "block" else "open"
    done = [slot for slot in fresh if slot not in booked and await turn.uow.slots.set_state(slot.id, state)]
    _ = turn.voice
    text: Text = ()
    if done:
        words = N_("**Blocked.** Nobody can book now:") if what == "block" else N_("**Open.** Can be booked now:")
        text += _(words) + _listed(turn, done)
    if booked:
        text += _("**Not blocked, as people have booked:**") + _listed(turn, booked)
        text += _("You can move or cancel them: they are told.")
    if not text:
        text = _("Nothing to change: blocked already.") if what == "block" else _("Nothing to change: open already.")
    return Message(text, _back(turn)), await settle(turn) if what == "open" else []


async def _sure_to_cancel(turn: Turn[Any], found: Sequence[Slot]) -> Message:
    """Shown before anything is cancelled: people may have booked it."""
    if len(found) == 1:
        return ask_to_cancel(turn, found[0])
    _, booked = turn.voice, sum(slot.taken for slot in found)
    text = _("**Cancel these {n} times?**", n=len(found)) + _listed(turn, found)
    if booked:
        text += _("Places booked: {n}. Who has booked is told, and offered the nearest other times.", n=booked)
    content = {"what": "cancel", "slots": [slot.id for slot in found]}
    return Message(text, await _yes_or_no(turn, content, _.plain("Yes, cancel all {n}", n=len(found))))


async def _move(turn: Turn[Any], typed: str) -> list[Intent]:
    """Free ones at once; where somebody has booked it, after a look."""
    *before, to = _TO.split(typed)
    if not before:
        raise RuleViolation("slots.to_when")
    found = await _named(turn, " to ".join(before))
    _ = turn.voice
    if len(found) > 1:
        rows = tuple((button(label(slot, _, coach=True), MySlot(slot.id, "see")),) for slot in found[:A_PAGE])
        return [turn.tell(N_("There are several. Which one do you want to move?"), rows)]
    slot = found[0]
    span = _moved_to(turn, slot, to)
    await check_free(turn, slot, span)
    if not slot.taken:
        return await move_slot(turn, slot, span)
    text = _("**Move {was} to {now}?** Who has booked it is told.", was=when(slot.span, _), now=when(span, _))
    if slot.coach_id != turn.me.id:
        text += _("It is a time of {coach}.", coach=slot.coach)
    content = {"what": "move", "slots": [slot.id], "to": span.starts_at.isoformat()}
    return [Private(Message(text, await _yes_or_no(turn, content, _.plain("Yes, move it"))))]


def _moved_to(turn: Turn[Any], slot: Slot, typed: str) -> Span:
    """An hour alone is one of the same day, also where that is past. Raises `slots.to_past` and `slots.to_unclear` (`word`)."""
    meant = read_time(f"{_day(turn, slot).isoformat()} {typed}", turn.now, turn.me.zone)
    if isinstance(meant, NotUnderstood):  # it names a day of its own
        meant = read_time(typed, turn.now, turn.me.zone)
    match meant:
        case Instant(at):
            return Span(at, at + (slot.ends_at - slot.starts_at))
        case Impossible("past"):
            raise RuleViolation("slots.to_past")
    raise RuleViolation("slots.to_unclear", word=typed[:40])


@feature.button(DoTyped, access=OFFERING)
async def do_typed(turn: Turn[ButtonPressed], data: DoTyped) -> list[Intent]:
    """Each time is looked at once more: meanwhile it may be somebody else's, over, or cancelled."""
    await turn.uow.slots.lock(turn.cohort.id)
    content = await turn.uow.slots.take_draft(data.draft, turn.me.id)
    _ = turn.voice
    if content is None or "what" not in content:
        return [turn.toast(N_("This was decided already, or you have typed something newer."), alert=True)]
    if not data.yes:
        return [Edit(Message(_("Nothing was changed."), _back(turn)))]
    slots = [(await own_slot(turn, slot_id))[1] for slot_id in content["slots"]]
    live = [slot for slot in slots if slot.state != "cancelled" and slot.starts_at > turn.now]
    try:
        return await _do(turn, content, live)
    except RuleViolation as violation:
        why = _("**Nothing was changed:** {why}", why=worded(violation, _))
        return [Edit(Message(why + _(HOW), _back(turn)))]


async def _do(turn: Turn[Any], content: dict[str, Any], live: Sequence[Slot]) -> list[Intent]:
    """What was said yes to, to those that are `live`. Raises why it cannot be done, before anything is changed."""
    if not live:
        raise RuleViolation("booking.gone")
    if content["what"] == "move":
        at = datetime.fromisoformat(content["to"])
        span = Span(at, at + (live[0].ends_at - live[0].starts_at))
        await check_free(turn, live[0], span)
        return await move_slot(turn, live[0], span)
    if content["what"] != "cancel":
        message, told = await _set(turn, live, content["what"])
        return [Edit(message), *told]
    _ = turn.voice
    told = [intent for slot in live for intent in await cancel_slot(turn, slot)]
    count = _.plural("{n} time", "{n} times", len(live))
    text = _("**Cancelled: {count}.**", count=count) + _listed(turn, live)
    return [Edit(Message(text, _back(turn))), *told, *await settle(turn)]


async def _yes_or_no(turn: Turn[Any], content: dict[str, Any], yes: str) -> Rows:
    draft = await turn.uow.slots.draft(turn.me, content, turn.now)
    no = button(turn.voice.plain("No, change nothing"), DoTyped(draft, yes=False))
    return ((button(yes, DoTyped(draft, yes=True), "danger"),), (no,))


def _listed(turn: Turn[Any], found: Sequence[Slot]) -> Text:
    _ = turn.voice
    lines = [whose(slot, turn.me, _) for slot in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(_("and {n} more", n=len(found) - SHOWN))
    return bullets(*lines)


def _back(turn: Turn[Any]) -> Rows:
    coach = turn.me.id if "coach" in turn.me.roles else 0
    return ((button(turn.voice.plain("◀ All times"), MySlots(turn.cohort.id, 0, coach)),),)
