"""For organisers: what waits for an answer, and how the entries do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Private, Recheck
from bot.chat.text import Text, bullets
from bot.domain.people import ORGANISERS, LinkRequest, Member, request_card
from bot.domain.questions import Question
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.faq.buttons import short
from handlers.faq.declared import feature
from handlers.faq.handover import organisers_copy

SHOWN = 10
WORST = 5


@feature.command(
    "questions", access=ORGANISERS, summary=N_("see the questions that wait for an answer"), example="questions"
)
async def questions(turn: Turn[CommandInvoked]) -> list[Intent]:
    """One message for each that waits, so that each has its own buttons: requests first, then questions, oldest first."""
    requests = await turn.uow.accounts.open_requests(turn.cohort.id)
    found = await turn.uow.questions.open_ones(turn.cohort.id)
    waiting: list[Intent] = [_request_copy(request, turn.me.id) for request in requests]
    waiting += [organisers_copy(question.id, turn.me.id, asked_for=True) for question in found]
    if not waiting:
        return [turn.tell(N_("No question is waiting. Well done!"))]
    intents = waiting[:SHOWN]
    if len(waiting) > SHOWN:
        words = turn.voice.plural(
            "{n} more is waiting. Send /questions again when these are done.",
            "{n} more are waiting. Send /questions again when these are done.",
            len(waiting) - SHOWN,
        )
        intents.append(turn.tell("{words}", words=words))
    return intents


def _request_copy(request: LinkRequest, organiser_id: int) -> Private:
    """A request for a second account, as the feature enrolment words it and keeps it up to date."""
    recheck = Recheck("enrolment.second_account", {"request": str(request.id), "reader": str(organiser_id)})
    return Private(card=request_card(request.id), recheck=recheck)


@feature.status
async def unanswered(view: View, _: Voice, reader: Member | None) -> Text:
    """How many wait; in private also the entries that missed the point, and for organisers alone who asked what."""
    found = await view.uow.questions.open_ones(view.cohort.id)
    text = _("**Unanswered questions:** {n}.", n=len(found))
    if reader is None:
        return text
    if reader.roles & ORGANISERS:
        text += await _who_asked_what(view, _, found[:SHOWN])
    return text + await _off_the_mark(view, _)


async def _who_asked_what(view: View, _: Voice, found: Sequence[Question]) -> Text:
    asked = []
    for question in found:
        asker = await view.uow.members.by_id(question.member_id) if question.member_id else None
        words = question.text if len(question.text) <= 80 else question.text[:79] + "…"
        asked.append(_("{name}: {words}", name=asker.name if asker else _.plain("somebody"), words=words))
    return bullets(*asked) if asked else ()


async def _off_the_mark(view: View, _: Voice) -> Text:
    """The entries that people most often said were not what they had asked."""
    counts = [count for count in await view.uow.faq.counts(view.cohort.id) if count.missed]
    worst = sorted(counts, key=lambda count: -count.missed)[:WORST]
    titles = {entry.id: entry.question for entry in view.programme.faq}
    titles |= {entry.key: entry.question for entry in await view.uow.faq.kept(view.cohort.id)}
    lines = [
        _("{question} {missed} of {given}", question=short(titles[c.entry]), missed=c.missed, given=c.given)
        for c in worst
        if c.entry in titles
    ]
    if not lines:
        return ()
    return (*_("**Answers that were not what people had asked** (how often, of how often given):"), *bullets(*lines))
