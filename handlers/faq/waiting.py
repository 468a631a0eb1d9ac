"""For organisers: what waits for an answer, and how the entries do."""

from __future__ import annotations

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text, bullets, quote
from bot.domain.people import ORGANISERS
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.faq.declared import feature
from handlers.faq.handover import open_buttons

SHOWN = 10


@feature.command(
    "questions", access=ORGANISERS, summary=N_("see the questions that wait for an answer"), example="questions"
)
async def questions(turn: Turn[CommandInvoked]) -> list[Intent]:
    """One message a question, oldest first, so that each has its own buttons."""
    found = await turn.uow.questions.open_ones(turn.cohort.id)
    if not found:
        return [turn.tell(N_("No question is waiting. Well done!"))]
    _ = turn.voice
    intents: list[Intent] = []
    for question in found[:SHOWN]:
        asker = await turn.uow.members.by_id(question.member_id) if question.member_id else None
        head = _("**{name}**, {when}", name=asker.name if asker else _.plain("somebody"), when=_.moment(question.at))
        intents.append(Private(Message((*head, *quote(question.text)), open_buttons(question, _))))
    if len(found) > SHOWN:
        intents.append(
            turn.tell(N_("{n} more are waiting. Send /questions again when these are done."), n=len(found) - SHOWN)
        )
    return intents


@feature.status
async def unanswered(view: View, _: Voice, names: bool) -> Text:
    """How many wait; with `names` who asked what, and the entries that were rated as missing the point."""
    found = await view.uow.questions.open_ones(view.cohort.id)
    text = _("**Unanswered questions:** {n}.", n=len(found))
    if not names:
        return text
    asked = []
    for question in found[:SHOWN]:
        asker = await view.uow.members.by_id(question.member_id) if question.member_id else None
        words = question.text if len(question.text) <= 80 else question.text[:79] + "…"
        asked.append(_("{name}: {words}", name=asker.name if asker else _.plain("somebody"), words=words))
    missed = [count for count in await view.uow.faq.counts(view.cohort.id) if count.missed]
    if asked:
        text += bullets(*asked)
    if missed:
        lines = [
            _("{entry}: {missed} of {given} times", entry=c.entry, missed=c.missed, given=c.given) for c in missed[:5]
        ]
        text += (*_("Answers that were not what people asked:"), *bullets(*lines))
    return text
