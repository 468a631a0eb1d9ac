"""What is remembered of the person who asks: the question before, and the language they ask in."""

from __future__ import annotations

from typing import Any

from bot.chat.events import MessagePosted, Place
from bot.domain.questions import FOLLOW_UP
from bot.scene import Turn


def place_key(place: Place) -> str:
    """A chat, and within it a thread: what is asked elsewhere is not followed up here."""
    return f"{place.platform}:{place.chat_id}:{place.thread_id or ''}"


async def asked_before(turn: Turn[MessagePosted]) -> str:
    """What this person asked here a few minutes ago; empty where it is too long ago."""
    found = await turn.uow.faq_learning.asked_before(turn.account.id, place_key(turn.event.place), turn.now - FOLLOW_UP)
    return found or ""


async def asked_in(turn: Turn[Any], text: str) -> str | None:
    """The language of the question, or, where it is too short to tell, of the one before; None where nothing tells."""
    from bot.faq.languages import guess_language

    return guess_language(text) or await turn.uow.faq_learning.language_of(turn.account.id)
