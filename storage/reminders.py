"""Which reminders were given out, and which were missed."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection


class ReminderStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
