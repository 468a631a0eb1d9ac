"""Events that were handled, with what they were answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import insert_new
from storage.tables import processed_event


class EventStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def begin(self, event_id: str, now: datetime) -> bool:
        """True for the first delivery. A second one, even at the same moment in another process, gets False."""
        return await _BEGIN.any(self._connection, event_id=event_id, at=now)

    async def answer_with(self, event_id: str, reply: str) -> None:
        await _ANSWER.all(self._connection, b_event=event_id, b_reply=reply)

    async def reply_to(self, event_id: str) -> str | None:
        """What the first delivery was answered with, as JSON."""
        statement = select(processed_event.c.reply).where(processed_event.c.event_id == event_id)
        return (await self._connection.execute(statement)).scalar_one_or_none()

    async def purge(self, before: datetime) -> None:
        await self._connection.execute(delete(processed_event).where(processed_event.c.at < before))


_BEGIN = insert_new(processed_event, processed_event.c.event_id)
_ANSWER = Prepared(
    update(processed_event).where(processed_event.c.event_id == bindparam("b_event")).values(reply=bindparam("b_reply"))
)
