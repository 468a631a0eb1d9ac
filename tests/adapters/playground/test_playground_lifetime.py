"""The playground's end and its beginning again: what was begun is finished, and nothing waits for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.adapters.playground import Playground
from bot.adapters.playground.journal import Closed
from bot.chat.errors import Offline, SendError
from bot.chat.events import MessagePosted
from bot.chat.markup import text
from bot.chat.messages import Message
from bot.ports import CannotStart, Sent, ToChat
from bot.small_talk import break_the_ice
from tests.adapters.playground.conftest import House, begin, changes, stream_of, words
from tests.adapters.playground.fakes import GROUP, PEOPLE, Crowd, FakeStage, MemoryFiles

HELLO = Message(text("Hello"))


async def test_stopping_waits_for_the_turn_in_flight(house: House) -> None:
    house.bot.gate = asyncio.Event()
    turn = asyncio.create_task(house.act("marta", kind="say", text="@groupmate hi"))
    await asyncio.wait_for(house.bot.reached.wait(), 5)
    stop = asyncio.create_task(house.platform.stop())
    await asyncio.sleep(0)
    assert not stop.done()
    assert (await house.act("ben", kind="say", text="too late"))[0] == 503
    house.bot.gate.set()
    assert (await turn)[0] == 200
    await stop
    assert [type(event) for event in house.bot.events] == [MessagePosted]


async def test_between_stop_and_close_messages_still_arrive(house: House) -> None:
    start = await begin(house, "ben")
    async with stream_of(house, "ben", start) as stream:
        await house.platform.stop()
        assert (await house.client.get("/playground/state", params={"as": "ben"})).status == 503
        await house.platform.send(ToChat(GROUP), HELLO, "d1")
        assert [words(message) for _, message in await changes(stream, 1)] == ["Hello"]
        await house.platform.close()
        async with asyncio.timeout(5):
            await stream.read()


async def test_after_close_sending_fails_at_once(house: House) -> None:
    sent = await house.platform.send(ToChat(GROUP), HELLO, "d1")
    under_way = asyncio.create_task(house.platform.send(ToChat(GROUP), HELLO, "d2"))
    await house.platform.close()
    async with asyncio.timeout(5):
        with pytest.raises(SendError):
            await under_way
        with pytest.raises(SendError):
            await house.platform.send(ToChat(GROUP), HELLO, "d3")
        with pytest.raises(SendError):
            await house.platform.edit(sent, HELLO)
        await house.platform.stop()
        await house.platform.close()


async def test_who_is_not_running_is_waited_for_and_no_try_is_counted(house: House) -> None:
    """Tries that count have pauses that grow, over one life of the bot to the next: after a few quick starts a message
    would have waited for minutes."""
    await house.platform.close()
    with pytest.raises(Offline):
        await house.platform.send(ToChat(GROUP), HELLO, "d1")
    with pytest.raises(Offline):
        await house.platform.edit(Sent(GROUP, "m1"), HELLO)


async def test_a_journal_closed_under_a_send_is_a_send_error(house: House) -> None:
    sent = await house.platform.send(ToChat(GROUP), HELLO, "d1")
    assert house.platform.room is not None
    await house.platform.room.journal.close()
    async with asyncio.timeout(5):
        with pytest.raises(SendError):
            await house.platform.send(ToChat(GROUP), HELLO, "d2")
        with pytest.raises(SendError):
            await house.platform.edit(sent, HELLO)
    answer = await house.act("marta", kind="say", text="hi")
    assert answer[0] == 503


async def test_a_turn_that_is_cancelled_holds_nothing_up(house: House) -> None:
    house.bot.gate = asyncio.Event()
    talk = asyncio.create_task(break_the_ice(house.platform, Crowd(), house.bot.settle))
    async with asyncio.timeout(5):
        await house.bot.reached.wait()
        talk.cancel()
        await asyncio.gather(talk, return_exceptions=True)
        await house.platform.stop()
    with pytest.raises(Closed):
        async with house.platform.turn(PEOPLE[0], {}, None):
            pass


async def test_the_first_visitor_finds_a_talk_that_was_answered(house: House) -> None:
    await break_the_ice(house.platform, Crowd(), house.bot.settle)
    said = await house.said("marta")
    assert len(said) == 6
    assert said[4] == "You said: who pays for the hotel in Warsaw?"
    assert len(house.bot.released) == 5
    await break_the_ice(house.platform, Crowd(), house.bot.settle)
    assert await house.said("marta") == said


async def test_a_closed_playground_opens_again(house: House) -> None:
    await house.platform.send(ToChat(GROUP), HELLO, "d1")
    await house.platform.stop()
    await house.platform.close()
    await house.platform.start(house.bot.receive)
    assert await house.said("marta") == ["Hello"]


async def test_one_folder_has_one_playground(house: House, tmp_path: Path) -> None:
    second = Playground(tmp_path / "playground", FakeStage(), MemoryFiles())
    with pytest.raises(CannotStart):
        await second.start(house.bot.receive)
