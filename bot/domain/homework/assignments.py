"""What is assigned: its content, to whom, and what can become of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from bot.domain.people import Member
from bot.domain.violation import RuleViolation

Kind = Literal["homework", "roadmap"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Part = Literal["text", "file", "link"]
PARTS: tuple[Part, ...] = get_args(Part)
"""What can be handed in."""

State = Literal["draft", "scheduled", "open", "closed", "withdrawn", "change"]
"""`draft` and `scheduled` are seen by trainers alone. Who has handed in to one that is `withdrawn` keeps what they did. A
`change` is what an open one is to become, while its author has not confirmed that."""

Act = Literal["post", "schedule", "change", "extend", "close", "reopen", "withdraw", "discard"]

POSSIBLE: dict[State, frozenset[Act]] = {
    "draft": frozenset({"post", "schedule", "change", "discard"}),
    "scheduled": frozenset({"post", "schedule", "change", "discard"}),
    "open": frozenset({"change", "extend", "close", "withdraw"}),
    "closed": frozenset({"change", "extend", "reopen", "withdraw"}),
    "withdrawn": frozenset(),
    "change": frozenset({"discard"}),
}

TITLE_MAX = 120
INSTRUCTIONS_MAX = 8_000
"""Characters: two messages of the tightest platform."""


@dataclass(frozen=True, slots=True)
class Audience:
    """`all` who learn; those of a `module` (its key), which are all as well, as packs know no other; or `people` by id."""

    to: Literal["all", "module", "people"] = "all"
    module: str = ""
    people: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """What an assignment says. `due` is None only where a draft has no date yet; until `cutoff`, late work is taken (None:
    without end). `debrief` is the session it is debriefed in, `shared`: peers may see the work of those who agree."""

    title: str
    due: datetime | None
    kind: Kind = "homework"
    instructions: str = ""
    cutoff: datetime | None = None
    accepts: tuple[Part, ...] = PARTS
    audience: Audience = Audience()
    debrief: str = ""
    shared: bool = False
    peer_reviews: int = 0
    anonymous_reviews: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task as it stands. `changes` counts how often it was changed; `of` is the one that a `change` is about."""

    id: int
    cohort_id: int
    author_id: int | None
    task: Task
    state: State
    post_at: datetime | None = None
    posted_at: datetime | None = None
    changes: int = 0
    of: int | None = None
    pack_key: str | None = None

    @property
    def title(self) -> str:
        return self.task.title

    @property
    def due(self) -> datetime:
        """Once it is posted there is one."""
        assert self.task.due is not None
        return self.task.due

    @property
    def public(self) -> bool:
        """Whether those concerned know of it."""
        return self.state in ("open", "closed")


def may_be_named(found: Assignment) -> bool:
    """Whether the others may see whose work it is, where its author agrees: reviewed without names, it must not be known."""
    task = found.task
    return task.shared and not (task.peer_reviews and task.anonymous_reviews)


def in_library(found: Assignment, now: datetime) -> bool:
    """Whether work for it is shown to the whole cohort where its author agrees: not while it could still be copied."""
    return found.public and may_be_named(found) and now >= found.due


def check_task(task: Task, now: datetime) -> None:
    """Raises `assignment.no_title`, `assignment.long_title` (`n`, `max`), `assignment.long` (`n`, `max`),
    `assignment.accepts_nothing`, `assignment.due_past` (`due`), or `assignment.cutoff_early` (`due`, `cutoff`)."""
    if not task.title.strip():
        raise RuleViolation("assignment.no_title")
    if len(task.title) > TITLE_MAX:
        raise RuleViolation("assignment.long_title", n=len(task.title), max=TITLE_MAX)
    if len(task.instructions) > INSTRUCTIONS_MAX:
        raise RuleViolation("assignment.long", n=len(task.instructions), max=INSTRUCTIONS_MAX)
    if not task.accepts:
        raise RuleViolation("assignment.accepts_nothing")
    if task.due is not None and task.due <= now:
        raise RuleViolation("assignment.due_past", due=task.due)
    if task.due is not None and task.cutoff is not None and task.cutoff < task.due:
        raise RuleViolation("assignment.cutoff_early", due=task.due, cutoff=task.cutoff)


def check_act(found: Assignment, act: Act, now: datetime) -> None:
    """May this be done with it now? Raises `assignment.not_now` (`state`), `assignment.no_due`, or `assignment.due_past`."""
    if act not in POSSIBLE[found.state]:
        raise RuleViolation("assignment.not_now", state=found.state)
    if act in ("post", "schedule"):
        if found.task.due is None:
            raise RuleViolation("assignment.no_due")
        if found.task.due <= now:
            raise RuleViolation("assignment.due_past", due=found.task.due)
    if act == "reopen" and found.task.cutoff is not None and found.task.cutoff <= now:
        raise RuleViolation("assignment.cutoff_past", cutoff=found.task.cutoff)


def check_post_at(task: Task, at: datetime) -> None:
    """Raises `assignment.posted_after_due` (`due`)."""
    if task.due is not None and at >= task.due:
        raise RuleViolation("assignment.posted_after_due", due=task.due)


def is_concerned(member: Member, audience: Audience) -> bool:
    """Whether it is theirs to do. Trainers are concerned by none, whatever the list says."""
    return member.learner and (audience.to != "people" or member.id in audience.people)


def concerned(members: Iterable[Member], audience: Audience) -> list[Member]:
    """In their order."""
    return [member for member in members if is_concerned(member, audience)]


def parts_of(stored: str) -> tuple[Part, ...]:
    """From words; unknown ones are left out."""
    words: Collection[str] = stored.split()
    return tuple(part for part in PARTS if part in words)
