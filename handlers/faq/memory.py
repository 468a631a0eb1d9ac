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
    """The language of the question; where that is too short to tell, the one they asked in before, if it may be that.
    None: nothing tells, so their own."""
    from bot.faq.languages import guess_language, may_be_in

    told = guess_language(text)
    if told is not None:
        return told
    before = await turn.uow.faq_learning.language_of(turn.account.id)
    return before if before and may_be_in(text, before, turn.voice.language) else None
