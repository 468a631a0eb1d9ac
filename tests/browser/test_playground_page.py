"""The playground's page in a browser, against the small programme of the adapter's tests."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from bot.adapters.playground import Playground
from bot.chat.markup import text
from bot.chat.messages import Message
from bot.ports import ToChat
from tests.adapters.playground.fakes import GROUP, EchoBot, FakeStage, MemoryFiles

pytestmark = pytest.mark.browser


@dataclass
class Playing:
    address: str
    bot: EchoBot


@pytest.fixture
async def playing(tmp_path: Path) -> AsyncIterator[Playing]:
    files = MemoryFiles()
    platform = Playground(tmp_path / "playground", FakeStage(), files)
    bot = EchoBot(platform, files)
    app = web.Application()
    platform.routes(app)
    await platform.start(bot.receive)
    async with TestServer(app, host="127.0.0.1") as server:
        yield Playing(str(server.make_url("/")), bot)
        await bot.settle()
        await platform.stop()
        await platform.close()


@pytest.fixture
async def page(browser: Browser, playing: Playing) -> AsyncIterator[Page]:
    opened = await browser.new_page(viewport={"width": 1360, "height": 860})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda line: errors.append(line.text) if "Content Security" in line.text else None)
    await opened.goto(f"{playing.address}?as=marta")
    await expect(opened.locator("#switch")).to_contain_text("Marta Nowak")
    yield opened
    assert errors == []


async def _say(page: Page, where: str, text: str) -> None:
    await page.locator(f"#write-{where}").fill(text)
    await page.locator(f"#write-{where}").press("Enter")


async def test_message_button_form_persona_and_reload(page: Page) -> None:
    group, private = page.get_by_role("log", name="Messages in the group"), page.get_by_role("log", name="Private")
    await _say(page, "group", "<b>hello</b> @groupmate")
    await expect(group.locator(".msg.mine")).to_contain_text("<b>hello</b> @groupmate")
    await expect(group.locator(".msg.bot blockquote")).to_have_text("<b>hello</b>")

    await _say(page, "group", "/card")
    await page.get_by_role("button", name="I'm coming").click()
    await expect(page.locator(".toast")).to_have_text("You are in.")
    await expect(group).to_contain_text("Coming: 1 (Marta Nowak)")
    await expect(group.locator(".msg.bot").last).to_contain_text("edited")

    await page.locator("#write-private").press_sequentially("/ro")
    await page.keyboard.press("Tab")
    await expect(page.locator("#write-private")).to_have_value("/roadmap ")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Your roadmap")
    await form.get_by_label("What do you want to have changed").fill("short")
    await form.get_by_label("First steps").fill("Ask everybody")
    await form.get_by_label("Fundraising").check()
    await form.get_by_label("When do we look").fill("2026-03-12")
    await form.get_by_role("button", name="Send roadmap").click()
    await expect(form.locator(".error:visible")).to_have_text("Please write a whole sentence.")
    await expect(form.get_by_label("First steps")).to_have_value("Ask everybody")
    await form.get_by_label("What do you want to have changed").fill("Three steady donors")
    await form.get_by_role("button", name="Send roadmap").click()
    await expect(form).to_have_count(0)
    await expect(private).to_contain_text("Your roadmap is in.")

    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Find a person").fill("dvorak")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("as=tomas"))
    await expect(private).not_to_contain_text("Your roadmap is in.")
    await expect(group).to_contain_text("<b>hello</b>")
    await page.reload()
    await expect(page.locator("#switch")).to_contain_text("Tomáš Dvořák")
    await expect(group.locator(".msg")).to_have_count(4)


@pytest.mark.slow
async def test_a_message_that_was_not_sent_is_tried_again(page: Page, playing: Playing) -> None:
    private = page.get_by_role("log", name="Private")
    await page.context.set_offline(True)
    await _say(page, "private", "are you there?")
    await expect(private.get_by_role("alert")).to_contain_text("Not sent. No connection")
    await page.context.set_offline(False)
    playing.bot.fail_next = True
    await private.get_by_role("button", name="Try again").click()
    await expect(private.get_by_role("alert")).to_contain_text("The database is busy")
    await page.reload()
    await private.get_by_role("button", name="Try again").click()
    await expect(private.locator(".msg.bot blockquote")).to_have_text("are you there?")
    await expect(private.locator(".msg.mine")).to_have_count(1)
    assert len({event.event_id for event in playing.bot.events}) == 1


@pytest.mark.slow
async def test_a_restart_of_the_bot_loses_and_repeats_nothing(page: Page, playing: Playing) -> None:
    group, platform = page.get_by_role("log", name="Messages in the group"), playing.bot.platform
    await platform.send(ToChat(GROUP), Message(text("before")), "d1")
    await expect(group.locator(".msg")).to_have_count(1)
    await platform.stop()
    await platform.close()
    await expect(page.locator("#connection")).to_contain_text("Reconnecting")
    await platform.start(playing.bot.receive)
    await platform.send(ToChat(GROUP), Message(text("after")), "d2")
    await expect(group.locator(".msg p")).to_have_text([re.compile("before"), re.compile("after")])
    await expect(page.locator("#connection")).to_be_hidden()


@pytest.mark.slow
async def test_threads(page: Page) -> None:
    group = page.get_by_role("log", name="Messages in the group")
    await _say(page, "group", "Who brings the projector?")
    await group.locator(".msg").first.hover()
    await group.get_by_role("button", name="Reply in thread").click()
    await _say(page, "thread", "@groupmate do you?")
    thread = page.get_by_role("log", name="Thread")
    await expect(thread.locator(".msg")).to_have_count(3)
    await expect(group.get_by_role("button", name="2 replies")).to_be_visible()
    await page.get_by_role("button", name="Close the thread").click()
    await expect(thread).to_be_hidden()


@pytest.mark.slow
async def test_uploads_and_step_by_step_forms(page: Page) -> None:
    private = page.get_by_role("log", name="Private")
    await page.locator("#pane-private input[type=file]").set_input_files(
        {"name": "<i>plan</i>.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    await _say(page, "private", "my plan")
    await expect(private.locator("a.file")).to_contain_text("<i>plan</i>.pdf")
    await expect(private).to_contain_text("(8 bytes)")
    await page.get_by_label("Forms step by step").check()
    await _say(page, "private", "/roadmap")
    await expect(private.locator(".msg.bot em")).to_have_text(["<i>plan</i>.pdf", re.compile("changed by June")])
    await expect(page.locator("dialog")).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 390])
async def test_phone_width_and_dark_colours(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    await page.emulate_media(color_scheme="dark")
    await _say(page, "group", "/card")
    await page.get_by_role("tab", name="Private").click()
    await _say(page, "private", "averyveryverylongwordthatdoesnotendforalongtime" * 3)
    await expect(page.get_by_role("log", name="Private").locator(".msg.bot")).to_be_visible()
    await expect(page.get_by_role("log", name="Messages in the group")).to_be_hidden()
    for tab in ("Group", "Private", "Tools"):
        await page.get_by_role("tab", name=tab).click()
        assert await page.evaluate("document.documentElement.scrollWidth") == width
        wide = "[...document.querySelectorAll('body *')].filter(e => e.checkVisibility({visibilityProperty: true}) && "
        wide += "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
        assert await page.evaluate(wide) == []
    assert await page.evaluate("getComputedStyle(document.body.parentElement).colorScheme") == "dark"
    await page.locator("#theme").click()
    assert await page.evaluate("getComputedStyle(document.body.parentElement).colorScheme") == "light"
