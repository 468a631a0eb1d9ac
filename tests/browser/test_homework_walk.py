"""Homework in the playground, on a phone: it is posted, one hands in a file, one a link, one is late after the clock moved."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.app import App
from bot.demo import account_of
from tests.browser.visitor import Visitor, members_of, people_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = os.environ.get("GROUPMATE_SHOTS")
"""A folder for pictures of what the phone shows, for whoever wants to look."""


@pytest.fixture
async def phone(browser: Browser, demo: App) -> AsyncIterator[Visitor]:
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Visitor(page, f"http://127.0.0.1:{demo.port}/")
    assert errors == []


async def becomes(phone: Visitor, account: str) -> None:
    await phone.become(account)
    await phone.page.locator("#tab-private").click()


async def taps(phone: Visitor, label: str) -> None:
    await phone.private.get_by_role("button", name=label, exact=True).last.click()


async def shot(phone: Visitor, name: str) -> None:
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    if SHOTS:
        await phone.page.wait_for_timeout(400)
        await phone.page.screenshot(path=Path(SHOTS) / f"{name}.png")


async def sends_file(phone: Visitor, name: str, data: bytes) -> None:
    picker = phone.page.locator("#pane-private input[type=file]")
    await picker.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": data})
    await phone.page.locator("#write-private").press("Enter")


async def goes_to(phone: Visitor, local: str) -> None:
    await phone.page.get_by_role("button", name="Go to a date").click()
    await phone.page.locator("#go-to").fill(local)
    await phone.page.get_by_role("button", name="Go", exact=True).click()
    await expect(phone.page.locator("#go-to")).to_have_count(0)


async def test_a_week_of_homework(phone: Visitor, demo: App) -> None:
    _organiser, (ana, bo, cem, *_rest) = await people_of(demo)
    trainer = next(account_of(one) for one in await members_of(demo) if one.roles == {"trainer"})
    await becomes(phone, trainer)
    await phone.says("/assign")
    await shot(phone, "01-form")
    form = phone.page.get_by_role("dialog")
    await form.get_by_label("Title").fill("Business model canvas")
    await form.get_by_label("What is to be done?").fill("Fill in the canvas. **One page** is enough.")
    await form.get_by_label("Due when?").fill("Wed 13 Nov 18:00")
    await form.get_by_role("button", name="Preview").click()
    await phone.hears("Please check: Business model canvas.")
    await shot(phone, "02-preview")
    await taps(phone, "Post it now")
    await phone.hears("Business model canvas is open.")

    await becomes(phone, ana)
    await phone.has_heard("Homework: Business model canvas")
    await shot(phone, "03-told")
    await taps(phone, "Hand in")
    await phone.hears("Please send me your text, files or links now")
    await sends_file(phone, "canvas.pdf", b"%PDF-1.7 canvas")
    await phone.hears("file canvas.pdf (15 B)")
    await shot(phone, "04-put-together")
    await taps(phone, "Hand it in now")
    await phone.has_heard("Receipt 1, version 1")
    await shot(phone, "05-receipt")

    await becomes(phone, bo)
    await phone.says("https://canvas.example/bo")
    await phone.hears("link: https://canvas.example/bo")
    await taps(phone, "Hand it in now")
    await phone.has_heard("Receipt 2, version 1")

    await becomes(phone, cem)
    await goes_to(phone, "2024-11-13T19:00")
    await phone.says("/homework")
    await phone.has_heard("not handed in, but I still take it")
    await shot(phone, "06-overdue")
    await phone.says("/submit")
    await phone.has_heard("Please send me your text, files or links now")
    await phone.says("Sorry, here it is.")
    await phone.hears("Sorry, here it is.")
    await taps(phone, "Hand it in now")
    await phone.has_heard("late by 1 hour")
    await shot(phone, "07-late")

    await becomes(phone, trainer)
    await phone.says("/assignments")
    await phone.hears("handed in: 3")
    await taps(phone, "Business model canvas")
    await phone.hears("Handed in: 3 of")
    await shot(phone, "08-desk")
