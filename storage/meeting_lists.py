"""Lists of participants from meeting software, and which member each of their people is."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection


class MeetingListStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
