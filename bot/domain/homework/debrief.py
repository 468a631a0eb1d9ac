"""The plan of a feedback session: in which order, or in which small groups, people show their work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Literal, get_args

from bot.domain.violation import RuleViolation

Shape = Literal["order", "groups"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

Take = Literal["try", "view", "contact"]
TAKES: tuple[Take, ...] = get_args(Take)
"""What people take away: something to try, a new view, a contact."""

MINUTES = (3, 5, 8, 10, 15)
SIZES = (3, 4, 5, 6)

TAKEAWAY_MAX = 300

DIGEST_AFTER = timedelta(hours=24)
"""So long after the question, the group is shown what it said."""


@dataclass(frozen=True, slots=True)
class Presenter:
    """Somebody who agreed to show their work."""

    member_id: int
    country: str = ""
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Debrief:
    """`minutes` a person; `size`: at most so many a group. `seed` makes another plan of the same people. It is posted,
    then people are asked what they take away, then that is shown."""

    id: int
    cohort_id: int
    assignment_id: int
    author_id: int | None
    shape: Shape
    minutes: int
    size: int
    seed: int
    posted_at: datetime | None = None
    asked_at: datetime | None = None
    shown_at: datetime | None = None


def plan_card(assignment_id: int) -> str:
    """Under which the posted plan is kept up to date: who does not show their work any more goes from it."""
    return f"debrief-plan:{assignment_id}"


@dataclass(frozen=True, slots=True)
class Takeaway:
    member_id: int
    take: Take
    words: str


def plan(people: Sequence[Presenter], shape: Shape, size: int, seed: int) -> list[list[int]]:
    """Groups of member ids, each in the order in which they show their work; with the shape `order` there is one group.

    Sizes differ by at most one, and so do the numbers of people of one country; sectors are spread as far as that allows.
    The same people and seed give the same plan.
    """
    if not people:
        return []
    mixed = list(people)
    Random(seed).shuffle(mixed)  # nothing hangs on its being unforeseeable
    groups = _deal(mixed, 1 if shape == "order" else -(-len(mixed) // size))
    return [[one.member_id for one in _alternate(group)] for group in groups]


def _deal(people: Sequence[Presenter], number: int) -> list[list[Presenter]]:
    """The people of each country in a row; each goes to one of the smallest groups, of these to the one with the fewest of
    their country, then of their sector. So nobody can be spared a compatriot by another deal."""
    many = Counter(one.country for one in people)
    groups: list[list[Presenter]] = [[] for _ in range(number)]
    for one in sorted(people, key=lambda person: (-many[person.country], person.country)):
        groups[min(range(number), key=lambda at: (len(groups[at]), *_alike(groups[at], one)))].append(one)
    return groups


def _alike(group: Sequence[Presenter], one: Presenter) -> tuple[int, int]:
    return sum(other.country == one.country for other in group), sum(other.sector == one.sector for other in group)


def _alternate(people: Sequence[Presenter]) -> list[Presenter]:
    """Not two of one country after the other, where that can be: the next is of the country with most people left."""
    left = list(people)
    found: list[Presenter] = []
    while left:
        many = Counter(one.country for one in left)
        last = found[-1].country if found else None
        one = max(left, key=lambda person: (person.country != last, many[person.country]))
        left.remove(one)
        found.append(one)
    return found


def length(groups: Sequence[Sequence[int]], minutes: int) -> timedelta:
    """How long it takes; groups work at the same time."""
    return timedelta(minutes=minutes * max(map(len, groups), default=0))


def changed(found: Debrief, what: str, value: int) -> Debrief:
    """With another setting. Raises `debrief.posted` once everybody has read it, and `debrief.setting`."""
    if found.posted_at is not None:
        raise RuleViolation("debrief.posted")
    match what:
        case "shape" if 0 <= value < len(SHAPES):
            return replace(found, shape=SHAPES[value])
        case "minutes" if value in MINUTES:
            return replace(found, minutes=value)
        case "size" if value in SIZES:
            return replace(found, size=value)
        case "seed":
            return replace(found, seed=(found.seed + 1) % 1_000_000)
    raise RuleViolation("debrief.setting")


def check_post(found: Debrief, presenters: int) -> None:
    """Raises `debrief.posted`, and `debrief.nobody` where nobody agreed to show their work."""
    if found.posted_at is not None:
        raise RuleViolation("debrief.posted")
    if not presenters:
        raise RuleViolation("debrief.nobody")


def check_take(found: Debrief, take: str, words: str) -> Take:
    """Raises `takeaway.closed` before the question and after the answer was shown, `takeaway.unknown`, and `takeaway.long`
    (`max`)."""
    if found.asked_at is None or found.shown_at is not None:
        raise RuleViolation("takeaway.closed")
    known: Take | None = next((one for one in TAKES if one == take), None)
    if known is None:
        raise RuleViolation("takeaway.unknown")
    if len(words) > TAKEAWAY_MAX:
        raise RuleViolation("takeaway.long", max=TAKEAWAY_MAX)
    return known
