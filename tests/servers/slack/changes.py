"""Waiting for something to become true of the workspace, and the time of day there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.app import SystemClock

Found = TypeVar("Found")

RECHECK = 0.05
"""Seconds. A condition may also look at the bot, whose state does not announce its changes."""


def wall() -> float:
    """Seconds since 1970."""
    return SystemClock().now().timestamp()


class Changes:
    """Wakes those who wait whenever anything changed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def happened(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, condition: Callable[[], Found], timeout: float, describe: Callable[[], str]) -> Found:
        """What the condition gives once it is true; an AssertionError with the description when time is up."""
        end = asyncio.get_running_loop().time() + timeout
        while not (found := condition()):
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                raise AssertionError(f"Not so after {timeout} s. {describe()}")
            try:
                await asyncio.wait_for(self._next.wait(), min(left, RECHECK))
            except TimeoutError:
                continue
        return found
