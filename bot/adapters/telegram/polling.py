"""Asking Telegram for updates. One is confirmed (the offset) only when its turn is committed, and so none is lost.

The library's own loop confirms updates once they are in memory, parses all of a batch at once, and can stall for good.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.adapters.telegram.errors import REVOKED, UNREACHABLE, says, seconds_of
from bot.adapters.telegram.translate import ALLOWED_UPDATES

log = logging.getLogger(__name__)

BATCH = 100
"""The most that one call brings (https://core.telegram.org/bots/api#getupdates)."""

CONFLICT = (
    "Another process polls with this bot's token. Stop it; or ask @BotFather for a new token and put it into "
    "GROUPMATE_TELEGRAM_TOKEN."
)
WEBHOOK_IN_THE_WAY = "Somebody set a webhook for this bot, so it cannot poll. Start groupmate again: that removes it."
SILENT = "Telegram does not answer."
ASKED_TO_WAIT = "Telegram asks to wait before asking for updates again."

CONFIRM_SECONDS = 3.0
"""For the last confirmation when stopping: whoever stops us waits some ten seconds, and what is not confirmed comes again."""

Take = Callable[[object], Awaitable[bool]]
"""Has the turn of a raw update. False: nothing was stored, so the update is to come again. Raises nothing."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. `long_poll`: how long Telegram holds a call with nothing to tell. `grace`: how much longer an answer may
    take before the connection counts as dead. Pauses after failures double from `first_pause` to `longest_pause`."""

    long_poll: int = 25
    grace: float = 15.0
    first_pause: float = 0.5
    longest_pause: float = 30.0


class Polling:
    """`pool` is the library's connection pool for getUpdates, which nothing else uses."""

    def __init__(self, bot: Bot, pool: BaseRequest, take: Take, patience: Patience) -> None:
        self.problem: str | None = None
        self._bot = bot
        self._pool = pool
        self._take = take
        self._patience = patience
        self._offset = 0
        self._unconfirmed = False
        self._failures = 0
        self._idle = False
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="telegram polling")

    async def stop(self) -> None:
        """Finish the turns in flight and confirm them."""
        self._stopping = True
        if self._task is None:
            return
        if self._idle:  # waiting for Telegram or for a pause to end, so nothing is cut off
            self._task.cancel()
        await asyncio.wait([self._task])
        if self._unconfirmed:
            try:
                async with asyncio.timeout(CONFIRM_SECONDS):
                    await self._ask(0, limit=1)
            except (TelegramError, TimeoutError) as error:
                log.warning("the last updates are not confirmed and will come again: %s", type(error).__name__)

    async def close(self) -> None:
        """End at once; what was not confirmed comes again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while not self._stopping:
            try:
                await self._round()
            except Exception:
                log.exception("polling stumbled and goes on")
                self._failures += 1
            if self._failures and not self._stopping:
                self._idle = True
                await asyncio.sleep(self._pause())

    async def _round(self) -> None:
        self._idle = True
        updates = await self._next_batch()
        self._idle = False
        if not await self._turns(updates):
            self._failures += 1
        elif self.problem is None:
            self._failures = 0

    async def _next_batch(self) -> list[Any]:
        """Empty where there is nothing new, and where asking failed: then `problem` says so."""
        try:
            # After a failure the first call returns at once, so that the problem is not said to last longer than it did.
            updates = await self._ask(0 if self._failures else self._patience.long_poll)
        except TimeoutError:
            log.warning("getUpdates hangs: connecting anew")
            self._failed(SILENT)
            await self._reconnect()
        except TelegramError as error:
            self._failed(_explain(error))
            if isinstance(error, RetryAfter):
                await asyncio.sleep(seconds_of(error))
        else:
            if self.problem is not None:
                log.warning("Telegram answers again")
            self.problem = None
            return updates if isinstance(updates, list) else []
        return []

    async def _ask(self, seconds: int, limit: int = BATCH) -> Any:
        patience = self._patience
        arguments = {"timeout": seconds, "limit": limit, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset:
            arguments["offset"] = self._offset
        async with asyncio.timeout(seconds + patience.grace):
            # Spelled so that the library does not point to its own method, which makes objects of a whole batch or of none.
            updates = await self._bot.do_api_request(
                "get_Updates", arguments, read_timeout=seconds + 2 * patience.grace
            )
        self._unconfirmed = False
        return updates

    async def _turns(self, updates: list[Any]) -> bool:
        """Take all of them at once, each sender's in order, and move the offset up to the first that is to come again.
        False where there is one."""
        # They begin in this order, and so each sender's wait for one another in order.
        stored = await asyncio.gather(*(self._take(update) for update in updates))
        for update, done in zip(updates, stored, strict=True):
            if not done:
                return False
            number = update.get("update_id") if isinstance(update, dict) else None
            if isinstance(number, int):
                self._offset, self._unconfirmed = number + 1, True
        return not updates or self._unconfirmed

    def _failed(self, problem: str) -> None:
        if self.problem != problem:
            log.error("%s", problem)
        self.problem = problem
        self._failures += 1

    def _pause(self) -> float:
        return min(self._patience.first_pause * 2.0 ** (min(self._failures, 20) - 1), self._patience.longest_pause)

    async def _reconnect(self) -> None:
        try:
            async with asyncio.timeout(self._patience.grace):
                await self._pool.shutdown()
        except TimeoutError:
            log.warning("the old connections could not be closed")
        await self._pool.initialize()


def _explain(error: TelegramError) -> str:
    match error:
        case InvalidToken() | EndPointNotFound():  # which the library takes a refused token for
            return REVOKED
        case Conflict():
            return WEBHOOK_IN_THE_WAY if says(error, "webhook") else CONFLICT
        case RetryAfter():
            return ASKED_TO_WAIT
        case _:
            return UNREACHABLE
