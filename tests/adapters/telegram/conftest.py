"""The Telegram adapter against a Telegram of our own on loopback, with a bot behind it that records."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.telegram import Telegram
from bot.adapters.telegram.polling import Patience
from bot.chat.commands import ListedCommand
from bot.chat.events import Event
from bot.chat.messages import Message
from bot.chat.text import paragraphs
from bot.ports import Handled
from tests.servers.telegram import TelegramServer

NOW = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
COMMANDS = {
    "en": (
        ListedCommand("help", "see what I can do", "anyone"),
        ListedCommand("status", "see where you stand", "members"),
        ListedCommand("report", "see how the cohort stands", "staff"),
    ),
    "uk": (ListedCommand("help", "що я вмію", "anyone"),),
}
QUICK = Patience(long_poll=20, grace=10, first_pause=0.01, longest_pause=0.02)


class Clock:
    def now(self) -> datetime:
        return NOW


class Files:
    """A file store in memory, with names for keys."""

    def __init__(self, **kept: bytes) -> None:
        self.kept = kept

    async def put(self, data: bytes) -> str:
        raise NotImplementedError

    async def get(self, key: str) -> bytes:
        return self.kept[key]

    async def remove(self, key: str) -> None:
        self.kept.pop(key, None)


@dataclass
class Recorder:
    """What the engine is in these tests: it notes events and answers what it is told to."""

    answer: Callable[[Event], Handled] = lambda _event: Handled()
    events: list[Event] = field(default_factory=list)
    released: list[str] = field(default_factory=list)

    async def receive(self, event: Event) -> Handled:
        self.events.append(event)
        handled = self.answer(event)
        handled.release = lambda: self.released.append(event.event_id)
        return handled


def adapter_of(server: TelegramServer, **changes: Any) -> Telegram:
    """One that is not started."""
    given: dict[str, Any] = {
        "token": server.token, "files": Files(), "commands": {}, "clock": Clock(), "base_url": server.base_url,
        "base_file_url": server.base_file_url, "mode": "polling", "patience": QUICK, **changes,
    }  # fmt: skip
    return Telegram(**given)


def words(text: str, *buttons: Any) -> Message:
    return Message(paragraphs(text), tuple((button,) for button in buttons))


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Telegram is not asked for its limits, nothing waits for them."""
    monkeypatch.setattr("bot.adapters.telegram.posting.PART_PAUSE", 0.0)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(clock=Clock()) as server:
        yield server
        server.check()


@pytest.fixture
async def bot() -> Recorder:
    return Recorder()


@pytest.fixture
async def telegram(server: TelegramServer, bot: Recorder) -> AsyncIterator[Telegram]:
    """Started, polling."""
    platform = adapter_of(server)
    await platform.start(bot.receive)
    yield platform
    await platform.stop()
    await platform.close()
