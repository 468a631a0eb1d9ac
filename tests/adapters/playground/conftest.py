"""The playground on loopback, with the bot of `fakes` behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.adapters.playground import Playground
from tests.adapters.playground.fakes import GROUP, EchoBot, FakeStage, MemoryFiles, private_chat


@dataclass
class House:
    """A started playground and a client that speaks to it as the page does."""

    platform: Playground
    stage: FakeStage
    files: MemoryFiles
    bot: EchoBot
    client: TestClient[web.Request, web.Application]
    headers: dict[str, str] = field(default_factory=dict)

    async def act(self, account: str, **payload: Any) -> tuple[int, Any]:
        body = {"id": str(uuid4()), "chat": GROUP, **payload}
        answer = await self.client.post("/playground/act", params={"as": account}, json=body, headers=self.headers)
        return answer.status, await answer.json()

    async def state(self, account: str) -> Any:
        await self.bot.settle()
        return await (await self.client.get("/playground/state", params={"as": account})).json()

    async def said(self, account: str, where: str = "group") -> list[str]:
        return [words(message) for message in (await self.state(account))[where]["messages"]]


def words(message: dict[str, Any]) -> str:
    content = message["content"]
    if "blocks" not in content:
        return str(content.get("text", "joined"))
    lines = [block.get("inlines") or [part for item in block["items"] for part in item] for block in content["blocks"]]
    return " ".join("".join(inline.get("text") or inline["name"] for inline in line) for line in lines)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    stage, files = FakeStage(), MemoryFiles()
    platform = Playground(tmp_path / "playground", stage, files, max_upload=3_000_000)
    bot = EchoBot(platform, files)
    app = web.Application()
    platform.routes(app)
    await platform.start(bot.receive)
    async with TestClient(TestServer(app)) as client:
        yield House(platform, stage, files, bot, client)
        await bot.settle()
        await platform.stop()
        await platform.close()


__all__ = ["House", "house", "private_chat", "words"]
