"""Administrators who write in the name of their group: nobody can tell who they are, and they are told so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.adapters.telegram import Telegram
from bot.adapters.telegram.answers import WHO_ARE_YOU
from tests.adapters.telegram.conftest import COMMANDS, Recorder, adapter_of
from tests.servers.telegram import Group, TelegramServer

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


@pytest.fixture
async def telegram(server: TelegramServer, bot: Recorder) -> AsyncIterator[Telegram]:
    platform = adapter_of(server, commands=COMMANDS)
    await platform.start(bot.receive)
    yield platform
    await platform.stop()
    await platform.close()


async def a_group(server: TelegramServer, **given: Any) -> Group:
    group, anna = server.group("Spring Academy", **given), server.person("Anna Berg")
    group.add(anna)
    group.add_bot(by=anna)
    await server.settled()
    return group


def shape(group: Group) -> dict[str, Any]:
    return {"id": group.id, "title": "Spring Academy", "type": "supergroup"}


async def says(server: TelegramServer, group: Group, words: str, **changes: Any) -> None:
    command = words.split(maxsplit=1)[0]
    message = {
        "message_id": 935,
        "from": ANONYMOUS,
        "sender_chat": shape(group),
        "chat": shape(group),
        "date": 1772439300,
        "text": words,
        "entities": [{"offset": 0, "length": len(command), "type": "bot_command"}] if command[0] == "/" else [],
    }
    server.push({"message": {key: value for key, value in (message | changes).items() if value is not None}})
    await server.settled()


async def answers(telegram: Telegram, server: TelegramServer, group: Group) -> list[str | None]:
    await telegram.stop()
    return [message.text for message in server.messages(group) if message.by_bot]


@pytest.mark.parametrize("words", ["/status@groupmate_bot now", "/report"])
@pytest.mark.parametrize("changes", [{}, {"sender_chat": None}])
async def test_a_command_is_answered(
    telegram: Telegram, server: TelegramServer, bot: Recorder, words: str, changes: dict[str, Any]
) -> None:
    group = await a_group(server)
    bot.events.clear()
    await says(server, group, words, **changes)
    assert await answers(telegram, server, group) == [WHO_ARE_YOU]
    assert bot.events == []


async def test_in_a_topic_it_is_answered_in_the_topic(telegram: Telegram, server: TelegramServer) -> None:
    group = await a_group(server, forum=True)
    topic = group.topic("Homework")
    await says(server, group, "/status", message_thread_id=topic, is_topic_message=True)
    assert await answers(telegram, server, group) == [WHO_ARE_YOU]
    assert server.messages(group)[-1].thread_id == topic


@pytest.mark.parametrize("words", ["/status@another_bot", "/ban somebody", "hello", "@groupmate_bot hello"])
async def test_what_is_no_command_for_the_bot_is_not_answered(
    telegram: Telegram, server: TelegramServer, words: str
) -> None:
    group = await a_group(server)
    await says(server, group, words)
    assert await answers(telegram, server, group) == []


async def test_a_linked_channel_is_not_answered(telegram: Telegram, server: TelegramServer) -> None:
    group = await a_group(server)
    channel = {"id": -1009, "title": "News", "type": "channel"}
    await says(server, group, "/status", sender_chat=channel, **{"from": ANONYMOUS | {"id": 777000, "is_bot": False}})
    assert await answers(telegram, server, group) == []


async def test_it_is_said_once_a_minute_in_each_group(
    telegram: Telegram, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("bot.adapters.telegram.answers.monotonic", lambda: now)
    first, second = await a_group(server), await a_group(server)
    for group in (first, first, second):
        await says(server, group, "/status")
    now += 59
    await says(server, first, "/status")
    now += 2
    await says(server, first, "/status")
    assert await answers(telegram, server, first) == [WHO_ARE_YOU] * 2
    assert await answers(telegram, server, second) == [WHO_ARE_YOU]
