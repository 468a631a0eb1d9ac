"""Through the real library and back: buttons that are pressed, and what is said to who waits for an answer."""

from __future__ import annotations

import logging

import pytest

from bot.adapters.telegram import Telegram
from bot.chat.buttons import Button
from bot.chat.events import (
    ButtonPressed,
)
from bot.chat.messages import DirectReply, Toast
from bot.ports import Handled
from tests.adapters.telegram.conftest import Recorder, words
from tests.adapters.telegram.places import a_group, opened, to
from tests.servers.telegram import TelegramServer


async def test_each_pressed_button_is_answered(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    ben = await opened(server, bot)
    await telegram.send(to(ben), words("hi", Button("Yes", "y:1")), "1")
    message = server.messages(ben)[-1]
    given = [
        (Handled(), None, False),
        (Handled(DirectReply(Toast("no!", alert=True))), "no!", True),
        (Handled(failed="sorry"), "sorry", True),
        (Handled(DirectReply(Toast("word " * 60))), ("word " * 40).strip() + "…", False),
    ]
    for handled, expected, alert in given:
        bot.answer = lambda _event, handled=handled: handled  # type: ignore[misc]
        answer = await ben.presses(message, "Yes")
        assert (answer.text, answer.alert, answer.answered) == (expected, alert, True)


async def test_a_forged_press_and_one_under_a_message_that_is_gone(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    ben = await opened(server, bot)
    await telegram.send(to(ben), words("hi", Button("Yes", "y:1")), "1")
    message = server.messages(ben)[-1]
    await ben.presses_data(message, "y:2")
    server.forget(message)
    await ben.presses_data(message, "y:1")
    assert (await ben.presses_data(message, "x" * 65)).answered
    await server.settled()
    assert [(event.token, event.message_id) for event in bot.events if isinstance(event, ButtonPressed)] == [
        ("y:2", None), ("y:1", None)
    ]  # fmt: skip


async def test_a_query_that_is_too_old_is_nobodys_problem(
    telegram: Telegram, server: TelegramServer, bot: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    ben = await opened(server, bot)
    await telegram.send(to(ben), words("hi", Button("Yes", "y:1")), "1")
    server.fail_next(
        "answerCallbackQuery", 400, description="Bad Request: query is too old and response timeout expired"
    )
    with caplog.at_level(logging.WARNING):
        await ben.presses(server.messages(ben)[-1], "Yes", timeout=0.2)
        await server.settled()
        await telegram.stop()
    assert caplog.records == []


@pytest.mark.parametrize(
    ("said", "handled", "expected"),
    [
        ("/status", Handled(failed="sorry"), ["sorry"]),
        ("@groupmate_bot hi", Handled(failed="sorry"), ["sorry"]),
        ("hello all", Handled(failed="sorry"), []),
        ("/status", Handled(DirectReply(Toast("I have answered you in private."))), []),
        ("/status", Handled(DirectReply(Toast("Not for you.", alert=True))), ["Not for you."]),
    ],
)
async def test_who_wrote_is_told_what_failed(
    telegram: Telegram, server: TelegramServer, bot: Recorder, said: str, handled: Handled, expected: list[str]
) -> None:
    server.privacy_mode = False
    group, anna = await a_group(server)
    bot.answer = lambda _event: handled
    asked = await anna.says(group, said)
    await server.settled()
    await telegram.stop()
    told = [message for message in server.messages(group) if message.by_bot]
    assert [(message.text, message.reply_to) for message in told] == [(words, asked.id) for words in expected]
