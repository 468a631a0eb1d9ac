"""What a process that was killed had in hand: what had arrived is marked, what never left is free, and what may have
arrived waits until this process has proved to last."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.ports import Clock
from storage.engine import Database, StorageError
from storage.flights import Flights, Left
from storage.outgoing import Lease, OutboxRow

log = logging.getLogger(__name__)

STEADY_SECONDS = (3.0, 30.0)
"""What may have arrived already is sent once a process has lived that long, one after the other: a bot that is killed, or
falls, again and again must not say the same in each of its lives. What may have arrived twice waits for longer, but it is not
given up: each time the process may have been killed before the platform had it."""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Rows that can be sent, and those that wait, with how often sending them was begun. Both are leased to this process."""

    ready: list[int]
    doubtful: dict[int, int]


async def take_over(database: Database, flights: Flights, wall: Clock, lease: Lease) -> Leftovers:
    """For the start of the only process on this database, whose `lease` it is."""
    left = flights.left()
    ready: list[int] = []
    async with database.write() as uow:
        held = {row.id: (row, process) for process in left.processes for row in await uow.outbox.held_by(process)}
        doubtful = {row_id: times for row_id, times in left.begun.items() if row_id in held}
        arrived = {row_id: sent for row_id, sent in left.arrived.items() if row_id in held}
        holders = sorted({process for _, process in held.values()})
        flights.start(lease.process, Left(holders, arrived, Counter(doubtful)))
        for row_id, (version, sent) in arrived.items():
            row = replace(held[row_id][0], version=version)
            ready += await uow.outbox.mark_sent(row, sent, wall.now(), lease)
        await uow.outbox.release_all()
        for row_id in [*ready, *doubtful]:
            await uow.outbox.renew(row_id, lease)
    return Leftovers(ready, doubtful)


async def send_in_turn(
    database: Database, doubtful: Mapping[int, int], deliver: Callable[[OutboxRow], Awaitable[None]]
) -> None:
    """Each when the one before it is done: so at no moment more than one of them can come into doubt once more."""
    waited = 0.0
    once = [row_id for row_id, times in doubtful.items() if times == 1]
    for seconds, ids in zip(STEADY_SECONDS, (once, doubtful.keys() - once), strict=True):
        if ids:
            await asyncio.sleep(seconds - waited)
            waited = seconds
            for row in await _read(database, ids):
                try:
                    await deliver(row)
                except Exception:
                    log.exception("message %d is left for later", row.id)


async def _read(database: Database, ids: Iterable[int]) -> list[OutboxRow]:
    """As often as it takes: until this process ends, nobody else would send them."""
    while True:
        try:
            async with database.read() as uow:
                return await uow.outbox.rows(sorted(ids))
        except StorageError as error:
            log.error("what may have arrived before the start is not read yet: %s", error)
            await asyncio.sleep(STEADY_SECONDS[0])
