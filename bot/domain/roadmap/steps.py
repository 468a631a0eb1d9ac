"""From draft to completed: who may take which step, and when a roadmap can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.roadmap.plan import GOAL, Part, Roadmap, State, Template
from bot.domain.violation import RuleViolation

Step = Literal["submit", "take_back", "review", "return", "agree", "start", "complete", "reopen"]
By = Literal["author", "reviewer"]


@dataclass(frozen=True, slots=True)
class Way:
    """A step leads from one of these states to another."""

    by: By
    since: frozenset[State]
    to: State


WAYS: Mapping[Step, Way] = {
    "submit": Way("author", frozenset({"draft"}), "submitted"),
    "take_back": Way("author", frozenset({"submitted", "in_review"}), "draft"),
    "review": Way("reviewer", frozenset({"submitted"}), "in_review"),
    "return": Way("reviewer", frozenset({"submitted", "in_review"}), "draft"),
    "agree": Way("reviewer", frozenset({"submitted", "in_review"}), "agreed"),
    "start": Way("author", frozenset({"agreed"}), "active"),
    "complete": Way("author", frozenset({"agreed", "active"}), "completed"),
    "reopen": Way("author", frozenset({"completed"}), "active"),
}

CHANGEABLE: frozenset[State] = frozenset({"draft", "agreed", "active"})
"""While somebody reads it for review it stays as it is; once agreed it lives on."""

FOLLOWED: frozenset[State] = frozenset({"submitted", "in_review", "agreed", "active"})
"""Its author is reminded of its actions. Whoever reviews late, or never, does not stop that."""


def after(state: State, step: Step) -> State:
    """The state that the step leads to. Raises `roadmap.step` (`state`, `step`)."""
    way = WAYS[step]
    if state not in way.since:
        raise RuleViolation("roadmap.step", state=state, step=step)
    return way.to


def check_changeable(state: State) -> None:
    """Raises `roadmap.in_review` or `roadmap.completed`."""
    if state not in CHANGEABLE:
        raise RuleViolation("roadmap.completed" if state == "completed" else "roadmap.in_review")


def check_may_settle(state: State) -> None:
    """How an action goes can be said at any time before the roadmap is completed. Raises `roadmap.completed`."""
    if state == "completed":
        raise RuleViolation("roadmap.completed")


def gaps(roadmap: Roadmap, template: Template) -> list[RuleViolation]:
    """All that is missing before it can be submitted, in the order in which it stands: `roadmap.incomplete` (`section`),
    `roadmap.no_goal` and `roadmap.no_action` (`goal`)."""
    sections = {last: [one for one in template.sections if one.last == last] for last in (False, True)}
    found = {
        last: [
            RuleViolation("roadmap.incomplete", section=one.title)
            for one in sections[last]
            if not _answered(roadmap.section(one.key), one.key, template)
        ]
        for last in (False, True)
    }
    goals = [
        RuleViolation("roadmap.no_action", goal=title_of(goal, template))
        for goal in roadmap.goals
        if not roadmap.actions_of(goal.id)
    ]
    return [*found[False], *(goals if roadmap.goals else [RuleViolation("roadmap.no_goal")]), *found[True]]


def check_complete(roadmap: Roadmap, template: Template) -> None:
    """Whether it can be submitted. Raises the first of its `gaps`."""
    for gap in gaps(roadmap, template):
        raise gap


def check_all_settled(roadmap: Roadmap) -> None:
    """Whether nothing is left to do. Raises `roadmap.open_actions` (`n`)."""
    left = sum(action.outcome == "open" for action in roadmap.actions)
    if left:
        raise RuleViolation("roadmap.open_actions", n=left)


def title_of(part: Part, template: Template) -> str:
    """What a goal or an action is called: its first answer."""
    asked = template.goal if part.kind == GOAL else template.action
    return part.answer(asked[0].key)


def _answered(part: Part | None, kind: str, template: Template) -> bool:
    required = [question.key for question in template.questions(kind) if question.required]
    return not required or (part is not None and all(part.answer(key).strip() for key in required))
