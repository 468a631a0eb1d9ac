"""Events that were handled, with what they were answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.statements import insert_new
from storage.tables import processed_event


class EventStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, event_id: str, now: datetime) -> bool:
        """True for the first delivery. A second one, even at the same moment in another process, gets False."""
        statement = insert_new(self._connection.dialect.name, processed_event)
        return (await self._connection.execute(statement, {"event_id": event_id, "at": now})).rowcount == 1

    async def answer_with(self, event_id: str, reply: str) -> None:
        await self._connection.execute(_ANSWER, {"b_event": event_id, "reply": reply})

    async def reply_to(self, event_id: str) -> str | None:
        """What the first delivery was answered with, as JSON."""
        statement = select(processed_event.c.reply).where(processed_event.c.event_id == event_id)
        return (await self._connection.execute(statement)).scalar_one_or_none()

    async def purge(self, before: datetime) -> None:
        await self._connection.execute(delete(processed_event).where(processed_event.c.at < before))


_ANSWER = update(processed_event).where(processed_event.c.event_id == bindparam("b_event"))
