"""Coaching in the playground, on a phone: an afternoon is offered, four book, one moves, one cancels, one waited for it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.app import App
from bot.demo import account_of
from bot.domain.people import Member
from tests.browser.visitor import Visitor

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


async def people(app: App) -> tuple[Member, list[Member]]:
    """A coach in Warsaw, and participants who have joined."""
    async with app.database.read() as uow:
        cohort = await uow.cohorts.by_key("academy-4")
        assert cohort is not None
        members = await uow.members.of_cohort(cohort.id)
        joined = await uow.members.linked_ids(cohort.id)
    coach = next(member for member in members if member.roles == {"coach"} and member.time_zone == "Europe/Warsaw")
    return coach, [member for member in members if member.learner and member.id in joined][:6]


async def becomes(phone: Visitor, member: Member) -> None:
    await phone.become(account_of(member))
    await phone.page.locator("#tab-private").click()


async def taps(phone: Visitor, label: str) -> None:
    await phone.private.get_by_role("button", name=label).last.click()


async def shot(phone: Visitor, name: str) -> None:
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    if SHOTS:
        await phone.page.wait_for_timeout(400)
        await phone.page.screenshot(path=Path(SHOTS) / f"{name}.png")


async def books(phone: Visitor, member: Member, number: int) -> None:
    """The first free time: two taps."""
    await becomes(phone, member)
    await phone.says("/coaching")
    await phone.hears("Free times for coaching")
    if number == 0:
        await shot(phone, "02-free-times")
    await taps(phone, "Tue 14 Jan, ")
    await phone.hears("Coach: ")
    if number == 0:
        await shot(phone, "03-details")
    await taps(phone, "Book this time")
    await expect(phone.page.locator(".toast").last).to_contain_text("Booked.")
    await phone.hears("Here is the entry for your calendar")
    if number == 0:
        await shot(phone, "04-booked")


async def goes_to(phone: Visitor, local: str) -> None:
    await phone.page.get_by_role("button", name="Go to a date").click()
    await phone.page.locator("#go-to").fill(local)
    await phone.page.get_by_role("button", name="Go", exact=True).click()
    await expect(phone.page.locator("#go-to")).to_have_count(0)


async def test_an_afternoon(phone: Visitor, demo: App) -> None:
    coach, members = await people(demo)
    ana, bo, _cem, _dora, eva, fay = members
    await becomes(phone, coach)
    await phone.says("/slots add 14 Jan 14:00-17:10 30m buffer 10m https://meet.example/room topics money, EU funds")
    await phone.hears("Please check: you offer 5 times.")
    await shot(phone, "01-preview")
    await taps(phone, "Offer these 5 times")
    await phone.hears("5 times are offered now.")

    for number, member in enumerate(members[:4]):
        await books(phone, member, number)
    await becomes(phone, ana)
    await phone.says("/coaching")
    await phone.hears("Your coaching: ")
    await taps(phone, "Move")
    await phone.hears("Where do you want to move your coaching?")
    await taps(phone, "Tue 14 Jan, ")
    await taps(phone, "Move to this time")
    await expect(phone.page.locator(".toast").last).to_contain_text("Moved.")
    await books(phone, eva, 5)

    await becomes(phone, fay)
    await phone.says("/coaching")
    await phone.hears("No time is free now.")
    await taps(phone, "Let me wait: write to me")
    await phone.hears("You are on the waiting list")
    await shot(phone, "05-waiting")

    await becomes(phone, bo)
    await phone.says("/coaching")
    await phone.hears("Your coaching: ")
    await taps(phone, "Cancel")
    await taps(phone, "Yes, cancel it")
    await expect(phone.page.locator(".toast").last).to_contain_text("Cancelled.")

    await becomes(phone, fay)
    await phone.hears("A coaching time is free for you")
    await shot(phone, "06-offer")
    await taps(phone, "Take it")
    await phone.hears("Here is the entry for your calendar")
    await taps(phone, "Say what it is about")
    form = phone.page.get_by_role("dialog")
    await form.get_by_label("What do you want to talk about?").fill("How do we pay for a second person?")
    await form.get_by_role("button", name="Send").click()
    await phone.hears("How do we pay for a second person?")

    await becomes(phone, coach)
    await phone.has_heard("has booked you")
    await goes_to(phone, "2025-01-13T18:05")
    await phone.has_heard("Your coaching on Tue 14 Jan 2025")
    await phone.has_heard("How do we pay for a second person?")
    await shot(phone, "07-evening-list")
    await phone.says("/slots")
    await phone.hears("Your times")
    await shot(phone, "08-my-times")
    await becomes(phone, fay)
    await phone.has_heard("⏰ Coaching with")
    await shot(phone, "09-reminder")
    await goes_to(phone, "2025-01-14T13:45")
    await becomes(phone, eva)
    await phone.has_heard("⏰ Coaching with")
    await phone.says("/calendar")
    await phone.hears("Your private calendar")
    await shot(phone, "10-calendar")
    await becomes(phone, coach)
    await goes_to(phone, "2025-01-14T18:00")
    await phone.says("/slots")
    await phone.hears("First come those of the past")
    await taps(phone, "came?")
    await phone.hears(": booked")
    await shot(phone, "11-who-came")
    await taps(phone, "My own note")
    await form.get_by_label("Note").fill("Knows everybody in Brussels.")
    await form.get_by_role("button", name="Save").click()
    await phone.hears("Your own note: Knows everybody in Brussels.")
    await shot(phone, "12-note")
