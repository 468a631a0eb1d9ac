"""Nothing is confirmed before it is stored; whatever goes wrong on the way is said, and passes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.adapters.telegram import Telegram
from bot.adapters.telegram.errors import REVOKED, UNREACHABLE
from bot.adapters.telegram.polling import BATCH, CONFLICT, SILENT, WEBHOOK_IN_THE_WAY, Patience
from bot.adapters.telegram.translate import ALLOWED_UPDATES
from bot.chat.events import Event, MessagePosted
from bot.ports import Handled
from tests.adapters.telegram.conftest import QUICK, Recorder, adapter_of
from tests.servers.telegram import TelegramServer


def said(bot: Recorder) -> list[str]:
    return [event.text for event in bot.events if isinstance(event, MessagePosted)]


def text_of(event: Event) -> str:
    return event.text if isinstance(event, MessagePosted) else ""


def again_while(condition: Callable[[Event], bool]) -> Callable[[Event], Handled]:
    return lambda event: Handled(failed="busy", again=condition(event)) if condition(event) else Handled()


async def test_it_asks_for_what_it_understands(telegram: Telegram, server: TelegramServer) -> None:
    polls = [call.params for call in server.calls if call.method == "getUpdates"]
    while not polls:
        await server.until(lambda: any(call.method == "getUpdates" for call in server.calls))
        polls = [call.params for call in server.calls if call.method == "getUpdates"]
    assert polls[0] == {"timeout": QUICK.long_poll, "limit": BATCH, "allowed_updates": list(ALLOWED_UPDATES)}


async def test_what_was_not_stored_comes_again_and_holds_back_what_is_behind_it(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    anna, ben = server.person("Anna"), server.person("Ben")
    busy = True
    bot.answer = again_while(lambda event: busy and text_of(event) == "second")
    await anna.says(None, "first")
    await server.settled()
    second = await ben.says(None, "second")
    await anna.says(None, "third")
    await server.until(lambda: said(bot).count("second") > 2)
    assert server.updates.pending[0]["message"]["message_id"] == second.id
    busy = False
    await server.settled()
    assert said(bot)[0] == "first"
    assert "third" in said(bot)
    assert len({event.event_id for event in bot.events}) == 3
    assert server.messages(ben) == [second]


async def test_a_crash_before_the_confirmation_brings_it_again(server: TelegramServer) -> None:
    anna = server.person("Anna")
    first, second = Recorder(), Recorder()
    crashed = adapter_of(server)
    never = asyncio.Event()

    async def stuck(event: Event) -> Handled:
        first.events.append(event)
        await never.wait()
        return Handled()

    await crashed.start(stuck)
    await anna.says(None, "hello")
    await server.until(lambda: first.events)
    await crashed.close()
    restarted = adapter_of(server)
    await restarted.start(second.receive)
    await server.settled()
    assert second.events == first.events
    await restarted.stop()
    await restarted.close()


async def test_stopping_finishes_what_is_in_flight_and_confirms_it(server: TelegramServer) -> None:
    anna, bot, platform = server.person("Anna"), Recorder(), adapter_of(server)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(event: Event) -> Handled:
        begun.set()
        await go_on.wait()
        return await bot.receive(event)

    await platform.start(slow)
    await anna.says(None, "hello")
    await begun.wait()
    stopping = asyncio.create_task(platform.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert (said(bot), server.updates.pending, len(bot.released)) == (["hello"], [], 1)
    await anna.says(None, "too late")
    await platform.close()
    assert said(bot) == ["hello"]
    assert len(server.updates.pending) == 1


async def test_a_batch_is_taken_at_once_in_the_order_in_which_it_came(server: TelegramServer) -> None:
    anna, ben, platform, bot = server.person("Anna"), server.person("Ben"), adapter_of(server), Recorder()
    together, all_here = 0, asyncio.Event()

    async def meet(event: Event) -> Handled:
        nonlocal together
        bot.events.append(event)
        together += 1
        if together == 4:
            all_here.set()
        async with asyncio.timeout(5):
            await all_here.wait()
        return Handled()

    for who, words in ((anna, "1"), (ben, "2"), (anna, "3"), (ben, "4")):
        await who.says(None, words)
    await platform.start(meet)
    await server.settled()
    assert said(bot) == ["1", "2", "3", "4"]
    await platform.stop()
    await platform.close()


async def test_odd_updates_spoil_nothing(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    anna = server.person("Anna")
    server.push({"message_from_the_future": {"gravity": 9.81}})
    server.push({"message": "what"})
    server.push({"message": {"message_id": "x", "chat": [], "date": None}})
    await anna.says(None, "hello")
    server.push({"callback_query": {"id": "1", "from": 7}})
    await server.settled()
    assert said(bot) == ["hello"]


async def test_a_fault_of_the_bot_is_not_repeated_for_ever(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    def broken(event: Event) -> Handled:
        raise RuntimeError(event.event_id)

    bot.answer = broken
    await server.person("Anna").says(None, "hello")
    await server.settled()
    assert said(bot) == ["hello"]
    assert telegram.problem is None


async def test_a_fault_while_letting_go_stops_nothing(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    anna = server.person("Anna")
    bot.released = None  # type: ignore[assignment]
    await anna.says(None, "hello")
    await server.until(lambda: len(bot.events) > 2)
    bot.released = []
    await server.settled()
    assert len({event.event_id for event in bot.events}) == 1


async def recovers(
    server: TelegramServer, platform: Telegram, problem: str, mended: Callable[[], None] | None = None
) -> None:
    await server.until(lambda: platform.problem == problem)
    if mended is not None:
        mended()
    await server.until(lambda: platform.problem is None)


async def test_another_process_polls(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    await server.until(lambda: any(call.method == "getUpdates" for call in server.calls))
    server.fail_next("getUpdates", 409, times=3)
    server.updates.end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
    await recovers(server, telegram, CONFLICT)
    await server.person("Anna").says(None, "hello")
    await server.settled()
    assert said(bot) == ["hello"]


async def test_somebody_set_a_webhook(telegram: Telegram, server: TelegramServer) -> None:
    await server.until(lambda: any(call.method == "getUpdates" for call in server.calls))
    server.updates.webhook_url = "https://elsewhere.example/"
    server.webhook.paused = True
    server.updates.end_poll("terminated by setWebhook request")
    await recovers(server, telegram, WEBHOOK_IN_THE_WAY, lambda: setattr(server.updates, "webhook_url", ""))


async def test_the_token_is_revoked(telegram: Telegram, server: TelegramServer) -> None:
    await server.until(lambda: any(call.method == "getUpdates" for call in server.calls))
    server.revoke()
    await server.until(lambda: telegram.problem == REVOKED)
    assert server.token not in REVOKED


async def test_the_network_goes_and_comes(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    await server.person("Anna").says(None, "before")
    await server.settled()
    await server.down()
    await server.person("Ben").says(None, "meanwhile")
    await server.until(lambda: telegram.problem == UNREACHABLE)
    await server.up()
    await server.settled()
    await server.until(lambda: telegram.problem is None)
    assert said(bot) == ["before", "meanwhile"]


async def test_trouble_at_telegram_passes(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    server.fail_next("getUpdates", 502, times=2)
    server.fail_next("getUpdates", 500)
    server.lose_answer("getUpdates")
    await server.person("Anna").says(None, "hello")
    await server.settled()
    assert said(bot)[0] == "hello"
    assert len({event.event_id for event in bot.events}) == 1


async def test_a_poll_that_hangs_is_given_up(server: TelegramServer, bot: Recorder) -> None:
    platform = adapter_of(server, patience=Patience(long_poll=1, grace=0.05, first_pause=0.01, longest_pause=0.02))
    server.hang("getUpdates", 60)
    await platform.start(bot.receive)
    await server.person("Anna").says(None, "hello")
    await server.until(lambda: platform.problem == SILENT)
    await server.settled()
    assert said(bot)[-1] == "hello"
    await platform.stop()
    await platform.close()
