"""A question that waits for the organisers follows its message: other words, or taken back."""

from __future__ import annotations

from bot.chat.events import MessageDeleted, MessageEdited
from bot.chat.messages import Intent, Refresh
from bot.domain.questions import Question
from bot.scene import Turn
from handlers.faq.declared import feature
from handlers.faq.handover import QUESTION_MAX, card_key


@feature.edited
async def reworded(turn: Turn[MessageEdited]) -> list[Intent]:
    """The organisers' copies say what it says now. Nobody needs to be told."""
    found = await _own(turn)
    if found is None or not turn.event.text.strip():
        return []
    await turn.uow.questions.reword(found, turn.event.text.strip()[:QUESTION_MAX])
    return [Refresh(card_key(found.id))]


@feature.deleted
async def withdrawn(turn: Turn[MessageDeleted]) -> list[Intent]:
    """Nobody should work on an answer that is not wanted any more."""
    found = await _own(turn)
    if found is None or not await turn.uow.questions.withdraw(found.id, turn.now):
        return []
    return [Refresh(card_key(found.id))]


async def _own(turn: Turn[MessageEdited] | Turn[MessageDeleted]) -> Question | None:
    place, message_id = turn.event.place, turn.event.message_id
    if message_id is None:
        return None
    found = await turn.uow.questions.of_message(place.platform, place.chat_id, message_id)
    return found if found and found.account_id == turn.account.id else None
