"""A question after a rest waits for the process that compares questions; nobody else does."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from bot.faq.aside import Aside
from handlers.faq.indexes import indexes
from tests.house import House, Person


@pytest.fixture
async def asker(house: House) -> Person:
    """Who has asked already, before the process rested."""
    ana = await house.joined("Ana")
    await ana.asks("Who pays for the hotel?")
    indexes.aside.rest()
    return ana


async def test_while_it_starts_others_are_answered(
    house: House, asker: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo = await house.joined("Bo")
    send, asked, go = Aside._send, asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def held(self: Aside, *work: Any) -> None:
        loop.call_soon_threadsafe(asked.set)
        go.wait(60)
        send(self, *work)

    monkeypatch.setattr(Aside, "_send", held)
    answer = asyncio.ensure_future(asker.asks("Who pays for the hotel?"))
    try:
        await asyncio.wait_for(asked.wait(), 60)
        await asyncio.wait_for(bo.sends("/me"), 10)
        assert not answer.done()
    finally:
        go.set()
    assert "You pay for it yourself" in await answer


async def test_who_asks_nothing_does_not_start_it(asker: Person) -> None:
    for words in ("Thank you!", "I have paid for my hotel myself, as it was late in the evening."):
        await asker.says(words, group=True)
    await asker.sends("/me")
    assert not indexes.aside.running


async def test_what_cannot_be_foreseen_is_met_in_the_turn(asker: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_work: Any) -> None:
        raise OSError("no more processes")

    with monkeypatch.context() as patch:
        patch.setattr("bot.faq.aside._Process.__init__", fails)
        with pytest.raises(AssertionError, match="something went wrong on my side"):
            await asker.says("Who pays for the hotel?")
    assert "You pay for it yourself" in await asker.asks("Who pays for the hotel?")
