"""Sessions whose check-in asks for a code, and who mistyped it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection


class CodeStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
