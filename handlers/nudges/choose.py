"""`/nudges`: what the bot may remind a member of, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import Button, ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.domain.nudges import Limits, Often
from bot.feature import NudgeKind
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.nudges.declared import feature, kinds_for

OFTEN: Mapping[Often, str] = {
    "usual": N_("As usual"),
    "fewer": N_("At most one a week"),
    "digest": N_("Only on Monday"),
}
STALE = N_("This choice no longer exists. Please send /nudges again.")


@dataclass(frozen=True, slots=True)
class SwitchKind(ButtonData):
    """To what it says, however often it is pressed."""

    prefix: ClassVar[str] = "ns"
    cohort: int
    kind: str
    on: int


@dataclass(frozen=True, slots=True)
class HowOften(ButtonData):
    prefix: ClassVar[str] = "no"
    cohort: int
    often: str


@feature.command("nudges", access="members", summary=N_("choose what I remind you of, and how often"), example="nudges")
async def nudges(turn: Turn[CommandInvoked]) -> list[Intent]:
    return [Private(await _page(turn))]


@feature.button(SwitchKind, access="members", any_cohort=True)
async def switch(pressed: Turn[ButtonPressed], data: SwitchKind) -> list[Intent]:
    turn = await pressed.within(data.cohort, "members")
    if all(kind.name != data.kind for kind in kinds_for(turn, turn.me)):
        return [turn.toast(STALE, alert=True)]
    await turn.uow.nudges.switch(turn.me.id, data.kind, on=bool(data.on))
    return [Edit(await _page(turn))]


@feature.button(HowOften, access="members", any_cohort=True)
async def how_often(pressed: Turn[ButtonPressed], data: HowOften) -> list[Intent]:
    turn = await pressed.within(data.cohort, "members")
    chosen = next((often for often in _choices(turn) if often == data.often), None)
    if chosen is None:
        return [turn.toast(STALE, alert=True)]
    await turn.uow.nudges.set_often(turn.me.id, chosen, turn.now)
    return [Edit(await _page(turn))]


def _choices(turn: Turn[Any]) -> list[Often]:
    """Only on Monday is a choice only where something is sent then."""
    return [often for often in OFTEN if often != "digest" or turn.config.weekly_digest]


async def _page(turn: Turn[Any]) -> Message:
    _ = turn.voice
    limits = await turn.uow.nudges.limits(turn.me.id)
    kinds = kinds_for(turn, turn.me)
    text = _("**What I remind you of**") + bullets(*(_line(_, kind, limits) for kind in kinds))
    text += _how_many(_, limits, turn) + _night(_, turn)
    text += _("What you ask me, what you booked and what changes in it always reaches you.")
    often = tuple(
        button(_.plain(words), HowOften(turn.cohort.id, choice))
        for choice, words in OFTEN.items()
        if choice in _choices(turn) and choice != limits.often
    )
    return Message(text, (*((_switch(_, turn, kind, limits),) for kind in kinds), often))


def _line(_: Voice, kind: NudgeKind, limits: Limits) -> Text:
    values = {"label": _.plain(kind.label), "why": _.plain(kind.why)}
    if kind.name in limits.off:
        return _("🔕 **{label}** (off): {why}", **values)
    return _("🔔 **{label}**: {why}", **values)


def _switch(_: Voice, turn: Turn[Any], kind: NudgeKind, limits: Limits) -> Button:
    off = kind.name in limits.off
    words = N_("🔔 Switch on: {label}") if off else N_("🔕 Switch off: {label}")
    return button(_.plain(words, label=_.plain(kind.label)), SwitchKind(turn.cohort.id, kind.name, int(off)))


def _how_many(_: Voice, limits: Limits, turn: Turn[Any]) -> Text:
    most, monday = limits.per_week(turn.config.nudges_per_week), turn.config.weekly_digest
    if not most:
        only = N_("What can wait comes only in my overview on Monday.")
        return _(only if monday else N_("What can wait does not come at all."))
    words = _.plural(
        "What can wait comes in at most {n} message a week.",
        "What can wait comes in at most {n} messages a week.",
        most,
    )
    return _("{words}", words=words) + (_("My overview on Monday is not counted.") if monday else ())


def _night(_: Voice, turn: Turn[Any]) -> Text:
    hours = {"begins": f"{turn.config.quiet_from:%H:%M}", "ends": f"{turn.config.quiet_until:%H:%M}"}
    return _("Between {begins} and {ends} on your clock I do not remind you of anything.", **hours)
