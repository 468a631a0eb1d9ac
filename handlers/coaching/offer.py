"""`/slots`: what a coach offers; adding to it by a line or a form. What was understood is shown before it is offered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import button
from bot.chat.events import CommandInvoked, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private
from bot.chat.text import Text, bullets
from bot.domain.coaching.offer import Refused, judge, spans
from bot.domain.coaching.slots import Details, Span
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale import dates
from bot.locale.voice import N_, Voice
from bot.programme.coaching import session_spans
from bot.scene import Scene, Turn
from handlers.coaching.buttons import Confirm
from handlers.coaching.change_line import HOW as HOW_TO_CHANGE
from handlers.coaching.change_line import WAYS, change
from handlers.coaching.declared import OFFERING, feature, policy_of
from handlers.coaching.own_slots import my_times
from handlers.coaching.refusals import worded
from handlers.coaching.show import language_word
from handlers.coaching.typed_line import read_line

EXAMPLE = "slots add 14 Jan 14:00-17:00 30m buffer 10m"
HOW = N_(
    "To offer times, send a line like `/{example}`. You can add: place (or a link), places 3, language German, "
    "topics money, EU funds. For every week: `/slots add every Tue 9:00-12:00 until 4 Feb`. `/slots add` alone opens a form. "
    "You can also send me a calendar file (.ics) with your free time."
)
SHOWN = 12
"""Lines of a preview; the rest is counted."""


@feature.command(
    "slots",
    access=OFFERING,
    topic="lead",
    summary=N_("offer times for coaching, and see and change yours"),
    example=EXAMPLE,
)
async def slots(turn: Turn[CommandInvoked]) -> list[Intent]:
    word, _space, line = turn.event.args.strip().partition(" ")
    try:
        rules = policy_of(turn)
        if not word:
            return [Private(await my_times(turn, turn.cohort.id))]
        if word.casefold() in WAYS:
            return await change(turn, word.casefold(), line)
        if word.casefold() not in ("add", "offer", "+"):
            return [Private(Message(turn.voice(HOW, example=EXAMPLE) + turn.voice(HOW_TO_CHANGE)))]
        if "coach" not in turn.me.roles:
            return [turn.tell(N_("Only coaches offer times, and you are none. /slots shows what they offer."))]
        if not line.strip():
            return [OpenForm(_form(turn.voice, rules.length.seconds // 60))]
        today = turn.now.astimezone(turn.me.zone).date()
        typed = read_line(line, today, rules.length, turn.me.language)
        return [Private(await preview(turn, turn.me, spans(typed.hours, turn.me.zone), typed.details))]
    except RuleViolation as violation:
        if violation.code.startswith("access."):
            raise
        _, why = turn.voice, worded(violation, turn.voice)
        if word.casefold() in WAYS:
            return [Private(Message(_("Nothing was changed: {why}", why=why) + _(HOW_TO_CHANGE)))]
        return [Private(Message(_("{why}", why=why) + _(HOW, example=EXAMPLE)))]


def _form(_: Voice, minutes: int) -> Form:
    fields = (
        Field("days", _.plain("Which days?"), help=_.plain("14 Jan, or 14 and 16 Jan, or every Tue until 4 Feb")),
        Field("hours", _.plain("From when to when?"), help="14:00-17:00"),
        Field("length", _.plain("How many minutes is each time?"), value=str(minutes), max_length=10),
        Field("buffer", _.plain("Minutes of pause between two"), required=False, max_length=10),
        Field(
            "place", _.plain("Where?"), required=False, help=_.plain("A room, or the link of a meeting"), max_length=300
        ),
        Field("places", _.plain("How many people at once?"), required=False, help=_.plain("1, if you leave it empty")),
        Field("language", _.plain("Language"), required=False, max_length=40),
        Field("topics", _.plain("Topics"), required=False, help=_.plain("Separated by commas"), max_length=300),
    )
    return Form("coaching.add", _.plain("Offer times for coaching"), fields, _.plain("Show me the times"))


FIELD_OF = {"line.language": "language", "slots.length": "length", "slots.buffer": "buffer", "slots.capacity": "places"}
HOURS = ("typed.hour", "line.no_hours", "slots.reversed", "slots.too_short", "time.skipped", "time.twice")


@feature.form("coaching.add", access=OFFERING)
async def filled_in(turn: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """As if they had typed the line: its words in order, with the place in quotes."""
    if "coach" not in turn.me.roles:
        raise RuleViolation("access.denied", access=frozenset({"coach"}))
    given = {name: " ".join(value.split()) for name, value in values.items() if value.strip()}
    place = given.get("place", "").replace('"', "'")
    line = " ".join(
        [
            f"{given.get('days', '')} {given.get('hours', '')} {_minutes(given.get('length', ''))}",
            *(f"{name} {given[name]}" for name in ("buffer", "places", "language", "topics") if name in given),
        ]
    )
    line += f' "{place}"' if place and "://" not in place else f" {place}"
    try:
        rules = policy_of(turn)
        typed = read_line(line, turn.now.astimezone(turn.me.zone).date(), rules.length, turn.me.language)
        return [Private(await preview(turn, turn.me, spans(typed.hours, turn.me.zone), typed.details))]
    except RuleViolation as violation:
        field = FIELD_OF.get(violation.code, "hours" if violation.code in HOURS else "days")
        return [FormErrors({field: worded(violation, turn.voice)})]


def _minutes(typed: str) -> str:
    return f"{typed}m" if typed.isdecimal() else typed


async def judged(scene: Scene, coach: Member, wanted: Sequence[Span]) -> tuple[list[Span], list[Refused]]:
    """What can be offered as things stand."""
    own = await scene.uow.slots.own_spans(coach, scene.now)
    sessions = session_spans(scene.programme)
    return judge(wanted, own=own, sessions=sessions, policy=policy_of(scene), now=scene.now)


async def preview(scene: Scene, coach: Member, wanted: Sequence[Span], details: Details) -> Message:
    """What would be offered, what would not and why; and the button that does it."""
    _ = scene.voice_for(coach)
    good, bad = await judged(scene, coach, wanted)
    text: Text = ()
    if good:
        count = _.plural("{n} time", "{n} times", len(good))
        text += _("**Please check: you offer {count}.**", count=count) + by_day(_, good) + _particulars(_, details)
        text += _("Your time zone: {zone}.", zone=_.zone.key)
    text += left_out(_, bad)
    if not good:
        return Message(_("**Nothing was offered.**") + text)
    content = {
        "spans": [[span.starts_at.isoformat(), span.ends_at.isoformat()] for span in good],
        "details": [details.capacity, details.place, details.language, list(details.topics)],
    }
    draft = await scene.uow.slots.draft(coach, content, scene.now)
    words = _.plural("Offer this time", "Offer these {n} times", len(good))
    return Message(
        text,
        (
            (button(words, Confirm(draft, yes=True), "primary"),),
            (button(_.plain("No, I will change it"), Confirm(draft, yes=False)),),
        ),
    )


def by_day(_: Voice, found: Sequence[Span]) -> Text:
    """'Tue 14 Jan 2025: 14:00–14:30, 14:40–15:10'."""
    days: dict[str, list[str]] = {}
    for span in found:
        day = _.day(span.starts_at.astimezone(_.zone).date())
        ends = dates.clock_time(span.ends_at, _.zone)
        days.setdefault(day, []).append(f"{dates.clock_time(span.starts_at, _.zone)}–{ends}")
    lines = [_("{day}: {hours}", day=day, hours=", ".join(hours)) for day, hours in list(days.items())[:SHOWN]]
    if len(days) > SHOWN:
        lines.append(_("and {n} more days", n=len(days) - SHOWN))
    return bullets(*lines)


def _particulars(_: Voice, details: Details) -> Text:
    lines = [(_.plain("Where"), details.place), (_.plain("Topics"), ", ".join(details.topics))]
    lines += [(_.plain("Language"), language_word(details.language) if details.language else "")]
    lines += [(_.plain("People at once"), str(details.capacity) if details.capacity > 1 else "")]
    said = [_("{label}: {value}", label=name, value=value) for name, value in lines if value]
    return bullets(*said) if said else ()


def left_out(_: Voice, bad: Sequence[Refused]) -> Text:
    if not bad:
        return ()
    lines = [
        _(
            "{when}: {why}",
            when=dates.span(one.span.starts_at, one.span.ends_at, _.zone, _.spoken),
            why=worded(one.why, _),
        )
        for one in bad[:SHOWN]
    ]
    if len(bad) > SHOWN:
        lines.append(_("and {n} more", n=len(bad) - SHOWN))
    return (*_("**Not possible:**"), *bullets(*lines))
