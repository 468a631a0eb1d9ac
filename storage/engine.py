"""The database: SQLite with one writer, or PostgreSQL. Hands out units of work and turns its faults into words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar

from filelock import FileLock, Timeout
from sqlalchemy import URL, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import LRUCache

from storage.connection import Connection
from storage.connections import Connections
from storage.flights import Flights
from storage.one_writer import OneWriter
from storage.unit_of_work import ReadUnit, UnitOfWork

WRITERS, READERS = 10, 4
"""Connections. SQLite has one that writes."""

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-4000")

COMPILED: LRUCache[Any, Any] = LRUCache(1000)
"""What SQLAlchemy has made of each statement, for all that this process opens: those who write and who read ask much alike."""

T = TypeVar("T")

registry.register("sqlite.direct", "storage.direct_sqlite", "DirectSqlite")


class StorageError(Exception):
    """The database could not do it; nothing of this turn was stored. `advice` is what to do, for the log and organisers."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(f"{problem} {advice}")
        self.problem = problem
        self.advice = advice


class Database:
    """Units of work over one database. Open it with `Database.open`."""

    def __init__(self, url: URL, writers: OneWriter | Connections, readers: Connections, lock: FileLock | None) -> None:
        self.url = url
        self._writers = writers
        self._readers = readers
        self._lock = lock

    @classmethod
    def open(cls, url: str) -> Database:
        """Open `url` (`sqlite:///file.db`, `postgresql://user@host/name`).

        Raises `StorageError` where a second process holds the SQLite file or its folder cannot be written.
        """
        parsed = with_driver(url)
        if parsed.get_backend_name() != "sqlite":
            writes, reads = (_postgresql(parsed, {"default_transaction_read_only": only}) for only in ("off", "on"))
            return cls(parsed, Connections(writes, WRITERS, "BEGIN"), Connections(reads, READERS, None), None)
        lock = _lock_file(parsed)
        writes, reads = _sqlite(parsed, PRAGMAS), _sqlite(parsed, (*PRAGMAS, "query_only=ON"))
        return cls(parsed, OneWriter(writes), Connections(reads, READERS, "BEGIN"), lock)

    @classmethod
    def open_beside(cls, url: str) -> Database:
        """To note something in a moment, beside a bot that may be running. It waits for that bot's turns as they wait for it.

        Raises like `open_to_read`.
        """
        parsed = with_driver(url)
        if parsed.get_backend_name() != "sqlite":
            return cls.open(url)
        if not Path(parsed.database or "").is_file():
            raise StorageError(f"There is no database {parsed.database} yet.", "Start the bot once first.")
        writes, reads = _sqlite(parsed, PRAGMAS), _sqlite(parsed, (*PRAGMAS, "query_only=ON"))
        return cls(parsed, OneWriter(writes), Connections(reads, 1, "BEGIN"), None)

    def flights(self) -> Flights:
        """Where the only process on a database notes what it is sending; nowhere, where there may be several."""
        return Flights(None if self.shared else Path(f"{self.url.database}.sending"))

    @classmethod
    def open_to_read(cls, url: str) -> Database:
        """Only to look at, as it is at one moment, beside a bot that may be running.

        Raises `StorageError` where there is no such SQLite file.
        """
        parsed = with_driver(url)
        if parsed.get_backend_name() != "sqlite":
            engine = _postgresql(parsed, {"default_transaction_read_only": "on"})
            moment = Connections(engine, 1, "BEGIN ISOLATION LEVEL REPEATABLE READ")
            return cls(parsed, moment, moment, None)
        if not Path(parsed.database or "").is_file():
            raise StorageError(f"There is no database {parsed.database} yet.", "Start the bot once first.")
        moment = Connections(_sqlite(parsed, ("query_only=ON",)), 1, "BEGIN")
        return cls(parsed, moment, moment, None)

    @property
    def shared(self) -> bool:
        """Whether other processes may be using it too."""
        return self._lock is None

    def write(self, *, urgent: bool = False) -> Opened[UnitOfWork]:
        """A unit of work that is committed at the end of the block, durably, or leaves nothing behind. What is `urgent`
        goes before what waits already."""
        return Opened(self._writers.transaction(urgent=urgent), UnitOfWork)

    def read(self) -> Opened[ReadUnit]:
        """A look that writes nothing and waits for no writer: on SQLite one moment, on PostgreSQL one a statement."""
        return Opened(self._readers.transaction(), ReadUnit)

    def connect_for_upgrade(self) -> Opened[Connection]:
        """One transaction in which tables may be changed."""
        return Opened(self._writers.transaction(), lambda connection: connection)

    async def close(self) -> None:
        await self._writers.close()
        await self._readers.close()
        if self._lock is not None:
            self._lock.release()


class Opened(Generic[T]):
    """For `async with`: what `make` gives for the connection. The database's faults are `StorageError`s; what the block
    raises itself passes as it is."""

    __slots__ = ("_make", "_transaction")

    def __init__(
        self, transaction: AbstractAsyncContextManager[Connection, None], make: Callable[[Connection], T]
    ) -> None:
        self._transaction = transaction
        self._make = make

    async def __aenter__(self) -> T:
        try:
            return self._make(await self._transaction.__aenter__())
        except DBAPIError as error:
            raise storage_error(error) from error

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            await self._transaction.__aexit__(kind, error, traceback)
        except DBAPIError as failed:
            raise storage_error(failed) from failed
        if isinstance(error, DBAPIError):
            raise storage_error(error) from error


def _postgresql(url: URL, settings: dict[str, str]) -> Engine:
    return create_engine(
        url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        execution_options={"compiled_cache": COMPILED},
        connect_args={"server_settings": settings},
    )


def _sqlite(url: URL, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(url, hide_parameters=True, execution_options={"compiled_cache": COMPILED})
    event.listen(engine, "connect", partial(_set_pragmas, pragmas))
    return engine


def with_driver(url: str) -> URL:
    """`url` with the driver that is installed: SQLAlchemy would take psycopg for a bare `postgresql://`."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+direct", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
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
            "Stop it first, or give this one a database of its own (storage.url; with `demo`: --data DIR).",
        ) from None
    except OSError as error:
        raise StorageError(
            f"The folder {path.parent} cannot be written ({error.strerror}).",
            "Choose another with storage.url or --data.",
        ) from None
    return lock


def _set_pragmas(pragmas: tuple[str, ...], connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def storage_error(error: DBAPIError) -> StorageError:
    """Say what a database error means for who runs the bot. Faults of ours (a broken constraint) are raised as they are."""
    origin = getattr(error, "orig", None) or error
    cause = getattr(origin, "__cause__", None) or origin
    words, state = str(cause).lower(), str(getattr(cause, "sqlstate", None) or "")
    if isinstance(cause, sqlite3.OperationalError) and "locked" in words:
        return StorageError(
            "The database is locked by another program.", "Close what has it open (a backup, a viewer)."
        )
    if "disk is full" in words or "no space left" in words or state == "53100":
        return StorageError("The disk is full.", "Free some space; people can then send their message again.")
    if isinstance(cause, sqlite3.OperationalError) and ("readonly" in words or "unable to open" in words):
        return StorageError("The database file cannot be written.", "Check the folder and its permissions.")
    if isinstance(cause, sqlite3.DatabaseError) and ("not a database" in words or "malformed" in words):
        return StorageError(f"The database cannot be read: {cause}.", "Put back a backup, or choose another file.")
    if state in _GAVE_WAY:
        return StorageError("The database gave way to another turn.", "It can be tried again at once.")
    if state in _NOT_LET_IN:
        return StorageError(f"PostgreSQL says: {cause}.", "Check storage.url.")
    # InternalClientError is asyncpg's when the server goes away between two of its messages.
    lost = "connect" in words or type(cause).__name__ == "InternalClientError"
    if isinstance(cause, OSError) or state.startswith(_GONE) or (not state and lost):
        return StorageError("The database cannot be reached.", "Check that it runs and that storage.url is right.")
    raise error


# SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
_GAVE_WAY = ("40001", "40P01")
_NOT_LET_IN = ("28000", "28P01", "3D000")
_GONE = ("08", "53300", "57P")
