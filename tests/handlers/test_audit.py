"""`/audit`: who did what, for organisers alone."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from bot.chat.messages import DirectReply
from bot.domain.audit import Action
from handlers.audit import DEEDS, PAGE
from tests.handlers.groups import invite_code, newcomer
from tests.handlers.test_my_data import someone
from tests.house import House, Person


def test_each_action_has_words() -> None:
    assert set(DEEDS) == set(get_args(Action))
    for words in DEEDS.values():
        words.format(who="Olga", whom="Zoe", session="Day 1")


async def test_it_is_told_in_sentences_newest_first(house: House) -> None:
    olga, zoe = await house.joined("Olga Nowak", "organiser"), await house.joined("Zoe Kaur")
    by, about = await someone(house, olga, ""), await someone(house, zoe, "")
    async with house.app.database.write() as uow:
        now = house.clock.at
        await uow.audit.note(by.cohort, now, "marked", actor=by.member, subject=about.member, session="online-1")
        await uow.audit.note(by.cohort, now + timedelta(hours=1), "retention", actor=None, messages=3, questions=1)
        await uow.audit.note(by.cohort, now + timedelta(hours=2), "exported", actor=by.member, session="gone-from-pack")
    await olga.sends("/audit")
    title = house.app.deployment.programmes["academy"].session("online-1").title
    assert olga.told[-1].split("\n") == [
        f"Who did what in {house.cohort.title}, newest first",
        "• Tue 5 Nov 2024, 11:00 CET: Olga Nowak took a file with attendance",
        "• Tue 5 Nov 2024, 10:00 CET: what was old enough was forgotten (messages: 3, questions: 1)",
        f"• Tue 5 Nov 2024, 09:00 CET: Olga Nowak recorded the attendance of Zoe Kaur at {title}",
    ]


async def test_pages_are_turned_in_place(house: House) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    by = await someone(house, olga, "")
    async with house.app.database.write() as uow:
        for number in range(PAGE + 3):
            await uow.audit.note(by.cohort, house.clock.at, "exported", actor=by.member, line=number)
    await olga.sends("/audit")
    page = olga.private[-1]
    assert set(page.buttons) == {"Older"}
    assert f"(line: {PAGE + 2})" in page.text
    await olga.presses("Older")
    assert olga.private[-1] is page
    assert page.text.count("•") == 3
    assert set(page.buttons) == {"Newest"}
    await olga.presses("Newest")
    assert f"(line: {PAGE + 2})" in page.text


async def test_who_was_erased_has_no_name_in_it(house: House) -> None:
    olga, zoe = await house.joined("Olga Nowak", "organiser"), await house.joined("Zoe Kaur")
    await zoe.sends("/mydata")
    await zoe.sends("/forgetme")
    await zoe.presses("Erase my data …")
    await zoe.presses("Yes, erase it now")
    await olga.sends("/audit")
    assert "Zoe" not in olga.told[-1]
    assert olga.told[-1].count("Former participant ") == 2
    assert " had their own data erased" in olga.told[-1]


async def test_from_the_group_it_comes_in_private(house: House) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    await olga.sends("/audit", group=True)
    assert house.group == []
    assert olga.told == ["Nothing is noted yet."]


async def test_another_cohorts_audit_is_nobodys_business(house: House) -> None:
    from handlers.audit import ShowAudit

    olga = await house.joined("Olga Nowak", "organiser")
    await olga.sends("/audit")
    reply = await olga.presses_token(ShowAudit(99, 0).pack(), olga.private[-1])
    assert reply != DirectReply()
    assert olga.told == ["Nothing is noted yet."]


@pytest.mark.parametrize(
    ("action", "details", "told"),
    [
        ("exported", {"what": "attendance", "format": "xlsx"}, "(attendance list, as Excel)"),
        ("exported", {"what": "picture"}, "(picture)"),
        ("marked", {"what": "late", "before": "nothing"}, "(late, before: nothing recorded)"),
        ("absence_decided", {"decision": "unjustified", "late": True}, "(not accepted, on short notice)"),
        (
            "session_change_decided",
            {"change": "moved", "kept": True, "check_ins": 3},
            "(it was moved, kept, check-ins: 3)",
        ),
        ("announced", {"to": "missing", "number": 4, "id": 7}, "(messages to send: 4, to who was missing)"),
        ("meeting_list_applied", {"absent": True}, "(as not there)"),
    ],
)
async def test_details_are_told_in_words(
    house: House, action: Action, details: dict[str, str | int | bool], told: str
) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    by = await someone(house, olga, "")
    async with house.app.database.write() as uow:
        await uow.audit.note(by.cohort, house.clock.at, action, actor=by.member, subject=None, session=None, **details)
    await olga.sends("/audit")
    assert olga.told[-1].endswith(told)


async def test_invites_and_second_accounts_are_noted(house: House) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    ana, _mail = await newcomer(house, "Ana Silva")
    code = await invite_code(house, olga, "Ana Silva")
    await ana.sends(f"/join {code}")
    await Person(house, "other-phone", "Other Phone").sends(f"/join {code}")
    await olga.presses("Same person: allow")
    await olga.sends("/audit")
    said = [line.partition(": ")[2] for line in olga.told[-1].split("\n")[1:]]
    assert said == [
        "Olga Nowak decided about a second account of Ana Silva (allowed)",
        "Olga Nowak made invite codes (people: 1)",
    ]
