"""The playground on loopback, with the bot of `fakes` behind it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientResponse, web
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


async def changes(stream: ClientResponse, count: int) -> list[tuple[str, dict[str, Any]]]:
    """The next `count` changes on the stream, each with its id."""
    found: list[tuple[str, dict[str, Any]]] = []
    change: dict[str, str] = {}
    async with asyncio.timeout(5):
        while len(found) < count:
            line = (await stream.content.readline()).decode().rstrip("\n")
            if line:
                name, _, value = line.partition(": ")
                change[name] = value
                continue
            if change.get("event") == "change":
                found.append((change["id"], json.loads(change["data"])))
            change = {}
    return found


@asynccontextmanager
async def stream_of(house: House, account: str, after: str, last: str = "") -> AsyncIterator[ClientResponse]:
    headers = {"Last-Event-ID": last} if last else {}
    query = {"as": account, "after": after}
    async with house.client.get("/playground/stream", params=query, headers=headers) as stream:
        yield stream


async def begin(house: House, account: str) -> str:
    state = await house.state(account)
    return f"{state['epoch']}.{state['seq']}"


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


__all__ = ["House", "begin", "changes", "house", "private_chat", "stream_of", "words"]
