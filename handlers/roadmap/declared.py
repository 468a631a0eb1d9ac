"""The feature that this folder's modules register with, and who may see and do what."""

from __future__ import annotations

import re
from typing import Any

from bot.domain.people import LEARNERS, STAFF
from bot.domain.roadmap.plan import Roadmap, Template
from bot.domain.roadmap.sight import Sight, sight_of
from bot.domain.violation import RuleViolation
from bot.feature import Feature
from bot.locale.voice import N_
from bot.scene import Turn, View

feature = Feature("roadmap", topic="homework")


def _roadmaps_here(view: View) -> bool:
    return view.programme.roadmap is not None


ACTIONS = feature.nudge(
    "roadmap_actions",
    label=N_("Actions of your roadmap"),
    why=N_("on the morning of their day"),
    access=LEARNERS,
    used=_roadmaps_here,
).name

FOLLOW_UP = feature.nudge(
    "roadmap_follow_up",
    label=N_("How your roadmap goes"),
    why=N_("a few times after the programme, while an action is open"),
    access=LEARNERS,
    used=_roadmaps_here,
).name


def template_of(view: View) -> Template:
    """The programme's own, or the bot's. Raises `roadmap.none` where the programme has no roadmaps."""
    if view.programme.roadmap is None:
        raise RuleViolation("roadmap.none")
    return view.programme.roadmap.as_values()


async def seen(turn: Turn[Any], roadmap_id: int) -> tuple[Turn[Any], Roadmap, Sight]:
    """A roadmap that the asker may see, and the turn as one of its cohort. Raises `access.denied`."""
    found = await turn.uow.roadmaps.by_id(roadmap_id)
    if found is None:
        raise RuleViolation("access.denied", access=STAFF)
    here = await turn.within(found.cohort_id, "members")
    author = await turn.uow.members.by_id(found.member_id)
    sight = sight_of(here.me, found)
    if sight != "own" and (author is None or author.withdrawn):
        raise RuleViolation("access.denied", access=STAFF)
    return here, found, sight


async def own(turn: Turn[Any], cohort_id: int) -> tuple[Turn[Any], Roadmap]:
    """The asker's own roadmap in that cohort, locked; where there is none yet, an empty draft that is not stored (its id
    is 0). Raises `roadmap.not_yours` for who makes none, and `access.denied`."""
    here = await turn.within(cohort_id, "members")
    template_of(here)
    if not here.me.learner:
        raise RuleViolation("roadmap.not_yours")
    found = await here.uow.roadmaps.own_locked(here.me.id)
    return here, found or Roadmap(0, here.cohort.id, here.me.id, "draft", here.now, here.now)


async def own_part(turn: Turn[Any], part_id: int) -> tuple[Turn[Any], Roadmap]:
    """The asker's own roadmap with this goal or action in it, locked. Raises `access.denied`, and `roadmap.gone` where
    the part was removed."""
    found = await turn.uow.roadmaps.by_part(part_id)
    if found is None:
        raise RuleViolation("roadmap.gone")
    here = await turn.within(found.cohort_id, "members")
    if found.member_id != here.me.id:
        raise RuleViolation("access.denied", access=STAFF)
    fresh = await here.uow.roadmaps.locked(found.id)
    if fresh is None or fresh.part(part_id) is None:
        raise RuleViolation("roadmap.gone")
    return here, fresh


def numbers(context: str, pattern: str) -> tuple[str, ...]:
    """What a form carries. Raises `access.denied` for what somebody made up."""
    match = re.fullmatch(pattern, context)
    if match is None:
        raise RuleViolation("access.denied", access="members")
    return match.groups()
