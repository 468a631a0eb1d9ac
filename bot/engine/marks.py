"""Storing that messages were sent: those that come while one transaction waits for the disk share the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.ports import Clock, Sent
from storage.engine import Database
from storage.outgoing import Lease, OutboxRow

MOST = 50
"""Rows in one transaction."""

_Mark = tuple[OutboxRow, Sent | None, asyncio.Future[list[int]]]


class Marks:
    """`lease` is for the rows that follow."""

    def __init__(self, database: Database, wall: Clock, lease: Callable[[], Lease]) -> None:
        self._database = database
        self._wall = wall
        self._lease = lease
        self._waiting: list[_Mark] = []
        self._storing: asyncio.Task[None] | None = None

    async def sent(self, row: OutboxRow, sent: Sent | None) -> list[int]:
        """Stored when it returns. Gives back rows to send because something changed meanwhile. Raises `StorageError`."""
        stored: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, sent, stored))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all(), name="marks")
        return await stored

    async def _store_all(self) -> None:
        while self._waiting:
            # In one order for everybody, so that two transactions seldom wait for one another's rows.
            marks = sorted(self._waiting[:MOST], key=lambda mark: mark[0].id)
            del self._waiting[:MOST]
            try:
                await self._store(marks)
            except Exception:
                # One of them may be at fault, or another transaction came in between: each for itself.
                for mark in marks:
                    await self._store_alone(mark)
        self._storing = None

    async def _store(self, marks: Sequence[_Mark]) -> None:
        async with self._database.write(urgent=True) as uow:
            now, lease = self._wall.now(), self._lease()
            more = [await uow.outbox.mark_sent(row, sent, now, lease) for row, sent, _ in marks]
        for (_, _, stored), rows in zip(marks, more, strict=True):
            if not stored.done():
                stored.set_result(rows)

    async def _store_alone(self, mark: _Mark) -> None:
        try:
            await self._store([mark])
        except Exception as error:
            if not mark[2].done():
                mark[2].set_exception(error)
