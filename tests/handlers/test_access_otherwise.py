"""Who may do what by other doors: forms, buttons that are commands, a group of no cohort, and what is made up."""

from __future__ import annotations

import pytest

from bot.chat.events import ButtonPressed
from bot.chat.messages import DirectReply, Toast
from bot.feature import Do
from handlers.groups.bind import BindTo
from tests.handlers.beside import (
    FOR_MEMBERS,
    FOR_ORGANISERS,
    GREETING,
    LEADS,
    MAIL,
    ORGANISER,
    PLANS,
    STAFF,
    STRANGER,
    Secrets,
    furnished,
    refusal,
    words_of,
)
from tests.handlers.groups import keep_files
from tests.handlers.test_access import BUTTONS, COMMANDS, OWN_DATA, data_of
from tests.house import House


@pytest.fixture
async def secrets(house: House) -> Secrets:
    return await furnished(house)


async def test_forms_of_attendance(secrets: Secrets) -> None:
    """What a form is sent with is made up by whoever wants to: the role is what counts."""
    house = secrets.house
    async with house.app.database.read() as uow:
        (zdenka,) = await uow.members.by_email(MAIL)
    for number, (role, asker) in enumerate(await secrets.visitors()):
        for context in (f"1|online-1|{zdenka.id}|late|", f"1|online-1|{zdenka.id}|late|{number}", "1||0||"):
            reply = await asker.submits("attendance.mark", context, reason=str(number))
            said = [reply.toast.text if reply.toast else "", *reply.errors.values()]
            async with house.app.database.read() as uow:
                marked = await uow.check_ins.record_of(zdenka.id, 1, "online-1")
            if role in LEADS:
                assert marked is not None
                assert marked.reason == str(number), role
            else:
                assert (marked, said) == (None, [refusal(role, LEADS)]), role
                assert secrets.found_in([*said, *asker.told]) == [], role
        reply = await asker.submits("attendance.code", "1:online-1", code="123456")
        refused = reply.toast is not None and reply.toast.text == FOR_MEMBERS
        assert refused == (role == STRANGER)


async def test_the_form_of_announcements(secrets: Secrets) -> None:
    """To write one, or to change somebody else's."""
    for role, asker in await secrets.visitors():
        for context, allowed in (("", LEADS), ("1", ORGANISER)):
            reply = await asker.submits("announce.write", context, to="group", names="", when="now", text="Hello")
            if role not in allowed:
                assert reply.toast is not None
                assert reply.toast.text == refusal(role, allowed), (role, context)
        assert role in ORGANISER or secrets.found_in(asker.told) == [], role
    async with secrets.house.app.database.read() as uow:
        found = await uow.announcements.by_id(1)
    assert found is not None
    assert (found.text, found.state) == (PLANS, "replaced")


async def test_a_button_that_is_a_command_is_checked_like_the_command(secrets: Secrets) -> None:
    house = secrets.house
    files = keep_files(house)
    for role, asker in await secrets.visitors():
        files.clear()
        await asker.sends("/help")
        under = asker.private[0]
        for name, allowed in COMMANDS.items():
            before = len(house.platform.posted)
            reply = await asker.presses_token(Do(name).pack(), under)
            said = [posted.text for posted in house.platform.posted[before:]]
            said += words_of(reply.form)
            if role in allowed:
                assert said, (role, name)
                assert refusal(role, allowed) not in said, (role, name)
            else:
                assert (said, reply.form) == ([refusal(role, allowed)], None), (role, name)
            assert role in STAFF or secrets.found_in(said) == [], (role, name)
        assert bool([text for text in files if OWN_DATA not in text]) == (role in ORGANISER)


async def test_in_a_group_of_no_cohort_nobody_learns_anything(secrets: Secrets) -> None:
    """Whatever one may do elsewhere: a command is answered with the greeting, a button not at all."""
    house = secrets.house
    visitors = await secrets.visitors()
    house.GROUP = "no-cohorts-group"  # type: ignore[misc]
    for role, asker in visitors:
        for name in sorted(COMMANDS.keys() - {"bind"}):
            for spoken in (False, True):
                await (
                    asker.says(f"/{name}", group=True, addressed=True)
                    if spoken
                    else asker.sends(f"/{name}", group=True)
                )
        assert [posted.text for posted in house.group] == [GREETING] * 2 * (len(COMMANDS) - 1), role
        house.platform.posted.clear()
        for kind in BUTTONS.keys() - {BindTo}:
            token = data_of(kind, secrets).pack()
            handled = await house.receive(asker.event(ButtonPressed, True, token=token, message_id="bot-0"))
            assert (handled.reply, house.platform.posted) == (DirectReply(), []), (role, kind)
        await asker.sends("/bind", group=True)
        reply = await asker.presses_token(BindTo(house.cohort.id).pack(), house.platform.posted[0])
        await house.receive(asker.event(ButtonPressed, True, token=BindTo(house.cohort.id).pack(), message_id="bot-0"))
        async with house.app.database.read() as uow:
            bound = await uow.cohorts.of_group("test", "no-cohorts-group")
        assert bound == (house.cohort if role in ORGANISER else None), role
        if role not in ORGANISER:
            assert (house.group, asker.told) == ([], [refusal(role, ORGANISER)]), role
            assert reply.toast == Toast(refusal(role, ORGANISER), alert=True), role
        house.platform.posted.clear()


async def test_made_up_buttons_do_nothing(house: House) -> None:
    ana = await house.joined("Ana")
    for token in (
        "",
        ":",
        "zz:1",
        "sn",
        "sn:x",
        "qa:",
        "qa:1:2",
        "fc:1",
        "ds:9:cancel",
        "ci:",
        "bd:x",
        "bd:999",
        "of:x",
        "of:1",
        "do:",
    ):
        before = len(ana.told)
        reply = await ana.presses_token(token)
        assert reply.toast or ana.told[before:], token


async def test_a_made_up_form_is_refused(house: House) -> None:
    organiser = await house.joined("Olga", "organiser")
    for context in ("", "x", "-1", "999", "²", "9" * 30):
        reply = await organiser.submits("faq.answer", context, answer="Hello")
        assert reply.toast is not None
        assert reply.toast.text == FOR_ORGANISERS
    assert house.platform.posted == []
