"""A row is sent by the process that has its lease; what takes long has it renewed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.ports import Clock
from storage.engine import Database, StorageError
from storage.outgoing import LEASE, Lease, OutboxRow

log = logging.getLogger(__name__)


class Leases:
    """Of one process."""

    def __init__(self, database: Database, wall: Clock, process: str) -> None:
        self._database = database
        self._wall = wall
        self._process = process

    def new(self) -> Lease:
        return Lease(self._process, self._wall.now() + LEASE)

    async def still_ours(self, row: OutboxRow) -> bool:
        """A row can wait long in a busy lane. Before its lease runs out it is renewed, unless another process has it by now."""
        if row.lease_until is not None and self._wall.now() < row.lease_until - LEASE / 2:
            return True
        async with self._database.write() as uow:
            return await uow.outbox.renew(row.id, self.new())

    @contextmanager
    def held(self, row: OutboxRow) -> Iterator[None]:
        """An upload can take longer than a lease: inside, it is renewed in time."""
        seconds = LEASE.total_seconds() / 3
        timer = asyncio.get_running_loop().call_later(seconds, lambda: held.append(renewing()))
        held: list[asyncio.Task[None]] = []

        def renewing() -> asyncio.Task[None]:
            return asyncio.create_task(self._keep_renewing(row, seconds), name="lease")

        try:
            yield
        finally:
            timer.cancel()
            for task in held:
                task.cancel()

    async def _keep_renewing(self, row: OutboxRow, seconds: float) -> None:
        while True:
            try:
                async with self._database.write() as uow:
                    await uow.outbox.renew(row.id, self.new())
            except StorageError as error:
                log.error("a lease could not be renewed: %s", error)
            await asyncio.sleep(seconds)
