"""SQLite on the event loop's own thread: `sqlite+direct`, a dialect for SQLAlchemy's asyncio extension.

A statement of ours takes some 20 µs in SQLite. A driver that sends each to a thread and back (aiosqlite) makes four hops
of it, 32 in a turn: measured, three quarters of a turn's time. So statements run where they are, and only what can wait
does not hold up the loop: the commit, for the disk, goes to a thread; the write lock, for another program, is asked for
again after a pause.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

from sqlalchemy import URL, NullPool, Pool
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import await_

BUSY_SECONDS = 5.0
"""How long a writer waits for another program's lock before it gives up and says so."""

PAUSE = 0.02


class _Cursor(sqlite3.Cursor):
    async def _async_soft_close(self) -> None:
        """What SQLAlchemy calls when it hands a result to code that does not await: the rows are read, nothing is open."""


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


class DirectSqlite(SQLiteDialect_pysqlite):
    """Runs statements. Where transactions begin and end is not SQLAlchemy's to say: see `OneWriter` and `Connections`."""

    driver = "direct"
    is_async = True
    supports_statement_cache = True

    # What is compiled for one is right for all: only the options of a connection differ, and they are no part of it.

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:  # noqa: ARG003
        return NullPool

    def create_connect_args(self, url: URL) -> Any:
        arguments, options = super().create_connect_args(url)
        return arguments, {**options, "factory": _Connection, "check_same_thread": False, "timeout": 0}

    # SQLAlchemy takes a statement that awaits nothing for a sign of a driver that blocks by mistake.

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        cursor.execute(statement, parameters)
        await_(_nothing())

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        cursor.executemany(statement, parameters)
        await_(_nothing())

    def do_execute_no_params(self, cursor: Any, statement: Any, context: Any = None) -> None:
        cursor.execute(statement)
        await_(_nothing())

    def do_begin(self, dbapi_connection: Any) -> None:
        """Nothing: it has begun."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Nothing: it ends with the block."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Nothing, as above."""


async def _nothing() -> None:
    """Done as soon as it is awaited."""


async def begin(connection: sqlite3.Connection) -> None:
    """Take the write lock at once, so that no transaction fails half-way for want of it."""
    give_up = asyncio.get_running_loop().time() + BUSY_SECONDS
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or asyncio.get_running_loop().time() > give_up:
                raise
        await asyncio.sleep(PAUSE)
