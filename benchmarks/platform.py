"""A chat platform that only counts, and a clock that stands still."""

from __future__ import annotations

import asyncio
import gc
import re
import sys
from collections.abc import AsyncIterator
from datetime import datetime

from bot.chat.capabilities import Capabilities
from bot.chat.events import Sender
from bot.chat.messages import Message
from bot.chat.text import plain
from bot.ports import Receive, Sent, Standing, Target
from bot.run import SWITCH_SECONDS


def settle_as_deployed() -> None:
    """As in `groupmate run`: garbage is looked for seldom, and never among what is there now, and threads that compute give
    way soon. Call it once all is warm."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(20_000, 50, 50)
    gc.collect()
    gc.freeze()


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class CountingPlatform:
    """Counts what it is handed; the number that the card shows last is `last_count`."""

    name = "bench"
    capabilities = Capabilities()

    def __init__(self) -> None:
        self.handed_over = 0
        self.last_count = 0
        self._news = asyncio.Event()

    problem: str | None = None

    async def inspect(self, chat_id: str) -> Standing:
        return Standing("")

    async def find(self, email: str) -> Sender | None:
        return None

    def private_link(self) -> str | None:
        return None

    async def start(self, receive: Receive) -> None: ...

    async def stop(self) -> None: ...

    async def close(self) -> None: ...

    async def fetch(self, file_id: str) -> AsyncIterator[bytes]:
        raise KeyError(file_id)
        yield b""

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        self._take(message)
        return Sent("group", dedup)

    async def edit(self, sent: Sent, message: Message) -> None:
        self._take(message)

    async def handed(self, number: int) -> None:
        """Return once so many messages have been handed over."""
        while self.handed_over < number:
            self._news.clear()
            await self._news.wait()

    def _take(self, message: Message) -> None:
        self.handed_over += 1
        found = re.search(r"(\d+) of \d+ are here", plain(message.text))
        self.last_count = int(found[1]) if found else self.last_count
        self._news.set()
