"""The sessions as the bot last saw them in the pack, and changes that wait for a decision."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection


class KnownSessionStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
