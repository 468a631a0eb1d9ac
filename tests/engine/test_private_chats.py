"""Where people must open the private chat themselves: what is for them waits, and they are told, seldom and kindly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.chat.buttons import Button
from bot.chat.capabilities import Capabilities
from bot.chat.errors import RateLimited
from bot.chat.events import MemberJoined, PrivateChatChanged
from bot.chat.messages import Intent, Private
from bot.engine.private_chats import GIVE_UP
from bot.feature import Feature
from bot.ports import ToChat
from handlers.groups.declared import feature as groups_feature
from tests.engine.conftest import Build
from tests.engine.features import Board, talker, words
from tests.house import House, Person
from tests.storage.test_outbox import states

LINK = "https://chat.example/groupmate?start="
TO_ALL = "I have private messages for some of you. To get them, please open our private chat and tap Start."
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def for_you(name: str) -> str:
    return f"{name}, I have a message for you alone. Please open our private chat and tap Start: it is waiting there."


def daily(reader: str = "Siniša") -> Feature:
    """Reminds one member every day."""
    feature = Feature("daily")

    @feature.tick
    async def tick(scene: Any) -> list[Intent]:
        to = [m.id for m in await scene.uow.members.of_cohort(scene.cohort.id) if m.name == reader]
        return [Private(words(f"reminder {scene.now:%F}"), to=one, key=f"daily:{one}:{scene.now:%F}") for one in to]

    return feature


async def shy(build: Build, *features: Feature) -> House:
    """A bot on a platform where people must write first, with the features that such a platform needs."""
    house = await build(talker(Board()), groups_feature, *features)
    house.platform.capabilities = Capabilities(can_message_first=False)
    house.platform.link = LINK
    return house


async def stranger_to_the_chat(house: House, name: str = "Siniša") -> Person:
    person = await house.joined(name)
    house.platform.closed.add(person.account_id)
    return person


async def opens(person: Person) -> None:
    person.house.platform.closed.discard(person.account_id)
    await person.does(PrivateChatChanged, open=True)


async def reach(house: House, person: Person) -> tuple[bool, bool]:
    async with house.app.database.read() as uow:
        account = await uow.accounts.find("test", person.account_id)
    assert account is not None
    return account.reachable, account.blocked


async def test_an_answer_waits_until_they_come_and_the_group_is_told_once_a_day(build: Build) -> None:
    house = await shy(build)
    sinisa, aino = await stranger_to_the_chat(house), await house.joined("Aino")
    await sinisa.sends("/tell the secret one", group=True)
    await sinisa.sends("/tell the secret two", group=True)
    await aino.sends("/tell nothing of yours", group=True)
    (invitation,) = house.group
    assert (invitation.text, invitation.target) == (for_you("Siniša"), ToChat(house.GROUP))
    assert invitation.message.buttons == ((Button("Open the private chat", url=f"{LINK}hello"),),)
    assert sinisa.told == []
    assert await reach(house, sinisa) == (False, False)
    house.wall.at += DAY
    await house.tick()
    assert [posted.text for posted in house.group] == [for_you("Siniša")]
    await sinisa.sends("/tell the secret three", group=True)
    assert [posted.text for posted in house.group] == [for_you("Siniša")] * 2
    await opens(sinisa)
    await opens(sinisa)
    await house.tick()
    assert sinisa.told == ["the secret one", "the secret two", "the secret three"]
    assert aino.told == ["nothing of yours"]
    assert await reach(house, sinisa) == (True, False)


async def test_any_private_word_of_theirs_will_do(build: Build) -> None:
    house = await shy(build)
    sinisa = await stranger_to_the_chat(house)
    await sinisa.sends("/tell it waits", group=True)
    await sinisa.does(MemberJoined, group=True)
    await house.tick()
    assert (sinisa.told, len(house.platform.calls)) == ([], 2)
    house.platform.closed.clear()
    await sinisa.sends("/tell it comes")
    assert sinisa.told == ["it waits", "it comes"]


async def test_what_came_too_late_is_not_delivered(build: Build) -> None:
    feature = Feature("hasty")

    @feature.command("soon", access="anyone", summary="x", example="soon")
    async def soon(turn: Any) -> list[Intent]:
        return [Private(words(turn.event.args), expires=turn.now + timedelta(hours=1))]

    house = await shy(build, feature)
    sinisa = await stranger_to_the_chat(house)
    await sinisa.sends("/soon stale", group=True)
    await house.pass_time(timedelta(minutes=30))
    await sinisa.sends("/soon fresh", group=True)
    await house.pass_time(timedelta(minutes=30))
    await opens(sinisa)
    assert sinisa.told == ["fresh"]
    assert await states(house.app.database) == [
        (None, "dropped"),
        ("open-chat:test:siniša:2030-01-01T00", "sent"),
        (None, "sent"),
    ]


async def test_who_came_before_the_invitation_left_is_not_invited(build: Build, monotonic: list[float]) -> None:
    house = await shy(build)
    sinisa = await stranger_to_the_chat(house)
    house.platform.faults = [None, RateLimited(60, whole_platform=False)]
    await sinisa.sends("/tell a secret", group=True)
    assert house.group == []
    await opens(sinisa)
    monotonic.append(monotonic[-1] + 60)
    house.wall.at += timedelta(seconds=60)
    await house.tick()
    assert [posted.text for posted in house.platform.posted] == ["a secret"]


async def test_a_reminder_waits_and_nobody_is_named_once_a_week(build: Build) -> None:
    house = await shy(build, daily())
    sinisa, aino = await stranger_to_the_chat(house), await house.joined("Aino")
    await house.tick()
    await house.tick()
    (invitation,) = house.group
    assert invitation.text == TO_ALL
    assert invitation.message.buttons == ((Button("Open the private chat", url=f"{LINK}hello"),),)
    calls = len(house.platform.calls)
    for _day in range(3):
        await house.pass_time(DAY)
    assert len(house.group) == 1
    assert len(house.platform.calls) == calls, "what waits is not tried"
    await house.pass_time(4 * DAY)
    assert [posted.text for posted in house.group] == [TO_ALL] * 2
    assert (sinisa.told, aino.told) == ([], [])
    await opens(sinisa)
    assert sinisa.told == [f"reminder 2024-11-{day:02}" for day in (5, 6, 7, 8, 12)]


async def test_only_groups_of_that_cohort_and_platform_are_told(build: Build) -> None:
    house = await shy(build, daily())
    await stranger_to_the_chat(house)
    async with house.app.database.write() as uow:
        other = await uow.cohorts.ensure("old", "academy", "Last year")
        await uow.cohorts.bind_group(other.id, "test", "the-group-of-last-year")
        await uow.cohorts.bind_group(house.cohort.id, "elsewhere", "far-away")
        await uow.cohorts.bind_group(house.cohort.id, "test", "the-second-group", "topic-4")
    await house.tick()
    said = {(posted.target, posted.text) for posted in house.platform.posted}
    assert said == {(ToChat(house.GROUP), TO_ALL), (ToChat("the-second-group", "topic-4"), TO_ALL)}


async def test_without_a_link_there_is_nothing_to_say(build: Build) -> None:
    house = await shy(build, daily())
    house.platform.link = None
    sinisa = await stranger_to_the_chat(house)
    await house.tick()
    await sinisa.sends("/tell a secret", group=True)
    assert house.platform.posted == []
    await opens(sinisa)
    assert sinisa.told == ["reminder 2024-11-05", "a secret"]


@pytest.mark.parametrize("known", [False, True], ids=["found out", "told by the platform"])
async def test_who_blocked_the_bot_is_left_alone_until_they_are_back(build: Build, known: bool) -> None:
    house = await shy(build, daily())
    sinisa, aino = await house.joined("Siniša"), await house.joined("Aino")
    house.platform.blocked.add(sinisa.account_id)
    if known:
        await sinisa.does(PrivateChatChanged, open=False)
    await house.tick()
    assert await reach(house, sinisa) == (False, True)
    calls = len(house.platform.calls)
    assert calls == (0 if known else 1)
    await house.pass_time(DAY)
    await sinisa.says("hello", group=True)
    await house.pass_time(2 * DAY)
    assert len(house.platform.calls) == calls
    assert house.platform.posted == []
    assert await reach(house, sinisa) == (False, True)
    async with house.app.database.read() as uow:
        failed = await uow.outbox.failed(house.cohort.id, 9)
        assert [row.key and row.key[-10:] for row in failed] == ["2024-11-08", "2024-11-06", "2024-11-05"]
        assert [row.message for row in failed] == [None] * 3, "nobody reads it any more, so it is not kept"
    house.platform.blocked.clear()
    await sinisa.does(PrivateChatChanged, open=True)
    assert await reach(house, sinisa) == (True, False)
    await house.pass_time(DAY)
    assert sinisa.told == ["reminder 2024-11-09"]
    assert aino.told == []


async def test_an_answer_that_finds_them_gone_marks_them_too(build: Build) -> None:
    """What is said in a private chat goes to the chat; it is theirs all the same."""
    house = await shy(build, daily())
    sinisa = await house.joined("Siniša")
    house.platform.blocked.add(sinisa.account_id)
    await sinisa.sends("/say into the void")
    assert await reach(house, sinisa) == (False, True)


async def test_the_account_last_used_gets_it_and_one_that_can_be_reached_before_all(build: Build) -> None:
    house = await shy(build, daily())
    phone, laptop = await house.joined("Siniša"), Person(house, "siniša-laptop", "Siniša")
    async with house.app.database.write() as uow:
        (member,) = await uow.members.of_cohort(house.cohort.id)
        identity = await uow.accounts.identify("test", laptop.account_id, "Siniša", house.wall.at)
        assert await uow.accounts.link(identity.account.id, member, "test", house.wall.at, approved=True)
    await house.tick()
    for last in (laptop, phone, laptop):
        house.platform.posted.clear()
        house.wall.at += timedelta(minutes=1)
        await last.says("here I am")
        await house.pass_time(DAY)
        assert (last.told[-1], len(phone.told + laptop.told)) == (f"reminder {house.clock.at:%F}", 1)
    house.platform.posted.clear()
    house.platform.blocked.add(laptop.account_id)
    await house.pass_time(DAY)
    await house.pass_time(DAY)
    assert (phone.told, laptop.told) == ([f"reminder {house.clock.at:%F}"], [])


async def test_who_never_comes_is_shown_to_organisers(house: House) -> None:
    house.platform.capabilities = Capabilities(can_message_first=False)
    house.platform.link = LINK
    olga, tariq = await house.joined("Olga", "organiser"), await house.joined("Tariq", "trainer")
    sinisa, aino = await house.joined("Siniša"), await house.joined("Aino")
    await aino.sends("/me", group=True)
    house.platform.closed.add(sinisa.account_id)
    await sinisa.sends("/me", group=True)
    asked = house.wall.at
    waiting = "Have not opened their private chat with me: 1. Messages wait for them."
    for person in (olga, tariq, aino):
        await person.sends("/status")
        assert person.told[-1].count(waiting) == (person is olga)
    await olga.sends("/status", group=True)
    assert "private chat" not in house.group[-1].text
    await olga.presses("Chat not opened (1)")
    assert olga.told[-1].endswith("as they have not opened their private chat with me yet:\n• Siniša")
    house.wall.at = asked + GIVE_UP
    await house.tick()
    await olga.sends("/status")
    assert waiting in olga.told[-1], "it gives up after that time, not at it"
    house.wall.at += timedelta(hours=1)
    await house.tick()
    await olga.sends("/status")
    assert "private chat" not in olga.told[-1]
    await olga.presses("Not delivered (1)")
    assert olga.told[-1].endswith("\n• Siniša: message")
    house.platform.closed.clear()
    await sinisa.does(PrivateChatChanged, open=True)
    assert sinisa.told == []
