"""A real browser for the tests marked `browser`; where there is none they are skipped, and say how to get one."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from bot.app import App, SystemClock
from bot.demo import ShiftedClock
from bot.run import DEMO_START, demo_config
from tests.browser.visitor import Visitor
from tests.conftest import skip_loudly
from tests.house import EVE

expect.set_options(timeout=20_000)  # milliseconds; a machine that runs other tests as well is slow
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def chromium_path() -> str:
    found = os.environ.get("GROUPMATE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        skip_loudly("CHROMIUM", f"Install one of {', '.join(NAMES)}, or set GROUPMATE_CHROMIUM to its path.")
        raise AssertionError
    return found


@pytest.fixture
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium_path, args=ARGS)
        yield running
        await running.close()


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[App]:
    assert DEMO_START == EVE
    wall = SystemClock()
    app = App(demo_config(0, tmp_path), clock=ShiftedClock(wall, tmp_path / "clock", DEMO_START), wall=wall)
    await app.start()
    yield app
    await app.stop()


@pytest.fixture
async def visitor(browser: Browser, demo: App) -> AsyncIterator[Visitor]:
    page = await browser.new_page(viewport={"width": 1360, "height": 860})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Visitor(page, f"http://127.0.0.1:{demo.port}/")
    assert errors == []
