"""What is typed in private while a task is put together: mostly homework. But who types what stands on a button means to tap
it, and who asks something gets an answer, beside which it can still be made homework."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import MessagePosted
from bot.chat.messages import Intent, Message, Private, Toast
from bot.chat.text import paragraphs
from bot.chat.words import clean
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.items import looks_like_link
from bot.domain.homework.submissions import Submission
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.assignments.buttons import ForTask, HandIn, KeepIt, RemoveLast, StopIt
from handlers.assignments.declared import dates_of, feature, task_for
from handlers.assignments.gather import not_taken, open_tasks, sent, show, written
from handlers.assignments.gathering import HAND_IT_IN, KEEP, REMOVE_LAST, STOP, hand_in_button
from handlers.assignments.hand_in import hand_in
from handlers.assignments.keep import keep
from handlers.assignments.take_out import remove_last, stop

QUESTION_MAX = 200
"""Characters of what is plainly a question."""

WORDS_WITHOUT_MARK = 6
"""So many words at most has one that ends without a question mark: a sentence of somebody's work may begin like one."""

SUBJECTS = ("i", "we", "you", "they", "it")


@feature.message
async def said(turn: Turn[MessagePosted]) -> list[Intent]:
    """In private, while something is put together; and links at any time. The rest is for others."""
    words = clean(turn.event.text).strip()
    if not turn.in_private or turn.member is None or not turn.member.learner or not words:
        return []
    submission = await _listening(turn)
    if submission is not None and (label := _label(words, turn.voice)):
        return await _press(turn, submission, label)
    taken = submission is not None and not words.isdecimal() and not is_question(words)
    if not taken and not (looks_like_link(words) and await open_tasks(turn, turn.me)):
        return []
    try:
        return await sent(turn, [written(words)])
    except RuleViolation as violation:
        return await not_taken(turn, violation)


async def _listening(turn: Turn[Any]) -> Submission | None:
    submission = await turn.uow.submissions.gathering(turn.me.id)
    return submission if submission is not None and submission.listens(turn.now) else None


def _label(words: str, _: Voice) -> str | None:
    """The button of whose label they are, in the reader's language or in English."""
    typed = words.strip(" .!*").casefold()
    labels = (HAND_IT_IN, N_("Hand in"), KEEP, REMOVE_LAST, STOP)
    return next((one for one in labels if typed in (one.casefold(), _.plain(one).casefold())), None)


async def _press(turn: Turn[MessagePosted], submission: Submission, label: str) -> list[Intent]:
    """As if it had been tapped; who types sees no toast."""
    pressed: Turn[Any] = turn
    if label == STOP:
        return await stop(pressed, StopIt(submission.id))
    if label == REMOVE_LAST:
        return await _remove(turn, submission)
    if label == KEEP:
        return await keep(pressed, KeepIt(submission.id))
    replies = await hand_in(pressed, HandIn(submission.id))
    return [Private(Message(paragraphs(one.text))) if isinstance(one, Toast) else one for one in replies]


async def _remove(turn: Turn[Any], submission: Submission) -> list[Intent]:
    """What is left is shown below, unless it was what a receipt waited for."""
    items = await turn.uow.submission_items.gathered(submission.id)
    replies = await remove_last(turn, RemoveLast(submission.id, items[-1].id)) if items else []
    now = await turn.uow.submissions.by_id(submission.id)
    if now is None or now.gathering_at is None:
        return [one for one in replies if not isinstance(one, Toast)]
    return await show(turn, now)


def is_question(words: str) -> bool:
    """Whether it is plainly put to the bot: one short line that asks, in any language that questions are read in. Beside it
    may stand a greeting or thanks; whatever else does makes it somebody's work."""
    from bot.faq.questions import Form, form_of
    from bot.faq.sentences import sentences

    if len(words) > QUESTION_MAX or "\n" in words or looks_like_link(words):
        return False
    said = [(one, form_of(one)) for one in sentences(words)]
    asked = [one for one, form in said if form is Form.QUESTION]
    nothing_else = all(form in (Form.QUESTION, Form.CHATTER) for _one, form in said)
    return bool(asked) and nothing_else and all("?" in one or _asks_without_mark(one) for one in asked)


def _asks_without_mark(sentence: str) -> bool:
    """A few words in the order of a question: "when is it due", "can I add", but not "when members meet" or "do it"."""
    from bot.faq import forms
    from bot.faq.text import words

    said = words(sentence)
    if not 1 < len(said) <= WORDS_WITHOUT_MARK or said[:2] == ("do", "it"):
        return False
    first, second = said[:2]
    return (first in forms.WH_WORDS and second in forms.AUXILIARIES) or (
        first in forms.AUXILIARIES and second in SUBJECTS
    )


@feature.aside
async def asked(turn: Turn[MessagePosted]) -> list[Intent]:
    """Below the answer to a question: it was not taken for homework, and can be."""
    words = clean(turn.event.text).strip()
    if not turn.in_private or turn.member is None or not turn.member.learner or not is_question(words):
        return []
    submission = await _listening(turn)
    if submission is None:
        return []
    try:
        here, found = await task_for(turn, submission.assignment_id)
    except RuleViolation:
        return []
    return [await _offer(here, submission, found, words)] if "text" in found.task.accepts else []


async def _offer(turn: Turn[Any], submission: Submission, found: Assignment, words: str) -> Intent:
    """It is dropped until it is asked for, so that it never goes along with what else waits for a task."""
    items = turn.uow.submission_items
    kept = await items.add_words(turn.me, None, "text", words, turn.now)
    await items.end(kept, "dropped")
    rows = [(button(turn.voice.plain("Add it to my homework"), ForTask(found.id, kept)),)]
    if await items.gathered(submission.id):
        rows.append((hand_in_button(turn.voice, submission.id),))
    told = N_("I took this as a question to me. It is **not** part of your homework “{title}”, which is due {due}.")
    due = turn.voice.moment((await dates_of(turn, found, turn.me)).due)
    return turn.tell(told, tuple(rows), title=found.title, due=due)
