"""`/coaching`: the free times on one's own clock, by day, page by page; or one's booking."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.domain.coaching.book import check_open, check_roadmap
from bot.domain.coaching.slots import Policy, Slot
from bot.domain.violation import RuleViolation
from bot.feature import Do
from bot.locale import dates
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.coaching.buttons import Choose, Look, Mine, MySlots, Page, StopWaiting, Wait
from handlers.coaching.declared import OFFERING, bookable_from, feature, own_booking, policy_of
from handlers.coaching.refusals import worded
from handlers.coaching.show import booked, label, language_word, topic_mark
from storage.slots import Choice, Wanted

A_PAGE = 8
"""Buttons that a phone shows without much scrolling."""

CHOICES_MAX = 20


@feature.command(
    "coaching", access="members", summary=N_("book your coaching, or see, move or cancel it"), example="coaching"
)
async def coaching(turn: Turn[CommandInvoked]) -> list[Intent]:
    try:
        rules = policy_of(turn)
        if not turn.me.learner:
            return [_not_for(turn)]
        mine = await turn.uow.bookings.of_member(turn.me.id)
        coming = [one for one in mine if one.state == "booked" and one.slot.ends_at > turn.now]
        used = [one for one in mine if one.state != "offered"]
        if coming and len(used) >= rules.per_member:
            return [Private(await own(turn, one.id)) for one in coming]
        if len(used) >= rules.per_member:
            return [turn.tell(N_("You have had your coaching. There is nothing more to book."))]
        check_open(rules, turn.now)
        check_roadmap(rules, submitted=await turn.uow.roadmaps.submitted(turn.me.id))
        return [Private(await free_times(turn, Page(turn.cohort.id)))]
    except RuleViolation as violation:
        if violation.code.startswith("access."):
            raise
        return [turn.tell(N_("{why}"), why=worded(violation, turn.voice))]


@feature.warm_up
async def look_once(view: View) -> None:
    """The first who looks would otherwise wait for the statements to be made, and for the names of the languages."""
    if view.programme.coaching is not None:
        choice = await view.uow.slots.choice(view.cohort.id, view.now)
        await view.uow.slots.free(view.cohort.id, view.now, Wanted(), skip=0, limit=1)
        for code in choice.languages:
            language_word(code)


def _not_for(turn: Turn[Any]) -> Intent:
    if turn.me.withdrawn:
        words = N_(
            "You have left the programme, so you cannot book coaching. Is that a mistake? Then please tell the organisers."
        )
        return turn.tell(words)
    if turn.me.roles & OFFERING:
        rows = ((button(turn.voice.plain("Show the times"), MySlots(turn.cohort.id, 0, turn.me.id)),),)
        return turn.tell(N_("Coaching is booked by participants. What coaches offer is under /slots."), rows)
    return turn.tell(N_("Coaching is booked by participants, so there is nothing for you to book here."))


async def own(turn: Turn[Any], booking_id: int) -> Message:
    """The asker's own booking, with what can be done with it."""
    _turn, booking = await own_booking(turn, booking_id)
    _ = turn.voice
    if booking.state != "booked" or booking.slot.starts_at <= turn.now:
        return Message(_("This booking is over."), ((button(_.plain("Free times"), Do("coaching")),),))
    about = _.plain("Change what it is about") if booking.about else _.plain("Say what it is about")
    rows = (
        (button(about, Mine(booking.id, "about")),),
        (button(_.plain("Move"), Mine(booking.id, "move")), button(_.plain("Cancel"), Mine(booking.id, "cancel"))),
    )
    return Message(booked(booking, policy_of(turn), _), rows)


@feature.button(Page, access="members", any_cohort=True)
async def turn_page(pressed: Turn[ButtonPressed], data: Page) -> list[Intent]:
    turn = await pressed.within(data.cohort, "members")
    return [Edit(await free_times(turn, data))]


@feature.button(Choose, access="members", any_cohort=True)
async def choose(pressed: Turn[ButtonPressed], data: Choose) -> list[Intent]:
    """Which coach, which language, which topic?"""
    turn = await pressed.within(data.cohort, "members")
    _ = turn.voice
    given = await turn.uow.slots.choice(turn.cohort.id, bookable_from(policy_of(turn), turn.now))
    every = Page(data.cohort, moving=data.moving)
    if data.what == "coach":
        buttons = [button(name, replace(every, coach=coach)) for coach, name in given.coaches.items()]
    elif data.what == "language":
        buttons = [button(language_word(code), replace(every, only=code)) for code in given.languages]
    else:
        buttons = [button(topic, replace(every, only=topic_mark(topic))) for topic in given.topics]
    rows = tuple((one,) for one in buttons[:CHOICES_MAX])
    return [Edit(Message(_("Which one would you like?"), (*rows, (button(_.plain("All free times"), every),))))]


async def free_times(turn: Turn[Any], data: Page, head: Text = ()) -> Message:
    """A page of them. `head` is said before."""
    _ = turn.voice
    rules = policy_of(turn)
    since = bookable_from(rules, turn.now)
    choice = await turn.uow.slots.choice(turn.cohort.id, since)
    wanted = _wanted(data, choice)
    skip = data.page * A_PAGE
    found = await turn.uow.slots.free(turn.cohort.id, since, wanted, skip=skip, limit=A_PAGE + 1)
    if not found and data.page:
        return await free_times(turn, _page(data, 0), head)
    more, found = len(found) > A_PAGE, found[:A_PAGE]
    if not found:
        return await _none(turn, data, choice, head)
    title = _("**Where do you want to move your coaching?**") if data.moving else _("**Free times for coaching**")
    text = (
        *head,
        *title,
        *_filtered(_, wanted, choice),
        *_by_day(_, found),
        *_("Your time zone: {zone}. Tap a time to see more.", zone=_.zone.key),
    )
    several = len(choice.coaches) > 1 and wanted.coach_id is None
    rows: list[tuple[Button, ...]] = [
        (button(label(slot, _, coach=several), Look(slot.id, data.moving)),) for slot in found
    ]
    if turning := _turning(_, data, more=more):
        rows.append(turning)
    rows += _filters(_, data, choice)
    return Message(text, (*rows, *await _ways_out(turn, data, wanted)))


def _wanted(data: Page, choice: Choice) -> Wanted:
    topic = next((topic for topic in choice.topics if topic_mark(topic) == data.only), "")
    return Wanted(data.coach or None, data.only if data.only in choice.languages else "", topic)


def _page(data: Page, page: int) -> Page:
    return replace(data, page=page)


def _by_day(_: Voice, found: list[Slot]) -> Text:
    """'Tue 14 Jan 2025: 14:00, 14:40'."""

    def day(slot: Slot) -> Any:
        return slot.starts_at.astimezone(_.zone).date()

    lines = []
    for date, slots in groupby(found, key=day):
        hours = dict.fromkeys(dates.clock_time(slot.starts_at, _.zone) for slot in slots)
        lines.append(_("{day}: {hours}", day=_.day(date), hours=", ".join(hours)))
    return bullets(*lines)


def _filtered(_: Voice, wanted: Wanted, choice: Choice) -> Text:
    only = [
        choice.coaches.get(wanted.coach_id or 0, ""),
        language_word(wanted.language) if wanted.language else "",
        wanted.topic,
    ]
    said = ", ".join(word for word in only if word)
    return _("Only: {what}", what=said) if said else ()


def _turning(_: Voice, data: Page, *, more: bool) -> tuple[Button, ...]:
    back = [button(_.plain("◀ Earlier"), _page(data, data.page - 1))] if data.page else []
    on = [button(_.plain("Later ▶"), _page(data, data.page + 1))] if more else []
    return (*back, *on)


def _filters(_: Voice, data: Page, choice: Choice) -> list[tuple[Button, ...]]:
    """Only what there is to choose between."""
    kinds = (
        ("coach", _.plain("By coach"), choice.coaches),
        ("language", _.plain("By language"), choice.languages),
        ("topic", _.plain("By topic"), choice.topics),
    )
    row = [button(words, Choose(data.cohort, data.moving, what)) for what, words, among in kinds if len(among) > 1]
    if data.coach or data.only:
        row.append(button(_.plain("All free times"), Page(data.cohort, moving=data.moving)))
    return [tuple(row[at : at + 2]) for at in range(0, len(row), 2)]


async def _ways_out(turn: Turn[Any], data: Page, wanted: Wanted) -> list[tuple[Button, ...]]:
    _ = turn.voice
    if data.moving:
        return [(button(_.plain("Keep my time"), Mine(data.moving, "see")),)]
    if await turn.uow.waiting.of_member(turn.me.id):
        return [(button(_.plain("I no longer wait"), StopWaiting(turn.cohort.id)),)]
    return [(button(_.plain("None of these: let me wait"), Wait(turn.cohort.id, wanted.coach_id or 0)),)]


async def _none(turn: Turn[Any], data: Page, choice: Choice, head: Text) -> Message:
    """Nothing is free, with these filters or at all."""
    _ = turn.voice
    if data.moving:
        keep = button(_.plain("Keep my time"), Mine(data.moving, "see"))
        return Message((*head, *_("No other time is free now. Your time is kept.")), ((keep,),))
    if choice.coaches and (data.coach or data.only):
        every = button(_.plain("All free times"), Page(data.cohort))
        wait = button(_.plain("Wait for this coach"), Wait(turn.cohort.id, data.coach))
        words = _("Nothing is free there now. Other times are.")
        return Message((*head, *words), ((every,), (wait,)) if data.coach else ((every,),))
    if await turn.uow.waiting.of_member(turn.me.id):
        stop = button(_.plain("I no longer wait"), StopWaiting(turn.cohort.id))
        return Message((*head, *_("No time is free now. You are on the waiting list: I write to you.")), ((stop,),))
    offered = await turn.uow.slots.offered_since(turn.cohort.id)
    words = _("No time is free now.") if offered else _("No coach has offered a time yet.")
    wait = button(_.plain("Let me wait: write to me"), Wait(turn.cohort.id, 0), "primary")
    return Message((*head, *words, *_("I can write to you as soon as there is one.")), ((wait,),))


def limits(_: Voice, rules: Policy) -> Text:
    """Until when one can change one's mind."""
    return _("You can move or cancel it here until {n} before.", n=dates.duration(rules.cancel_before, _.spoken))
