"""A message comes in: is it a question for the bot, and does it know the answer? Unsure, it offers; else it hands over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.chat.buttons import button
from bot.chat.events import Event, MessagePosted
from bot.chat.messages import Intent, Message, Private, Rows, Say
from bot.chat.text import Text, quote
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.faq.buttons import ChooseEntry, HandOver, short
from handlers.faq.declared import feature
from handlers.faq.entries import Library, answer_message, answer_text, library, personal_of
from handlers.faq.handover import QUESTION_MAX, hand_over, worded
from handlers.faq.indexes import indexes
from handlers.faq.memory import asked_before, asked_in, place_key

if TYPE_CHECKING:
    from bot.faq.decide import Part

CONSIDERED = 10_000
"""Characters of a message that are looked at; nobody asks that long, but people paste."""

SENTENCE = 3
"""Words that somebody may want to have read: less is a greeting or thanks."""


@feature.foresees
async def wake(event: Event) -> None:
    """Who asks after a rest waits for the process that compares questions: they alone, and not all who want to write."""
    from bot.faq.questions import Form, parts

    if not indexes.rested or not isinstance(event, MessagePosted):
        return
    if any(part.form is Form.QUESTION for part in parts(event.text[:CONSIDERED])):
        await indexes.wake()


@feature.message
async def message(turn: Turn[MessagePosted]) -> list[Intent]:
    """In private and when mentioned it always reacts to a question; unasked it speaks only when it is sure."""
    from bot.faq.decide import Outcome

    event = turn.event
    if not event.addressed and not turn.config.answer_unasked:
        return []
    found = await library(turn, turn.member)
    before = await asked_before(turn) if event.addressed else ""
    verdict = await found.index.decide(event.text[:CONSIDERED], event.addressed, before)
    language = await asked_in(turn, event.text)
    intents: list[Intent] = []
    several = len(verdict.parts) > 1
    for part in verdict.parts:
        if event.addressed or part.outcome is Outcome.ANSWERED:
            # What stands around a single question may be what an organiser needs to answer it.
            whole = not several and len(event.text) <= QUESTION_MAX
            meant = replace(part, text=event.text.strip()) if whole else part
            intents += await _react(turn, found, meant, language, several=several)
    if not intents and event.place.private:
        return [await _no_question(turn, event.text, language)]
    return intents


async def _react(
    turn: Turn[MessagePosted], found: Library, part: Part, language: str | None, *, several: bool
) -> list[Intent]:
    """With `several` parts, each reply says which of them it is about."""
    from bot.faq.decide import Outcome

    match part.outcome:
        case Outcome.ANSWERED if part.entry_id and found.question(part.entry_id):
            # What is answered in private is not a reply to a message of the group.
            here = turn.in_private or turn.member is None or personal_of(turn, found, part.entry_id) is None
            asked = await _note(turn, part, part.entry_id, here=here)
            return await answer(turn, found, part.entry_id, asked, language, part.assumed)
        case Outcome.OFFERED:
            asked = await _note(turn, part, None)
            about = quote(part.text) if several else ()
            return [offer(turn, found, part.offers, asked, about, language)]
        case Outcome.HANDED_OVER | Outcome.ANSWERED:  # answered from an entry that has just gone
            await _note(turn, part, None)
            place, number = turn.event.place, turn.event.message_id
            return await hand_over(turn, part.text, place, number, quoted=several, language=language)
        case _:
            return []


async def _note(turn: Turn[MessagePosted], part: Part, entry: str | None, *, here: bool = True) -> int:
    from bot.faq.languages import guess_language

    return await turn.uow.faq.note_asked(
        turn.cohort.id,
        turn.account.id,
        part.text[:QUESTION_MAX],
        part.outcome.value,
        turn.now,
        entry,
        turn.event.message_id if here else None,
        guess_language(turn.event.text),
        place_key(turn.event.place),
    )


async def _no_question(turn: Turn[MessagePosted], text: str, language: str | None) -> Intent:
    """In private nobody is left without an answer: what is no question can still go to the organisers."""
    from bot.faq.chatter import is_thanks

    _ = turn.voice
    if is_thanks(text):
        return Say(Message(worded(_, "welcome", language) or _("You are welcome!")))
    words = worded(_, "anything", language) or _(
        "You can ask me anything about the programme, in your own words. /help shows what else I can do."
    )
    if turn.member is None or len(text.split()) < SENTENCE:
        return Say(Message(words))
    words += _("Is this something for the organisers? Then tap the button, and they get your message.")
    asked = await turn.uow.faq.note_asked(
        turn.cohort.id, turn.account.id, text[:QUESTION_MAX], "silent", turn.now, None, turn.event.message_id
    )
    return Say(Message(words, ((button(_.plain("Send it to the organisers"), HandOver(asked)),),)))


async def answer(
    turn: Turn[Any],
    found: Library,
    entry_id: str,
    asked: int,
    language: str | None = None,
    assumed: bool | None = None,
) -> list[Intent]:
    """The entry's question and answer, where it was asked; what concerns only the asker goes to them alone."""
    text, personal = await answer_text(turn, found, entry_id, turn.member, language, assumed)
    message = answer_message(turn.voice, found.question(entry_id) or "", text, asked)
    if not personal or turn.in_private:
        return [Say(message)]
    if turn.can.whispers or not turn.account.reachable:
        return [Private(message)]
    if isinstance(turn.event, MessagePosted) and turn.event.addressed:
        return [Private(message), turn.say(N_("I have answered you in private."))]
    return [Private(message), turn.toast(N_("I have answered you in private."))]


def offer(
    turn: Turn[Any], found: Library, entries: tuple[str, ...], asked: int, about: Text = (), language: str | None = None
) -> Intent:
    """The nearest entries as buttons, and a way out; asked back in the `language` of the question."""
    _ = turn.voice
    rows = choices(found, entries, asked)
    words = worded(_, "which", language) or _("I am not sure what you mean. Is it one of these?")
    if not turn.member:
        return Say(Message(about + words, rows))
    ask = button(_.plain("None of these: ask the organisers"), HandOver(asked))
    return Say(Message(about + words, (*rows, (ask,))))


def choices(found: Library, entries: Iterable[str], asked: int) -> Rows:
    """A button for each of the entries that this person may see."""
    return tuple(
        (button(short(question), ChooseEntry(asked, entry)),)
        for entry in entries
        if (question := found.question(entry))
    )
