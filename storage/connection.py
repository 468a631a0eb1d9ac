"""A connection to the database, on which SQLAlchemy's Core is awaited.

SQLAlchemy has the like in its asyncio extension, which loads its ORM: six megabytes and a twentieth of the start, of which
nothing is used here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, TypeVarTuple, overload

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import CursorResult, Engine, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.util import greenlet_spawn

T = TypeVar("T")
Columns = TypeVarTuple("Columns")


class Connection:
    """SQLite runs at once; what a driver awaits (asyncpg's) is awaited."""

    __slots__ = ("_sync", "dialect", "driver")

    def __init__(self, sync: SyncConnection) -> None:
        self._sync = sync
        self.dialect: Dialect = sync.dialect
        self.driver: Any = sync.connection.driver_connection
        """The driver's own connection: sqlite3's or asyncpg's."""

    @classmethod
    async def open(cls, engine: Engine) -> Connection:
        """A new one. Raises `DBAPIError`."""
        try:
            return cls(await _awaited(engine.dialect.is_async, engine.connect))
        except OSError as error:
            raise DBAPIError("connect", None, error) from error

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*Columns], parameters: Any = None
    ) -> CursorResult[*Columns]: ...
    @overload
    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]: ...
    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement; its rows are read when this returns. Raises `DBAPIError`."""
        return await self.run_sync(SyncConnection.execute, statement, parameters)

    async def run_sync(self, work: Callable[..., T], *args: Any) -> T:
        """What `work` does with SQLAlchemy's own connection."""
        return await _awaited(self.dialect.is_async, work, self._sync, *args)

    async def close(self) -> None:
        await _awaited(self.dialect.is_async, self._sync.close)

    async def invalidate(self) -> None:
        """It is of no use any more, nor is what it was doing."""
        await _awaited(self.dialect.is_async, self._sync.invalidate)


async def _awaited(is_async: bool, work: Callable[..., T], *args: Any) -> T:
    return await greenlet_spawn(work, *args) if is_async else work(*args)
