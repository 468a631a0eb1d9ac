"""Starting on Telegram, being without it, and what is known of a group and of ourselves."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from telegram.request import HTTPXRequest

from bot.adapters.telegram import Telegram
from bot.adapters.telegram.errors import REVOKED
from bot.chat.errors import Offline, Refused, SendError
from bot.ports import CannotStart, Standing, ToAccount
from tests.adapters.telegram.conftest import COMMANDS, Files, Recorder, adapter_of, words
from tests.adapters.telegram.places import a_group, opened, to
from tests.servers.telegram import Person, TelegramServer


async def test_when_the_network_is_down_nothing_was_sent_and_it_is_said(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    ben = await opened(server, bot)
    await server.down()
    with pytest.raises(Offline):
        await telegram.send(to(ben), words("hi"), "1")
    assert telegram.problem == "Telegram cannot be reached."
    await server.up()
    await telegram.send(to(ben), words("hi"), "1")
    await server.until(lambda: telegram.problem is None)
    server.lose_answer("sendMessage")
    with pytest.raises(SendError) as lost:
        await telegram.send(to(ben), words("lost"), "2")
    assert type(lost.value) is SendError


async def test_what_it_says_of_a_group(telegram: Telegram, server: TelegramServer) -> None:
    group, anna = await a_group(server)
    chat = str(group.id)
    assert await telegram.inspect(chat) == Standing("Spring Academy", sees_all=False)
    server.privacy_mode = False
    assert (await telegram.inspect(chat)).sees_all
    server.privacy_mode = True
    group.promote_bot(by=anna)
    assert await telegram.inspect(chat) == Standing("Spring Academy")
    group.restrict_bot()
    missing = ("can_send_messages", "can_send_photos", "can_send_documents")
    assert await telegram.inspect(chat) == Standing("Spring Academy", can_write=False, sees_all=False, missing=missing)
    group.remove_bot(by=anna)
    gone = await telegram.inspect(chat)
    assert (gone.present, gone.can_write) == (False, False)
    assert (await telegram.inspect("-100")).present is False
    with pytest.raises(Refused):
        await telegram.inspect("general")


async def test_menus_are_set_once(server: TelegramServer, bot: Recorder) -> None:
    for expected in (8, 8):
        platform = adapter_of(server, commands=COMMANDS)
        await platform.start(bot.receive)
        await server.until(lambda: [call.method for call in server.calls].count("getMyCommands") % 8 == 0)
        await server.until(lambda: len(server.commands) == 8)
        await platform.stop()
        await platform.close()
        assert [call.method for call in server.calls].count("setMyCommands") == expected
    assert server.commands['{"type": "all_chat_administrators"}', ""][-1] == {
        "command": "report", "description": "see how the cohort stands"
    }  # fmt: skip


@pytest.mark.parametrize("token", ["", "nonsense", "123:no spaces", "999:AA-not_the_token"])
async def test_a_wrong_token(server: TelegramServer, bot: Recorder, token: str) -> None:
    platform = adapter_of(server, token=token)
    with pytest.raises(CannotStart) as refused:
        await platform.start(bot.receive)
    assert str(refused.value) == platform.problem == REVOKED
    await platform.stop()
    await platform.close()


async def test_it_starts_once_telegram_is_there(server: TelegramServer, bot: Recorder) -> None:
    platform = adapter_of(server)
    await server.down()
    for _ in range(2):
        with pytest.raises(Offline):
            await platform.start(bot.receive)
    assert platform.problem == "Telegram cannot be reached."
    with pytest.raises(Offline):
        await platform.send(ToAccount("1"), words("hi"), "1")
    await server.up()
    server.fail_next("getMe", 500)
    with pytest.raises(SendError):
        await platform.start(bot.receive)
    await platform.start(bot.receive)
    assert (platform.problem, platform.private_link()) == (None, "https://t.me/groupmate_bot?start=")
    await platform.stop()
    await platform.send(ToAccount(str((await opened_quietly(server)).id)), words("bye"), "1")
    await platform.close()
    with pytest.raises(Offline):
        await platform.send(ToAccount("1"), words("hi"), "1")
    assert platform.problem is not None
    assert platform.private_link() is None


async def opened_quietly(server: TelegramServer) -> Person:
    ben = server.person("Ben")
    await ben.starts()
    return ben


async def test_a_start_that_is_given_up_leaves_nothing_open(
    server: TelegramServer, bot: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[HTTPXRequest] = []

    make = HTTPXRequest.__init__

    def noted(pool: HTTPXRequest, *given: Any, **more: Any) -> None:
        make(pool, *given, **more)
        pools.append(pool)

    monkeypatch.setattr(HTTPXRequest, "__init__", noted)
    server.hang("getMe", 5)
    platform = adapter_of(server)
    starting = asyncio.create_task(platform.start(bot.receive))
    await server.until(lambda: "getMe" in [call.method for call in server.calls])
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert [pool._client.is_closed for pool in pools] == [True, True]
    await platform.close()


async def test_nobodys_address_is_known(telegram: Telegram) -> None:
    assert await telegram.find("anna@example.org") is None


async def test_no_token_reaches_a_log(
    server: TelegramServer, bot: Recorder, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """Without the help of `bot.logs`, and with the library's own words at the level that is used."""
    with caplog.at_level(logging.INFO):
        logging.getLogger("httpx").setLevel(logging.WARNING)
        platform = adapter_of(server, files=Files())
        await platform.start(bot.receive)
        server.fail_next("sendMessage", 500)
        for status in (500, 404, 401):
            server.fail_next("sendMessage", status)
            with pytest.raises(SendError) as failed:
                await platform.send(ToAccount("1"), words("hi"), "1")
            assert server.token not in repr(failed.value)
        server.push({"message": server.token})
        await server.settled()
        await server.down()
        with pytest.raises(SendError):
            await platform.send(ToAccount("1"), words("hi"), "1")
        await platform.stop()
        await platform.close()
    assert server.token not in caplog.text
    assert caplog.records
