"""Rounds of nudges: each is begun once a cohort, whoever ticks first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.statements import insert, insert_once
from storage.tables import reminder


class NudgeStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, cohort_id: int, name: str, now: datetime) -> bool:
        """False where this round was begun before."""
        statement = insert(self._connection, reminder).values(cohort_id=cohort_id, name=name, at=now, state="sent")
        return await insert_once(self._connection, statement, reminder.c.id) is not None
