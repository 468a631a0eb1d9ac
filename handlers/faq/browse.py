"""`/faq`: topics, their questions, an answer; all in one message that changes in place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.domain.people import ORGANISERS
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.faq.buttons import ShowEntry, ShowTopic, short
from handlers.faq.declared import feature
from handlers.faq.entries import Library, answer_message, answer_text, library
from handlers.faq.review import review
from handlers.faq.write import add, edit

KEPT_TOPIC = "from-the-group"

FOR_ORGANISERS = N_(
    "As an organiser you can also send `/faq review` (what was asked in vain), `/faq add` and `/faq edit` with some words."
)


@feature.command("faq", access="anyone", summary=N_("browse questions and answers"), example="faq")
async def faq(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Topics for everybody; `review`, `add` and `edit` for organisers."""
    word, _, rest = turn.event.args.strip().partition(" ")
    match word.casefold():
        case "review":
            return await review(turn)
        case "add":
            return await add(turn, rest.strip())
        case "edit":
            return await edit(turn, rest.strip())
        case _:
            pass
    shown = _topics(await library(turn, turn.member), turn.voice)
    if turn.member and turn.member.roles & ORGANISERS:
        shown = replace(shown, text=shown.text + turn.voice(FOR_ORGANISERS))
    return [Private(shown)]


@feature.button(ShowTopic, access="anyone")
async def show_topic(turn: Turn[ButtonPressed], data: ShowTopic) -> list[Intent]:
    """The topic's questions; an empty topic leads back to all of them."""
    _ = turn.voice
    found = await library(turn, turn.member)
    questions = {e.id: found.question(e.id) or e.question for e in found.entries.values() if e.topic == data.topic}
    if data.topic == KEPT_TOPIC:
        questions = {entry_id: entry.question for entry_id, entry in found.own.items()}
    if not questions:
        return [Edit(_topics(found, _))]
    rows = [(button(short(question), ShowEntry(entry_id)),) for entry_id, question in questions.items()]
    rows.append((button(_.plain("All topics"), ShowTopic("")),))
    return [Edit(Message(_("**{topic}**", topic=_name(data.topic, _)), tuple(rows)))]


@feature.button(ShowEntry, access="anyone")
async def show_entry(turn: Turn[ButtonPressed], data: ShowEntry) -> list[Intent]:
    found = await library(turn, turn.member)
    question = found.question(data.entry)
    if question is None:
        return [turn.toast(N_("This answer is no longer there. Please ask again."), alert=True)]
    text, personal = await answer_text(turn, found, data.entry, turn.member)
    asked = await turn.uow.faq.note_asked(turn.cohort.id, turn.account.id, question, "browsed", turn.now, data.entry)
    topic = found.entries[data.entry].topic if data.entry in found.entries else KEPT_TOPIC
    back = button(turn.voice.plain("Back"), ShowTopic(topic))
    message = answer_message(turn.voice, question, text, asked, ((back,),))
    return [Private(message) if personal and not turn.in_private else Edit(message)]


def _topics(found: Library, _: Voice) -> Message:
    counts = Counter(entry.topic for entry in found.entries.values())
    if found.own:
        counts[KEPT_TOPIC] = len(found.own)
    buttons: list[Button] = [
        button(f"{_name(topic, _)} ({n})", ShowTopic(topic)) for topic, n in sorted(counts.items())
    ]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Message(_("**What would you like to know?** You can also just ask me, in your own words."), rows)


def _name(topic: str, _: Voice) -> str:
    words = topic.replace("-", " ")
    return _.plain("From the group") if topic == KEPT_TOPIC else words[:1].upper() + words[1:]
