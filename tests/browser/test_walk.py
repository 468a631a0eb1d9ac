"""The main job, end to end: a stranger joins and asks, an organiser answers, the first day comes, people check in."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.app import App
from bot.demo import GUESTS
from tests.browser.visitor import Visitor, people_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GUEST = GUESTS[0][0]
KNOWN, PERSONAL, UNKNOWN = (
    "Who pays for my hotel?",
    "Am I allowed to come to Warsaw?",
    "Is there a piano in the hall?",
)


COVERED = """[...document.querySelectorAll(".top button, .tabs button, .msg:last-child *, .composer *")].filter((one) => {
    const [box, over] = [one, document.querySelector(".toast")].map((node) => node.getBoundingClientRect());
    const beside = box.right <= over.left || over.right <= box.left || box.bottom <= over.top || over.bottom <= box.top;
    return one.checkVisibility({ visibilityProperty: true }) && !beside;
}).map((one) => one.outerHTML)"""
"""What may be pressed, or was said last, and has the toast over it."""


async def _a_code(visitor: Visitor) -> str:
    await visitor.says("/invites")
    link = visitor.private.locator("a.file").last
    async with visitor.page.expect_download() as coming:
        await link.click()
    data = Path(await (await coming.value).path()).read_text(encoding="utf-8-sig")
    codes = [row["code"] for row in csv.DictReader(io.StringIO(data))]
    assert len(codes) == 3
    return codes[0]


async def test_the_main_job(visitor: Visitor, demo: App) -> None:
    organiser, participants = await people_of(demo)
    await visitor.become(organiser)
    code = await _a_code(visitor)

    await visitor.become(GUEST)
    await expect(visitor.group).to_be_hidden()
    await visitor.says("/join ABCDE-FGHJK")
    await visitor.hears("I don't know this code")
    await visitor.says(f"/join {code.lower()}")
    await visitor.hears("Welcome")
    await visitor.says(KNOWN)
    await visitor.hears("at your own expense")
    await visitor.says(PERSONAL)
    await visitor.hears("Online day 1, Online day 2, Online day 3")
    await visitor.says(UNKNOWN)
    await visitor.hears("organisers")

    await _answer(visitor, organiser)
    await visitor.become(GUEST)
    await visitor.hears("Yes, and it is in tune.")
    await visitor.become(participants[0])
    await visitor.says("do you have a piano in the hall too?")
    await visitor.hears("Yes, and it is in tune.")

    following = visitor.page.get_by_role("button", name="Next event", exact=True)
    for reminder in ("Online day 1 begins on", "Online day 1 begins soon"):
        await following.click()
        last = visitor.private.locator(".msg.bot").last
        await expect(last).to_contain_text(reminder, timeout=30_000)  # fifty of them leave at once
        await expect(following).not_to_have_attribute("aria-busy", "true", timeout=30_000)
    await following.click()
    await expect(visitor.group.locator(".msg.bot").last).to_contain_text("0 of 48 are here")
    for account in participants[:10]:
        await visitor.become(account)
        await visitor.group.get_by_role("button", name="I am here").click()
        await expect(visitor.page.locator(".toast").last).to_contain_text(
            "You are checked in to Online day 1. Welcome!"
        )
    await visitor.page.get_by_role("button", name="+1 h", exact=True).click()
    await visitor.become(participants[10])
    await visitor.group.get_by_role("button", name="I am here").click()
    await expect(visitor.page.locator(".toast").last).to_contain_text("late")
    await visitor.hears("11 of 48 are here, 1 of them late", visitor.group)

    await visitor.become(organiser)
    await visitor.says("/status", "group")
    status = visitor.group.locator(".msg.bot").last
    await expect(status).to_contain_text(re.compile("Online day 1: 11 of 48.*1 late"))
    await expect(status).to_contain_text("2 have not joined")
    await status.get_by_role("button", name="Names, in private").click()
    await visitor.hears("46 of 48")
    await visitor.presses("Not joined (2)")
    await visitor.hears("Not joined yet: 2")


async def _answer(visitor: Visitor, organiser: str) -> None:
    await visitor.become(organiser)
    card = visitor.private.locator(".msg.bot").last
    await expect(card).to_contain_text(UNKNOWN)
    await card.get_by_role("button", name="Answer").click()
    form = visitor.page.get_by_role("dialog")
    await form.get_by_label("Your answer").fill("Yes, and it is in tune.")
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_have_count(0)
    await expect(card).to_contain_text("Shall I give it myself")  # the last message by now, with the same button
    await card.get_by_role("button", name="Keep as FAQ entry").click()
    await expect(card).to_contain_text("Kept")


async def test_nothing_is_wider_than_a_phone(browser: Browser, demo: App) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 740}, color_scheme="dark")
    visitor = Visitor(page, f"http://127.0.0.1:{demo.port}/")
    _organiser, participants = await people_of(demo)
    await visitor.become(participants[0])
    await page.locator("#tab-private").click()
    for words in ("/help", "/me", "/faq", "x" * 400, "what are the dates of all sessions?"):
        await visitor.says(words)
        await expect(visitor.private.locator(".msg.mine").last).to_contain_text(words[:20])
    await visitor.hears("November")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_what_nobody_could_answer_is_answered_to_the_next_in_other_words_and_in_another_language(
    visitor: Visitor, demo: App
) -> None:
    organiser, (first, second, third, *_) = await people_of(demo)
    await visitor.become(first)
    await visitor.says("Is there a car park at the campus?")
    await visitor.hears("I have asked the organisers")
    await visitor.become(second)
    await visitor.says("car park on campus?")
    await visitor.hears("I have asked the organisers")

    await visitor.become(organiser)
    await visitor.says("/faq review")
    card = visitor.private.locator(".msg.bot", has_text="Asked 2 times, and I had no answer").last
    await card.get_by_role("button", name="Make an entry").click()
    form = visitor.page.get_by_role("dialog", name="New entry")
    await form.get_by_label("Question").fill("Is there a car park?")
    await form.get_by_label("Answer").fill("Yes, behind the main building.")
    await form.get_by_role("button", name="Keep").click()
    await visitor.hears("From now on I give this answer myself.")

    await visitor.become(third)
    await visitor.says("can I park my car at the university?")
    await visitor.hears("Yes, behind the main building.")
    await visitor.says("Gibt es am Campus einen Parkplatz für mein Auto?")
    await visitor.hears("Diese Antwort gibt es bisher nur in dieser Sprache: Englisch.")
    await visitor.hears("Yes, behind the main building.")


async def test_on_a_phone_step_by_step(visitor: Visitor, demo: App) -> None:
    """Forms as on Telegram, times of the zone that was just chosen, and toasts that are words and cover no button."""
    page, (_organiser, (ana, *_others)) = visitor.page, await people_of(demo)
    await page.set_viewport_size({"width": 390, "height": 844})
    await visitor.become(ana)
    await page.get_by_role("tab", name="Tools").click()
    await page.get_by_label("Forms step by step").check()
    await page.get_by_role("tab", name="Private").click()
    await visitor.says("/absent")
    await visitor.hears("Which session?")
    assert not await visitor.private.get_by_role("button", name="Open the form").count()
    await visitor.private.get_by_role("button", name="Cancel").last.click()

    await visitor.says("/timezone Lisbon")
    await visitor.hears("Lisbon")
    hour = visitor.private.locator(".msg.bot .meta time").last
    await expect(hour).to_have_attribute("title", re.compile(r"\(Lisbon\)$"))

    following = page.get_by_role("button", name="Next event", exact=True)
    await following.click()
    toast = visitor.toast
    await expect(toast).to_contain_text(" · ")
    await expect(page.locator(".toast")).to_have_count(1)
    assert await page.evaluate(COVERED) == []
