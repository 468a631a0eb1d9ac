"""Files that are to be brought over from a platform. A row is gone once its file is here, or is known not to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, or_, select, update

from bot.chat.messages import Fetch
from storage.connection import Connection
from storage.outgoing import Lease
from storage.prepared import Prepared
from storage.tables import incoming_file


@dataclass(frozen=True, slots=True)
class Incoming:
    id: int
    cohort_id: int
    platform: str
    fetch: Fetch
    attempts: int
    made_at: datetime


class IncomingStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, cohort_id: int, platform: str, fetch: Fetch, at: datetime) -> None:
        values = {"file_id": fetch.file_id, "then": fetch.then, "args": fetch.args, "made_at": at}
        await self._connection.execute(
            insert(incoming_file).values(cohort_id=cohort_id, platform=platform, attempts=0, **values)
        )

    async def any_due(self, wall: datetime) -> bool:
        """Whether `claim` would find something: a look that takes no lock."""
        return await _ANY_DUE.any(self._connection, b_wall=wall)

    async def claim(self, wall: datetime, lease: Lease, limit: int) -> list[Incoming]:
        """Take what is due and leased to nobody, the oldest first."""
        chosen = select(incoming_file).where(_due(wall)).order_by(incoming_file.c.id).limit(limit)
        rows = (await self._connection.execute(chosen.with_for_update(skip_locked=True))).all()
        if rows:
            await self._connection.execute(
                update(incoming_file)
                .where(incoming_file.c.id.in_([row.id for row in rows]))
                .values(leased_by=lease.process, lease_until=lease.until)
            )
        return [
            Incoming(r.id, r.cohort_id, r.platform, Fetch(r.file_id, r.then, dict(r.args)), r.attempts, r.made_at)
            for r in rows
        ]

    async def finish(self, row_id: int, process: str) -> bool:
        """It is over. False where another process has it by now: what follows from it is theirs to do."""
        held = (incoming_file.c.id == row_id, incoming_file.c.leased_by == process)
        return (await self._connection.execute(delete(incoming_file).where(*held))).rowcount == 1

    async def is_there(self, row_id: int) -> bool:
        """Whether it is still to be finished, by whomever."""
        found = await self._connection.execute(select(incoming_file.c.id).where(incoming_file.c.id == row_id))
        return found.first() is not None

    async def try_again(self, row_id: int, process: str, at: datetime, *, counts: bool) -> None:
        """Not now; at `at` on the wall clock."""
        values = {"leased_by": None, "lease_until": None, "retry_at": at}
        held = (incoming_file.c.id == row_id, incoming_file.c.leased_by == process)
        more = incoming_file.c.attempts + int(counts)
        await self._connection.execute(update(incoming_file).where(*held).values(attempts=more, **values))

    async def release_all(self) -> None:
        """For the only process, when it starts: nobody else holds anything."""
        await self._connection.execute(update(incoming_file).values(leased_by=None, lease_until=None))


def _due(wall: Any) -> ColumnElement[bool]:
    row = incoming_file.c
    free = or_(row.lease_until.is_(None), row.lease_until <= wall)
    return free & or_(row.retry_at.is_(None), row.retry_at <= wall)


_ANY_DUE = Prepared(select(incoming_file.c.id).where(_due(bindparam("b_wall"))).limit(1))
