"""Feedback in the playground, on a phone: it goes back and forth, work is shown at the debrief, peers review one another."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.app import App
from bot.demo import account_of
from tests.browser.test_homework_walk import becomes, goes_to, phone, shot, taps
from tests.browser.visitor import Visitor, members_of, people_of

__all__ = ["phone"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def fills_in(phone: Visitor, values: dict[str, str], send: str = "Send") -> None:
    """The form that is open: choices by their labels."""
    form = phone.page.get_by_role("dialog")
    await expect(form).to_be_visible()
    for label, value in values.items():
        group = form.locator("fieldset").filter(has_text=label)
        if await group.count():
            await group.get_by_label(value, exact=True).check()
            continue
        field = form.get_by_label(label)
        if await field.evaluate("one => one.tagName") == "SELECT":
            await field.select_option(label=value)
        else:
            await field.fill(value)
    await form.get_by_role("button", name=send, exact=True).click()
    await expect(phone.page.get_by_role("dialog")).to_have_count(0)


async def hands_in(phone: Visitor, account: str, words: str) -> None:
    await becomes(phone, account)
    await phone.says("/submit")
    await phone.has_heard("Please send me your text, files or links now")
    await phone.says(words)
    await phone.hears(words)
    await taps(phone, "Hand it in now")
    await phone.has_heard("Receipt ")
    await taps(phone, "Let the others see it")
    await phone.has_heard("The others may see it.")


async def test_feedback_goes_back_and_forth(phone: Visitor, demo: App) -> None:  # the fixture
    _organiser, (ana, bo, *_rest) = await people_of(demo)
    trainer = next(account_of(one) for one in await members_of(demo) if one.roles == {"trainer"})
    names = {account_of(one): one.name for one in await members_of(demo)}
    await becomes(phone, trainer)
    await phone.says("/assign")
    await fills_in(
        phone,
        {
            "Title": "Business model canvas",
            "Due when?": "Wed 13 Nov 18:00",
            "May the others see the work?": "Yes, and two peers comment on each",
        },
        "Preview",
    )
    await phone.hears("Please check: Business model canvas.")
    await taps(phone, "Post it now")
    await phone.hears("Business model canvas is open.")
    await hands_in(phone, ana, "Our members pay 200 a year and get a shared buyer.")
    await hands_in(phone, bo, "We live on grants, and should not.")

    await becomes(phone, trainer)
    await phone.says("/submissions")
    await phone.hears("To look at: 2.")
    await shot(phone, "11-submissions")
    await taps(phone, f"🆕 {names[ana]}")
    await phone.hears("Our members pay 200 a year")
    await shot(phone, "12-work")
    await taps(phone, "✏️ Ask for changes")
    await shot(phone, "13-form")
    await fills_in(phone, {f"What do you want to say to {names[ana]}?": "Clear! Please say who pays in year two."})
    await phone.has_heard("changes are asked for")

    await becomes(phone, ana)
    await phone.has_heard("Please say who pays in year two.")
    await shot(phone, "14-feedback")
    await taps(phone, "Answer")
    await fills_in(phone, {"What do you want to say to your trainer?": "The buyer does, from his commission."})
    await becomes(phone, trainer)
    await phone.has_heard("The buyer does, from his commission.")
    await taps(phone, "Open the work")
    await phone.hears("What was said")
    await taps(phone, "✅ Accept")
    await shot(phone, "15-accepted")
    await taps(phone, "◀ All who handed in")
    await taps(phone, "Everything as a ZIP")
    await phone.has_heard("what 2 people handed in.")
    await shot(phone, "16-zip")

    await phone.says("/debrief")
    await phone.has_heard("2 of 2 who handed in have agreed to show their work.")
    await shot(phone, "17-debrief")
    await taps(phone, "Post it in the group")
    await phone.has_heard("Posted in the group.")
    await taps(phone, "Ask now what people take away")
    await phone.has_heard("The group is asked what it takes away.")
    await becomes(phone, ana)
    await phone.page.locator("#tab-group").click()
    await shot(phone, "18-group")
    await phone.presses("💡 Something to try", phone.group)
    await fills_in(phone, {"In one sentence: what do you take away?": "Ask the members before the budget"})
    await becomes(phone, trainer)
    await taps(phone, "Show the answers now")
    await phone.page.locator("#tab-group").click()
    await phone.hears("Ask the members before the budget", phone.group)
    await shot(phone, "19-takeaways")

    await becomes(phone, bo)
    await goes_to(phone, "2024-11-14T09:30")
    await phone.has_heard("1 work waits for your review")
    await shot(phone, "20-review-asked")
    await taps(phone, f"1. Business model canvas, by {names[ana]}")
    await phone.hears("Our members pay 200 a year")
    await taps(phone, "Write my review")
    await shot(phone, "21-review-form")
    await fills_in(
        phone,
        {
            "Is it clear?": "4: fully",
            "Does it help those it is meant for?": "3: mostly",
            "Can it be done?": "2: partly",
            "What is good?": "The shared buyer",
            "What could be better?": "Say how many members you need",
        },
    )
    await becomes(phone, ana)
    await phone.has_heard("1 person has read your work")
    await shot(phone, "22-reviews")
    await becomes(phone, trainer)
    await phone.says("/status")
    await phone.hears("2 of ")
    await taps(phone, "Picture")
    await phone.has_heard("Attendance of")
    await shot(phone, "23-picture")
