"""A message comes in: is it a question for the bot, and does it know the answer? Unsure, it offers; else it hands over."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import MessagePosted
from bot.chat.messages import Intent, Message, Private, Say
from bot.faq.decide import Outcome, Part, decide
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.faq.buttons import ChooseEntry, HandOver, feedback, short
from handlers.faq.declared import feature
from handlers.faq.handover import hand_over
from handlers.faq.library import Library, answer_text, library

CONSIDERED = 10_000
"""Characters of a message that are looked at; nobody asks that long, but people paste."""


@feature.message
async def message(turn: Turn[MessagePosted]) -> list[Intent]:
    """In private and when mentioned it always reacts to a question; unasked it speaks only when it is sure."""
    event = turn.event
    if not event.addressed and not turn.config.answer_unasked:
        return []
    found = await library(turn, turn.member)
    verdict = decide(found.index, event.text[:CONSIDERED], event.addressed)
    intents: list[Intent] = []
    for part in verdict.parts:
        if event.addressed or part.outcome is Outcome.ANSWERED:
            intents += await _react(turn, found, part)
    return intents


async def _react(turn: Turn[MessagePosted], found: Library, part: Part) -> list[Intent]:
    match part.outcome:
        case Outcome.ANSWERED if part.entry_id:
            asked = await _note(turn, part, part.entry_id)
            return await answer(turn, found, part.entry_id, asked)
        case Outcome.OFFERED:
            asked = await _note(turn, part, None)
            return [offer(turn, found, part.offers, asked)]
        case Outcome.HANDED_OVER:
            return await hand_over(turn, part.text, turn.event.place, turn.event.message_id)
        case _:
            return []


async def _note(turn: Turn[MessagePosted], part: Part, entry: str | None) -> int:
    return await turn.uow.faq.note_asked(
        turn.cohort.id, turn.account.id, part.text[:2000], part.outcome.value, turn.now, entry, turn.event.message_id
    )


async def answer(turn: Turn[Any], found: Library, entry_id: str, asked: int) -> list[Intent]:
    """The entry's question and answer, where it was asked; what concerns only the asker goes to them alone."""
    text, personal = await answer_text(turn, found, entry_id, turn.member)
    question = found.question(entry_id) or ""
    message = Message((*turn.voice("*{question}*", question=question), *text), (feedback(turn.voice, asked),))
    if not personal or turn.in_private:
        return [Say(message)]
    return [Private(message), turn.toast(N_("I have answered you in private."))]


def offer(turn: Turn[Any], found: Library, entries: tuple[str, ...], asked: int) -> Intent:
    """The nearest entries as buttons, and a way out."""
    _ = turn.voice
    rows = [
        (button(short(question), ChooseEntry(asked, entry)),)
        for entry in entries
        if (question := found.question(entry))
    ]
    words = _("I am not sure what you mean. Is it one of these?")
    if turn.member:
        rows.append((button(_.plain("None of these: ask the organisers"), HandOver(asked)),))
    return Say(Message(words, tuple(rows)))
