"""Who reviews whom: once the work is due, and again whenever somebody hands in late. Then a reminder, and the end."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from bot.chat.messages import Intent, Nudge, Private, Recheck
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.peer_review import DAYS, REMIND_BEFORE, Review, allocate, ready_for_author
from bot.scene import Scene
from handlers.peer_review.declared import REVIEWS, feature
from handlers.peer_review.give import give

OPEN_FOR = timedelta(days=14)
"""Who hands in later than that after the due date finds nobody left to review it."""


@feature.tick
async def every_minute(scene: Scene) -> list[Intent]:
    public = await scene.uow.assignments.of_cohort(scene.cohort.id, "open", "closed")
    wanted = [one for one in public if one.task.peer_reviews]
    if not wanted:
        return []
    told: list[Intent] = []
    for one in wanted:
        if one.due <= scene.now < one.due + OPEN_FOR:
            told += await _allot(scene, one)
    return [*told, *await _remind(scene), *await _give_out(scene)]


async def _allot(scene: Scene, one: Assignment) -> list[Intent]:
    works = await scene.uow.peer_reviews.works(one.id)
    before = await scene.uow.peer_reviews.of_assignment(one.id)
    if works.keys() <= {review.author_id for review in before} or len(works) < 2:
        return []
    await scene.uow.peer_reviews.lock(one.id)
    before = await scene.uow.peer_reviews.of_assignment(one.id)
    given = [(review.reviewer_id, review.author_id) for review in before]
    pairs = allocate(works.keys(), one.task.peer_reviews, given, one.id)
    due = scene.now + DAYS
    await scene.uow.peer_reviews.ask(one, pairs, works, scene.now, due)
    told: list[Intent] = []
    for reviewer in sorted({reviewer for reviewer, _author in pairs}):
        so_far = sum(mine == reviewer for mine, _author in (*given, *pairs))
        told += await _to(scene, reviewer, f"peer-review:{one.id}:{reviewer}:{so_far}")
    return told


async def _remind(scene: Scene) -> list[Intent]:
    """A day before the end, once, whoever has something left to write."""
    by_reviewer: dict[int, list[Review]] = defaultdict(list)
    for one in await scene.uow.peer_reviews.to_remind(scene.cohort.id, scene.now, scene.now + REMIND_BEFORE):
        by_reviewer[one.reviewer_id].append(one)
    return [
        Nudge(
            REVIEWS,
            (reviewer,),
            f"peer-review-last:{min(one.id for one in reviews)}",
            Recheck("peer_review.last"),
            expires=max(one.due_at for one in reviews),
        )
        for reviewer, reviews in by_reviewer.items()
    ]


async def _to(scene: Scene, reviewer: int, key: str) -> list[Intent]:
    member = await scene.uow.members.by_id(reviewer)
    if member is None or member.withdrawn:
        return []
    at = scene.config.quiet.over(scene.now, member.zone)
    recheck = Recheck("peer_review.asked", {"reviewer": str(reviewer)})
    return [Private(to=reviewer, key=key, at=at, expires=scene.now + DAYS, recheck=recheck)]


async def _give_out(scene: Scene) -> list[Intent]:
    """What was written, where nobody is waited for any more."""
    by_work: dict[int, list[Review]] = defaultdict(list)
    for one in await scene.uow.peer_reviews.untold(scene.cohort.id):
        by_work[one.submission_id].append(one)
    told: list[Intent] = []
    for reviews in by_work.values():
        if ready_for_author(reviews, scene.now):
            told += await give(scene, reviews)
    return told
