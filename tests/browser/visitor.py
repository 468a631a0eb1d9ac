"""Somebody with the playground's page open, who can be anybody; and who is there to be."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from bot.app import App
from bot.demo import account_of
from bot.domain.people import Member


@dataclass
class Visitor:
    """Somebody with the page open, who can be anybody."""

    page: Page
    address: str

    async def become(self, account_id: str) -> None:
        await self.page.goto(f"{self.address}?as={account_id}")
        await expect(self.page.locator("#write-private")).to_be_enabled()

    async def says(self, text: str, where: str = "private") -> None:
        box = self.page.locator(f"#write-{where}")
        await box.fill(text)
        await box.press("Enter")

    @property
    def private(self) -> Locator:
        return self.page.get_by_role("log", name="Private")

    @property
    def group(self) -> Locator:
        return self.page.get_by_role("log", name="Messages in the group")

    async def hears(self, words: str, where: Locator | None = None) -> None:
        await expect((where or self.private).locator(".msg.bot").last).to_contain_text(words)

    @property
    def toast(self) -> Locator:
        return self.page.locator(".toast").last

    async def has_heard(self, words: str) -> None:
        """In private, though other things may have been said since."""
        await expect(self.private.locator(".msg.bot").filter(has_text=words).last).to_be_visible()

    async def presses(self, label: str, where: Locator | None = None) -> None:
        """The newest button with this label."""
        await (where or self.private).get_by_role("button", name=label, exact=True).last.click()

    async def goes_on_until(self, words: str, where: Locator, *, most: int = 12) -> None:
        """From one event to the next, until the bot has said so there."""
        following = self.page.get_by_role("button", name="Next event", exact=True)
        said = where.locator(".msg.bot").filter(has_text=words)
        for _ in range(most):
            if await said.count():
                return
            await following.click()
            await expect(following).to_be_enabled()
            with suppress(AssertionError):
                await expect(said.last).to_be_visible(timeout=1500)
        await expect(said.last).to_be_visible()


async def people_of(demo: App) -> tuple[str, list[str]]:
    """An organiser's account, and those of participants who have joined."""
    async with demo.database.read() as uow:
        cohort = await uow.cohorts.by_key("academy-4")
        assert cohort is not None
        members = await uow.members.of_cohort(cohort.id)
        joined = await uow.members.linked_ids(cohort.id)
    organiser = next(member for member in members if "organiser" in member.roles)
    return account_of(organiser), [account_of(member) for member in members if member.learner and member.id in joined]


async def members_of(demo: App) -> list[Member]:
    async with demo.database.read() as uow:
        cohort = await uow.cohorts.by_key("academy-4")
        assert cohort is not None
        return await uow.members.of_cohort(cohort.id)
