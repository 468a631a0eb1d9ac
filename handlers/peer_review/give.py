"""What peers have said goes to the author: all of it together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.messages import Intent, Message, Private, Recheck
from bot.chat.text import Quote, Span, Text, bullets
from bot.domain.homework.peer_review import ASPECTS, Review
from bot.locale.voice import N_, Voice
from bot.scene import Scene, View
from handlers.peer_review.declared import QUESTIONS, feature


async def give(scene: Scene, reviews: Sequence[Review]) -> list[Intent]:
    """Those that the author has not got; each once."""
    fresh = await scene.uow.peer_reviews.told([one.id for one in reviews], scene.now)
    author = await scene.uow.members.by_id(reviews[0].author_id)
    if not fresh or author is None or author.withdrawn:
        return []
    at = scene.config.quiet.over(scene.now, author.zone)
    args = {"submission": str(reviews[0].submission_id), "first": str(fresh[0]), "last": str(fresh[-1])}
    return [Private(to=author.id, key=f"peer-reviews:{fresh[0]}", at=at, recheck=Recheck("peer_review.given", args))]


@feature.recheck("peer_review.given")
async def given(view: View, submission: str, first: str, last: str) -> Message | None:
    found = await view.uow.peer_reviews.of_submission(int(submission))
    reviews = [one for one in found if int(first) <= one.id <= int(last) and one.done_at and one.told_at]
    author = await view.uow.members.by_id(reviews[0].author_id) if reviews else None
    task = await view.uow.assignments.by_id(reviews[0].assignment_id) if reviews else None
    if author is None or task is None:
        return None
    _ = view.voice_for(author)
    words = _.plural("{n} person has read your work", "{n} people have read your work", len(reviews))
    text = _("👀 **{words}: {title}**", words=words, title=task.title)
    names = await view.uow.members.names(view.cohort.id)
    for number, one in enumerate(reviews, 1):
        name = _.plain("Review {n}", n=number) if task.task.anonymous_reviews else names.get(one.reviewer_id, "–")
        text += _one(_, name, one)
    return Message(text)


def _one(_: Voice, name: str, review: Review) -> Text:
    marks = (
        _("{question} **{mark} of 4**", question=_.plain(QUESTIONS[aspect]), mark=mark)
        for aspect, mark in zip(ASPECTS, review.marks, strict=True)
    )
    text = _("**{name}**", name=name) + bullets(*marks)
    text += _(N_("What is good:")) + _whole(review.strong)
    return text + _(N_("What could be better:")) + _whole(review.advice)


def _whole(words: str) -> Text:
    return tuple(Quote((Span(part),)) for part in words.split("\n") if part.strip())
