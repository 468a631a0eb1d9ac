"""Announcements, from the draft until they are sent or cancelled."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection


class AnnouncementStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
