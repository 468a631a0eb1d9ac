"""For organisers: what waits for an answer, and how the entries do."""

from __future__ import annotations

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Private, Recheck
from bot.domain.people import ORGANISERS, STAFF, LinkRequest, Member, request_card
from bot.locale.voice import N_, Voice
from bot.report import Listing, More, Report
from bot.scene import Turn, View
from handlers.faq.buttons import short
from handlers.faq.declared import feature
from handlers.faq.handover import organisers_copy

SHOWN = 10


@feature.command(
    "questions",
    access=ORGANISERS,
    topic="manage",
    summary=N_("see the questions that wait for an answer"),
    example="questions",
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
async def unanswered(view: View, _: Voice, reader: Member | None) -> Report:
    """How many questions wait, for organisers as what they have to do; and in private how many entries missed the point."""
    waiting = len(await view.uow.questions.open_ones(view.cohort.id))
    organiser = reader is not None and bool(reader.roles & ORGANISERS)
    missed = len(await _off_the_mark(view)) if reader else 0
    more = (More("missed", _.plain("Wrong answers ({n})", n=missed)),) if missed else ()
    if organiser:
        waits = (_("Questions to answer: **{n}**. Send /questions.", n=waiting),) if waiting else ()
        return Report(waits=waits, more=more)
    return Report(_("**Unanswered questions:** {n}.", n=waiting) if waiting else (), more=more)


@feature.listing("missed", access=STAFF)
async def off_the_mark(view: View, _: Voice, _reader: Member, lines: slice) -> Listing:
    """The entries that people most often said were not what they had asked."""
    found = await _off_the_mark(view)
    head = _("**Answers that were not what people had asked** (how often, of how often given):")
    said = [_("{question} {missed} of {given}", question=short(q), missed=m, given=g) for q, m, g in found[lines]]
    return Listing(head, len(found), tuple(said))


async def _off_the_mark(view: View) -> list[tuple[str, int, int]]:
    """Question, how often missed, how often given; the worst first."""
    counts = [count for count in await view.uow.faq.counts(view.cohort.id) if count.missed]
    if not counts:
        return []
    titles = {entry.id: entry.question for entry in view.programme.faq}
    titles |= {entry.key: entry.question for entry in await view.uow.faq.kept(view.cohort.id)}
    worst = sorted(counts, key=lambda count: -count.missed)
    return [(titles[c.entry], c.missed, c.given) for c in worst if c.entry in titles]
