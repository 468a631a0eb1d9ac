"""Who was still there at a session's end."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection


class SecondCheckStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
