"""Writing a review: three marks, and two sentences."""

from __future__ import annotations

from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form, Option
from bot.chat.messages import FormErrors, Intent, OpenForm
from bot.chat.words import clean
from bot.domain.homework.peer_review import ASPECTS, WORDS_MAX, Review, check_review, ready_for_author
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.peer_review.buttons import WriteReview
from handlers.peer_review.declared import POINTS, QUESTIONS, feature, own_review, shown_work, worded
from handlers.peer_review.give import give
from handlers.peer_review.read import gone

TOO_LATE = N_("Its author has got the reviews already, so yours could not be kept. Please write to them yourself.")


@feature.button(WriteReview, access="members", any_cohort=True)
async def write_review(pressed: Turn[ButtonPressed], data: WriteReview) -> list[Intent]:
    turn, found, task = await own_review(pressed, data.review)
    if await shown_work(turn, found) is None:
        return [gone(turn)]
    if found.told_at is not None:
        return [turn.toast(TOO_LATE, alert=True)]
    return [OpenForm(_form(turn.voice, found, anonymous=task.task.anonymous_reviews))]


def _form(_: Voice, found: Review, *, anonymous: bool) -> Form:
    options = tuple(Option(value, _.plain(words)) for value, words in POINTS.items())
    marks = dict(zip(ASPECTS, map(str, found.marks), strict=False))
    fields = [
        Field(aspect, _.plain(QUESTIONS[aspect]), "choice", options=options, value=marks.get(aspect, ""))
        for aspect in ASPECTS
    ]
    told = _.plain("Your name is not shown.") if anonymous else _.plain("The author sees your name.")
    fields.append(
        Field("strong", _.plain("What is good?"), "paragraph", help=told, value=found.strong, max_length=WORDS_MAX)
    )
    fields.append(
        Field("advice", _.plain("What could be better?"), "paragraph", value=found.advice, max_length=WORDS_MAX)
    )
    return Form("peer_review.write", _.plain("Your review"), tuple(fields), _.plain("Send"), context=str(found.id))


@feature.form("peer_review.write", access="members")
async def written(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """As soon as all reviews of a work are there, its author gets them."""
    turn, found, _task = await own_review(submitted, submitted.event.context)
    work = await shown_work(turn, found)
    if work is None:
        return [gone(turn)]
    strong, advice = (clean(values.get(name, "")).strip() for name in ("strong", "advice"))
    try:
        marks = check_review(values, strong, advice)
    except RuleViolation as violation:
        field = str(violation.fields.get("aspect") or violation.fields.get("field"))
        return [FormErrors({field: worded(violation, turn.voice)})]
    await turn.uow.peer_reviews.lock(found.assignment_id)
    if not await turn.uow.peer_reviews.write(found, marks, strong, advice, work.version, turn.now):
        return [turn.toast(TOO_LATE, alert=True)]
    reviews = await turn.uow.peer_reviews.of_submission(found.submission_id)
    told = await give(turn, reviews) if ready_for_author(reviews, turn.now) else []
    return [turn.toast(N_("Thank you. Its author gets your review together with the others.")), *told]
