"""SQLite's writers share a commit: what that may never mean is that one of them takes others along, or is told too soon."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storage import one_writer
from storage.engine import Database, StorageError
from storage.line import Line
from storage.one_writer import MOST, OneWriter
from tests.begun import with_tables
from tests.storage.conftest import NOW
from tests.thorough import examples


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    database = with_tables(f"sqlite:///{tmp_path / 'groupmate.db'}")
    yield database
    await database.close()


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many blocks each commit was for."""
    made: list[int] = []
    commit = OneWriter._commit

    async def counted(self: OneWriter, shared: one_writer._Shared) -> None:
        made.append(shared.blocks)
        await commit(self, shared)

    monkeypatch.setattr(OneWriter, "_commit", counted)
    return made


def on_disk(database: Database) -> set[str]:
    """The events that another program sees in the file."""
    assert database.url.database
    other = sqlite3.connect(database.url.database)
    try:
        return {row[0] for row in other.execute("SELECT event_id FROM processed_event")}
    finally:
        other.close()


async def together(database: Database, *others: Coroutine[object, object, str]) -> list[str | BaseException]:
    """How the others ended, which came while one before them waited for the disk: they share a transaction."""
    return (await asyncio.gather(write(database, "opener"), *others, return_exceptions=True))[1:]


async def write(database: Database, name: str, *, fails: bool = False, urgent: bool = False) -> str:
    async with database.write(urgent=urgent) as uow:
        assert await uow.events.begin(name, NOW)
        if fails:
            raise ZeroDivisionError(name)
    assert name in on_disk(database), "it is said to be over before it is on the disk"
    return name


async def test_those_who_wait_share_a_commit(sqlite: Database, commits: list[int]) -> None:
    names = [f"e{number}" for number in range(MOST + 5)]
    assert await asyncio.gather(*(write(sqlite, name) for name in names)) == names
    assert on_disk(sqlite) == set(names)
    assert commits == [1, MOST, 4], "the first found nobody there; those who came while it waited for the disk went on"


async def test_one_alone_waits_for_nobody(sqlite: Database, commits: list[int]) -> None:
    for name in ("a", "b"):
        await write(sqlite, name)
    assert commits == [1, 1]


async def test_what_changes_nothing_waits_for_no_disk(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of what looks each minute whether something is due."""
    hops: list[object] = []
    to_thread = asyncio.to_thread

    async def counted(call: Callable[[], object]) -> object:
        hops.append(call)
        return await to_thread(call)

    monkeypatch.setattr(asyncio, "to_thread", counted)
    async with sqlite.write() as uow:
        assert await uow.cohorts.all() == []
    assert hops == []
    assert await write(sqlite, "a") == "a"
    assert len(hops) == 1
    assert "a" in on_disk(sqlite)


@pytest.mark.parametrize("failing", [{0}, {3}, {4}, {0, 1, 4}, {0, 1, 2, 3, 4}])
async def test_one_that_fails_takes_nobody_along(sqlite: Database, commits: list[int], failing: set[int]) -> None:
    done = await together(sqlite, *(write(sqlite, f"e{number}", fails=number in failing) for number in range(5)))
    for number, end in enumerate(done):
        assert isinstance(end, ZeroDivisionError) if number in failing else end == f"e{number}"
    assert on_disk(sqlite) == {"opener"} | {f"e{number}" for number in range(5) if number not in failing}
    assert commits == ([1, 5 - len(failing)] if len(failing) < 5 else [1])
    assert await write(sqlite, "afterwards") == "afterwards"


async def test_where_the_commit_fails_all_have_failed(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit fails, as it would on a full disk, by a foreign key that is looked at only then."""

    async def break_at_the_end(name: str) -> str:
        async with sqlite.write() as uow:
            await uow.events.begin(name, NOW)
            await uow.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            await uow.connection.execute(
                text(
                    "INSERT INTO link (cohort_id, account_id, member_id, platform, place, at) VALUES (9, 9, 9, 'x', 0, 'x')"
                )
            )
        return name

    ends = await together(sqlite, write(sqlite, "before"), break_at_the_end("broken"), write(sqlite, "behind"))
    assert ["FOREIGN KEY" in str(end) for end in ends] == [True] * 3, ends
    assert on_disk(sqlite) == {"opener"}
    assert await write(sqlite, "afterwards") == "afterwards"


async def test_a_disk_that_is_full_in_the_middle_is_known_to_all(sqlite: Database) -> None:
    """SQLite may let go of the whole transaction then: nobody in it may be told that it was stored."""

    async def let_go() -> None:
        async with sqlite.write() as uow:
            await uow.connection.execute(text("ROLLBACK"))
            raise StorageError("The disk is full.", "")

    ends = await together(sqlite, write(sqlite, "before"), let_go(), write(sqlite, "behind"))
    assert [isinstance(end, BaseException) for end in ends] == [True, True, False]
    assert on_disk(sqlite) == {"opener", "behind"}


async def test_what_is_urgent_goes_first(sqlite: Database) -> None:
    order: list[str] = []

    async def note(name: str, *, urgent: bool = False) -> None:
        async with sqlite.write(urgent=urgent):
            order.append(name)
            await asyncio.sleep(0)

    await asyncio.gather(note("first"), note("second"), note("third"), note("mark", urgent=True))
    assert order == ["first", "mark", "second", "third"]


async def test_a_look_sees_nothing_that_is_not_committed(sqlite: Database) -> None:
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with sqlite.write() as uow:
            await uow.events.begin("slow", NOW)
            entered.set()
            await go_on.wait()

    tasks = [asyncio.create_task(each) for each in (write(sqlite, "opener"), write(sqlite, "fast"), slow())]
    await entered.wait()
    async with sqlite.read() as uow:
        assert (await uow.connection.execute(text("SELECT event_id FROM processed_event"))).all() == [("opener",)]
    assert not tasks[1].done(), "it shares the commit of the slow one"
    go_on.set()
    await asyncio.gather(*tasks)
    assert on_disk(sqlite) == {"opener", "fast", "slow"}


@pytest.mark.parametrize("when", range(12))
async def test_cancelled_at_any_moment_the_others_are_stored(sqlite: Database, when: int) -> None:
    names = [f"e{number}" for number in range(4)]
    tasks = [asyncio.create_task(write(sqlite, name)) for name in names]
    for _ in range(when):
        await asyncio.sleep(0)
    tasks[2].cancel()
    async with asyncio.timeout(5):
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert [end for number, end in enumerate(ends) if number != 2] == [names[0], names[1], names[3]]
    assert on_disk(sqlite) >= {names[0], names[1], names[3]}
    assert await write(sqlite, "afterwards") == "afterwards"


async def test_the_last_in_line_is_cancelled_as_it_is_let_in(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody follows then, so what was written before has to be committed all the same."""
    names = ("opener", "first", "last")
    tasks = [asyncio.create_task(write(sqlite, name)) for name in names]
    leave, left = Line.leave, list[Line]()

    def leave_and_cancel(line: Line) -> None:
        left.append(line)
        leave(line)
        if len(left) == 2:
            tasks[2].cancel()

    monkeypatch.setattr(Line, "leave", leave_and_cancel)
    async with asyncio.timeout(5):
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert ends[:2] == ["opener", "first"]
    assert isinstance(ends[2], asyncio.CancelledError)
    assert on_disk(sqlite) == {"opener", "first"}


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["ok", "fails", "cancelled"]), st.booleans(), st.integers(0, 6)), max_size=12)
)
def test_whatever_happens_the_line_goes_on_and_nobody_is_told_a_lie(plan: list[tuple[str, bool, int]]) -> None:
    async def play(database: Database) -> None:
        async def one(number: int, how: str, urgent: bool, steps: int) -> str:
            async with database.write(urgent=urgent) as uow:
                await uow.events.begin(f"e{number}", NOW)
                for _ in range(steps):
                    await asyncio.sleep(0)
                if how == "fails":
                    raise ZeroDivisionError
            return f"e{number}"

        tasks = [asyncio.create_task(one(number, *each)) for number, each in enumerate(plan)]
        for task, (how, _, steps) in zip(tasks, plan, strict=True):
            if how == "cancelled":
                for _ in range(steps):
                    await asyncio.sleep(0)
                task.cancel()
        async with asyncio.timeout(10):
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        stored = on_disk(database)
        assert stored >= {end for end in ends if isinstance(end, str)}
        assert stored.isdisjoint(f"e{n}" for n, end in enumerate(ends) if isinstance(end, ZeroDivisionError))
        assert {f"e{n}" for n, (how, _, _) in enumerate(plan) if how == "ok"} <= stored
        assert await write(database, "afterwards") == "afterwards"

    _on_fresh_database(play)


def _on_fresh_database(play: Callable[[Database], Coroutine[object, object, None]]) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            database = with_tables(f"sqlite:///{folder}/groupmate.db")
            await play(database)
            await database.close()

    asyncio.run(run())
