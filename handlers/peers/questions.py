"""A participant's question in the group that nobody has answered for a day goes to two or three who may know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, FormSubmitted, MessageDeleted, MessageEdited, MessagePosted
from bot.chat.forms import Field, Form
from bot.chat.messages import Edit, FormErrors, Intent, Message, OpenForm, Say
from bot.chat.text import Quote, Span, quote
from bot.domain.people import ORGANISERS
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Scene, Turn, View
from handlers.peers.buttons import Know
from handlers.peers.declared import feature, form_id
from handlers.peers.nudge import nudge
from handlers.peers.who import may_be_asked
from storage.peer_questions import GroupQuestion

WAIT = timedelta(days=1)
LATEST = timedelta(days=3)
"""What nobody has answered for longer is left alone: the bot may have been away."""

ASKED_MOST = 3
REST = timedelta(days=7)
"""Who was asked something is left in peace for so long."""

SHORTEST = 4
"""Words of a question that somebody could answer; less is chat."""

QUESTION_MAX = 1500
ANSWER_MAX = 2000


@feature.message
async def heard(turn: Turn[MessagePosted]) -> list[Intent]:
    """In the group, unasked: a question is noted, an answer in its thread ends the waiting. In a chat of a few: who writes
    there is there. Nothing is said here."""
    event = turn.event
    if turn.member is None or turn.programme.peers is None:
        return []
    if event.place.kind == "circle":
        await _stir(turn)
    if event.place.kind != "group" or not turn.programme.peers.ask_members:
        return []
    await turn.uow.peer_questions.answered_there(event.place, event.reply_to, turn.me.id)
    if event.addressed or not turn.me.learner or event.reply_to or event.message_id is None or not _asks(event.text):
        return []
    text = event.text.strip()[:QUESTION_MAX]
    await turn.uow.peer_questions.note(turn.cohort.id, turn.me.id, event.place, event.message_id, text, turn.now)
    return []


def _asks(text: str) -> bool:
    from bot.faq.questions import Form as Kind
    from bot.faq.questions import parts

    asked = parts(text[: 2 * QUESTION_MAX])
    return any(one.form is Kind.QUESTION and len(one.text.split()) >= SHORTEST for one in asked)


async def _stir(turn: Turn[MessagePosted]) -> None:
    for one in await turn.uow.rounds.of_cohort(turn.cohort.id):
        pairing = await turn.uow.rounds.pairing_of(one.id, turn.me.id) if one.state == "running" else None
        if pairing and not pairing.place_of(turn.me.id).active:
            await turn.uow.rounds.stir(pairing.place_of(turn.me.id).id)


@feature.edited
async def reworded(turn: Turn[MessageEdited]) -> list[Intent]:
    """Members are asked what it says now; what is no question any more is asked of nobody."""
    event = turn.event
    if turn.member is None or event.message_id is None or event.place.kind != "group":
        return []
    if _asks(event.text):
        text = event.text.strip()[:QUESTION_MAX]
        await turn.uow.peer_questions.reword(event.place, event.message_id, turn.member.id, text)
    else:
        await turn.uow.peer_questions.taken_back(event.place, event.message_id)
    return []


@feature.deleted
async def taken_back(turn: Turn[MessageDeleted]) -> list[Intent]:
    if turn.event.message_id and turn.event.place.kind == "group":
        await turn.uow.peer_questions.taken_back(turn.event.place, turn.event.message_id)
    return []


async def bring(scene: Scene) -> list[Intent]:
    """Those whose offers fit, as long as they agreed to be asked and were not lately."""
    told: list[Intent] = []
    since, until = scene.now - LATEST, scene.now - WAIT
    for question in await scene.uow.peer_questions.unanswered(scene.cohort.id, since, until):
        if not await scene.uow.peer_questions.change(question.id, "asked", from_=("open",)):
            continue
        told += await _ask(scene, question)
    return told


async def _ask(scene: Scene, question: GroupQuestion) -> list[Intent]:
    rested = await scene.uow.peer_questions.asked_since(scene.cohort.id, scene.now - REST)
    told: list[Intent] = []
    for one in await may_be_asked(scene, question.text):
        member = await scene.uow.members.by_id(one.member_id)
        if member is None or one.member_id in rested | {question.member_id} or len(told) == ASKED_MOST:
            continue
        await scene.uow.peer_questions.ask(question, member.id, scene.now)
        told.append(nudge(scene, member, "question", str(question.id), question=question.id))
    return told


@feature.recheck("peers.question")
async def may_know(view: View, to: str, question: str) -> Message | None:
    """Unless somebody has answered meanwhile."""
    asked = await view.uow.peer_questions.by_id(int(question))
    reader = await view.uow.members.by_id(int(to))
    if asked is None or asked.state != "asked" or reader is None or reader.withdrawn:
        return None
    asker = await view.uow.members.by_id(asked.member_id)
    profile = await view.uow.peers.of_member(reader.id)
    if asker is None or profile is None or not profile.askable:
        return None
    _ = view.voice_for(reader)
    text = _("**{name} asked this in the group, and nobody has answered yet:**", name=asker.name) + quote(asked.text)
    text += _(
        "You said that you may be asked. Do you know something about it? I post your answer there, with your name."
    )
    yes = button(_.plain("Answer"), Know(asked.id, "answer"), "primary")
    return Message(text, ((yes, button(_.plain("Not this time"), Know(asked.id, "pass"))),))


@feature.button(Know, access="members", any_cohort=True)
async def known(pressed: Turn[ButtonPressed], data: Know) -> list[Intent]:
    turn, question = await _mine(pressed, data.question)
    _ = turn.voice
    if data.what != "answer":
        return [Edit(Message(_("All right, thank you.")))]
    if question.state != "asked":
        return [Edit(Message(_("Somebody has answered it meanwhile. Thank you!")))]
    field = Field("answer", _.plain("Your answer"), "paragraph", help=question.text[:100], max_length=ANSWER_MAX)
    title, send = _.plain("Answer in the group"), _.plain("Post it")
    return [OpenForm(Form("peers.answer", title, (field,), send, str(question.id)))]


@feature.form("peers.answer", access="members")
async def answered(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    turn, question = await _mine(submitted, form_id(submitted.event.context))
    words = values.get("answer", "").strip()
    if not 0 < len(words) <= ANSWER_MAX:
        return [FormErrors({"answer": turn.voice.plain("Please write up to {n} characters.", n=ANSWER_MAX)})]
    if not await turn.uow.peer_questions.answer(question.id, turn.me.id, words):
        return [turn.toast(N_("You have answered it already. Thank you!"), alert=True)]
    await turn.uow.peer_questions.change(question.id, "answered", from_=("open", "asked"))
    _ = turn.group_voice
    message = Message((*_("**{name}** answers:", name=turn.me.name), Quote((Span(words),))))
    thread = question.place
    return [Say(message, thread, question.message_id), turn.tell(N_("Thank you. I have posted it in the group."))]


async def _mine(turn: Turn[Any], question_id: int) -> tuple[Turn[Any], GroupQuestion]:
    """A question that was brought to the asker. Raises `access.denied`."""
    question = await turn.uow.peer_questions.by_id(question_id)
    if question is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    here = await turn.within(question.cohort_id, "members")
    if not await turn.uow.peer_questions.was_asked(question.id, here.me.id):
        raise RuleViolation("access.denied", access=ORGANISERS)
    return here, question
