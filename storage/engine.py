"""The database: SQLite with one writer, or PostgreSQL. Hands out units of work and turns its faults into words."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.unit_of_work import ReadUnit, UnitOfWork

BUSY_SECONDS = 5
"""How long a writer waits for another program's lock before it gives up and says so."""

READERS = 4


class StorageError(Exception):
    """The database could not do it; nothing of this turn was stored. `advice` is what to do, for the log and organisers."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(f"{problem} {advice}")
        self.problem = problem
        self.advice = advice


class Database:
    """Units of work over one database. Open it with `Database.open`."""

    def __init__(self, url: URL, writer: AsyncEngine, reader: AsyncEngine, lock: FileLock | None) -> None:
        self.url = url
        self._writer = writer
        self._reader = reader
        self._lock = lock

    @classmethod
    def open(cls, url: str) -> Database:
        """Open `url` (`sqlite:///file.db`, `postgresql://user@host/name`).

        Raises `StorageError` where a second process holds the SQLite file or its folder cannot be written.
        """
        parsed = with_driver(url)
        if parsed.get_backend_name() != "sqlite":
            engine = create_async_engine(parsed, pool_size=10, pool_pre_ping=True)
            return cls(parsed, engine, engine, None)
        lock = _lock_file(parsed)
        writer = create_async_engine(parsed, connect_args=_SQLITE_ARGS, pool_size=1, max_overflow=0, pool_timeout=60)
        reader = create_async_engine(parsed, connect_args=_SQLITE_ARGS, pool_size=READERS, max_overflow=0)
        for engine, begin in ((writer, "BEGIN IMMEDIATE"), (reader, "BEGIN")):
            event.listen(engine.sync_engine, "connect", _set_pragmas)
            event.listen(engine.sync_engine, "begin", _begin(begin))
        return cls(parsed, writer, reader, lock)

    @property
    def shared(self) -> bool:
        """Whether other processes may be using it too."""
        return self._lock is None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work that is committed at the end of the block, durably, or leaves nothing behind."""
        try:
            async with self._writer.begin() as connection:
                yield UnitOfWork(connection)
        except DBAPIError as error:
            raise storage_error(error) from error

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadUnit]:
        """A consistent look that writes nothing and waits for no writer."""
        try:
            async with self._reader.connect() as connection:
                yield ReadUnit(connection)
        except DBAPIError as error:
            raise storage_error(error) from error

    def connect_for_upgrade(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """One transaction in which tables may be changed."""
        return self._writer.begin()

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()
        if self._lock is not None:
            self._lock.release()


_SQLITE_ARGS: dict[str, Any] = {"timeout": BUSY_SECONDS, "isolation_level": None}


def with_driver(url: str) -> URL:
    """`url` with the driver that is installed: SQLAlchemy would take psycopg for a bare `postgresql://`."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    return parsed.set(drivername=drivers.get(parsed.drivername, parsed.drivername))


def _lock_file(url: URL) -> FileLock:
    """One process a SQLite file: leases are in this process's memory, and a second bot would answer everything twice."""
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{path}.lock")
        lock.acquire(timeout=0)
    except Timeout:
        raise StorageError(
            f"Another groupmate is already running on {path}.",
            "Stop it first, or give this one its own folder (--data DIR) or a PostgreSQL database.",
        ) from None
    except OSError as error:
        raise StorageError(
            f"The folder {path.parent} cannot be written ({error.strerror}).",
            "Choose another with storage.url or --data.",
        ) from None
    return lock


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-4000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(statement: str) -> Any:
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(statement)

    return begin


def storage_error(error: SQLAlchemyError) -> StorageError:
    """Say what a database error means for who runs the bot. Faults of ours (a broken constraint) are raised as they are."""
    origin = getattr(error, "orig", None)
    cause = getattr(origin, "__cause__", None) or origin
    words = str(cause).lower()
    if isinstance(cause, sqlite3.OperationalError) and "locked" in words:
        return StorageError(
            "The database is locked by another program.", "Close what has it open (a backup, a viewer)."
        )
    if "disk is full" in words or "no space left" in words or "disk_full" in type(cause).__name__.lower():
        return StorageError("The disk is full.", "Free some space; people can then send their message again.")
    if isinstance(cause, sqlite3.OperationalError) and ("readonly" in words or "unable to open" in words):
        return StorageError("The database file cannot be written.", "Check the folder and its permissions.")
    if "connect" in words or isinstance(cause, OSError):
        return StorageError("The database cannot be reached.", "Check that it runs and that storage.url is right.")
    raise error
