"""Two processes on one PostgreSQL, each with the whole bot: what one is doing, the other does not do again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chat.events import MessagePosted
from bot.chat.messages import Message
from bot.ports import Sent, Target
from bot.registry import Registry
from storage.dialogs import DialogStore
from storage.outbox import Outbox
from tests.databases import fresh_database
from tests.engine.features import Board, asker, talker
from tests.house import House, Platform

pytestmark = pytest.mark.postgres

Pair = tuple[House, House]

BOARD = Board()


@pytest.fixture
async def pair(postgres_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pair]:
    monkeypatch.setattr("tests.engine.test_two_at_once.BOARD", board := Board())
    monkeypatch.setattr("handlers.discover", lambda: Registry((talker(board), asker(board))))
    url = await fresh_database(postgres_server)
    first, second = [await House(url, tmp_path / name).open() for name in ("first", "second")]
    second.numbers = first.numbers
    yield first, second
    await first.close()
    await second.close()


async def test_a_send_that_takes_longer_than_a_lease_is_left_to_who_is_at_it(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    lease = timedelta(milliseconds=30)
    monkeypatch.setattr("bot.engine.leases.LEASE", lease)
    renewed, go = asyncio.Semaphore(0), asyncio.Event()
    renew = Outbox.renew

    async def noted(self: Outbox, *args: Any) -> bool:
        done = await renew(self, *args)
        renewed.release()
        return done

    class Slow(Platform):
        async def send(self, target: Target, message: Message, dedup: str) -> Sent:
            await go.wait()
            return await first.platform.send(target, message, dedup)

    monkeypatch.setattr(Outbox, "renew", noted)
    first.app.delivery._platforms["test"] = Slow()
    mahina = await first.joined("Mahina")
    sending = asyncio.create_task(mahina.sends("/tell hello"))
    try:
        async with asyncio.timeout(20):
            await renewed.acquire()
            for _third in range(9):
                first.wall.at += lease / 3
                second.wall.at += lease / 3
                for _renewal in range(2):  # the second begins when the first is stored
                    await renewed.acquire()
                await second.app.delivery.settled()
    finally:
        go.set()
        await sending
    second.wall.at += 9 * lease
    await second.app.delivery.settled()
    assert ([posted.text for posted in first.platform.posted], second.platform.posted) == (["hello"], [])


async def test_each_step_of_a_dialog_is_taken_once_and_so_is_its_end(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read the dialog before either has moved it on."""
    person = await pair[0].joined("Nayeli")
    person.forms = False
    await person.sends("/ask")
    find, both = DialogStore.find, asyncio.Barrier(2)

    async def found_by_both(self: DialogStore, *args: Any) -> Any:
        found = await find(self, *args)
        await both.wait()
        return found

    monkeypatch.setattr(DialogStore, "find", found_by_both)
    pairs = [("Nayeli", "Nay"), ("Red", "Blue"), ("2024-11-13", "2024-11-14"), ("for fun", "for work")]
    said: list[list[str]] = []
    for pair_of_words in pairs:
        before = [len(house.platform.posted) for house in pair]
        events = [person.event(MessagePosted, text=words, addressed=True) for words in pair_of_words]
        async with asyncio.timeout(20):
            await asyncio.gather(*(house.receive(event) for house, event in zip(pair, events, strict=True)))
        said.append([p.text for house, n in zip(pair, before, strict=True) for p in house.platform.posted[n:]])
    name = BOARD.form["name"]
    assert said == [
        ["Quiz (2 of 4)\nWhich colour?"],
        ["Quiz (3 of 4)\nWhich day?"],
        ["Quiz (4 of 4)\nWhy?\nIn a few words"],
        [f"Thank you, {name}!"],
    ]
    chosen = [BOARD.form[field] for field in ("name", "colour", "day", "why")]
    offered = [pairs[0], ("r", "b"), *pairs[2:]]
    assert [words in pair_of_words for words, pair_of_words in zip(chosen, offered, strict=True)] == [True] * 4
