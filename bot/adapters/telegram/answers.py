"""What goes back at once, beside the outbox: the answer to a pressed button, and word of what cannot be done.

It is best effort: who pressed sees the button stop turning; nothing that matters is said this way alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from time import monotonic
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.adapters.telegram.entities import Marked
from bot.adapters.telegram.posting import Posting, where
from bot.adapters.telegram.render import Part, toast_text
from bot.chat.errors import SendError
from bot.chat.events import CommandInvoked, Event, FileSent, MessagePosted
from bot.chat.messages import Toast
from bot.ports import Handled, ToChat

log = logging.getLogger(__name__)

FINISH_SECONDS = 3.0
"""How long stopping waits for answers: within the ten that a container is given to end."""

ONCE_IN = 60.0
"""Seconds in which a group is asked once who is writing."""

WHO_ARE_YOU = (
    "I cannot tell who you are. Please switch off “Remain anonymous” in your administrator rights for a moment, "
    "and send it again."
)


class Answers:
    """Each is a task, so that no turn waits for Telegram; `finish` waits for them."""

    def __init__(self, bot: Bot, posting: Posting) -> None:
        self._bot = bot
        self._posting = posting
        self._tasks: set[asyncio.Task[None]] = set()
        self._asked: dict[str, float] = {}

    def give(self, raw: object, event: Event, handled: Handled) -> None:
        """Answer what made this event, which is committed."""
        failed = handled.failed is not None
        toast = Toast(handled.failed, alert=True) if handled.failed is not None else handled.reply.toast
        if (query := _query_id(raw)) is not None:
            self._begin(self._to_query(query, toast))
        elif toast is not None and toast.alert and (not failed or _asked(event)):
            # Any other toast only says what a message says too (that one was sent in private, that a thing is saved).
            self._begin(self._to_message(event, toast.text))

    def dismiss(self, raw: object) -> None:
        """Let the button of an update that makes no event stop turning."""
        if (query := _query_id(raw)) is not None:
            self._begin(self._to_query(query, None))

    def ask_who(self, event: CommandInvoked) -> None:
        """Let an anonymous administrator know why nothing happens."""
        now, chat = monotonic(), event.place.chat_id
        self._asked = {group: at for group, at in self._asked.items() if now - at < ONCE_IN}
        if chat not in self._asked:
            self._asked[chat] = now
            self._begin(self._to_message(event, WHO_ARE_YOU))

    async def finish(self) -> None:
        """Return when all that were begun are over, or have taken too long for anybody to wait for."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=FINISH_SECONDS)
            for task in late:
                task.cancel()

    def _begin(self, answer: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(answer, name="telegram answer")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _to_query(self, query: str, toast: Toast | None) -> None:
        try:
            if toast is None:
                await self._bot.answer_callback_query(query)
            else:
                await self._bot.answer_callback_query(query, toast_text(toast.text), show_alert=toast.alert)
        except TelegramError as error:
            # Too old by the time it came, mostly; the turn stands.
            log.info("a pressed button was not answered: %s", type(error).__name__)

    async def _to_message(self, event: Event, words: str) -> None:
        place = event.place
        target = ToChat(place.chat_id, place.thread_id, None if place.private else event.message_id)
        try:
            await self._posting.post(where(target), Part(Marked(words)))
        except SendError as error:
            log.warning("somebody was not answered: %s", error, extra={"event_id": event.event_id})


def _asked(event: Event) -> bool:
    """Whether somebody waits for an answer; who came into a group, or talks to others there, does not."""
    return isinstance(event, CommandInvoked | FileSent) or (isinstance(event, MessagePosted) and event.addressed)


def _query_id(raw: object) -> str | None:
    query = raw.get("callback_query") if isinstance(raw, dict) else None
    number = query.get("id") if isinstance(query, dict) else None
    return number if isinstance(number, str) else None
