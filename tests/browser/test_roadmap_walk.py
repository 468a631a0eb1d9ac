"""A roadmap in the playground, on a phone: written, submitted, agreed, shown, found by others, and reminded of."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.app import App
from bot.demo import account_of
from bot.domain.people import Member
from tests.browser.visitor import Visitor, members_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = os.environ.get("GROUPMATE_SHOTS")
"""A folder for pictures of what the phone shows, for whoever wants to look."""

GOAL = {
    "What is the goal?": "Ten paying members",
    "Why does it matter?": "Our grant ends in 2026, and three people work for us.",
    "How do you see that you have reached it?": "Ten signed contracts",
    "What help would you like?": "How others set their membership fees",
    "What help can you offer?": "Running a stand at a trade fair",
}
ACTION = {
    "What will be done?": "Ask all members what they would pay for",
    "Who does it?": "Me and the office",
    "By when?": "14 Jan",
    "What is the first step?": "Write five questions",
}


@pytest.fixture
async def phone(browser: Browser, demo: App) -> AsyncIterator[Visitor]:
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Visitor(page, f"http://127.0.0.1:{demo.port}/")
    assert errors == []


async def becomes(phone: Visitor, member: Member) -> None:
    await phone.become(account_of(member))
    await phone.page.locator("#tab-private").click()


async def shot(phone: Visitor, name: str) -> None:
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    if SHOTS:
        await phone.page.wait_for_timeout(400)
        await phone.page.screenshot(path=Path(SHOTS) / f"{name}.png")


async def fills_in(phone: Visitor, label: str, values: dict[str, str], *, send: str = "Save", name: str = "") -> None:
    await phone.presses(label)
    form = phone.page.get_by_role("dialog")
    for question, words in values.items():
        await form.get_by_label(question).fill(words)
    if name:
        await shot(phone, name)
    await form.get_by_role("button", name=send, exact=True).click()
    await expect(form).to_have_count(0)


async def writes(phone: Visitor, member: Member, number: int) -> None:
    """From nothing to submitted."""
    await becomes(phone, member)
    await phone.says("/roadmap")
    await phone.hears("Here you write down what you will do")
    if not number:
        await shot(phone, "roadmap-1-begin")
    await fills_in(phone, "My vision", {"Where do you want to be?": "Our cluster lives from its services."})
    await phone.hears("Our cluster lives from its services.")
    await fills_in(phone, "Add a goal", GOAL, name="" if number else "roadmap-2-goal")
    await phone.hears("No action yet")
    await fills_in(phone, "Add an action", ACTION)
    await phone.hears("Ask all members what they would pay for, by Tue 14 Jan 2025")
    if not number:
        await shot(phone, "roadmap-3-goal-page")
    await phone.presses("◀ My roadmap")
    await fills_in(phone, "Passing it on", {"To whom do you pass on what you have learned?": "My two colleagues"})
    await phone.hears("It is complete. You can submit it now.")
    if not number:
        await shot(phone, "roadmap-4-complete")
    await phone.presses("Submit it for review")
    await phone.hears("My roadmap · submitted")


async def offers(phone: Visitor) -> dict[str, tuple[str, str]]:
    """Among the things to try, by label: who says what."""
    state = await (await phone.page.request.get(f"{phone.address}playground/state?as=guest-1")).json()
    return {thing["label"]: (thing["account"], thing["text"]) for thing in state["things_to_try"]}


async def test_a_roadmap(phone: Visitor, demo: App) -> None:
    members = await members_of(demo)
    async with demo.database.read() as uow:
        cohort = await uow.cohorts.by_key("academy-4")
        assert cohort is not None
        joined = await uow.members.linked_ids(cohort.id)
    ana, bo = [member for member in members if member.learner and member.id in joined][:2]
    trainer = next(member for member in members if "trainer" in member.roles and "participant" not in member.roles)
    to_try = await offers(phone)
    assert to_try["Read it as a trainer"] == (account_of(trainer), "/roadmap")
    assert to_try["Find others with goals like yours"][1] == "Who is working on something like mine?"
    assert to_try["Ask about yourself"][1] == "Am I allowed to come to Warsaw?"
    await writes(phone, ana, 0)
    await phone.presses("As PDF")
    await phone.hears("Your roadmap as a PDF.")
    await phone.presses("Show it to the group")
    await phone.has_heard("Show your roadmap to the group?")
    await shot(phone, "roadmap-5-consent")
    await phone.presses("Services for members")
    await expect(phone.toast).to_contain_text("Thank you for sharing it.")

    await becomes(phone, trainer)
    await phone.says("/roadmap")
    await phone.hears("1 roadmap waits to be read.")
    await phone.presses(f"{ana.name}: submitted")
    await phone.hears(f"Roadmap of {ana.name} · submitted")
    await shot(phone, "roadmap-6-review")
    await phone.presses("Agree")
    await phone.hears(f"Roadmap of {ana.name} · agreed")

    await writes(phone, bo, 1)
    await phone.says("Who is working on something like mine?")
    await phone.hears(ana.name)
    await shot(phone, "roadmap-7-like-mine")
    await phone.says("/library")
    await phone.presses("Services for members (1)")
    await phone.presses(f"Roadmap: {ana.name}")
    await phone.hears(f"Roadmap of {ana.name} · agreed")

    await phone.page.get_by_role("button", name="Go to a date").click()
    await phone.page.locator("#go-to").fill("2025-01-14T12:00")
    await phone.page.get_by_role("button", name="Go", exact=True).click()
    await expect(phone.page.locator("#go-to")).to_have_count(0)
    await becomes(phone, ana)
    await phone.has_heard("From your roadmap, for today. Is it done?")
    await shot(phone, "roadmap-8-reminder")
    await phone.presses("✓ Done: Ask all members what they would pay…")
    await phone.has_heard("✓ Done.")
