"""What a monitor is told: the process lives, and whether everything it needs works."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.ports import CannotStart, Receive
from storage.engine import StorageError
from tests.house import House, Platform


class Broken(Platform):
    async def start(self, receive: Receive) -> None:
        raise CannotStart("The token is wrong. Ask @BotFather for another.")


async def ask(house: House, path: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{house.app.port}{path}") as answer:
        return answer.status, await (answer.text() if path == "/healthz" else answer.json())


async def test_when_all_is_well(house: House) -> None:
    assert await ask(house, "/healthz") == (200, "ok")
    assert await ask(house, "/readyz") == (200, {"ready": True, "problems": {"storage": None, "test": None}})


async def test_a_platform_that_does_not_start_is_named_and_the_bot_lives(tmp_path: Path) -> None:
    house = House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path)
    house.app.platforms["other"] = Broken("other")
    await house.open()
    problems = {"storage": None, "test": None, "other": "The token is wrong. Ask @BotFather for another."}
    assert await ask(house, "/healthz") == (200, "ok")
    assert await ask(house, "/readyz") == (503, {"ready": False, "problems": problems})
    aino = await house.joined("Aino")
    assert (await aino.asks("Who pays for the hotel?")).startswith("Who pays for the hotel?")
    await house.close()


class Hanging(Platform):
    async def start(self, receive: Receive) -> None:
        await asyncio.Event().wait()


async def test_a_platform_that_hangs_is_named_and_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.engine.supervise.PATIENCE", 0.01)
    house = House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path)
    house.app.platforms["other"] = Hanging("other")
    async with asyncio.timeout(20):
        await house.open()
    problems = {"storage": None, "test": None, "other": "It is still being connected to."}
    assert await ask(house, "/healthz") == (200, "ok")
    assert await ask(house, "/readyz") == (503, {"ready": False, "problems": problems})
    mele = await house.joined("Mele")
    assert (await mele.asks("Who pays for the hotel?")).startswith("Who pays for the hotel?")
    async with asyncio.timeout(20):
        await house.close()


async def test_what_happens_later_is_seen_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.platform.problem = "The connection was lost."
    problems = {"storage": None, "test": "The connection was lost."}
    assert await ask(house, "/readyz") == (503, {"ready": False, "problems": problems})
    house.platform.problem = None

    async def fail(_self: object) -> None:
        raise StorageError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr("storage.cohorts.CohortStore.all", fail)
        problems = {"storage": "The disk is full. Free some space.", "test": None}
        assert await ask(house, "/readyz") == (503, {"ready": False, "problems": problems})
        assert await ask(house, "/healthz") == (200, "ok")
    assert (await ask(house, "/readyz"))[0] == 200


async def test_while_it_starts_it_is_not_ready(house: House) -> None:
    house.app.ready = False
    assert await ask(house, "/healthz") == (503, "starting")
    assert await ask(house, "/readyz") == (503, {"ready": False, "problems": {"storage": None, "test": None}})
