"""Questions the bot cannot answer go to the organisers, once."""

from __future__ import annotations

from typing import Any

from bot.chat import markup
from bot.chat.buttons import Button, button
from bot.chat.events import Place
from bot.chat.messages import Intent, Message, Private, Recheck, Rows, Say
from bot.chat.text import Quote, Span, Text, quote
from bot.domain.people import ORGANISERS
from bot.domain.questions import Question
from bot.locale.unsure import Said, unsure
from bot.locale.voice import Voice
from bot.scene import Turn, View
from handlers.faq.buttons import AnswerIt, IgnoreIt, KeepIt
from handlers.faq.declared import feature

QUESTION_MAX = 3000
"""Characters of a question that are kept for the organisers: what fits a message on every platform."""


def card_key(question_id: int) -> str:
    """The organisers' copies of a question, kept up to date together."""
    return f"question:{question_id}"


async def hand_over(
    turn: Turn[Any],
    text: str,
    place: Place,
    message_id: str | None,
    *,
    quoted: bool = False,
    language: str | None = None,
) -> list[Intent]:
    """Ask the organisers, and tell the asker so in the `language` of the question, repeating it where it is not the message
    just before."""
    about = quote(text) if quoted else ()
    if turn.member is None:
        return [Say(Message(about + _not_for_strangers(turn, language)))]
    _ = turn.voice
    made = await turn.uow.questions.ask(
        turn.cohort.id, turn.account.id, turn.member.id, text[:QUESTION_MAX], place, message_id, turn.now
    )
    if made is None:
        words = worded(_, "again", language) or _(
            "You have asked this before, and the organisers have it. I will bring you their answer."
        )
        return [Say(Message(about + words))]
    told = [organisers_copy(made, member.id) for member in await turn.uow.members.organisers(turn.cohort.id)]
    words = worded(_, "asked", language) or _(
        "I don't know that, so I have asked the organisers. I will bring you their answer here."
    )
    return [Say(Message(about + words)), *told]


def organisers_copy(question_id: int, organiser_id: int, *, asked_for: bool = False) -> Private:
    """The question for one organiser, kept up to date with what becomes of it; `asked_for`: once more, to the asker."""
    recheck = Recheck("faq.question", {"question": str(question_id), "reader": str(organiser_id)})
    card = card_key(question_id)
    if asked_for:
        return Private(card=card, recheck=recheck)
    return Private(to=organiser_id, key=f"{card}:{organiser_id}", card=card, recheck=recheck)


def worded(_: Voice, said: Said, language: str | None) -> Text:
    """What the bot says where it does not answer, in the `language` of the question, or the asker's own where it does not
    tell; empty where the bot's own words must do."""
    line = unsure(said, language or _.language)
    return markup.text(line) if line else ()


def _not_for_strangers(turn: Turn[Any], language: str | None) -> Text:
    """Whom somebody can write to whose question does not go to the organisers."""
    _ = turn.voice
    contact = ", ".join(turn.programme.contacts.values())
    words = worded(_, "unknown", language) or _(
        "I don't know that. Are you a member? Then please send `/join` and your invite code, and ask again."
    )
    return words + (_("Otherwise you can write to {contact}.", contact=contact) if contact else ())


@feature.recheck("faq.question")
async def render_question(view: View, question: str, reader: str) -> Message | None:
    """An organiser's copy: with buttons while it is open, afterwards with what became of it."""
    found = await view.uow.questions.by_id(int(question))
    organiser = await view.uow.members.by_id(int(reader))
    if found is None or organiser is None or not organiser.roles & ORGANISERS:
        return None
    _ = view.voice_for(organiser)
    asker = await view.uow.members.by_id(found.member_id) if found.member_id else None
    name = asker.name if asker else _.plain("somebody")
    head = _("**Question from {name}**, {when}", name=name, when=_.moment(found.at))
    if found.state == "open":
        whole = Quote((Span(found.text),))
        return Message((*head, whole, *_where_it_goes(found, _)), _open_buttons(found, _))
    text: Text = (*head, *quote(found.text))
    if found.state == "withdrawn":
        return Message(text + _("{name} has taken it back. Nobody needs to answer it.", name=name))
    by = await view.uow.members.by_id(found.answered_by) if found.answered_by else None
    name = by.name if by else _.plain("an organiser")
    if found.state == "ignored":
        return Message(text + _("{name} has set it aside. Nobody needs to answer it.", name=name))
    text += (*_("Answered by {name}:", name=name), *quote(found.answer or ""))
    if await view.uow.faq.is_kept(found.id):
        return Message(text + _("Kept: from now on I give this answer myself."))
    return Message(text, (keep_button(found.id, _),))


def _where_it_goes(found: Question, _: Voice) -> Text:
    """Who writes an answer should know who will read it."""
    if found.public:
        return _("It was asked in the group. Everybody there will see your answer.")
    return _("It was asked in private. Only they will see your answer.")


def _open_buttons(found: Question, _: Voice) -> Rows:
    return ((button(_.plain("Answer"), AnswerIt(found.id), "primary"), button(_.plain("Ignore"), IgnoreIt(found.id))),)


def keep_button(question_id: int, _: Voice) -> tuple[Button, ...]:
    return (button(_.plain("Keep as FAQ entry"), KeepIt(question_id), "primary"),)
