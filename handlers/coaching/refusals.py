"""Coaching's rules say no by code; these are the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.coaching.slots import Span
from bot.domain.violation import RuleViolation
from bot.locale import dates
from bot.locale.voice import N_, Voice
from handlers.coaching.show import ends

WORDS: Mapping[str, str] = {
    "coaching.none": N_("This programme has no coaching."),
    "booking.not_open": N_("Booking is not open yet. It opens on {opens}."),
    "booking.closed": N_("Booking closed on {closed}. Please ask the organisers."),
    "booking.gone": N_("This time is no longer offered."),
    "booking.past": N_("This time has begun already."),
    "booking.short_notice": N_("This time begins too soon: it could be booked until {until}."),
    "booking.clash": N_("You have another coaching at that hour: {other}."),
    "booking.roadmap_first": N_(
        "Please submit your roadmap first, so that your coach can read it: send /roadmap. Then book your time."
    ),
    "booking.over": N_("This booking is over: it was given back, or its time has begun."),
    "booking.late": N_(
        "This could be changed here until {until}. Please write to your coach or to the organisers; your place is kept."
    ),
    "booking.not_begun": N_("That can be said once the time has begun: {starts}."),
    "slots.past": N_("it is over"),
    "slots.far": N_("it is more than a year away"),
    "slots.outside": N_("coaching takes place {period}"),
    "slots.session": N_("the group meets then: {title}"),
    "slots.overlap": N_("you have offered {other} already"),
    "slots.length": N_("A time must be between {least} and {most} long."),
    "slots.buffer": N_("The pause between two times can be {most} at most."),
    "slots.capacity": N_("There can be {least} to {most} places in a time."),
    "slots.reversed": N_("It ends before it begins: {begin}–{end}. Please write the earlier hour first."),
    "slots.too_short": N_("Not even one time of {length} fits in there."),
    "slots.too_many": N_("These are more than {most} times at once. Please send fewer days in one line."),
    "slots.booked": N_("People have booked it, so it cannot be blocked. You can move or cancel it: they are told."),
    "slots.which": N_("Which time do you mean?"),
    "slots.none_there": N_("I found no time to come for “{word}”. /slots shows what is offered, with numbers."),
    "slots.to_when": N_("To when? Please write for example: to 15:30, or to 16 Jan 15:30."),
    "slots.to_past": N_("That is over already."),
    "slots.to_unclear": N_("I don't understand “{word}”. Please write it like 15:30 or 16 Jan 15:30."),
    "time.skipped": N_("{at} does not exist on {day} on your clock: that night the clocks go forward."),
    "time.twice": N_(
        "{at} comes twice on {day} on your clock: that night the clocks go back. Please take another hour."
    ),
    "time.absurd": N_("I cannot use the day {day}."),
    "typed.hour": N_("I don't understand the hours “{word}”. Please write them like 14:00-17:00."),
    "typed.day": N_("I don't understand the day “{word}”. Please write it like 14 Jan or 2025-01-14."),
    "typed.two_ways": N_("“{word}” can be read in two ways. Please write the month as a word, like 14 Jan."),
    "typed.no_such_day": N_("There is no such day: “{word}”."),
    "typed.weekday": N_("{day} is on another day of the week than you wrote. Which one is right?"),
    "line.no_hours": N_("I miss the hours. Please write them like 14:00-17:00."),
    "line.no_days": N_("I miss the day. Please write it like 14 Jan or Tuesday."),
    "line.option": N_("I don't understand “{word}” there."),
    "line.weeks": N_("Until when every week? Please add for example: until 4 Feb. At most a year."),
    "line.language": N_("I don't know the language “{word}”."),
    "calendar.too_big": N_("This calendar file is too big for me. Please export only the days of the coaching."),
    "calendar.too_many": N_(
        "There are more than {most} events in this file. Please export only the days of the coaching."
    ),
    "calendar.broken": N_("I cannot read this calendar file. Please export it again, as .ics."),
    "calendar.repeats": N_(
        "“{title}” repeats in a way that I do not follow. Please send days like that with /slots add."
    ),
    "calendar.empty": N_("I found no free times in this calendar file for the days of the coaching."),
}


def worded(violation: RuleViolation, _: Voice) -> str:
    """The refusal in the reader's language, on their clock. A code without words is a fault of ours."""
    said = {name: _said(value, _) for name, value in violation.fields.items()}
    if violation.code == "slots.outside":
        said["period"] = period(_, violation.fields.get("first"), violation.fields.get("last"))
    return _.plain(WORDS[violation.code], **said)


def period(_: Voice, first: Any, last: Any) -> str:
    """'from Fri 15 Nov 2024 to Sun 2 Mar 2025', as far as it is bounded."""
    begins = _.moment(first).text if first else ""
    until = ends(_, last) if last else ""
    if begins and until:
        return _.plain("from {first} to {last}", first=begins, last=until)
    return _.plain("from {first} on", first=begins) if begins else _.plain("until {last}", last=until)


def _said(value: object, _: Voice) -> str | int:
    kinds: list[tuple[type, Callable[[Any], str | int]]] = [
        (datetime, lambda at: _.moment(at).text),
        (date, _.day),
        (timedelta, lambda length: dates.duration(length, _.spoken)),
        (Span, lambda span: dates.span(span.starts_at, span.ends_at, _.zone, _.spoken)),
        (int, lambda number: number),
    ]
    words = next((say(value) for kind, say in kinds if isinstance(value, kind)), None)
    if words is not None:
        return words
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)
