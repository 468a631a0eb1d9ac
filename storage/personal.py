"""Everything stored about a person: to be shown, to be erased, to be kept without the name."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection


class PersonalStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
