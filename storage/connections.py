"""Connections that stay open, and transactions on them: PostgreSQL's, and those of SQLite that only read.

SQLAlchemy's own pool and transactions are passed over: its way through them was measured to take as long as three
statements, on each look and each turn. It runs statements on these connections as if each were a transaction of its own.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from time import monotonic
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from storage.connection import Connection
from storage.line import Line

UNASKED_SECONDS = 5.0
"""A PostgreSQL connection that rested for longer is asked whether it lives: one that was lost unseen is found by that."""


class Connections:
    """At most `most` at once. `begin` is what a block begins with; None where each statement stands for itself."""

    def __init__(self, engine: Engine, most: int, begin: str | None) -> None:
        self._engine = engine
        self._begin = begin
        self._line = Line(most)
        self._rested: list[tuple[Connection, float]] = []

    def transaction(self, *, urgent: bool = False) -> _Transaction:
        """Committed at the end of the block; nothing is left of one that fails."""
        return _Transaction(self, urgent=urgent)

    async def enter(self, *, urgent: bool) -> Connection:
        """Wait for a connection, and begin on it. It goes back by `commit` or `undo`."""
        await self._line.enter(urgent=urgent)
        try:
            connection = await self._take()
        except BaseException:
            self._line.leave()
            raise
        try:
            if self._begin:
                await _run(connection.driver, self._begin)
        except BaseException:
            await self.undo(connection)
            raise
        return connection

    async def commit(self, connection: Connection) -> None:
        try:
            if self._begin:
                await _run(connection.driver, "COMMIT")
        except BaseException:
            await self.undo(connection)
            raise
        self._rested.append((connection, monotonic()))
        self._line.leave()

    async def undo(self, connection: Connection) -> None:
        try:
            await asyncio.shield(self._roll_back(connection))
        finally:
            self._line.leave()

    async def close(self) -> None:
        while self._rested:
            await self._rested.pop()[0].close()

    async def _take(self) -> Connection:
        while self._rested:
            connection, since = self._rested.pop()
            if await _lives(connection.driver, since):
                return connection
            await _drop(connection)
        return await Connection.open(self._engine)

    async def _roll_back(self, connection: Connection) -> None:
        try:
            if self._begin:
                await _run(connection.driver, "ROLLBACK")
        except Exception:
            await _drop(connection)
        else:
            self._rested.append((connection, monotonic()))


class _Transaction:
    """A class, as a generator's way in and out of `async with` takes as long as a statement."""

    __slots__ = ("_connection", "_connections", "_urgent")

    def __init__(self, connections: Connections, *, urgent: bool) -> None:
        self._connections = connections
        self._urgent = urgent

    async def __aenter__(self) -> Connection:
        self._connection = await self._connections.enter(urgent=self._urgent)
        return self._connection

    async def __aexit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error is None:
            await self._connections.commit(self._connection)
        else:
            await self._connections.undo(self._connection)


async def _run(driver: Any, words: str) -> None:
    """BEGIN and its like. Raises `DBAPIError`."""
    try:
        done = driver.execute(words)
        if not isinstance(driver, sqlite3.Connection):
            await done
    except Exception as error:
        raise DBAPIError(words, None, error) from error


async def _lives(driver: Any, since: float) -> bool:
    if isinstance(driver, sqlite3.Connection):
        return True
    if driver.is_closed():
        return False
    if monotonic() - since > UNASKED_SECONDS:
        try:
            await driver.execute(";")
        except Exception:
            return False
    return True


async def _drop(connection: Connection) -> None:
    """Whatever is the matter with it."""
    with suppress(Exception):
        await connection.invalidate()
    with suppress(Exception):
        await connection.close()
