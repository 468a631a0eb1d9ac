"""A Bot API server that others wrote: what the library sends is taken, and what it receives is understood.

It knows private chats, a subset of the methods, polling and webhooks; groups, edits and files are our own server's part.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, MessageEntity, Update
from telegram.error import BadRequest

TOKEN = "7:synthetic"
ANA = {"id": 42, "is_bot": False, "first_name": "Ana", "language_code": "pl"}
PRIVATE = {"id": 42, "type": "private", "first_name": "Ana"}


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The application on a free port of this machine's loopback."""
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@dataclass
class Foreign:
    """The server, a bot on it, and Ana, who writes to the bot."""

    server: LoBotApiEmulator
    bot: Bot
    last_message: int = 1000

    async def says(self, text: str) -> int:
        """The number of the update; a text that begins with a stroke is a command, as clients mark it."""
        self.last_message += 1
        message: dict[str, Any] = {
            "message_id": self.last_message,
            "date": 1_730_883_600,
            "chat": PRIVATE,
            "from": ANA,
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return int(await self.server.enqueue_update({"message": message}, token=TOKEN))

    async def presses(self, message_id: int, data: str) -> int:
        bot = {"id": 7, "is_bot": True, "first_name": "Fixture"}
        under = {"message_id": message_id, "date": 1_730_883_600, "chat": PRIVATE, "from": bot, "text": "Which?"}
        pressed = {"id": "q1", "from": ANA, "chat_instance": "c1", "data": data, "message": under}
        return int(await self.server.enqueue_update({"callback_query": pressed}, token=TOKEN))

    def statuses(self, method: str) -> list[int]:
        return [request["status"] for request in self.server.requests if request["method"] == method]


@pytest.fixture
async def foreign() -> AsyncIterator[Foreign]:
    server = LoBotApiEmulator(allow_insecure_loopback_webhooks=True)
    async with serving(server.app()) as url:
        bot = Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
        async with bot:
            yield Foreign(server, bot)


async def test_a_message_and_a_button_press_arrive_by_polling(foreign: Foreign) -> None:
    first = await foreign.says("/start")
    [update] = await foreign.bot.get_updates(timeout=1, allowed_updates=["message", "callback_query"])
    assert (update.update_id, update.message.text, update.effective_user.language_code) == (first, "/start", "pl")

    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
    bold = MessageEntity(MessageEntity.BOLD, 0, 5)
    sent = await foreign.bot.send_message(42, "Which?", reply_markup=keyboard, entities=[bold])
    waiting = asyncio.create_task(foreign.bot.get_updates(offset=first + 1, timeout=5))
    await foreign.presses(sent.message_id, "yes")
    [update] = await waiting
    assert (update.callback_query.data, update.callback_query.message.message_id) == ("yes", sent.message_id)
    assert await update.callback_query.answer("Saved")
    assert (await foreign.bot.edit_message_text("Yes it is", 42, sent.message_id)).text == "Yes it is"
    assert foreign.statuses("answerCallbackQuery") == [200]


async def test_what_is_not_confirmed_comes_again(foreign: Foreign) -> None:
    await foreign.says("one")
    await foreign.says("two")
    assert [each.message.text for each in await foreign.bot.get_updates()] == ["one", "two"]
    assert [each.message.text for each in await foreign.bot.get_updates()] == ["one", "two"]
    last = (await foreign.bot.get_updates())[-1].update_id
    assert await foreign.bot.get_updates(offset=last + 1) == ()


async def test_a_file_goes_and_comes_back(foreign: Foreign) -> None:
    sent = await foreign.bot.send_document(42, b"name,city\n", filename="people.csv", caption="The list")
    assert sent.caption == "The list"
    file = await foreign.bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"name,city\n"


async def test_a_webhook_brings_the_secret(foreign: Foreign) -> None:
    got: list[tuple[str | None, Update | None]] = []

    async def take(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), foreign.bot)
        got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update))
        return web.Response()

    hook = web.Application()
    hook.router.add_post("/hook", take)
    async with serving(hook) as url:
        assert await foreign.bot.set_webhook(f"{url}/hook", secret_token="abc")
        await foreign.says("hello")
        [(secret, update)] = got
        assert (secret, update and update.message and update.message.text) == ("abc", "hello")
        assert await foreign.bot.delete_webhook(drop_pending_updates=True)


REFUSED: dict[str, Callable[[Bot], Awaitable[Any]]] = {
    "a long text": lambda bot: bot.send_message(42, "a" * 4097),
    "long callback data": lambda bot: bot.send_message(
        42, "a", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="ż" * 33)]])
    ),
    "a long answer": lambda bot: bot.answer_callback_query("q1", "a" * 201),
    "an album of one": lambda bot: bot.send_media_group(42, [InputMediaPhoto(b"\x89PNG", filename="a.png")]),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_it_refuses_what_ours_refuses(foreign: Foreign, name: str) -> None:
    with pytest.raises(BadRequest):
        await REFUSED[name](foreign.bot)
