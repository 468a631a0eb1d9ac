"""Storing that messages were sent: together where that can be, and each for itself where one of them is at fault."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.engine.marks import MOST, Marks
from bot.ports import Sent, ToChat
from storage.engine import Database, StorageError
from storage.outbox import Outbox
from storage.outgoing import LEASE, Lease, OutboxRow, Outgoing
from tests.engine.features import words
from tests.house import FrozenClock
from tests.storage.conftest import NOW

MINE = Lease("me", NOW + LEASE)


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database.open(database_url)
    yield opened
    await opened.close()


async def rows(database: Database, count: int) -> list[OutboxRow]:
    async with database.write() as uow:
        ids = [await uow.outbox.add(Outgoing("test", ToChat("g"), words(str(n))), NOW, MINE) for n in range(count)]
        return await uow.outbox.rows([row_id for row_id in ids if row_id])


async def waiting(database: Database, among: list[OutboxRow]) -> list[int]:
    async with database.read() as uow:
        return [row.id for row in await uow.outbox.rows([row.id for row in among])]


async def mark_all(database: Database, sent: list[OutboxRow]) -> list[list[int] | BaseException]:
    marks = Marks(database, FrozenClock(NOW), lambda: MINE)
    return await asyncio.gather(*(marks.sent(row, Sent("g", f"m{row.id}")) for row in sent), return_exceptions=True)


async def test_those_that_come_together_share_a_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, begun, write = await rows(database, MOST + 10), [], Database.write

    def counted(self: Database, **how: Any) -> Any:
        begun.append(self)
        return write(self, **how)

    monkeypatch.setattr(Database, "write", counted)
    assert await mark_all(database, sent) == [[]] * len(sent)
    assert len(begun) == 2
    assert await waiting(database, sent) == []


@pytest.mark.parametrize("fault", [StorageError("The disk is full.", "Free some."), ZeroDivisionError()])
async def test_what_fails_among_them_is_tried_alone_and_the_others_are_stored(
    database: Database, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    sent, mark, tried = await rows(database, 7), Outbox.mark_sent, list[int]()
    bad = sent[3]

    async def one_fails(self: Outbox, row: OutboxRow, *args: Any) -> list[int]:
        tried.append(row.id)
        if row.id == bad.id:
            raise fault
        return await mark(self, row, *args)

    monkeypatch.setattr(Outbox, "mark_sent", one_fails)
    assert await mark_all(database, sent) == [[], [], [], fault, [], [], []]
    assert await waiting(database, sent) == [bad.id]
    ids = [row.id for row in sent]
    assert tried == [*ids[:4], *ids], "up to the fault together, then each alone"


async def test_after_a_fault_it_goes_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = await rows(database, 2)
    marks = Marks(database, FrozenClock(NOW), lambda: MINE)

    async def fail(*_: object) -> list[int]:
        raise StorageError("The disk is full.", "")

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "mark_sent", fail)
        with pytest.raises(StorageError):
            await marks.sent(sent[0], None)
    assert await waiting(database, sent) == [row.id for row in sent]
    assert [await marks.sent(row, None) for row in sent] == [[], []]
    assert await waiting(database, sent) == []
