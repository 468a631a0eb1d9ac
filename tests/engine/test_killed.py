"""After a kill: what had arrived is not said again, and what may have arrived only once the bot has proved to last."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.engine import leftovers
from bot.engine.leftovers import Leftovers, send_in_turn, take_over
from bot.ports import Sent, ToChat
from storage import flights
from storage.engine import Database, StorageError
from storage.flights import Flights
from storage.outgoing import LEASE, Lease, OutboxRow, Outgoing
from storage.unit_of_work import ReadUnit
from tests.begun import with_tables
from tests.engine.features import words
from tests.house import FrozenClock, House
from tests.storage.conftest import NOW

DEAD, NEW = Lease("dead", NOW + LEASE), Lease("new", NOW + LEASE)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'groupmate.db'}"
    opened = with_tables(url)
    yield opened
    await opened.close()


async def rows(database: Database, count: int, lease: Lease = DEAD) -> list[OutboxRow]:
    async with database.write() as uow:
        ids = [await uow.outbox.add(Outgoing("test", ToChat("g"), words(f"to {n}")), NOW, lease) for n in range(count)]
        return await uow.outbox.rows([row_id for row_id in ids if row_id])


def begin(noted: Flights, row: OutboxRow) -> None:
    noted.flight(row).__enter__()


def arrive(noted: Flights, row: OutboxRow) -> None:
    noted.flight(row).__enter__()(Sent("g", f"m{row.id}"))


async def start(database: Database, lease: Lease = NEW) -> Leftovers:
    return await take_over(database, database.flights(), FrozenClock(NOW), lease)


async def can_be_sent(database: Database) -> list[int]:
    async with database.write() as uow:
        return [row.id for row in await uow.outbox.claim(NOW, NOW, ("test",), NEW, 50)]


async def state(database: Database, row: OutboxRow) -> tuple[str, str | None]:
    async with database.read() as uow:
        query = f"SELECT state, sent_message_id FROM outbox WHERE id = {row.id}"
        found = (await uow.connection.execute(text(query))).one()
        return found[0], found[1]


async def test_what_is_known_of_each_decides(database: Database) -> None:
    arrived, begun, refused, never = await rows(database, 4)
    noted = database.flights()
    noted.start("dead", set())
    arrive(noted, arrived)
    begin(noted, begun)
    with pytest.raises(ZeroDivisionError), noted.flight(refused):
        raise ZeroDivisionError
    assert await start(database) == Leftovers([], [begun.id])
    assert await state(database, arrived) == ("sent", f"m{arrived.id}")
    assert await can_be_sent(database) == [refused.id, never.id]


async def test_what_is_in_doubt_stays_so_through_further_kills(database: Database) -> None:
    (row,) = await rows(database, 1)
    noted = database.flights()
    noted.start("dead", set())
    begin(noted, row)
    for number in range(3):
        assert (await start(database, Lease(f"p{number}", NOW + LEASE))).doubtful == [row.id]
    assert await can_be_sent(database) == []


async def test_a_change_that_came_while_it_was_on_its_way_is_sent(database: Database) -> None:
    async with database.write() as uow:
        card = Outgoing("test", ToChat("g"), words("0 are here"), key="c@test:g", card="c")
        row_id = await uow.outbox.add(card, NOW, DEAD)
        assert row_id
        (row,) = await uow.outbox.rows([row_id])
    noted = database.flights()
    noted.start("dead", set())
    arrive(noted, row)
    async with database.write() as uow:
        await uow.outbox.refresh("c", NOW, DEAD)
    left = await start(database)
    assert await state(database, row) == ("sent", f"m{row.id}")
    async with database.read() as uow:
        (edit,) = await uow.outbox.rows(left.ready)
    assert edit.edits == Sent("g", f"m{row.id}")


async def test_the_file_of_another_database_says_nothing_of_this_one(database: Database) -> None:
    """A backup was put back: its rows have the same numbers."""
    (row,) = await rows(database, 1, Lease("before the backup", NOW + LEASE))
    noted = database.flights()
    noted.start("dead", set())
    arrive(noted, row)
    assert await start(database) == Leftovers([], [])
    assert await can_be_sent(database) == [row.id]


@pytest.mark.parametrize("torn", ['["arrived", 1, 0, ["g", "m', "[]", "null", '["arrived", 1]', "\ufffd"])
async def test_a_line_that_was_cut_short_is_none(database: Database, tmp_path: Path, torn: str) -> None:
    (row,) = await rows(database, 1)
    noted = database.flights()
    noted.start("dead", set())
    begin(noted, row)
    with (tmp_path / "groupmate.db.sending").open("a", encoding="utf-8") as file:
        file.write(torn)
    assert (await start(database)).doubtful == [row.id]


async def test_the_file_stays_small_and_is_gone_after_a_stop(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flights, "LONGEST", 500)
    noted, path = database.flights(), tmp_path / "groupmate.db.sending"
    noted.start("dead", set())
    under_way, *others = await rows(database, 30)
    begin(noted, under_way)
    for row in others:
        arrive(noted, row)
        noted.end(row)
    assert path.stat().st_size > 500, "what is on its way is not forgotten"
    assert noted.left().begun == {under_way.id}
    noted.end(under_way)
    assert path.stat().st_size < 500
    assert noted.left() == flights.Left("dead")
    noted.close()
    assert not path.exists()


async def test_a_bot_that_starts_says_what_is_in_doubt_once_it_has_lasted(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "STEADY_SECONDS", 0)
    arrived, begun, _never = await rows(database, 3)
    noted = database.flights()
    noted.start("dead", set())
    arrive(noted, arrived)
    begin(noted, begun)
    await database.close()
    house = await House(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path).open()
    await house.app.delivery.settled()
    assert sorted(posted.text for posted in house.platform.posted) == ["to 1", "to 2"]
    await house.close()


async def test_a_stop_leaves_what_is_in_doubt_to_the_next_start(tmp_path: Path) -> None:
    """It is stopped in its first seconds: what may have arrived must wait there, too, until a bot has lasted."""
    url = f"sqlite:///{tmp_path / 'groupmate.db'}"
    opened = with_tables(url)
    begun, _never = await rows(opened, 2)
    noted = opened.flights()
    noted.start("dead", set())
    begin(noted, begun)
    await opened.close()
    for _life in range(2):
        house = await House(url, tmp_path).open()
        await house.close()
        assert "to 0" not in [posted.text for posted in house.platform.posted]
    opened = Database.open(url)
    assert (await start(opened)).doubtful == [begun.id]
    await opened.close()


async def test_a_read_that_fails_is_tried_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "STEADY_SECONDS", 0)
    found = await rows(database, 2)
    read, faults = database.read, [StorageError("busy", "wait"), StorageError("busy", "wait")]

    def reading() -> AbstractAsyncContextManager[ReadUnit]:
        if faults:
            raise faults.pop()
        return read()

    monkeypatch.setattr(database, "read", reading)
    sent = list[int]()

    async def deliver(row: OutboxRow) -> None:
        sent.append(row.id)

    await send_in_turn(database, [row.id for row in found], deliver)
    assert sent == [row.id for row in found]
