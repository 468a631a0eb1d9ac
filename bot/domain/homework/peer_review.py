"""Who reviews whose work: nobody their own, everybody as much as the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal, get_args

from bot.domain.violation import RuleViolation

Pair = tuple[int, int]
"""A reviewer and an author, both members by id. An author has one piece of work for an assignment."""

DAYS = timedelta(days=5)
"""So long people have for a review."""

REMIND_BEFORE = timedelta(days=1)

Mark = Literal["1", "2", "3", "4"]
MARKS: tuple[Mark, ...] = get_args(Mark)

Aspect = Literal["clear", "useful", "doable"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
"""The rubric: is it clear, does it help those it is meant for, can it be done?"""

WORDS_MAX = 1_500


@dataclass(frozen=True, slots=True)
class Review:
    """What one peer is asked to say, or has said, about one piece of work. `marks` are in the order of `ASPECTS`."""

    id: int
    cohort_id: int
    assignment_id: int
    submission_id: int
    author_id: int
    reviewer_id: int
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    marks: tuple[int, ...] = ()
    strong: str = ""
    advice: str = ""
    told_at: datetime | None = None


def allocate(authors: Collection[int], each: int, given: Collection[Pair], seed: int) -> list[Pair]:
    """New pairs, beside those that were `given` before, so that each work has at least `each` reviewers, as far as there are
    others, and each author reviews as much as the others do, give or take one.

    Whoever handed in too late for the first round gets their reviewers from those who have least to do, and reviews work
    of others in turn, which so has one review more.
    """
    known = {author for pair in given for author in pair}
    fresh = sorted(set(authors) - known)
    if not known:
        return _ring(fresh, each, seed)
    found: list[Pair] = []
    pairs = set(given)
    for late in fresh:
        found += _join(late, sorted({*authors} & {*known, late}), each, pairs)
        known.add(late)
    return found


def _ring(authors: Sequence[int], each: int, seed: int) -> list[Pair]:
    """All in a circle: each reviews those who come next."""
    circle = list(authors)
    Random(seed).shuffle(circle)  # nothing hangs on its being unforeseeable
    most = min(each, len(circle) - 1)
    return [(one, circle[(at + step) % len(circle)]) for at, one in enumerate(circle) for step in range(1, most + 1)]


def _join(late: int, everybody: Sequence[int], each: int, pairs: set[Pair]) -> list[Pair]:
    """Their work to those who have least to do; then work to them, of those who have fewest reviewers."""
    others = [one for one in everybody if one != late]
    load = Counter(reviewer for reviewer, _author in pairs)
    least = sorted(others, key=lambda one: (load[one], one))[:each]
    new = [(one, late) for one in least]
    load.update(least)
    most = max((load[one] for one in others), default=0)
    reviewed = Counter(author for _reviewer, author in pairs)
    wanted = max(min(each, len(others)), most - 1)
    theirs = sorted(others, key=lambda one: (reviewed[one], one))[:wanted]
    new += [(late, one) for one in theirs]
    pairs.update(new)
    return new


def check_review(marks: Mapping[str, str], strong: str, advice: str) -> tuple[int, ...]:
    """The marks, in the order of `ASPECTS`. Raises `review.mark` (`aspect`), `review.words` (`field`) and `review.long`
    (`field`, `max`)."""
    for aspect in ASPECTS:
        if marks.get(aspect) not in MARKS:
            raise RuleViolation("review.mark", aspect=aspect)
    for field, words in (("strong", strong), ("advice", advice)):
        if not words.strip():
            raise RuleViolation("review.words", field=field)
        if len(words) > WORDS_MAX:
            raise RuleViolation("review.long", field=field, max=WORDS_MAX)
    return tuple(int(marks[aspect]) for aspect in ASPECTS)


def ready_for_author(reviews: Sequence[Review], now: datetime) -> bool:
    """Whether the author is to be given what was said: all of it together, or at the end of the time what there is."""
    waiting = [one for one in reviews if one.told_at is None]
    done = [one for one in waiting if one.done_at is not None]
    return bool(done) and (len(done) == len(waiting) or all(one.due_at <= now for one in waiting if not one.done_at))
