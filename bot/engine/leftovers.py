"""What a process that was killed had in hand: what had arrived is marked, what never left is free, and what may have
arrived waits until this process has proved to last."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.ports import Clock
from storage.engine import Database, StorageError
from storage.flights import Flights
from storage.outgoing import Lease, OutboxRow

log = logging.getLogger(__name__)

STEADY_SECONDS = 3.0
"""What may have arrived already is sent once a process has lived that long, one after the other: a bot that is killed, or
falls, again and again must not say the same in each of its lives."""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Rows that can be sent, and those that wait. Both are leased to this process."""

    ready: list[int]
    doubtful: list[int]


async def take_over(database: Database, flights: Flights, wall: Clock, lease: Lease) -> Leftovers:
    """For the start of the only process on this database, whose `lease` it is."""
    left = flights.left()
    ready: list[int] = []
    async with database.write() as uow:
        held = await uow.outbox.held_by(left.process) if left.process else []
        for row in held:
            if row.id in left.arrived:
                version, sent = left.arrived[row.id]
                ready += await uow.outbox.mark_sent(replace(row, version=version), sent, wall.now(), lease)
        doubtful = [row.id for row in held if row.id in left.begun]
        await uow.outbox.release_all()
        for row_id in [*ready, *doubtful]:
            await uow.outbox.renew(row_id, lease)
    flights.start(lease.process, set(doubtful))
    return Leftovers(ready, doubtful)


async def send_in_turn(
    database: Database, doubtful: list[int], deliver: Callable[[OutboxRow], Awaitable[None]]
) -> None:
    """Each when the one before it is done: so at no moment more than one of them can come into doubt once more."""
    if not doubtful:
        return
    await asyncio.sleep(STEADY_SECONDS)
    for row in await _read(database, doubtful):
        try:
            await deliver(row)
        except Exception:
            log.exception("message %d is left for later", row.id)


async def _read(database: Database, doubtful: list[int]) -> list[OutboxRow]:
    """As often as it takes: until this process ends, nobody else would send them."""
    while True:
        try:
            async with database.read() as uow:
                return await uow.outbox.rows(doubtful)
        except StorageError as error:
            log.error("what may have arrived before the start is not read yet: %s", error)
            await asyncio.sleep(STEADY_SECONDS)
