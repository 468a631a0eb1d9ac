"""The adapter on a workspace of its own, with a bot that remembers what it heard."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.adapters.slack import Slack
from bot.adapters.slack.manifest import EVENTS, SCOPES
from bot.chat.events import Event
from bot.ports import Handled
from tests.servers.slack import SlackServer

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SAMPLES: dict[str, Any] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parents[2] / "payloads" / "slack").glob("*.json"))
}
"""A captured payload of each kind, by its file's name."""

COMMANDS = ("help", "checkin", "status")


class StillClock:
    def now(self) -> datetime:
        return NOW


class MemoryStore:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def put(self, data: bytes) -> str:
        self.kept[key := str(len(self.kept))] = data
        return key

    async def get(self, key: str) -> bytes:
        return self.kept[key]

    async def remove(self, key: str) -> None:
        self.kept.pop(key, None)


@dataclass
class Bot:
    """What stands for the engine: it hears each event once, and answers as a test says."""

    answer: Callable[[Event], Handled] = lambda event: Handled()
    heard: list[Event] = field(default_factory=list)
    deliveries: int = 0
    released: list[str] = field(default_factory=list)

    async def receive(self, event: Event) -> Handled:
        self.deliveries += 1
        if event.event_id not in [each.event_id for each in self.heard]:
            self.heard.append(event)
        handled = self.answer(event)
        handled.release = lambda: self.released.append(event.event_id)
        if handled.again:
            self.heard.pop()
        return handled


@dataclass
class Stage:
    server: SlackServer
    slack: Slack
    bot: Bot
    store: MemoryStore
    mode: str
    url: str = ""


def adapter(server: SlackServer, store: MemoryStore, mode: Any = "socket", **changes: Any) -> Slack:
    given: dict[str, Any] = {
        "app_token": server.app_token,
        "signing_secret": server.signing_secret,
        "base_url": server.base_url,
        "mode": mode,
        "commands": COMMANDS,
    }
    given |= changes
    return Slack(given.pop("bot_token", server.bot_token), store, StillClock(), **given)


@asynccontextmanager
async def staged(mode: str, **changes: Any) -> AsyncIterator[Stage]:
    """Started, and stopped at the end; nothing that Slack would not accept has happened then."""
    async with SlackServer() as server:
        server.scopes = set(SCOPES)
        server.subscribe(*(name.partition(".")[0] for name in EVENTS))
        store = MemoryStore()
        stage = Stage(server, adapter(server, store, mode, **changes), Bot(), store, mode)
        app = web.Application(client_max_size=2**22)
        stage.slack.routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        await stage.slack.start(stage.bot.receive)
        if mode == "http":
            stage.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
            server.use_http(stage.url)
        try:
            yield stage
            await server.settled()
        finally:
            await stage.slack.stop()
            await stage.slack.close()
            await runner.cleanup()
        server.check()
