"""A session runs itself: a code at check-in, a notice beforehand, who is missing is told, organisers get their lists, and a
member takes their data and is erased."""

from __future__ import annotations

import json
import re
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.app import App
from bot.demo import account_of
from tests.browser.visitor import Visitor, members_of, people_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SESSION = "Online day 1"


async def trainers_account(demo: App) -> str:
    return next(account_of(one) for one in await members_of(demo) if one.roles == {"trainer"})


async def the_code(trainer: Visitor) -> str:
    """As it is now: the trainer has it shown again."""
    card = trainer.private.locator(".msg.bot").filter(has_text=f"Code for {SESSION}").last
    before = await card.inner_text()
    await trainer.presses("Show the code now")
    with suppress(AssertionError):  # within the same second it says the same
        await expect(card).not_to_have_text(before, use_inner_text=True, timeout=2000)
    found = re.search(r"\b(\d{3})\s?(\d{3})\b", await card.inner_text())
    assert found
    return "".join(found.groups())


async def check_in(visitor: Visitor, trainer: Visitor, account: str, *, mistyped: bool = False) -> None:
    await visitor.become(account)
    await visitor.presses("I am here", visitor.group)
    form = visitor.page.get_by_role("dialog")
    box = form.get_by_label("The code that the trainer shows")
    code = await the_code(trainer)
    if mistyped:
        await box.fill(f"{(int(code) + 111_111) % 1_000_000:06d}")
        await form.get_by_role("button", name="Check in").click()
        await expect(form).to_contain_text("This is not the code")
        code = await the_code(trainer)
    await box.fill(code)
    await form.get_by_role("button", name="Check in").click()
    await expect(form).to_have_count(0)
    await visitor.hears(f"You are checked in to {SESSION}")


async def downloaded(page: Page, link: Locator) -> Path:
    async with page.expect_download() as coming:
        await link.click()
    return Path(await (await coming.value).path())


async def test_a_session_runs_itself(visitor: Visitor, demo: App, browser: Browser) -> None:
    organiser, participants = await people_of(demo)
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    trainer = Visitor(page, visitor.address)

    away, missing = participants[6], participants[7]
    await visitor.become(away)
    await visitor.says("/absent")
    form = visitor.page.get_by_role("dialog")
    await form.get_by_label(f"{SESSION}, Wed 6 Nov 2024").check()
    await form.get_by_label("Why can you not come?").fill("My flight lands only in the evening.")
    await form.get_by_role("button", name="Send").click()
    await visitor.hears("I have told the organisers that you cannot come")

    await trainer.become(await trainers_account(demo))
    await page.locator("#tab-private").click()
    await trainer.says("/code")
    await trainer.presses(SESSION)
    await trainer.hears(f"Code for {SESSION}")
    await visitor.goes_on_until("0 of 48 are here", visitor.group)
    for account in participants[:5]:
        await check_in(visitor, trainer, account, mistyped=account == participants[2])
    await visitor.hears("5 of 48 are here", visitor.group)

    await visitor.goes_on_until(f"Check-in is closed: {SESSION}", visitor.group)
    await visitor.become(missing)
    await visitor.has_heard("you were not checked in")
    await visitor.become(away)
    await visitor.has_heard("we knew that you could not come")
    await the_organisers_lists(visitor, organiser)
    await data_taken_and_erased(visitor, demo, participants[0])
    await page.close()


async def the_organisers_lists(visitor: Visitor, organiser: str) -> None:
    await visitor.become(organiser)
    closing = visitor.private.locator(".msg.bot").filter(has_text=f"Check-in is over: {SESSION}").last
    await expect(closing).to_contain_text("5 of 48 were there")
    await expect(closing).to_contain_text("With an absence notice (1)")
    await visitor.says("/status")
    await visitor.presses("Picture")
    picture = visitor.private.locator("img").last
    await expect(picture).to_be_visible()
    await expect(picture).to_have_attribute("alt", re.compile(f"{SESSION}: 5 of 48 there"))
    assert await picture.evaluate("picture => picture.naturalWidth") > 600
    cut = visitor.page.locator(".picture.tall").last
    await expect(cut.get_by_text("Show all of it")).to_be_visible()
    await cut.click()
    whole = visitor.page.get_by_role("dialog").locator("img")
    await expect(whole).to_be_visible()
    assert await whole.evaluate("picture => picture.offsetHeight / picture.offsetWidth * 350") > 560
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.page.get_by_role("dialog")).to_have_count(0)
    await visitor.says("/attendance")
    await visitor.presses(f"{SESSION}, Wed 6 Nov 2024")
    await visitor.presses("Excel")
    sheet = await downloaded(visitor.page, visitor.private.get_by_role("link", name=re.compile("xlsx")).last)
    with zipfile.ZipFile(sheet) as packed:
        assert "xl/worksheets/sheet1.xml" in packed.namelist()


async def data_taken_and_erased(visitor: Visitor, demo: App, account: str) -> None:
    member = next(one for one in await members_of(demo) if account_of(one) == account)
    await visitor.become(account)
    await visitor.says("/mydata")
    await visitor.hears("everything that I have stored about you")
    links = visitor.private.get_by_role("link", name=re.compile("json"))
    taken = json.loads((await downloaded(visitor.page, links.last)).read_text(encoding="utf-8"))
    assert member.email in json.dumps(taken, ensure_ascii=False)
    await visitor.says("/forgetme")
    await visitor.presses("Erase my data …")
    await visitor.presses("Yes, erase it now")
    await expect(visitor.private.locator(".msg.bot").last).not_to_contain_text("are you sure")
    async with demo.database.read() as uow:
        erased = await uow.members.by_id(member.id)
        records = await uow.check_ins.records(member.cohort_id, ["online-1"])
    assert erased is None or member.name not in (erased.name, erased.email)
    assert len(records) == 5, "funders see that somebody was there"
