"""What the database says when it cannot: another program, a full disk, nobody there. Words, and nothing half-done."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.chat.events import CommandInvoked
from bot.engine.dispatch import NOT_STORED
from storage import direct_sqlite
from storage.engine import Database, StorageError
from storage.tables import processed_event
from storage.upgrade import upgrade
from tests.begun import with_tables
from tests.databases import fresh_database
from tests.house import DAY_1, House, Person
from tests.storage.conftest import NOW

LOCKED = "The database is locked by another program. Close what has it open (a backup, a viewer)."
FULL = "The disk is full. Free some space; people can then send their message again."
UNREACHABLE = "The database cannot be reached. Check that it runs and that storage.url is right."


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    database = with_tables(f"sqlite:///{tmp_path / 'groupmate.db'}")
    yield database
    await database.close()


async def pragmas(database: Database) -> list[list[object]]:
    names = ("journal_mode", "synchronous", "foreign_keys")
    found = []
    for opened in (database.write, database.read):
        async with opened() as uow:
            found.append([(await uow.connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in names])
    return found


async def test_sqlite_is_set_up_to_survive_a_power_cut(sqlite: Database) -> None:
    assert await pragmas(sqlite) == [["wal", 2, 1], ["wal", 2, 1]]


async def test_a_look_waits_for_no_writer(sqlite: Database) -> None:
    async with sqlite.write() as writing:
        await writing.cohorts.ensure("a", "academy", "A")
        async with asyncio.timeout(2), sqlite.read() as reading:
            assert await reading.cohorts.all() == []
    async with sqlite.read() as reading:
        assert [cohort.key for cohort in await reading.cohorts.all()] == ["a"]


async def test_a_second_process_on_the_file_is_refused(sqlite: Database) -> None:
    path = sqlite.url.database
    program = f"from storage.engine import Database; Database.open('sqlite:///{path}')"
    root = Path(__file__).parent.parent.parent
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"storage.engine.StorageError: Another groupmate is already running on {path}. "
        "Stop it first, or give this one a database of its own (storage.url; with `demo`: --data DIR)."
    )


async def test_the_file_is_free_again_once_it_is_closed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'groupmate.db'}"
    for _ in range(2):
        await Database.open(url).close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file is in the way")
    with pytest.raises(StorageError) as caught:
        Database.open(f"sqlite:///{tmp_path / 'data' / 'groupmate.db'}")
    assert caught.value.problem.startswith(f"The folder {tmp_path / 'data'} cannot be written (")
    assert caught.value.advice == "Choose another with storage.url or --data."


@contextmanager
def not_as_root() -> Iterator[None]:
    """Root may write anywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o555)
    with not_as_root(), pytest.raises(StorageError) as caught:
        Database.open(f"sqlite:///{folder / 'groupmate.db'}")
    assert caught.value.problem == f"The folder {folder} cannot be written (Permission denied)."


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "groupmate.db"
    path.write_bytes(b"This is a letter to my grandmother, and it is long enough." * 100)
    database = Database.open(f"sqlite:///{path}")
    with pytest.raises(StorageError, match="is not a database"):
        await upgrade(database)
    await database.close()
    assert path.read_bytes().startswith(b"This is a letter")


async def try_to_check_in(house: House, ana: Person) -> str | None:
    """What the platform is told. A turn that failed has recorded and said nothing."""
    house.platform.posted.clear()
    event = ana.event(CommandInvoked, name="checkin")
    handled = await house.app.dispatcher.handle(event)
    handled.release()
    await house.app.delivery.settled()
    async with house.app.database.read() as uow:
        recorded = await uow.check_ins.count(house.cohort.id, "online-1")
        handled_before = select(processed_event.c.event_id).where(processed_event.c.event_id == event.event_id)
        kept = (await uow.connection.execute(handled_before)).first()
    assert (recorded, kept is None, ana.told == []) == (
        ((0, 0), True, True) if handled.failed else ((1, 0), False, False)
    )
    return handled.failed


async def test_locked_by_another_program(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct_sqlite, "BUSY_SECONDS", 0.05)
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    other = sqlite3.connect(tmp_path / "groupmate.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await try_to_check_in(house, ana) == NOT_STORED
    with pytest.raises(StorageError) as caught:
        async with house.app.database.write():
            pass
    assert str(caught.value) == LOCKED
    other.execute("ROLLBACK")
    other.close()
    assert await try_to_check_in(house, ana) is None


async def test_a_short_lock_is_waited_for(house: House, tmp_path: Path) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    other = sqlite3.connect(tmp_path / "groupmate.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.1, other.close)
    assert await try_to_check_in(house, ana) is None


async def test_a_full_disk(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    database = house.app.database
    async with database.write() as uow:
        pages = (await uow.connection.execute(text("PRAGMA page_count"))).scalar_one()
        await uow.connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StorageError) as caught:
        await fill(database)
    assert str(caught.value) == FULL
    assert await try_to_check_in(house, ana) == NOT_STORED
    async with database.write() as uow:
        await uow.connection.execute(text("PRAGMA max_page_count = 100000"))
    assert await try_to_check_in(house, ana) is None


async def fill(database: Database) -> None:
    """Handled events with short names, until not one more fits in."""
    for number in range(1000):
        async with database.write() as uow:
            await uow.events.begin(str(number), NOW)


async def test_postgres_that_is_not_there(tmp_path: Path) -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:1/nothing")
    for attempt in (upgrade, look, write):
        with pytest.raises(StorageError) as caught:
            await attempt(database)
        assert str(caught.value) == UNREACHABLE
    await database.close()


async def look(database: Database) -> None:
    async with database.read() as uow:
        await uow.cohorts.all()


async def write(database: Database) -> None:
    async with database.write() as uow:
        await uow.cohorts.ensure("a", "academy", "A")


@pytest.mark.postgres
async def test_a_postgres_without_this_database(postgres_server: str) -> None:
    database = Database.open(postgres_server.replace("/postgres?", "/no_such_thing?"))
    with pytest.raises(StorageError, match="no_such_thing"):
        await upgrade(database)
    await database.close()


@pytest.mark.postgres
async def test_a_postgres_that_goes_away_in_the_middle(postgres_server: str) -> None:
    database = Database.open(await fresh_database(postgres_server))

    async def break_off() -> None:
        async with database.write() as uow:
            await uow.cohorts.ensure("a", "academy", "A")
            number = (await uow.connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            other = await asyncpg.connect(postgres_server)
            await other.execute("SELECT pg_terminate_backend($1)", number)
            await other.close()
            await uow.cohorts.all()

    with pytest.raises(StorageError) as caught:
        await break_off()
    assert str(caught.value) == UNREACHABLE
    async with database.write() as uow:
        assert await uow.cohorts.all() == []
    await database.close()


@pytest.mark.postgres
async def test_two_turns_that_block_each_other_end_in_words(postgres_server: str) -> None:
    database = Database.open(await fresh_database(postgres_server))
    async with database.write() as uow:
        for key in ("a", "b"):
            await uow.cohorts.ensure(key, "academy", key)
    barrier = asyncio.Barrier(2)

    async def rename(first: str, second: str) -> str:
        async with database.write() as uow:
            await uow.connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
            await uow.cohorts.ensure(first, "academy", "new")
            await barrier.wait()
            await uow.cohorts.ensure(second, "academy", "new")
        return "done"

    ends = await asyncio.gather(rename("a", "b"), rename("b", "a"), return_exceptions=True)
    assert sorted(str(end) for end in ends) == [
        "The database gave way to another turn. It can be tried again at once.",
        "done",
    ]
    await database.close()


async def test_a_fault_of_ours_is_not_put_on_the_database(database: Database) -> None:
    """A handler's own error, whatever its kind, passes through a unit of work as it is."""
    for error in (OSError("the file store is full"), ValueError("connect the dots"), KeyError("x")):
        for opened in (database.write, database.read):
            with pytest.raises(type(error)) as caught:
                async with opened():
                    raise error
            assert caught.value is error


@pytest.mark.parametrize("words", ["my secret"])
async def test_errors_do_not_repeat_what_people_wrote(database: Database, words: str) -> None:
    """They end up in the log."""
    with pytest.raises(DBAPIError, match="no_table") as caught:
        async with database.write() as uow:
            await uow.connection.execute(text("SELECT * FROM no_table WHERE words = :words"), {"words": words})
    assert words not in "".join(traceback.format_exception(caught.value))
