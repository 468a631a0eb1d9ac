"""A round in the playground, on a phone: profiles, preview, publish, a chat of two, a time, what was learned, the digest."""

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
    async with app.database.read() as uow:
        cohort = await uow.cohorts.by_key("academy-4")
        assert cohort is not None
        members = await uow.members.of_cohort(cohort.id)
        joined = await uow.members.linked_ids(cohort.id)
    organiser = next(member for member in members if "organiser" in member.roles)
    return organiser, [member for member in members if member.learner and member.id in joined]


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


async def goes_to(phone: Visitor, local: str) -> None:
    await phone.page.get_by_role("button", name="Go to a date").click()
    await phone.page.locator("#go-to").fill(local)
    await phone.page.get_by_role("button", name="Go", exact=True).click()
    await expect(phone.page.locator("#go-to")).to_have_count(0)


async def fills_profile(phone: Visitor, member: Member, offers: str, wants: str, number: int) -> None:
    await becomes(phone, member)
    await phone.says("/profile")
    form = phone.page.get_by_role("dialog")
    await form.get_by_label("What can you offer to others?").fill(offers)
    await form.get_by_label("What do you look for?").fill(wants)
    if number == 0:
        await shot(phone, "p01-profile")
    await form.get_by_role("button", name="Save").click()
    await phone.hears("Thank you. Your profile is saved.")
    if number == 0:
        await taps(phone, "What I offer")
        await phone.hears("Tap all that fit.")
        await shot(phone, "p02-tags")


async def plans(phone: Visitor, organiser: Member) -> None:
    await becomes(phone, organiser)
    await phone.says("/peers round")
    form = phone.page.get_by_role("dialog")
    await form.get_by_label("What is the round about?").fill("Keeping members active")
    await form.get_by_label("Two or three questions").fill(
        "What did your members thank you for last?\nWhat did you stop doing?"
    )
    await form.get_by_label("When does it begin?").fill("today")
    await form.get_by_label("What is its last day?").fill("24 Nov")
    await shot(phone, "p03-plan")
    await form.get_by_role("button", name="Match people").click()
    await phone.hears("of the best possible")
    await shot(phone, "p04-preview")
    await taps(phone, "Exchange two people")
    await phone.hears("Whom do you want to exchange?")
    await (
        phone.private.locator(".msg.bot").last.get_by_role("group", name="Buttons").get_by_role("button").first.click()
    )
    await phone.hears("what it changes in points")
    await shot(phone, "p05-exchange")
    await taps(phone, "Back")
    await taps(phone, "Publish")
    await taps(phone, "Yes, publish")
    await phone.hears("Published: people know of each other.")
    await shot(phone, "p06-published")


async def partners_of(app: App, member: Member) -> list[Member]:
    """One, or two: those who have joined are of an odd number, or not."""
    async with app.database.read() as uow:
        (found,) = await uow.rounds.of_cohort(member.cohort_id)
        pairing = await uow.rounds.pairing_of(found.id, member.id)
        assert pairing is not None
        people = [await uow.members.by_id(one) for one in pairing.members if one != member.id]
    return [one for one in people if one]


async def test_a_round(phone: Visitor, demo: App) -> None:
    organiser, members = await people(demo)
    ana, bo = members[0], members[1]
    await fills_profile(phone, ana, "internationalisation", "member engagement, drones", 0)
    await fills_profile(phone, bo, "member engagement, drones, EU money", "internationalisation", 1)
    await plans(phone, organiser)

    await becomes(phone, ana)
    bar = phone.page.locator(".circles button").first
    await expect(bar).to_contain_text(bo.name)
    await shot(phone, "p07-private-with-bar")
    await bar.click()
    circle = phone.page.get_by_role("log", name="Messages among a few")
    await expect(circle.locator(".msg.bot").last).to_contain_text("please meet each other!")
    await shot(phone, "p08-circle")
    await phone.page.locator("#write-circle").fill("Hello! The first one suits me.")
    await phone.page.locator("#write-circle").press("Enter")
    await expect(circle.locator(".msg").last).to_contain_text("The first one suits me.")
    await circle.locator(".msg.bot").last.get_by_role("group", name="Buttons").get_by_role("button").first.click()
    await expect(phone.toast).to_contain_text("I have asked")
    partners = await partners_of(demo, ana)
    assert bo.id in [one.id for one in partners]
    for number, partner in enumerate(partners):
        await becomes(phone, partner)
        await phone.has_heard("Does it suit you to meet")
        await expect(phone.page.locator(".circles .badge").first).to_be_visible()
        if number == 0:
            await shot(phone, "p09-does-it-suit")
        await taps(phone, "Yes, agreed")
    await phone.hears("Agreed: you meet")
    await shot(phone, "p10-agreed")
    await phone.page.locator(".circles button").first.click()
    await expect(circle.locator(".msg").last).to_contain_text("The first one suits me.")
    await phone.page.get_by_role("button", name="Back to the private chat").click()
    await expect(phone.private).to_be_visible()

    await goes_to(phone, "2024-11-07T12:30")
    await phone.has_heard("as agreed?")
    await taps(phone, "Yes, we met")
    await phone.has_heard("What is one thing you learned?")
    await taps(phone, "Write it")
    form = phone.page.get_by_role("dialog")
    await form.get_by_label("One thing that I learned").fill(
        "A breakfast for members costs little and brings all of them."
    )
    await shot(phone, "p11-learned")
    await form.get_by_role("button", name="Send").click()
    await phone.has_heard("I share it with the group when the round is over, with your name.")
    await goes_to(phone, "2024-11-25T10:00")
    await goes_to(phone, "2024-11-27T10:00")
    await becomes(phone, ana)
    await phone.page.locator("#tab-group").click()
    await expect(
        phone.group.locator(".msg.bot").filter(has_text="What you learned from each other").last
    ).to_be_visible()
    await phone.group.get_by_role("button", name="👏 Thank").last.click()
    await shot(phone, "p12-digest")
    await becomes(phone, organiser)
    await phone.says("/peers network")
    await taps(phone, "Draw it")
    await expect(phone.private.locator("img").last).to_be_visible()
    await shot(phone, "p13-network")
    await phone.says("/status")
    await phone.has_heard("Exchanges:")
    await shot(phone, "p14-status")
