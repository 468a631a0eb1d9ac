"""A real browser for the tests marked `browser`; where there is none they are skipped, and say how to get one."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.conftest import skip_loudly

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
