"""Questions the bot cannot answer go to the organisers, once."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import Place
from bot.chat.messages import Intent, Message, Private, Recheck, Rows
from bot.chat.text import Text, quote
from bot.domain.people import ORGANISERS
from bot.domain.questions import Question
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.faq.buttons import AnswerIt, IgnoreIt, KeepIt
from handlers.faq.declared import feature

QUESTION_MAX = 4000
"""Characters of a question that are kept for the organisers."""


def card_key(question_id: int) -> str:
    """The organisers' copies of a question, kept up to date together."""
    return f"question:{question_id}"


async def hand_over(turn: Turn[Any], text: str, place: Place, message_id: str | None) -> list[Intent]:
    """Ask the organisers, and tell the asker so. A stranger is told how to join or whom to write to."""
    contact = ", ".join(turn.programme.contacts.values())
    if turn.member is None:
        return [
            turn.say(
                N_("I don't know the answer. If you are a member, please `/join` first. {contact}"), contact=contact
            )
        ]
    made = await turn.uow.questions.ask(
        turn.cohort.id, turn.account.id, turn.member.id, text[:QUESTION_MAX], place, message_id, turn.now
    )
    if made is None:
        return [turn.say(N_("You have asked this before, and the organisers know. I bring you their answer here."))]
    organisers = [m for m in await turn.uow.members.of_cohort(turn.cohort.id) if m.roles & ORGANISERS]
    told: list[Intent] = [
        Private(
            to=member.id,
            key=f"{card_key(made)}:{member.id}",
            card=card_key(made),
            recheck=Recheck("faq.question", {"question": str(made), "reader": str(member.id)}),
        )
        for member in organisers
    ]
    return [turn.say(N_("I don't know that. I have asked the organisers and bring you their answer here.")), *told]


@feature.recheck("faq.question")
async def render_question(view: View, question: str, reader: str) -> Message | None:
    """An organiser's copy: with buttons while it is open, afterwards with what became of it."""
    found = await view.uow.questions.by_id(int(question))
    organiser = await view.uow.members.by_id(int(reader))
    if found is None or organiser is None:
        return None
    _ = view.voice_for(organiser)
    asker = await view.uow.members.by_id(found.member_id) if found.member_id else None
    head = _("**Question from {name}**", name=asker.name if asker else _.plain("somebody"))
    text: Text = (*head, *quote(found.text))
    if found.state == "open":
        return Message(text, open_buttons(found, _))
    by = await view.uow.members.by_id(found.answered_by) if found.answered_by else None
    name = by.name if by else _.plain("an organiser")
    if found.state == "ignored":
        return Message(text + _("{name} has set it aside. Nobody needs to answer it.", name=name))
    text += (*_("Answered by {name}:", name=name), *quote(found.answer or ""))
    if await view.uow.faq.is_kept(found.id):
        return Message(text + _("Kept: I give this answer from now on."))
    return Message(text, ((button(_.plain("Keep as FAQ entry"), KeepIt(found.id), "primary"),),))


def open_buttons(found: Question, _: Voice) -> Rows:
    return ((button(_.plain("Answer"), AnswerIt(found.id), "primary"), button(_.plain("Ignore"), IgnoreIt(found.id))),)
