"""`/bind`: an organiser says which cohort a group (and, where it has topics, which topic of it) belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Inspect, Intent, Message, Say
from bot.domain.people import ORGANISERS, Cohort
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.groups.declared import feature


@dataclass(frozen=True, slots=True)
class BindTo(ButtonData):
    prefix: ClassVar[str] = "bd"
    cohort: int


@feature.greeting
def greeting() -> Message:
    """Nobody's language is known here, so it is said in English."""
    _ = Voice("en", ZoneInfo("UTC"))
    return Message(
        _(
            "Hello! I am the assistant of a training programme. I do not know yet whose group this is. "
            "Are you its organiser? Then please send /bind here."
        )
    )


@feature.command(
    "bind",
    access=ORGANISERS,
    unbound=True,
    any_cohort=True,
    summary=N_("make this group the home of your programme (send it in the group)"),
    example="bind",
)
async def bind(turn: Turn[CommandInvoked]) -> list[Intent]:
    """With several cohorts to choose from, the one named by its key, or by a button."""
    if turn.event.place.kind != "group":
        return [turn.tell(N_("Please send /bind in the group that you want me to work in. First add me there."))]
    mine = await _organised(turn)
    wanted = turn.event.args.strip().casefold()
    named = [cohort for cohort in mine if wanted in (cohort.key, cohort.title.casefold())]
    if len(named or mine) == 1:
        return await _bind(turn, (named or mine)[0])
    rows = tuple((button(cohort.title, BindTo(cohort.id)),) for cohort in mine)
    return [turn.say(N_("Which programme is this group for?"), rows)]


@feature.button(BindTo, access=ORGANISERS, unbound=True, any_cohort=True)
async def chosen(turn: Turn[ButtonPressed], data: BindTo) -> list[Intent]:
    """Whoever sees the question can press, so who presses is checked against that cohort."""
    turn.require(ORGANISERS, data.cohort)
    cohort = next((cohort for cohort in await _organised(turn) if cohort.id == data.cohort), None)
    if cohort is None or turn.event.place.kind != "group":
        return [turn.toast(N_("This choice no longer exists. Please send /bind again."), alert=True)]
    return await _bind(turn, cohort)


async def _organised(turn: Turn[Any]) -> list[Cohort]:
    known = [cohort for cohort in await turn.uow.cohorts.all() if cohort.key in turn.deployment.cohorts]
    return [c for c in known if c.id in turn.memberships and turn.memberships[c.id].roles & ORGANISERS]


async def _bind(turn: Turn[Any], cohort: Cohort) -> list[Intent]:
    place = turn.event.place
    before = await turn.uow.cohorts.of_group(place.platform, place.chat_id)
    if before and before.id != cohort.id and before.key in turn.deployment.cohorts:
        mine = turn.memberships.get(before.id)
        if mine is None or not mine.roles & ORGANISERS:
            words = N_(
                "This group belongs to **{title}**, so nothing has changed. Only its organisers can change that."
            )
            return [turn.tell(words, title=before.title)]
    moved = await turn.uow.cohorts.leave_groups(cohort.id, place.platform, but=place.chat_id)
    topic = place.thread_id if turn.can.topics else None
    await turn.uow.cohorts.bind_group(cohort.id, place.platform, place.chat_id, topic)
    words = N_(
        "Done: this group is now the home of **{title}**. Here I post check-ins and answer questions. "
        "Send /help to see what I can do for you."
    )
    said = turn.voice(words, title=cohort.title)
    if moved:
        said += turn.voice("In the group where I was before I do nothing any more.")
    return [Say(Message(said)), Inspect(place)]
