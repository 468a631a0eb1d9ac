"""What the asker does with an answer or an offer: it helped, it did not, it is that one, it is none of these."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Rows, Say
from bot.chat.text import quote
from bot.domain.questions import Asked
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.faq.ask import answer, choices
from handlers.faq.buttons import ChooseEntry, HandOver, Helped
from handlers.faq.declared import feature
from handlers.faq.entries import answer_message, answer_text, library
from handlers.faq.handover import hand_over
from handlers.faq.memory import asked_in

NOT_YOURS = N_("Only the person who asked can say that. Please ask me yourself.")
OTHERS = 3


@feature.button(Helped, access="anyone", any_cohort=True)
async def helped(turn: Turn[ButtonPressed], data: Helped) -> list[Intent]:
    """Counted per entry, once for each question; "not what I asked" leads on, where it was asked."""
    own = await _own(turn, data.asked)
    if own is None:
        return [turn.toast(NOT_YOURS)]
    turn, asked = own
    new = await turn.uow.faq.rate(asked.id, data.helped)
    if data.helped:
        return [turn.toast(N_("Thank you!"))]
    if not new:
        return [turn.toast(N_("I have noted that already."))]
    found = await library(turn, turn.member)
    others = [c.entry_id for c in await found.index.rank(asked.text) if c.entry_id != asked.entry][:OTHERS]
    ways = _other_ways(turn, asked, choices(found, others, asked.id))
    return [turn.toast(N_("Sorry! I have noted it.")), Edit(ways, for_all=True)]


def _other_ways(turn: Turn[Any], asked: Asked, rows: Rows) -> Message:
    """What takes the place of an answer that missed the point."""
    _ = turn.voice
    text = (*_("Sorry, my answer did not fit your question:"), *quote(asked.text))
    if turn.member:
        rows = (*rows, (button(_.plain("Ask the organisers"), HandOver(asked.id)),))
        return Message(text + (_("Is it one of these?") if len(rows) > 1 else ()), rows)
    if rows:
        return Message(text + _("Is it one of these?"), rows)
    return Message(text + _("Please try again with other words, or look under /faq."))


@feature.button(ChooseEntry, access="anyone", any_cohort=True)
async def chosen(turn: Turn[ButtonPressed], data: ChooseEntry) -> list[Intent]:
    """Put the answer in the place of the offer."""
    own = await _own(turn, data.asked)
    if own is None:
        return [turn.toast(NOT_YOURS)]
    turn, asked = own
    found = await library(turn, turn.member)
    question = found.question(data.entry)
    if question is None:
        return [turn.toast(N_("This answer is no longer there. Please ask again."), alert=True)]
    language = await asked_in(turn, asked.text)
    text, personal = await answer_text(turn, found, data.entry, turn.member, language)
    if personal and not turn.in_private:
        # A note of its own: whatever follows in private is no reply to a message of the group.
        again = await turn.uow.faq.note_asked(
            asked.cohort_id, turn.account.id, asked.text, "chosen", turn.now, data.entry
        )
        return await answer(turn, found, data.entry, again, language)
    await turn.uow.faq.choose(asked.id, data.entry)
    return [Edit(answer_message(turn.voice, question, text, asked.id), for_all=True)]


@feature.button(HandOver, access="members", any_cohort=True)
async def none_of_these(turn: Turn[ButtonPressed], data: HandOver) -> list[Intent]:
    """The organisers are asked; the offer makes room for what happens next."""
    own = await _own(turn, data.asked)
    if own is None:
        return [turn.toast(NOT_YOURS)]
    turn, asked = own
    await turn.uow.faq_learning.hand_over(asked.id)
    language = await asked_in(turn, asked.text)
    replies = await hand_over(turn, asked.text, turn.event.place, asked.message_id, quoted=True, language=language)
    return [Edit(reply.message, for_all=True) if isinstance(reply, Say) else reply for reply in replies]


async def _own(turn: Turn[ButtonPressed], asked_id: int) -> tuple[Turn[ButtonPressed], Asked] | None:
    """The asker's own question, and the turn in the cohort in which it was asked; None for somebody else's."""
    asked = await turn.uow.faq.asked(asked_id)
    if asked is None or asked.account_id != turn.account.id:
        return None
    cohort = await turn.uow.cohorts.by_id(asked.cohort_id)
    if cohort is None or cohort.key not in turn.deployment.cohorts:
        return None
    return replace(turn, cohort=cohort, member=turn.memberships.get(cohort.id)), asked
