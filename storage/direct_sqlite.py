"""SQLite on the event loop's own thread: `sqlite+direct`, a dialect for SQLAlchemy.

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

BUSY_SECONDS = 5.0
"""How long a writer waits for another program's lock before it gives up and says so."""

PAUSE = 0.02


class DirectSqlite(SQLiteDialect_pysqlite):
    """Runs statements. Where transactions begin and end is not SQLAlchemy's to say: see `OneWriter` and `Connections`."""

    driver = "direct"
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
        return arguments, {**options, "check_same_thread": False, "timeout": 0}

    def do_begin(self, dbapi_connection: Any) -> None:
        """Nothing: it has begun."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Nothing: it ends with the block."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Nothing, as above."""


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
