"""Starting the platforms: each by itself, again and again until it works, so that none holds up another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.chat.errors import SendError
from bot.ports import CannotStart, ChatPlatform, Receive

log = logging.getLogger(__name__)

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 300.0
"""Seconds between two tries to start. A token is seldom mended faster, and a network that is back is soon noticed."""

LONGEST_START = 30.0
"""Seconds for one try."""

PATIENCE = 5.0
"""Seconds that the rest of the bot waits for the first tries."""


class Supervisor:
    """`ready` is called with a platform's name each time it has started."""

    def __init__(
        self, platforms: Mapping[str, ChatPlatform], receive: Receive, ready: Callable[[str], Awaitable[None]]
    ) -> None:
        self.failures: dict[str, str] = {}
        """Why a platform is not running, by name."""
        self._platforms = platforms
        self._receive = receive
        self._ready = ready
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._tried = {name: asyncio.Event() for name in platforms}

    async def start(self) -> None:
        """Returns when each platform runs or has failed once, or takes its time: the others need not wait for it."""
        for name, platform in self._platforms.items():
            self._tasks[name] = asyncio.create_task(self._keep_starting(name, platform), name=f"start {name}")
        try:
            async with asyncio.timeout(PATIENCE):
                for tried in self._tried.values():
                    await tried.wait()
        except TimeoutError:
            for name, tried in self._tried.items():
                if not tried.is_set():
                    self.failures.setdefault(name, "It is still being connected to.")

    async def stop(self) -> None:
        """Start nothing any more."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def problems(self) -> dict[str, str | None]:
        """By name, why a platform cannot be used now; None for those that can."""
        return {name: self.failures.get(name) or platform.problem for name, platform in self._platforms.items()}

    async def _keep_starting(self, name: str, platform: ChatPlatform) -> None:
        pause, level = FIRST_PAUSE, logging.ERROR
        while (why := await self._start(platform)) is not None:
            self.failures[name] = why
            self._tried[name].set()
            log.log(level, "%s is not running: %s Trying again in %d seconds.", name, why, pause)
            level = logging.WARNING  # once it is said, repeating it is no news
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        if self.failures.pop(name, None) is not None:
            log.warning("%s is running now.", name)
        self._tried[name].set()
        await self._ready(name)

    async def _start(self, platform: ChatPlatform) -> str | None:
        try:
            async with asyncio.timeout(LONGEST_START):
                await platform.start(self._receive)
        except (CannotStart, SendError) as error:
            return str(error)
        except TimeoutError:
            return "It did not start in time."
        except Exception:
            log.exception("a platform failed to start")
            return "There was a fault; the log has it."
        return None
