"""Whom the bot does not remind any more because they never answer: organisers see it, and can have it try again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import bullets
from bot.domain.nudges import IGNORED
from bot.domain.people import ORGANISERS, Member
from bot.locale.voice import N_, Voice
from bot.report import Report
from bot.scene import Turn, View
from handlers.nudges.declared import feature
from storage.nudges import Ignored

SHOWN = 8
"""People with a button each; more would be a wall of them."""


@dataclass(frozen=True, slots=True)
class TryAgain(ButtonData):
    """The member's next nudge of this kind is sent again."""

    prefix: ClassVar[str] = "nt"
    cohort: int
    member: int
    kind: str


@feature.command(
    "ignored",
    access=ORGANISERS,
    topic="manage",
    summary=N_("see who does not react to my reminders"),
    example="ignored",
)
async def ignored(turn: Turn[CommandInvoked]) -> list[Intent]:
    return [Private(await _page(turn))]


@feature.button(TryAgain, access="members", any_cohort=True)
async def try_again(pressed: Turn[ButtonPressed], data: TryAgain) -> list[Intent]:
    turn = await pressed.within(data.cohort, ORGANISERS)
    found = await turn.uow.nudges.ignored(turn.cohort.id)
    if any((one.member_id, one.kind) == (data.member, data.kind) for one in found):
        await turn.uow.nudges.answer([data.member], [data.kind], turn.now)
    return [Edit(await _page(turn))]


async def _page(turn: Turn[Any]) -> Message:
    _ = turn.voice
    found = await turn.uow.nudges.ignored(turn.cohort.id)
    if not found:
        return Message(_("Nobody: everybody whom I reminded of something has reacted, or may still do so."))
    text = _(
        "**They did not react to {n} reminders in a row, so I send them no more of that kind.** Maybe you would like to "
        "ask them yourself?",
        n=IGNORED,
    )
    text += bullets(*(_("{name}: {label}", name=one.name, label=_label(turn, _, one)) for one in found))
    rows = tuple(
        (button(_.plain("Try again: {name}", name=one.name), TryAgain(turn.cohort.id, one.member_id, one.kind)),)
        for one in found[:SHOWN]
    )
    return Message(text, rows)


def _label(view: View, _: Voice, one: Ignored) -> str:
    kind = view.deployment.registry.nudge_kinds.get(one.kind)
    return _.plain(kind.label) if kind else one.kind


@feature.status
async def status(view: View, _: Voice, reader: Member | None) -> Report:
    """How many; who, and what organisers can do about it, is behind their command."""
    people = len({one.member_id for one in await view.uow.nudges.ignored(view.cohort.id)})
    if not people:
        return Report()
    if reader is None or not reader.roles & ORGANISERS:
        return Report(_("**Do not react to reminders:** {n}.", n=people))
    return Report(_("**Do not react to reminders:** {n}. To see who, send /ignored.", n=people))
