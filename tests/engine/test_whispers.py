"""Where one person can be answered within a group unseen by the others: what is whispered, and what never is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.chat.capabilities import Capabilities
from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Private, Recheck
from bot.feature import Feature
from bot.ports import Target, ToAccount, Whisper
from tests.engine.conftest import Build
from tests.engine.features import Board, talker, words
from tests.handlers.test_faq_ask import UNKNOWN, in_thread
from tests.house import House, Person

WHISPERS = Capabilities(whispers=True)


def said(house: House) -> list[tuple[Target, str]]:
    return [(posted.target, posted.text.split("\n")[0]) for posted in house.platform.posted]


async def test_what_is_for_one_person_is_whispered_where_they_asked(house: House) -> None:
    house.platform.capabilities = WHISPERS
    aino, mallory = await house.joined("Aino"), house.stranger()
    reply = await aino.sends("/me", group=True)
    assert reply.toast is None, "it is plain to see that it was answered"
    await mallory.sends("/me", group=True)
    await aino.says("When is my next session?", group=True, addressed=True)
    assert said(house) == [
        (Whisper("aino", house.GROUP), "Aino"),
        (
            Whisper("stranger-mallory", house.GROUP),
            "This is for members of the programme. Do you have an invite code? Send /join and the code to join.",
        ),
        (Whisper("aino", house.GROUP), "When is my next session?"),
    ]


async def test_a_thread_is_kept_to(house: House) -> None:
    house.platform.capabilities = WHISPERS
    aino = await house.joined("Aino")
    await in_thread(house, aino, "When is my next session?")
    assert said(house) == [(Whisper("aino", house.GROUP, "7"), "When is my next session?")]


async def test_in_private_nothing_is_whispered(house: House) -> None:
    house.platform.capabilities = WHISPERS
    aino = await house.joined("Aino")
    await aino.sends("/me")
    assert said(house) == [(ToAccount("aino"), "Aino")]


async def test_elsewhere_it_goes_to_the_private_chat(house: House) -> None:
    aino = await house.joined("Aino")
    reply = await aino.sends("/me", group=True)
    assert reply.toast is not None
    assert said(house) == [(ToAccount("aino"), "Aino")]


async def test_files_and_what_is_kept_up_to_date_go_to_the_private_chat(house: House) -> None:
    """A whisper is gone with the next reload of the page, and cannot be edited."""
    house.platform.capabilities = WHISPERS
    olga, aino = await house.joined("Olga", "organiser"), await house.joined("Aino")
    await house.on_roster("Tariq")
    await olga.sends("/invites", group=True)
    await aino.asks(UNKNOWN)
    house.platform.posted.clear()
    await olga.sends("/questions", group=True)
    await olga.sends("/invites", group=True)
    assert said(house) == [
        (ToAccount("olga"), "Question from Aino, Tue 5 Nov 2024, 09:00 CET"),
        (ToAccount("olga"), "Here is 1 invite code."),
    ]


KEPT = {
    "plain": (Private(words("x")), True),
    "expires": (Private(words("x"), expires=None), True),
    "key": (Private(words("x"), key="once"), False),
    "card": (Private(words("x"), card="card"), False),
    "recheck": (Private(recheck=Recheck("board")), False),
    "account": (Private(words("x"), account=("test", "aino")), False),
}


@pytest.mark.parametrize("what", KEPT)
async def test_only_what_is_fleeting_is_whispered(build: Build, what: str) -> None:
    intent, whispered = KEPT[what]
    feature = Feature("one")

    @feature.command("it", access="anyone", summary="x", example="it")
    async def it(turn: Any) -> list[Intent]:
        return [intent]

    house = await build(talker(Board()), feature)
    house.platform.capabilities = WHISPERS
    aino = await house.joined("Aino")
    await aino.sends("/it", group=True)
    target = Whisper("aino", house.GROUP) if whispered else ToAccount("aino")
    assert [posted.target for posted in house.platform.posted] == [target]


async def test_what_is_for_later_is_not_whispered(build: Build) -> None:
    feature = Feature("later")

    @feature.command("later", access="anyone", summary="x", example="later")
    async def later(turn: Any) -> list[Intent]:
        return [Private(words("time is up"), at=turn.now + timedelta(hours=1))]

    house = await build(feature)
    house.platform.capabilities = WHISPERS
    aino = await house.joined("Aino")
    await aino.sends("/later", group=True)
    await house.pass_time(timedelta(hours=1))
    assert said(house) == [(ToAccount("aino"), "time is up")]


async def test_whispers_and_posts_of_one_group_keep_their_order(build: Build) -> None:
    house = await build(talker(Board()))
    house.platform.capabilities = WHISPERS
    aino: Person = await house.joined("Aino")
    for number in range(6):
        event = aino.event(CommandInvoked, True, name="tell" if number % 2 else "say", args=str(number))
        (await house.app.dispatcher.handle(event)).release()
    await house.app.delivery.settled()
    assert [posted.text for posted in house.platform.posted] == [str(number) for number in range(6)]
