"""Lets others wait until something is so, looking again at each change instead of sleeping."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class Changes:
    """Whoever changes something calls `touched`; whoever waits is woken."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def touched(self) -> None:
        """Something changed."""
        for event in self._waiting:
            event.set()

    async def until(self, condition: Callable[[], object], timeout: float, *, tick: float | None = None) -> bool:
        """Whether the condition came true in time. With `tick` it is looked at that often even without a change."""
        end = time.monotonic() + timeout
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            while not condition():
                left = end - time.monotonic()
                if left <= 0:
                    return False
                event.clear()
                try:
                    async with asyncio.timeout(left if tick is None else min(left, tick)):
                        await event.wait()
                except TimeoutError:
                    continue
            return True
        finally:
            self._waiting.discard(event)
