"""The Telegram adapter against a Bot API server that others wrote: what it does is not just what our own server expects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

from bot.config import TelegramConfig
from bot.secrets import Secrets
from tests.contract.world import ANA, CODES, World, make_world, until

TOKEN = "123456789:AA-test_token_of_35_characters_____"
PERSON = {"id": 4001, "is_bot": False, "first_name": "Ana", "last_name": "Núñez", "language_code": "es"}
PRIVATE = {"id": 4001, "type": "private", "first_name": "Ana"}


@dataclass
class Foreign:
    emulator: LoBotApiEmulator
    world: World

    async def says(self, number: int, text: str) -> None:
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        entities = [{"type": "bot_command", "offset": 0, "length": len(command)}] if command else []
        message = {"message_id": number, "date": 1_730_883_600, "chat": PRIVATE, "from": PERSON, "text": text}
        await self.emulator.enqueue_update({"message": {**message, "entities": entities}}, token=TOKEN)

    async def presses(self, data: str, message: dict[str, Any]) -> None:
        query = {"id": "q1", "from": PERSON, "chat_instance": "c1", "data": data, "message": message}
        await self.emulator.enqueue_update({"callback_query": query}, token=TOKEN)

    def asked_of(self, method: str) -> list[Any]:
        return [request for request in self.emulator.requests if request["method"] == method]


@pytest.fixture
async def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Foreign]:
    # It knows no link previews, and refuses what it does not know.
    monkeypatch.setattr("bot.adapters.telegram.posting._NO_PREVIEW", None)
    emulator = LoBotApiEmulator(allow_insecure_loopback_webhooks=True)
    runner = web.AppRunner(emulator.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    base = f"http://{host}:{port}"
    world = await make_world(
        tmp_path,
        f"sqlite:///{tmp_path / 'groupmate.db'}",
        monkeypatch,
        Secrets.model_validate({"telegram_token": TOKEN}),
        telegram=TelegramConfig(base_url=f"{base}/bot", base_file_url=f"{base}/file/bot"),
    )
    await world.app.start()
    await world.app.caught_up()
    yield Foreign(emulator, world)
    await world.app.stop()
    await runner.cleanup()


async def test_join_ask_and_press(foreign: Foreign) -> None:
    assert foreign.world.app.platforms["telegram"].problem is None
    await foreign.says(1001, f"/start {CODES[ANA]}")
    await until("the welcome", lambda: foreign.asked_of("sendMessage"))
    await foreign.says(1002, "Who pays for my hotel in Warsaw?")
    await until("the answer", lambda: len(foreign.asked_of("sendMessage")) > 1)
    await foreign.says(1003, "/faq")
    await until("the topics", lambda: len(foreign.asked_of("sendMessage")) > 2)
    assert [request["status"] for request in foreign.asked_of("sendMessage")] == [200, 200, 200]
    async with foreign.world.app.database.read() as uow:
        linked = await uow.accounts.linked(foreign.world.members[ANA].cohort_id, "telegram")
    assert linked == {"4001": foreign.world.members[ANA].id}

    message = {"message_id": 7, "date": 1_730_883_600, "chat": PRIVATE, "text": "old", "from": {**PERSON, "id": 1}}
    await foreign.presses("xx:none", message)
    await until("the press is answered", lambda: foreign.asked_of("answerCallbackQuery"))
    assert foreign.asked_of("answerCallbackQuery")[0]["status"] == 200
