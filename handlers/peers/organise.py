"""Organisers: all rounds at a glance, and a round of their own beside those of the pack."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import FormSubmitted
from bot.chat.forms import Field, Form, Option
from bot.chat.messages import FormErrors, Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.domain.peers.fit import Sectors
from bot.domain.peers.rounds import check_dates
from bot.domain.people import ORGANISERS
from bot.domain.violation import RuleViolation
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Instant, read_time
from bot.locale.voice import Voice
from bot.scene import Turn, View
from handlers.peers.buttons import Mentors, Network, Preview
from handlers.peers.declared import feature, peers_of
from handlers.peers.preview import preview
from handlers.peers.propose import propose
from handlers.peers.refusals import worded
from handlers.peers.words import period
from storage.rounds import NewRound

LAST = 6
THEME_MAX = 200
STARTERS = 3
SECTORS: tuple[Sectors, ...] = ("any", "different", "same")


async def organisers_page(view: View, _: Voice, head: Text = ()) -> Message:
    """The last rounds with their states."""
    rounds = (await view.uow.rounds.of_cohort(view.cohort.id))[-LAST:]
    states = {
        "planned": _.plain("planned"),
        "proposed": _.plain("waits for you"),
        "running": _.plain("runs"),
        "over": _.plain("over"),
        "cancelled": _.plain("cancelled"),
    }
    lines = [
        _("**{theme}**, {period}: {state}", theme=one.theme, period=period(one, _), state=states[one.state])
        for one in rounds
    ]
    text = head + _("**Rounds of exchanges**") + (bullets(*lines) if lines else _("None is planned yet."))
    rows: list[tuple[Button, ...]] = [
        (button(_.plain("Look at “{theme}”", theme=one.theme[:24]), Preview(one.id, 0, "see")),)
        for one in rounds
        if one.state in ("proposed", "running")
    ]
    rows.append((button(_.plain("Picture of the network"), Network(view.cohort.id)),))
    if await view.uow.members.with_roles(view.cohort.id, {"mentor"}):
        rows.append((button(_.plain("Mentors and mentees"), Mentors(view.cohort.id, 0, "see")),))
    text += _("To begin a round of your own, send `/peers round`.")
    return Message(text, tuple(rows))


def round_form(_: Voice) -> Form:
    sizes = (Option("2", _.plain("Pairs")), Option("3", _.plain("Trios")))
    sectors = (
        Option("any", _.plain("It does not matter")),
        Option("different", _.plain("Different sectors")),
        Option("same", _.plain("The same sector")),
    )
    fields = (
        Field("theme", _.plain("What is the round about?"), max_length=THEME_MAX),
        Field("starters", _.plain("Two or three questions to begin with, one a line"), "paragraph", required=False),
        Field("size", _.plain("Pairs or trios?"), "choice", value="2", options=sizes),
        Field("sectors", _.plain("Who fits together?"), "choice", value="any", options=sectors),
        Field("starts", _.plain("When does it begin?"), help=_.plain("For example: Monday, or 14 Jan"), max_length=40),
        Field("ends", _.plain("What is its last day?"), help=_.plain("For example: 7 Feb"), max_length=40),
    )
    return Form("peers.round", _.plain("A round of exchanges"), fields, _.plain("Match people"))


@feature.form("peers.round", access=ORGANISERS)
async def planned(turn: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Matched at once, for the organiser to look at."""
    _ = turn.voice
    errors: dict[str, str] = {}
    theme = " ".join(values.get("theme", "").split())
    if not 0 < len(theme) <= THEME_MAX:
        errors["theme"] = _.plain("Please write up to {n} characters.", n=THEME_MAX)
    days = {name: _day(turn, values.get(name, ""), errors, name) for name in ("starts", "ends")}
    starts, ends = days["starts"], days["ends"]
    if errors or starts is None or ends is None:
        return [FormErrors(errors)]
    starters = [" ".join(line.split()) for line in values.get("starters", "").splitlines() if line.strip()]
    sectors: Sectors = next((one for one in SECTORS if one == values.get("sectors")), "any")
    size = 3 if values.get("size") == "3" else 2
    begins, over = _midnight(turn, starts), _midnight(turn, ends + timedelta(days=1))
    key = f"own-{turn.event.event_id}"[:60]
    new = NewRound(key, size, theme, tuple(starters[:STARTERS]), sectors, begins, over)
    try:
        peers_of(turn)
        return await _begin(turn, new)
    except RuleViolation as no:
        if no.code.startswith("access."):
            raise
        return [FormErrors({"ends": worded(no, _)})]


async def _begin(turn: Turn[Any], new: NewRound) -> list[Intent]:
    check_dates(new.starts_at, new.ends_at, turn.now)
    await turn.uow.rounds.lock(turn.cohort.id)
    for one in await turn.uow.rounds.of_cohort(turn.cohort.id):
        if one.state not in ("over", "cancelled") and one.starts_at < new.ends_at and new.starts_at < one.ends_at:
            raise RuleViolation("round.meanwhile", theme=one.theme, period=period(one, turn.voice))
    made = await turn.uow.rounds.plan(turn.cohort.id, new)
    found = await turn.uow.rounds.by_id(made) if made else None
    if found is None:
        raise RuleViolation("round.not_there")
    await propose(turn, found)
    fresh = await turn.uow.rounds.by_id(found.id)
    if fresh is None or fresh.state != "proposed":
        await turn.uow.rounds.forget(found.id)
        raise RuleViolation("peers.too_few")
    await turn.uow.audit.note(turn.cohort.id, turn.now, "round_planned", actor=turn.me.id)
    return [Private(await preview(turn, fresh, turn.voice, 0))]


def _day(turn: Turn[Any], typed: str, errors: dict[str, str], name: str) -> date | None:
    """On the programme's clock; today is fine."""
    zone = turn.programme.tz
    today = turn.now.astimezone(zone)
    if typed.strip().casefold() in ("today", turn.voice.plain("today").casefold()):
        return today.date()
    read = read_time(typed, turn.now, zone, hour=time(23, 59))
    if isinstance(read, Instant):
        return read.at.astimezone(zone).date()
    errors[name] = time_problem(read, turn.voice, only_day=True) or ""
    return None


def _midnight(turn: Turn[Any], day: date) -> datetime:
    return datetime.combine(day, time(), turn.programme.tz).astimezone(UTC)
