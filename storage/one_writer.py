"""SQLite's one connection that writes. Who follows at once shares the transaction, and with it the wait for the disk.

Each block is a savepoint in that transaction, so one that fails takes nothing of the others along. No block is over
before all of it is committed: what is shared is only the commit. Where that fails, all of them have failed.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import direct_sqlite
from storage.connections import connected, driver_of
from storage.line import Line

MOST = 32
"""Blocks in one transaction: the first of them waits for the last."""


class _Shared:
    """A transaction of several blocks, which takes no more when it is `full`. `ended` gets None once it is committed, or
    what went wrong."""

    def __init__(self, changes_before: int) -> None:
        self.blocks = 0
        self.full = False
        self.changes_before = changes_before
        self.ended: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()

    async def committed(self) -> None:
        error = await asyncio.shield(self.ended)
        if error is not None:
            raise DBAPIError("COMMIT", None, error) from error


class OneWriter:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._line = Line(1)
        self._opened: tuple[AsyncConnection, sqlite3.Connection] | None = None
        self._shared: _Shared | None = None

    def transaction(self, *, urgent: bool = False) -> _Block:
        """Committed when it is over; nothing is left of a block that fails. Raises `DBAPIError` where it cannot be begun
        or committed. What is `urgent` goes before what waits, and is committed without it."""
        return _Block(self, urgent=urgent)

    async def close(self) -> None:
        if self._opened:
            opened, self._opened = self._opened[0], None
            await opened.close()
        await self._engine.dispose()

    async def _open(self) -> tuple[AsyncConnection, sqlite3.Connection]:
        if self._opened is None:
            connection = await connected(self._engine)
            self._opened = connection, driver_of(connection)
        return self._opened

    async def _begin(self, driver: sqlite3.Connection) -> _Shared:
        try:
            await direct_sqlite.begin(driver)
        except sqlite3.Error as error:
            raise DBAPIError("BEGIN", None, error) from error
        return _Shared(driver.total_changes)

    async def enter(self, *, urgent: bool) -> tuple[AsyncConnection, _Shared]:
        """Wait for the connection, and be a block of its transaction until `end` or `undo`, and then `leave`."""
        try:
            await self._line.enter(urgent=urgent)
        except asyncio.CancelledError:
            if self._shared and self._line.empty:  # who was to follow, and to commit, does not come
                await self._line.enter()
                await self.leave()
            raise
        try:
            connection, driver = await self._open()
            shared = self._shared = self._shared or await self._begin(driver)
            if shared.blocks:
                self._savepoint(shared, driver)
        except BaseException:
            await self.leave()
            raise
        return connection, shared

    def _savepoint(self, shared: _Shared, driver: sqlite3.Connection) -> None:
        try:
            driver.execute("SAVEPOINT block")
        except BaseException as error:
            self.undo(shared, error)
            raise

    def end(self, shared: _Shared, *, urgent: bool) -> None:
        """The block is good; what is left is the commit."""
        assert self._opened
        try:
            if shared.blocks:
                self._opened[1].execute("RELEASE block")
        except BaseException as error:
            self.undo(shared, error)
            raise
        shared.blocks += 1
        shared.full = urgent or shared.blocks >= MOST

    def undo(self, shared: _Shared, error: BaseException) -> None:
        """Nothing of the block is left, and nothing of the others, where SQLite cannot part them."""
        assert self._opened
        driver = self._opened[1]
        try:
            if shared.blocks and driver.in_transaction:
                driver.execute("ROLLBACK TO block")
                driver.execute("RELEASE block")
                return
        except sqlite3.Error as worse:
            error = worse
        # The only one; or the disk is full, and SQLite has let go of them all.
        self._shared = None
        _roll_back(driver)
        shared.ended.set_result(error)

    async def leave(self) -> None:
        """Let the next one in, which shares the transaction or finds it committed."""
        try:
            if self._shared and (self._shared.full or not self._line.waiting):
                await self._commit(self._shared)
        finally:
            self._line.leave()

    async def _commit(self, shared: _Shared) -> None:
        """It is known how it ended when this returns, even where whoever waits is cancelled: the next one needs the
        connection."""
        assert self._opened
        self._shared, driver = None, self._opened[1]
        if driver.total_changes == shared.changes_before:
            # No row is other than it was, so there is no disk to wait for: most ticks find nothing to do.
            try:
                driver.commit()
            except sqlite3.Error as failed:
                _roll_back(driver)
                shared.ended.set_result(failed)
            else:
                shared.ended.set_result(None)
            return
        committing = asyncio.ensure_future(asyncio.to_thread(driver.commit))
        cancelled = False
        while not committing.done():
            try:
                await asyncio.wait([committing])
            except asyncio.CancelledError:
                cancelled = True
        error = committing.exception()
        if error is not None:
            _roll_back(driver)
        shared.ended.set_result(error)
        if cancelled:
            raise asyncio.CancelledError


class _Block:
    """One of those who write. A class, as a generator's way in and out of `async with` takes as long as a statement."""

    __slots__ = ("_shared", "_urgent", "_writer")

    def __init__(self, writer: OneWriter, *, urgent: bool) -> None:
        self._writer = writer
        self._urgent = urgent

    async def __aenter__(self) -> AsyncConnection:
        connection, self._shared = await self._writer.enter(urgent=self._urgent)
        return connection

    async def __aexit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        try:
            if error is None:
                self._writer.end(self._shared, urgent=self._urgent)
            else:
                self._writer.undo(self._shared, error)
        finally:
            await self._writer.leave()
        if error is None:
            await self._shared.committed()


def _roll_back(driver: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):
        driver.execute("ROLLBACK")
