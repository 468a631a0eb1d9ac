"""Two processes on one PostgreSQL: what one has taken, the other leaves alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.chat.markup import text
from bot.chat.messages import Message
from bot.ports import Sent, ToChat
from storage.engine import Database
from storage.outgoing import LEASE, Lease, Outgoing
from storage.upgrade import upgrade
from tests.databases import bare_database, fresh_database
from tests.storage.conftest import NOW
from tests.storage.test_outbox import HERE, MINE, THEIRS, a_card, add, refresh, row, states

pytestmark = pytest.mark.postgres

Pair = tuple[Database, Database]


@pytest.fixture
async def pair(postgres_server: str) -> AsyncIterator[Pair]:
    url = await fresh_database(postgres_server)
    first, second = Database.open(url), Database.open(url)
    assert first.shared
    yield first, second
    await first.close()
    await second.close()


async def test_one_of_two_that_start_at_once_makes_the_tables(postgres_server: str) -> None:
    url = await bare_database(postgres_server)
    first, second = Database.open(url), Database.open(url)
    assert sorted(await asyncio.gather(upgrade(first), upgrade(second))) == [False, True]
    await first.close()
    await second.close()


async def test_rows_being_claimed_are_skipped_and_not_waited_for(pair: Pair) -> None:
    first, second = pair
    ids = [await add(first, Outgoing("test", ToChat("g"), Message(text("x"))), None) for _ in range(6)]
    async with first.write() as one:
        taken = await one.outbox.claim(NOW, NOW, HERE, MINE, 4)
        async with asyncio.timeout(5), second.write() as two:
            rest = await two.outbox.claim(NOW, NOW, HERE, THEIRS, 9)
    assert [r.id for r in taken] == ids[:4]
    assert [r.id for r in rest] == ids[4:]


async def test_many_claims_at_once_share_the_rows(pair: Pair) -> None:
    ids = [await add(pair[0], Outgoing("test", ToChat("g"), Message(text("x"))), None) for _ in range(30)]

    async def take(number: int) -> list[int]:
        async with pair[number % 2].write() as uow:
            return [r.id for r in await uow.outbox.claim(NOW, NOW, HERE, Lease(f"p{number}", NOW + LEASE), 4)]

    taken = await asyncio.gather(*(take(number) for number in range(12)))
    left = await take(99)
    assert sorted([row_id for rows in taken for row_id in rows] + left) == ids


async def test_a_change_and_the_end_of_sending_meet(pair: Pair) -> None:
    """Whichever comes first, the change is either part of what was sent or becomes an edit."""
    first, second = pair
    for number in range(12):
        card = await add(first, a_card(f"card-{number}"))
        assert card
        taken = await row(first, card)

        async def finish(taken: object = taken) -> list[int]:
            async with first.write() as uow:
                return await uow.outbox.mark_sent(taken, Sent("group", "m"), NOW, MINE)  # type: ignore[arg-type]

        more, edits = await asyncio.gather(finish(), refresh(second, THEIRS))
        waiting = [key for key, state in await states(first) if state == "waiting"]
        assert f"edit:{card}" in waiting
        assert len(more) + len(edits) >= 1


async def test_an_event_delivered_to_both_is_handled_by_one(pair: Pair) -> None:
    async def begin(database: Database, number: int) -> bool:
        async with database.write() as uow:
            new = await uow.events.begin("slack:1", NOW)
            if new:
                await asyncio.sleep(0)
                await uow.events.answer_with("slack:1", f"by {number}")
            else:
                assert (await uow.events.reply_to("slack:1") or "").startswith("by ")
            return new

    news = await asyncio.gather(*(begin(pair[number % 2], number) for number in range(8)))
    assert sorted(news) == [False] * 7 + [True]
