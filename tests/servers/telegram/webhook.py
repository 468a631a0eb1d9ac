"""Posts updates to the bot's webhook, one after another, each until it is taken."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp

from tests.servers.telegram.changes import Changes
from tests.servers.telegram.updates import Updates

FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.5
PATIENCE = 5.0


class Webhook:
    """The delivery; it runs from `start` to `stop`."""

    def __init__(self, updates: Updates, changes: Changes) -> None:
        self.secret: str | None = None
        self.paused = False
        self.attempts: list[tuple[int, dict[str, Any]]] = []
        """Status (0: no connection, or no answer in time) and update of each attempt."""
        self.last_error = ""
        self._updates = updates
        self._changes = changes
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to deliver whenever a webhook is set."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Deliver no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _due(self) -> bool:
        return bool(self._updates.webhook_url and self._updates.pending and not self.paused)

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
            while True:
                await self._changes.until(self._due, 3600)
                if not self._due():
                    continue
                update = self._updates.pending[0]
                status = await self._attempt(session, update)
                self.attempts.append((status, update))
                if 200 <= status < 300:
                    pause = FIRST_PAUSE
                    self.last_error = ""
                    self._updates.confirm(update["update_id"] + 1)
                else:
                    self.last_error = f"Wrong response from the webhook: {status}" if status else "Connection refused"
                    self._changes.touched()
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)

    async def _attempt(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> int:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            async with session.post(
                self._updates.webhook_url, data=json.dumps(update, ensure_ascii=False).encode(), headers=headers
            ) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0
