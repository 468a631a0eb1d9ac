"""`/bind`: whose group is this? Its organisers say so, and nobody else can."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.capabilities import Capabilities
from bot.chat.events import ButtonPressed, CommandInvoked, GroupTouched
from bot.chat.messages import DirectReply, Toast
from bot.ports import Standing, ToChat
from handlers.groups.bind import BindTo
from tests.handlers.beside import FOR_MEMBERS, FOR_ORGANISERS, GREETING
from tests.handlers.groups import TwoCohorts, two_cohorts
from tests.house import DAY_1, House, Person

NEW = "a-new-group"
WHICH = "Which programme is this group for?"
IN_THE_GROUP = "Please send /bind in the group that you want me to work in. First add me there."
ACADEMY = "Cluster Booster Academy"


def done(title: str = ACADEMY, *, moved: bool = False) -> str:
    words = (
        f"Done: this group is now the home of {title}. Here I post check-ins and answer questions. "
        "Send /help to see what I can do for you."
    )
    return words + "\nIn the group where I was before I do nothing any more." if moved else words


def belongs(title: str) -> str:
    return f"This group belongs to {title}, so nothing has changed. Only its organisers can change that."


async def homes(house: House) -> dict[str, list[tuple[str, str | None]]]:
    """The groups of each cohort, by its key: chat and thread."""
    async with house.app.database.read() as uow:
        return {
            cohort.key: [(chat, thread) for _platform, chat, thread in await uow.cohorts.groups(cohort.id)]
            for cohort in await uow.cohorts.all()
        }


async def in_group(person: Person, chat: str, args: str = "", thread: str | None = None) -> DirectReply:
    event = person.event(CommandInvoked, True, name="bind", args=args)
    place = replace(event.place, chat_id=chat, thread_id=thread)
    return (await person.house.receive(replace(event, place=place))).reply


async def press(person: Person, chat: str, cohort: int) -> DirectReply:
    event = person.event(ButtonPressed, True, token=BindTo(cohort).pack(), message_id="bot-0")
    return (await person.house.receive(replace(event, place=replace(event.place, chat_id=chat)))).reply


def said(house: House) -> list[tuple[str, str]]:
    return [(posted.chat_id, posted.text) for posted in house.platform.posted]


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[TwoCohorts]:
    async with two_cohorts(tmp_path) as house:
        yield house


async def test_the_organiser_of_one_cohort_needs_to_say_no_more(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await in_group(olga, NEW)
    assert said(house) == [(NEW, done(moved=True))]
    assert await homes(house) == {"aca": [(NEW, None)]}
    house.platform.posted.clear()
    await house.move_to(DAY_1)
    assert [chat for chat, _text in said(house)] == [NEW]


async def test_in_a_topic_what_is_posted_goes_to_that_topic(house: House) -> None:
    house.platform.capabilities = Capabilities(topics=True)
    olga = await house.joined("Olga", "organiser")
    await in_group(olga, house.GROUP, thread="topic-7")
    assert await homes(house) == {"aca": [(house.GROUP, "topic-7")]}
    assert [posted.target for posted in house.platform.posted] == [ToChat(house.GROUP, "topic-7", "msg-1")]
    house.platform.posted.clear()
    await house.move_to(DAY_1)
    assert [posted.target for posted in house.platform.posted] == [ToChat(house.GROUP, "topic-7")]
    await in_group(olga, house.GROUP)
    assert await homes(house) == {"aca": [(house.GROUP, None)]}


async def test_where_threads_are_no_topics_the_whole_group_is_meant(house: House) -> None:
    """A thread under a message is over in a day; what is posted there a week later is seen by nobody."""
    olga = await house.joined("Olga", "organiser")
    await in_group(olga, NEW, thread="1700000000.000100")
    assert await homes(house) == {"aca": [(NEW, None)]}
    assert [posted.target for posted in house.platform.posted] == [ToChat(NEW, "1700000000.000100", "msg-1")]


async def test_in_private_it_says_where_to_send_it(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await olga.sends("/bind")
    await olga.presses_token(BindTo(house.cohort.id).pack())
    assert olga.told == [IN_THE_GROUP]
    event = olga.event(CommandInvoked, True, name="bind")
    await house.receive(replace(event, place=replace(event.place, kind="circle", chat_id="circle")))
    assert (olga.told, house.group) == ([IN_THE_GROUP] * 2, [])
    assert await homes(house) == {"aca": [(house.GROUP, None)]}


@pytest.mark.parametrize("chat", [NEW, House.GROUP])
async def test_nobody_else_can(house: House, chat: str) -> None:
    async with house.app.database.write() as uow:
        await uow.cohorts.bind_group(house.cohort.id, "test", house.GROUP, "topic-1")
    for person in (await house.joined("Tariq", "trainer"), await house.joined("Aino"), house.stranger()):
        house.platform.posted.clear()
        reply = await in_group(person, chat)
        refused = FOR_MEMBERS if person.email is None else FOR_ORGANISERS
        assert (person.told, len(house.platform.posted)) == ([refused], 1)
        assert (await press(person, chat, house.cohort.id)) == DirectReply(toast=Toast(refused, alert=True))
        assert reply.form is None
    assert await homes(house) == {"aca": [(house.GROUP, "topic-1")]}


async def test_an_organiser_of_several_is_asked(both: TwoCohorts) -> None:
    olga = await both.member("Olga", {"spring": "organiser", "autumn": "organiser"})
    mallory = await both.member("Mallory", {"spring": "organiser"})
    await in_group(olga, NEW)
    (asked,) = both.platform.posted
    assert (asked.chat_id, asked.text, list(asked.buttons)) == (NEW, WHICH, ["Spring group", "Autumn group"])
    assert (await press(mallory, NEW, both.autumn.id)).toast == Toast(FOR_ORGANISERS, alert=True)
    assert (await homes(both))["autumn"] == [(both.GROUP, None)]
    await press(olga, NEW, both.spring.id)
    assert said(both)[1:] == [(NEW, done("Spring group"))]
    assert await homes(both) == {"spring": [(NEW, None)], "autumn": [(both.GROUP, None)]}


@pytest.mark.parametrize("args", ["spring", "SPRING", "spring group", "  Spring Group "])
async def test_or_names_it(both: TwoCohorts, args: str) -> None:
    olga = await both.member("Olga", {"spring": "organiser", "autumn": "organiser"})
    await in_group(olga, NEW, args)
    assert said(both) == [(NEW, done("Spring group"))]
    assert (await homes(both))["spring"] == [(NEW, None)]


async def test_naming_a_cohort_of_others_gives_nothing_away(both: TwoCohorts) -> None:
    olga = await both.member("Olga", {"spring": "organiser", "autumn": "participant"})
    await in_group(olga, NEW, "autumn")
    assert said(both) == [(NEW, done("Spring group"))]
    assert await homes(both) == {"spring": [(NEW, None)], "autumn": [(both.GROUP, None)]}


@pytest.mark.parametrize("role", [None, "participant", "trainer"])
async def test_over_another_cohorts_group_only_by_its_organisers(both: TwoCohorts, role: str | None) -> None:
    roles = {"spring": "organiser"} | ({"autumn": role} if role else {})
    olga = await both.member("Olga", roles)  # type: ignore[arg-type]
    await in_group(olga, both.GROUP)
    assert said(both) == [("dm-olga", belongs("Autumn group"))]
    await press(olga, both.GROUP, both.spring.id)
    assert said(both)[1:] == [("dm-olga", belongs("Autumn group"))]
    assert await homes(both) == {"spring": [], "autumn": [(both.GROUP, None)]}


async def test_by_an_organiser_of_both_it_changes_hands(both: TwoCohorts) -> None:
    olga = await both.member("Olga", {"spring": "organiser", "autumn": "organiser"})
    await in_group(olga, both.GROUP, "spring")
    assert said(both) == [(both.GROUP, done("Spring group"))]
    assert await homes(both) == {"spring": [(both.GROUP, None)], "autumn": []}
    await press(olga, both.GROUP, both.autumn.id)
    assert await homes(both) == {"spring": [], "autumn": [(both.GROUP, None)]}


async def test_a_button_for_a_cohort_that_is_not_theirs_or_not_there_does_nothing(both: TwoCohorts) -> None:
    olga = await both.member("Olga", {"spring": "organiser"})
    async with both.app.database.write() as uow:
        old = await uow.cohorts.ensure("old", "academy", "Last year")
    for chat, refused in ((NEW, FOR_ORGANISERS), (both.GROUP, FOR_MEMBERS)):
        for cohort in (both.autumn.id, old.id, 999):
            reply = await press(olga, chat, cohort)
            assert reply == DirectReply(toast=Toast(refused, alert=True)), (chat, cohort)
    assert said(both) == []
    assert await homes(both) == {"spring": [], "autumn": [(both.GROUP, None)], "old": []}


async def test_a_group_of_a_cohort_that_is_over_is_free(both: TwoCohorts) -> None:
    olga = await both.member("Olga", {"spring": "organiser"})
    async with both.app.database.write() as uow:
        old = await uow.cohorts.ensure("old", "academy", "Last year")
        await uow.cohorts.bind_group(old.id, "test", NEW)
    await olga.says("hello", group=True)
    await in_group(olga, NEW)
    assert said(both) == [(NEW, done("Spring group"))]
    assert await homes(both) == {"spring": [(NEW, None)], "autumn": [(both.GROUP, None)], "old": []}


async def test_who_adds_the_bot_is_told_what_to_do_once(house: House) -> None:
    mallory = house.stranger()
    for place, added in ((NEW, True), (NEW, False), (house.GROUP, True)):
        event = mallory.event(GroupTouched, True, added=added)
        await house.receive(replace(event, place=replace(event.place, chat_id=place)))
    assert said(house) == [(NEW, GREETING)]


async def test_what_is_missing_there_is_said_at_once(house: House) -> None:
    house.platform.standings[NEW] = Standing("Our Group", sees_all=False)
    olga = await house.joined("Olga", "organiser")
    for _time in range(2):
        await in_group(olga, NEW)
    assert [chat for chat, _text in said(house)] == [NEW, "dm-olga", NEW, "dm-olga"], "each time somebody asks for it"
    assert olga.told[0] == (
        "In the group Our Group on Test I see only commands and replies to my own messages. To let me answer "
        "other questions too, please make me an administrator of the group."
    )
