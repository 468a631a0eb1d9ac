"""A roadmap as values, and the template that says which questions it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

State = Literal["draft", "submitted", "in_review", "agreed", "active", "completed"]
STATES: tuple[State, ...] = ("draft", "submitted", "in_review", "agreed", "active", "completed")

Outcome = Literal["open", "done", "dropped"]

GOAL, ACTION = "goal", "action"
"""Parts of which there are several. Every other part is a section of the template, and there once."""

DUE = "by_when"
"""The question of an action whose answer is a day."""

WANTED, OFFERED = "help_wanted", "help_offered"
"""Questions of a goal by whose answers people find one another."""


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a part. `long`: the answer may be a paragraph."""

    key: str
    label: str
    help: str = ""
    long: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part that is there once, before the goals or, with `last`, after them."""

    key: str
    title: str
    questions: tuple[Question, ...]
    last: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """What a programme's roadmaps consist of. The first question of a goal or an action is its title."""

    sections: tuple[Section, ...]
    goal: tuple[Question, ...]
    action: tuple[Question, ...]
    goals_max: int = 5
    actions_max: int = 5
    follow_ups: tuple[int, ...] = (30, 60, 90)
    topics: tuple[str, ...] = ()

    def questions(self, kind: str) -> tuple[Question, ...]:
        """Of a part of this kind: `goal`, `action` or a section's key. KeyError where there is none."""
        several = {GOAL: self.goal, ACTION: self.action}
        return several.get(kind) or {section.key: section.questions for section in self.sections}[kind]


@dataclass(frozen=True, slots=True)
class Part:
    """A section, goal or action with its answers by question. `version` rises with each change; `under` is the goal of an
    action. Actions alone have a day on which they are `due`, and an `outcome`."""

    id: int
    kind: str
    answers: Mapping[str, str]
    version: int = 1
    under: int | None = None
    nth: int = 1
    due: date | None = None
    outcome: Outcome = "open"
    note: str = ""

    def answer(self, key: str) -> str:
        return self.answers.get(key, "")


@dataclass(frozen=True, slots=True)
class Roadmap:
    """One member's. `submitted_at` is None until it was submitted for the first time; `shared`: its author lets the cohort
    see it, under `topic`."""

    id: int
    cohort_id: int
    member_id: int
    state: State
    made_at: datetime
    changed_at: datetime
    submitted_at: datetime | None = None
    agreed_at: datetime | None = None
    shared: bool = False
    topic: str = ""
    parts: tuple[Part, ...] = field(default=())

    def section(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.kind == key), None)

    def part(self, part_id: int) -> Part | None:
        return next((part for part in self.parts if part.id == part_id), None)

    @property
    def goals(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind == GOAL)

    @property
    def actions(self) -> tuple[Part, ...]:
        """Of all goals, in their order."""
        return tuple(action for goal in self.goals for action in self.actions_of(goal.id))

    def actions_of(self, goal_id: int) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind == ACTION and part.under == goal_id)
