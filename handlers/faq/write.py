"""Organisers write entries in chat: new ones, other answers, and answers to what people asked in vain."""

from __future__ import annotations

import re
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private
from bot.chat.text import paragraphs, quote, typed
from bot.domain.people import ORGANISERS
from bot.domain.questions import ANSWER_MAX, KEPT, PHRASING_MAX
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.faq.buttons import EditEntry, MakeEntry, short
from handlers.faq.declared import feature
from handlers.faq.entries import Library, answer_text, library
from handlers.faq.missed import cluster_of
from handlers.faq.review import DONE_ALREADY, organiser_of, settled

CHOICES = 5
NEW = "new"
CHANGED_MEANWHILE = N_(
    "Somebody changed this entry while you wrote, so I have not kept your words. This is what you wrote:"
)


async def add(turn: Turn[CommandInvoked], question: str) -> list[Intent]:
    """`/faq add`, perhaps with the question: a form for a new entry. For organisers."""
    turn.require(ORGANISERS, turn.cohort.id)
    return [OpenForm(_form(turn, turn.voice.plain("New entry"), f"{turn.cohort.id}|{NEW}", question))]


async def edit(turn: Turn[CommandInvoked], words: str) -> list[Intent]:
    """`/faq edit` and some words of the question: the entries that it may be. For organisers."""
    organiser = turn.require(ORGANISERS, turn.cohort.id)
    if not words:
        return [turn.tell(N_("Which entry? Write some words of its question, as in `/faq edit who pays the hotel`."))]
    found = await library(turn, organiser)
    rows = tuple(
        (button(short(question), EditEntry(candidate.entry_id)),)
        for candidate in (await found.index.rank(words))[:CHOICES]
        if (question := found.question(candidate.entry_id))
    )
    if not rows:
        return [turn.tell(N_("I found no entry with these words. `/faq` shows all of them."))]
    return [turn.tell(N_("Which entry do you want to change?"), rows)]


@feature.button(EditEntry, access=ORGANISERS)
async def edit_entry(turn: Turn[ButtonPressed], data: EditEntry) -> list[Intent]:
    """The form with the entry as it is now."""
    found = await library(turn, turn.me)
    question = found.question(data.entry)
    if question is None:
        return [turn.toast(N_("This answer is no longer there. Please ask again."), alert=True)]
    text, _personal = await answer_text(turn, found, data.entry, None)
    context = f"{turn.cohort.id}|{data.entry}|{_changes(found, data.entry)}"
    title = turn.voice.plain("Change an entry")
    return [OpenForm(_form(turn, title, context, question, typed(text)[:ANSWER_MAX]))]


@feature.button(MakeEntry, access="members", any_cohort=True)
async def make_entry(turn: Turn[ButtonPressed], data: MakeEntry) -> list[Intent]:
    """The form for an answer to what several have asked."""
    turn = await organiser_of(turn, data.asked)
    cluster = await cluster_of(turn, data.asked)
    if cluster is None:
        return [turn.toast(DONE_ALREADY, alert=True)]
    context = f"{turn.cohort.id}|asked|{data.asked}"
    return [OpenForm(_form(turn, turn.voice.plain("New entry"), context, cluster.asked[0]))]


def _form(turn: Turn[Any], title: str, context: str, question: str = "", answer: str = "") -> Form:
    _ = turn.voice
    fields = (
        Field("question", _.plain("Question"), value=question[:PHRASING_MAX], max_length=PHRASING_MAX),
        Field("answer", _.plain("Answer"), "paragraph", value=answer, max_length=ANSWER_MAX),
    )
    return Form("faq.write", title, fields, _.plain("Keep"), context=context)


def _changes(found: Library, entry: str) -> int:
    """How often it was changed; -1 for an entry that is still as the pack has it."""
    return found.kept[entry].changes if entry in found.kept else -1


@feature.form("faq.write", access="members")
async def written(turn: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Keep what was written, unless somebody was quicker."""
    read = re.fullmatch(rf"([0-9]{{1,9}})\|({NEW}|asked|[a-z0-9-]+)(?:\|(-?[0-9]{{1,9}}))?", turn.event.context)
    if read is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    turn = await turn.within(int(read[1]), ORGANISERS)
    question, answer = (values.get(name, "").strip() for name in ("question", "answer"))
    wrong = _wrong(turn, question, answer)
    if wrong:
        return [FormErrors(wrong)]
    if read[2] == NEW:
        return await _kept_new(turn, question, answer)
    number = int(read[3] or -1)
    if read[2] == "asked":
        return await _kept_asked(turn, number, question, answer)
    return await _kept_changed(turn, read[2], number, question, answer)


def _wrong(turn: Turn[Any], question: str, answer: str) -> dict[str, str]:
    _ = turn.voice
    wrong: dict[str, str] = {}
    if not 0 < len(question) <= PHRASING_MAX:
        wrong["question"] = _.plain("Please write a question of at most {n} characters.", n=PHRASING_MAX)
    if not 0 < len(answer) <= ANSWER_MAX:
        wrong["answer"] = _.plain("Please write an answer of at most {n} characters.", n=ANSWER_MAX)
    return wrong


async def _kept_new(turn: Turn[Any], question: str, answer: str) -> list[Intent]:
    await turn.uow.faq.keep(turn.cohort.id, question, answer, turn.now, by=turn.me.id)
    return [_kept(turn, question)]


async def _kept_asked(turn: Turn[Any], asked: int, question: str, answer: str) -> list[Intent]:
    turn = await organiser_of(turn, asked)
    cluster = await settled(turn, asked, "entry")
    if cluster is None:
        return [_given_back(turn, DONE_ALREADY, answer)]
    made = await turn.uow.faq.keep(turn.cohort.id, question, answer, turn.now, by=turn.me.id)
    for text in cluster.asked:
        await turn.uow.faq_learning.add_phrasing(turn.cohort.id, f"{KEPT}{made}", text, turn.now, by=turn.me.id)
    return [_kept(turn, question)]


async def _kept_changed(turn: Turn[Any], entry: str, seen: int, question: str, answer: str) -> list[Intent]:
    found = await library(turn, turn.me)
    if found.question(entry) is None:
        return [_given_back(turn, N_("This entry is not there any more. This is what you wrote:"), answer)]
    learning = turn.uow.faq_learning
    if seen < 0:
        done = await learning.replace(turn.cohort.id, entry, question, answer, turn.now, by=turn.me.id)
    else:
        kept = found.kept.get(entry)
        done = kept is not None and await learning.edit(kept.id, seen, question, answer, by=turn.me.id)
    return [_kept(turn, question) if done else _given_back(turn, CHANGED_MEANWHILE, answer)]


def _kept(turn: Turn[Any], question: str) -> Intent:
    return Private(Message((*quote(question), *turn.voice("Kept. From now on I give this answer myself."))))


def _given_back(turn: Turn[Any], why: str, answer: str) -> Intent:
    """What was written is given back: it may still be of use."""
    return Private(Message((*turn.voice(why), *paragraphs(answer))))
