"""What the asker does with an answer or an offer: it helped, it did not, it is that one, it is none of these."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Say
from bot.domain.questions import Asked
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.faq.ask import answer
from handlers.faq.buttons import ChooseEntry, HandOver, Helped, feedback, short
from handlers.faq.declared import feature
from handlers.faq.handover import hand_over
from handlers.faq.library import answer_text, library

NOT_YOURS = N_("Only the person who asked can say that. Please ask me yourself.")
OTHERS = 3


@feature.button(Helped, access="anyone")
async def helped(turn: Turn[ButtonPressed], data: Helped) -> list[Intent]:
    """Counted per entry, once for each question; "not what I asked" leads on."""
    asked = await _own(turn, data.asked)
    if asked is None:
        return [turn.toast(NOT_YOURS)]
    new = await turn.uow.faq.rate(asked.id, data.helped)
    if data.helped:
        return [turn.toast(N_("Thank you!"))]
    if not new:
        return [turn.toast(N_("I have noted that already."))]
    found = await library(turn, turn.member)
    others = [c.entry_id for c in found.index.rank(asked.text) if c.entry_id != asked.entry][:OTHERS]
    _ = turn.voice
    rows = [
        (button(short(question), ChooseEntry(asked.id, entry)),)
        for entry in others
        if (question := found.question(entry))
    ]
    if turn.member:
        rows.append((button(_.plain("Ask the organisers"), HandOver(asked.id)),))
    return [
        turn.toast(N_("Sorry! I have noted it.")),
        Private(Message(_("Sorry about that. Is it one of these?"), tuple(rows))),
    ]


@feature.button(ChooseEntry, access="anyone")
async def chosen(turn: Turn[ButtonPressed], data: ChooseEntry) -> list[Intent]:
    """Put the answer in the place of the offer."""
    asked = await _own(turn, data.asked)
    if asked is None:
        return [turn.toast(NOT_YOURS)]
    found = await library(turn, turn.member)
    question = found.question(data.entry)
    if question is None:
        return [turn.toast(N_("This answer is no longer there. Please ask again."), alert=True)]
    await turn.uow.faq.choose(asked.id, data.entry)
    text, personal = await answer_text(turn, found, data.entry, turn.member)
    if personal and not turn.in_private:
        return await answer(turn, found, data.entry, asked.id)
    said = (*turn.voice("*{question}*", question=question), *text)
    return [Edit(Message(said, (feedback(turn.voice, asked.id),)))]


@feature.button(HandOver, access="members")
async def none_of_these(turn: Turn[ButtonPressed], data: HandOver) -> list[Intent]:
    """The organisers are asked; the offer makes room for what happens next."""
    asked = await _own(turn, data.asked)
    if asked is None:
        return [turn.toast(NOT_YOURS)]
    replies = await hand_over(turn, asked.text, turn.event.place, asked.message_id)
    return [Edit(reply.message) if isinstance(reply, Say) else reply for reply in replies]


async def _own(turn: Turn[ButtonPressed], asked_id: int) -> Asked | None:
    asked = await turn.uow.faq.asked(asked_id)
    return asked if asked and asked.account_id == turn.account.id else None
