"""Databases on the one PostgreSQL server of a run. Those with tables are lent to one test after the other, and emptied in
between: to make one takes ten times as long, and each is new to the server's processes."""

from __future__ import annotations

import contextlib
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from storage.engine import Database
from storage.upgrade import HEAD, upgrade

if TYPE_CHECKING:
    import asyncpg

SETTINGS = {
    # Durability is not what is tested on it, and a commit is then ten times as fast.
    "fsync": "off",
    "full_page_writes": "off",
    # What is asked is small: to compile it takes longer than to run it.
    "jit": "off",
}

TEMPLATE = "with_tables"

EMPTY = f"""
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
DO $$
DECLARE name text; used boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT oid::regclass FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
    LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
    PERFORM setval(seqrelid::regclass, seqstart, false) FROM pg_sequence
        WHERE pg_sequence_last_value(seqrelid) IS NOT NULL;
END $$;
UPDATE alembic_version SET version_num = '{HEAD}'
"""
"""Nobody else is on it any more; no rows; numbers begin at one again. Who changes tables takes a bare database."""


@dataclass
class Lent:
    """Of one server, in one worker, which runs one test at a time."""

    in_use: list[str] = field(default_factory=list)
    free: list[str] = field(default_factory=list)


_LENT: dict[str, Lent] = {}


async def fresh_database(server: str) -> str:
    """A database with all tables and nothing in them, until the end of the test."""
    lent = _LENT.setdefault(server, Lent())
    if lent.free:
        name = lent.free.pop()
        await _run(_url(server, name), EMPTY)
    else:
        name = await _create(server, await _template(server))
    lent.in_use.append(name)
    return _url(server, name)


def give_back() -> None:
    """The test is over."""
    for lent in _LENT.values():
        lent.free += lent.in_use
        lent.in_use.clear()


async def bare_database(server: str) -> str:
    """A new database, without tables."""
    return _url(server, await _create(server, "template1"))


def _url(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")


async def _create(server: str, template: str, name: str = "") -> str:
    name = name or f"t{uuid.uuid4().hex}"
    await _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


async def _run(url: str, words: str) -> None:
    import asyncpg

    connection: asyncpg.Connection = await asyncpg.connect(url)
    try:
        await connection.execute(words)
    finally:
        await connection.close()


async def _template(server: str) -> str:
    """The name of a database with tables; to copy it takes a fraction of making them. One of the workers makes it."""
    from asyncpg import DuplicateDatabaseError

    lent = _LENT[server]
    if not lent.in_use and not lent.free:
        making = FileLock(Path(tempfile.gettempdir()) / "groupmate-postgres-tables.lock")
        with making, contextlib.suppress(DuplicateDatabaseError):
            await _create(server, "template1", TEMPLATE)
            database = Database.open(_url(server, TEMPLATE))
            await upgrade(database)
            await database.close()
    return TEMPLATE
