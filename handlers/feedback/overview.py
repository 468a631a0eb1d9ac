"""`/submissions`: how all assignments stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.chat.words import shortened
from bot.domain.find_people import fold
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.judge import Tally
from bot.domain.people import LEADS
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.feedback.buttons import AllTasks, Desk
from handlers.feedback.declared import feature
from handlers.feedback.page import page

MOST = 20
"""Assignments in one message; older ones are found by their name."""

LABEL_MAX = 40


@feature.command(
    "submissions",
    access=LEADS,
    topic="lead",
    summary=N_("see who handed in, and give feedback"),
    example="submissions canvas",
)
async def submissions(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Always in private: it has names."""
    public = await tasks_of(turn)
    typed = turn.event.args.strip()
    meant = [one for one in public if fold(typed) in fold(one.title)] if typed else public
    if typed and not meant:
        return [turn.tell(N_("I found no assignment with “{typed}” in its title."), typed=typed[:60])]
    if len(meant) == 1:
        return [Private(await page(turn, meant[0]))]
    return [Private(await overview(turn, meant, turn.voice))]


@feature.button(AllTasks, access="members", any_cohort=True)
async def all_tasks(pressed: Turn[ButtonPressed], data: AllTasks) -> list[Intent]:
    turn = await pressed.within(data.cohort, LEADS)
    return [Edit(await overview(turn, await tasks_of(turn), turn.voice))]


async def tasks_of(view: View) -> list[Assignment]:
    """What was posted; what is due soonest or was lately comes first."""
    public = await view.uow.assignments.of_cohort(view.cohort.id, "open", "closed")
    return sorted(public, key=lambda one: abs(one.due - view.now))


async def overview(view: Turn[Any], found: Sequence[Assignment], _: Voice) -> Message:
    if not found:
        words = _("Nothing is assigned yet. To give out homework, send /assign.")
        return Message(words)
    shown = found[:MOST]
    tallies = await view.uow.feedback.tallies(shown)
    text = _("**Homework**: whose do you want to see?")
    text += bullets(*(line(_, one, tallies[one.id], view.now) for one in shown))
    if len(found) > MOST:
        text += _("{n} more: send /submissions with a word of the title.", n=len(found) - MOST)
    return Message(text, tuple((_opens(one, tallies[one.id]),) for one in shown))


def line(_: Voice, one: Assignment, tally: Tally, now: datetime, *, brief: bool = False) -> Text:
    """'Canvas, due …: 12 of 40 handed in, 3 late, 28 missing, 5 to look at'. Before it is due nobody is missing. `brief` is
    for where it stands among much else."""
    more = [_.plain("{n} late", n=tally.late)] if tally.late else []
    still = _.plain("{n} not yet", n=tally.missing) if now < one.due else _.plain("{n} missing", n=tally.missing)
    more += [still] if tally.missing else []
    more += [_.plain("{n} to look at", n=tally.waiting)] if tally.waiting else []
    return _(
        "**{title}**, due {due}: {said}",
        title=shortened(one.title, LABEL_MAX) if brief else one.title,
        due=_.day(one.due.astimezone(_.zone).date()) if brief else _.moment(one.due),
        said=", ".join([_.plain("{n} of {all} handed in", n=tally.handed_in, all=tally.concerned), *more]),
    )


def _opens(one: Assignment, tally: Tally) -> Button:
    count = f" ({tally.waiting})" if tally.waiting else ""
    return button(shortened(one.title, LABEL_MAX) + count, Desk(one.id, 0, 0))
