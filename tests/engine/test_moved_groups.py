"""A group goes on under another id: whatever belonged to it follows, and nothing is said twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat.events import GroupMoved
from bot.engine.pace import LONGEST_OFFLINE_PAUSE
from bot.ports import ToChat
from tests.handlers.test_attendance import BEFORE
from tests.handlers.test_faq_ask import HANDED_OVER, UNKNOWN
from tests.house import DAY_1, House
from tests.storage.test_outbox import states

NEW = "the-supergroup"
WAYS = ["error", "event", "event twice", "error then event", "event then error"]


def said(house: House) -> list[tuple[str, str]]:
    return [(posted.chat_id, posted.text) for posted in house.platform.posted]


async def upgrade(house: House, way: str) -> None:
    """The platform makes another group of it, and says so when something is sent, in an event, or both."""
    teller = await house.joined("Wanjiru", "trainer")
    for how in [way] if way == "event twice" else way.split(" then "):
        if how == "error":
            house.platform.moved[house.GROUP] = NEW
            async with house.app.database.read() as uow:
                group = (await uow.cohorts.groups(house.cohort.id))[0][1]
            if group == house.GROUP:
                await teller.says("Who pays for the hotel?", group=True)
            else:
                await teller.does(GroupMoved, group=True, new_chat_id=NEW)
        else:
            for _time in range(2 if how.endswith("twice") else 1):
                await teller.does(GroupMoved, group=True, new_chat_id=NEW)
            house.platform.moved[house.GROUP] = NEW
    await house.tick()
    house.old, house.GROUP = house.GROUP, NEW  # type: ignore[attr-defined,misc]


@pytest.mark.parametrize("way", WAYS)
async def test_the_cohort_goes_with_its_group(each_house: House, way: str) -> None:
    house = each_house
    await upgrade(house, way)
    async with house.app.database.read() as uow:
        assert await uow.cohorts.groups(house.cohort.id) == [("test", NEW, None)]
        assert await uow.cohorts.of_group("test", "the-group") is None
    before = len(house.platform.posted)
    aino = await house.joined("Aino")
    assert (await aino.asks("Who pays for the hotel?", group=True)).startswith("Who pays for the hotel?\n")
    assert [chat for chat, _text in said(house)[before:]] == [NEW]


@pytest.mark.parametrize("way", WAYS)
async def test_a_card_that_lives_is_posted_once_more_and_counts_on(each_house: House, way: str) -> None:
    house = each_house
    aino, tariq = await house.joined("Aino"), await house.joined("Tariq")
    await house.move_to(DAY_1 - BEFORE)
    await aino.presses("I am here")
    (old,) = house.group
    await upgrade(house, way)
    cards = [posted for posted in house.group if "Check-in" in posted.text]
    assert [posted.chat_id for posted in cards] == [NEW]
    assert ("1 of 2 are here" in old.text, "1 of 2 are here" in cards[0].text) == (True, True)
    await house.pass_time(timedelta(minutes=1))
    await tariq.presses("I am here", cards[0])
    await house.pass_time(timedelta(minutes=1))
    assert "2 of 2 are here" in cards[0].text
    assert "1 of 2 are here" in old.text, "what stands in the old chat cannot be edited"
    assert len([text for _chat, text in said(house) if "Check-in is" in text]) == 2
    await house.move_to(DAY_1 + timedelta(hours=4))
    await house.tick()
    assert cards[0].text.startswith("Check-in is closed")
    assert len([text for _chat, text in said(house) if "Check-in is" in text]) == 2


@pytest.mark.parametrize("way", WAYS)
async def test_a_card_whose_time_is_over_stays_where_it_was(each_house: House, way: str) -> None:
    house = each_house
    await house.joined("Aino")
    await house.move_to(DAY_1)
    await house.move_to(DAY_1 + timedelta(hours=5))
    (old,) = house.group
    assert old.text.startswith("Check-in is closed")
    await upgrade(house, way)
    await house.pass_time(timedelta(minutes=1))
    assert [text for chat, text in said(house) if "Check-in is" in text] == [old.text]
    assert ("check-in:1:online-1@test:the-group", "sent") not in await states(house.app.database)


@pytest.mark.parametrize("way", WAYS)
async def test_what_waits_arrives_in_the_new_chat_once_and_in_order(
    monotonic: list[float], each_house: House, way: str
) -> None:
    house = each_house
    aino = await house.joined("Aino")
    house.platform.problem = "There is no network."
    for words in ("Who pays for the hotel?", UNKNOWN):
        await aino.says(words, group=True, addressed=True)
    await house.tick()
    assert said(house) == []
    if way.startswith("event"):
        await upgrade(house, way)  # before anything can be sent again, as nothing would be refused in the old chat
    else:
        house.platform.moved[house.GROUP] = NEW
    house.platform.problem = None
    monotonic.append(monotonic[-1] + LONGEST_OFFLINE_PAUSE)
    house.wall.at += timedelta(seconds=LONGEST_OFFLINE_PAUSE)
    await house.tick()
    if way.startswith("error"):
        await upgrade(house, way)
    await house.tick()
    texts = [text for _chat, text in said(house)]
    assert (texts[0].split("\n")[0], texts[1]) == ("Who pays for the hotel?", HANDED_OVER)
    assert [chat for chat, _text in said(house)] == [NEW] * 2
    targets = [posted.target for posted in house.platform.posted]
    assert targets == [ToChat(NEW)] * 2, "a reply to what stands in the old chat would be refused"


@pytest.mark.parametrize("way", WAYS)
async def test_an_open_question_is_answered_in_the_new_chat(each_house: House, way: str) -> None:
    house = each_house
    olga, aino = await house.joined("Olga", "organiser"), await house.joined("Aino")
    await aino.says(UNKNOWN, group=True, addressed=True)
    await aino.asks("Is there a sauna on the roof of the ministry?")
    assert [posted.text for posted in house.group] == [HANDED_OVER]
    card = olga.private[0]
    assert UNKNOWN in card.text
    await upgrade(house, way)
    before = len(house.platform.posted)
    reply = await olga.presses("Answer", card)
    assert reply.form is not None
    await olga.submits(reply.form.name, reply.form.context, answer="Comic Sans.")
    (answer,) = [posted for posted in house.platform.posted[before:] if posted.text.startswith("An answer from")]
    assert answer.target == ToChat(NEW)
    assert answer.text == f"An answer from Olga, organiser\n{UNKNOWN}\nComic Sans."


async def test_a_new_group_that_was_bound_by_hand_is_not_greeted_with_a_second_card(each_house: House) -> None:
    """The word of the move came late: an organiser had sent /bind in the new group, and the tick had been there."""
    house = each_house
    olga, aino = await house.joined("Olga", "organiser"), await house.joined("Aino")
    await house.move_to(DAY_1 - BEFORE)
    old_id = house.GROUP
    house.GROUP = NEW  # type: ignore[misc]
    await olga.sends("/bind", group=True)
    await house.tick()
    cards = [posted for posted in house.platform.posted if "Check-in is" in posted.text]
    assert [card.chat_id for card in cards] == [old_id, NEW]
    house.GROUP = old_id  # type: ignore[misc]
    handled = await house.receive(aino.event(GroupMoved, True, new_chat_id=NEW))
    assert handled.failed is None
    house.platform.moved[old_id] = NEW
    house.GROUP = NEW  # type: ignore[misc]
    await aino.presses("I am here", cards[1])
    await house.tick()
    assert ["1 of 1 are here" in card.text for card in cards] == [False, True]
    assert len([posted for posted in house.platform.posted if "Check-in is" in posted.text]) == 2
    async with house.app.database.read() as uow:
        assert await uow.cohorts.groups(house.cohort.id) == [("test", NEW, None)]
    assert [state for key, state in await states(house.app.database) if key and "check-in" in key] == ["sent"]


async def test_another_group_with_a_similar_name_stays_where_it_is(each_house: House) -> None:
    house = each_house
    async with house.app.database.write() as uow:
        await uow.cohorts.bind_group(house.cohort.id, "test", "x@test:the-group")
    await house.move_to(DAY_1)
    await upgrade(house, "event")
    await house.pass_time(timedelta(minutes=1))
    cards = sorted(chat for chat, text in said(house) if "Check-in is" in text)
    assert cards == ["the-group", NEW, "x@test:the-group"]
