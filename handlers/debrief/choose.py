"""`/debrief`: which assignment is talked about, and its plan as trainers see it."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text
from bot.chat.words import shortened
from bot.domain.find_people import fold
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.debrief import MINUTES, SIZES, Debrief, length, plan
from bot.domain.people import LEADS
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.debrief.buttons import AskNow, PlanFor, PostPlan, SetUp, ShowNow, TakeBack
from handlers.debrief.declared import by_id, feature, presenters, session_of
from handlers.debrief.settings import SETTINGS, mark_of
from handlers.debrief.show import how_long, order

MOST = 20

NOBODY_YET = N_("I ask everybody who hands in. As soon as somebody says yes, you see the plan here.")
NOT_SHARED = N_("This homework is for trainers alone, so I ask nobody. To change that, open it with /assignments.")


@feature.command(
    "debrief",
    access=LEADS,
    summary=N_("plan who shows their homework, and ask what people take away"),
    example="debrief",
)
async def debrief(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Always in private: it says who has agreed."""
    typed = fold(turn.event.args.strip())
    public = await turn.uow.assignments.of_cohort(turn.cohort.id, "open", "closed")
    found = [one for one in public if typed in fold(one.title)]
    if not found:
        return [turn.tell(N_("There is no such homework to talk about. To give some out, send /assign."))]
    if len(found) == 1:
        return [Private(await plan_page(turn, found[0]))]
    found.sort(key=lambda one: abs(one.due - turn.now))
    rows = tuple((button(shortened(one.title, 40), PlanFor(one.id)),) for one in found[:MOST])
    return [turn.tell(N_("**Debrief**: which homework do you want to talk about?"), rows)]


@feature.button(PlanFor, access="members", any_cohort=True)
async def plan_for(pressed: Turn[ButtonPressed], data: PlanFor) -> list[Intent]:
    found = await pressed.uow.assignments.by_id(data.assignment)
    if found is None or not found.public:
        raise RuleViolation("access.denied", access=LEADS)
    return [Edit(await plan_page(await pressed.within(found.cohort_id, LEADS), found))]


async def plan_page(turn: Turn[Any], task: Assignment) -> Message:
    """As it would be posted now, or was."""
    _ = turn.voice
    made = await turn.uow.debriefs.ensure(task, turn.me.id, turn.now)
    text = _("**Debrief: {title}**", title=task.title)
    session = session_of(turn, task)
    if session is not None and session.starts_at is not None:
        text += _("{session}, {when}", session=session.title, when=_.moment(session.starts_at))
    agreed = await presenters(turn, task.id)
    handed_in = await turn.uow.feedback.handed_in_by(task.id)
    text += _("{n} of {all} who handed in have agreed to show their work.", n=len(agreed), all=len(handed_in))
    if made.posted_at is None:
        groups = plan(agreed, made.shape, made.size, made.seed)
    else:
        groups = await turn.uow.debriefs.places(made)
    if agreed:
        text += how_long(_, made, groups) + _too_long(_, turn, task, made, groups)
        text += order(_, made, groups, await by_id(turn))
    else:
        text += _(NOBODY_YET if task.task.shared else NOT_SHARED)
    return Message(text + _standing(_, made), _ways(_, made, groups, bool(agreed)))


def _too_long(_: Voice, turn: Turn[Any], task: Assignment, made: Debrief, groups: list[list[int]]) -> Text:
    session = session_of(turn, task)
    if session is None or session.starts_at is None or session.ends_at is None:
        return ()
    if length(groups, made.minutes) <= session.ends_at - session.starts_at:
        return ()
    return _("⚠️ That is longer than the session.")


def _standing(_: Voice, made: Debrief) -> Text:
    if made.shown_at is not None:
        return _("The group has been shown what it takes away.")
    if made.asked_at is not None:
        return _("The group is asked what it takes away. A day later I show the answers.")
    if made.posted_at is not None:
        return _("Posted in the group. After the session I ask what people take away.")
    return ()


def _ways(_: Voice, made: Debrief, groups: list[list[int]], somebody: bool) -> tuple[tuple[Button, ...], ...]:
    if made.shown_at is not None:
        return ()
    if made.asked_at is not None:
        return ((button(_.plain("Show the answers now"), ShowNow(made.id)),),)
    if made.posted_at is not None:
        return (
            (button(_.plain("Ask now what people take away"), AskNow(made.id), "primary"),),
            (button(_.plain("Take the plan back"), TakeBack(made.id)),),
        )
    if not somebody:
        return ()
    other = (
        ("order", _.plain("One after the other"), 0)
        if made.shape == "groups"
        else ("groups", _.plain("In small groups"), 1)
    )
    rows: list[tuple[Button, ...]] = [(button(other[1], SetUp(made.id, SETTINGS.index("shape"), other[2])),)]
    minutes = [n for n in MINUTES if n != made.minutes]
    rows.append(tuple(button(_.plain("{n} min", n=n), SetUp(made.id, SETTINGS.index("minutes"), n)) for n in minutes))
    if made.shape == "groups":
        sizes = [n for n in SIZES if n != made.size]
        rows.append(
            tuple(button(_.plain("{n} a group", n=n), SetUp(made.id, SETTINGS.index("size"), n)) for n in sizes)
        )
    rows.append((button(_.plain("🔀 Another mix"), SetUp(made.id, SETTINGS.index("seed"), 0)),))
    rows.append((button(_.plain("Post it in the group"), PostPlan(made.id, mark_of(made, groups)), "primary"),))
    return tuple(rows)
