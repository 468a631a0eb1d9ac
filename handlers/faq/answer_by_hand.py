"""An organiser answers, sets aside or keeps a question. The first one counts; the others see what became of it."""

from __future__ import annotations

import re
from typing import Any

from bot.chat.events import ButtonPressed, FormSubmitted, Place
from bot.chat.forms import Field, Form, Option
from bot.chat.messages import Edit, FormErrors, Intent, Message, OpenForm, Private, Refresh, Say
from bot.chat.text import paragraphs, quote
from bot.domain.people import ORGANISERS, Member
from bot.domain.questions import Question
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.faq.buttons import AnswerIt, IgnoreIt, KeepIt
from handlers.faq.declared import feature
from handlers.faq.handover import card_key, keep_button

ANSWER_MAX = 3000
SETTLED = N_("This question is settled already: it was answered or set aside.")


@feature.button(AnswerIt, access="members", any_cohort=True)
async def answer_it(turn: Turn[ButtonPressed], data: AnswerIt) -> list[Intent]:
    """Open the form for the answer."""
    question, _organiser = await _question(turn, data.question)
    if question.state != "open":
        return [turn.toast(SETTLED, alert=True), Refresh(card_key(question.id))]
    _ = turn.voice
    fields = [Field("answer", _.plain("Your answer"), "paragraph", max_length=ANSWER_MAX)]
    if not turn.event.can_open_form:
        fields.append(await _confirmation(turn, question))
    form = Form(
        "faq.answer",
        _.plain("Answer a question"),
        tuple(fields),
        _.plain("Send"),
        context=str(question.id),
        intro=question.text[:500],
    )
    return [OpenForm(form)]


async def _confirmation(turn: Turn[Any], question: Question) -> Field:
    """Step by step, the next thing that somebody writes is taken for the answer, whatever it was meant to be."""
    _ = turn.voice
    if question.public:
        words = _.plain("Send this to the group?")
    else:
        asker = await turn.uow.members.by_id(question.member_id) if question.member_id else None
        words = _.plain("Send this to {name}?", name=asker.name if asker else _.plain("the asker"))
    return Field("send", words, "choice", options=(Option("yes", _.plain("Send")),))


@feature.form("faq.answer", access="members")
async def answered(turn: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    """Bring the answer to where the question was asked."""
    if not re.fullmatch(r"[0-9]{1,9}", turn.event.context):
        raise RuleViolation("access.denied", access=ORGANISERS)
    question, organiser = await _question(turn, int(turn.event.context))
    answer = values.get("answer", "").strip()
    if not 0 < len(answer) <= ANSWER_MAX:
        long = N_("This is too long for a chat message. Please shorten it to 3,000 characters.")
        return [FormErrors({"answer": turn.voice.plain(long if answer else N_("Please write an answer."))})]
    if not await turn.uow.questions.settle(question.id, "answered", turn.now, organiser.id, answer):
        return [_too_late(turn, answer), Refresh(card_key(question.id))]
    asker = await turn.uow.members.by_id(question.member_id) if question.member_id else None
    _ = turn.voice_for(asker)
    text = (
        *_("**An answer from {name}, organiser**", name=organiser.name),
        *quote(question.text),
        *paragraphs(answer),
    )
    return [
        await _to_asker(turn, question, Message(text)),
        Refresh(card_key(question.id)),
        turn.tell(
            N_("I have sent your answer to {name}. Shall I give it myself when somebody asks this again?"),
            (keep_button(question.id, turn.voice),),
            name=asker.name if asker else turn.voice.plain("the asker"),
        ),
    ]


async def _to_asker(turn: Turn[Any], question: Question, message: Message) -> Intent:
    """To where it was asked: in a group or thread under the question, otherwise to the account that asked."""
    if question.public or question.thread_id:
        place = Place(question.platform, question.chat_id, question.chat_kind, question.thread_id)
        return Say(message, place, reply_to=question.message_id)
    asker = await turn.uow.accounts.by_id(question.account_id)
    assert asker is not None
    return Private(message, account=(asker.platform, asker.account_id))


def _too_late(turn: Turn[Any], answer: str) -> Intent:
    """What was written is given back: it may still be of use."""
    words = turn.voice(
        "This question was settled while you wrote, so I have not sent your answer. This is what you wrote:"
    )
    return Private(Message((*words, *paragraphs(answer))))


@feature.button(IgnoreIt, access="members", any_cohort=True)
async def ignore_it(turn: Turn[ButtonPressed], data: IgnoreIt) -> list[Intent]:
    question, organiser = await _question(turn, data.question)
    if not await turn.uow.questions.settle(question.id, "ignored", turn.now, organiser.id):
        return [turn.toast(SETTLED, alert=True), Refresh(card_key(question.id))]
    asker = await turn.uow.members.by_id(question.member_id) if question.member_id else None
    # They were promised an answer.
    words = turn.voice_for(asker)(
        N_("The organisers have closed this question without an answer. You can also write to them: {contact}"),
        contact=", ".join(turn.programme.contacts.values()) or "–",
    )
    told = await _to_asker(turn, question, Message((*quote(question.text), *words)))
    return [told, Refresh(card_key(question.id)), turn.toast(N_("Set aside. The person who asked has been told."))]


@feature.button(KeepIt, access="members", any_cohort=True)
async def keep_it(turn: Turn[ButtonPressed], data: KeepIt) -> list[Intent]:
    """From now on the bot gives this answer itself."""
    from bot.faq.questions import parts

    question, organiser = await _question(turn, data.question)
    if question.state != "answered" or not question.answer:
        return [turn.toast(N_("There is no answer to keep."), alert=True)]
    # The question alone: what somebody wrote of themselves around it is not for everybody.
    asked = " ".join(part.text for part in parts(question.text)) or question.text
    kept = await turn.uow.faq.keep(
        question.cohort_id, asked, question.answer, turn.now, by=organiser.id, question_id=question.id
    )
    if kept is None:
        return [turn.toast(N_("This answer is kept already."))]
    # The button may stand under the question's card or under the note that the answer was sent: either is settled now.
    done = Message((*quote(asked), *turn.voice("Kept. From now on I give this answer myself.")))
    return [Edit(done), Refresh(card_key(question.id)), turn.toast(N_("Kept. From now on I give this answer myself."))]


async def _question(turn: Turn[Any], question_id: int) -> tuple[Question, Member]:
    """The question, and the asker as an organiser of its cohort. Raises `access.denied` for everybody else."""
    question = await turn.uow.questions.by_id(question_id)
    if question is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    return question, turn.require(ORGANISERS, question.cohort_id)
