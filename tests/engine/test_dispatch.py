"""One event from beginning to end: once, whole or not at all, in order, for those who may."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest

import handlers
from bot.chat.events import ButtonPressed, CommandInvoked, MemberLeft, MessageDeleted, MessageEdited
from bot.chat.messages import DirectReply, Intent, Say
from bot.engine.dispatch import NOT_STORED, OUR_FAULT
from bot.feature import Feature
from bot.registry import BrokenFeature, Registry
from storage.engine import StorageError
from tests.engine.conftest import Build
from tests.engine.features import Board, Press, asker, talker, words
from tests.handlers.test_attendance import BEFORE
from tests.house import DAY_1, House


async def test_a_redelivery_gets_the_same_reply_and_has_no_second_effect(build: Build) -> None:
    board = Board()
    house = await build(talker(board))
    ana = await house.joined("Ana")
    event = ana.event(CommandInvoked, name="say", args="hello")
    first = await house.receive(event)
    house = await build(restart=house)
    again = [await house.receive(event) for _ in range(2)]
    assert [handled.reply for handled in again] == [first.reply] * 2
    assert first.reply.toast is not None
    assert first.reply.toast.text == "said 1"
    assert (board.seen, [p.text for p in house.platform.posted]) == (["hello"], ["hello"])


async def test_one_event_delivered_twice_at_once(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana")
    await house.move_to(DAY_1 - BEFORE)
    (card,) = house.group
    event = ana.event(ButtonPressed, group=True, token=card.buttons["I am here"].token, message_id="bot-0")
    both = await asyncio.gather(*(house.receive(event) for _ in range(4)))
    toasts = {handled.reply.toast.text for handled in both if handled.reply.toast}
    assert toasts == {"You are checked in to Online day 1. Welcome!"}
    assert card.edits == 1
    assert "1 of 1 are here" in card.text


async def test_a_handler_that_raises_leaves_nothing_and_may_be_tried_again(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    board = Board()
    house = await build(talker(board))
    ana = await house.joined("Ana")
    event = ana.event(CommandInvoked, name="boom")
    handled = await house.receive(event)
    assert (handled.failed, house.platform.posted) == (OUR_FAULT, [])
    assert [(r.message, r.event_id) for r in caplog.records if r.name == "bot.engine.dispatch"] == [
        ("turn failed", event.event_id)
    ]
    async with house.app.database.write() as uow:
        identity = await uow.accounts.identify("test", ana.account_id, "Ana", house.wall.at)
        assert await uow.accounts.join_failures(identity.account.id, house.clock.at.replace(year=2000)) == []
    board.now = "mended"
    assert (await house.receive(event)).failed is None
    assert [p.text for p in house.platform.posted] == ["done"]


async def test_only_a_fault_of_the_database_asks_for_the_event_again(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails for a reason of ours fails again; the platform would deliver it for days."""
    board = Board()
    house = await build(talker(board))
    ana = await house.joined("Ana")
    broken = await house.receive(ana.event(CommandInvoked, name="boom"))
    assert (broken.failed, broken.again) == (OUR_FAULT, False)
    event = ana.event(CommandInvoked, name="say", args="hello")

    async def fail(*_: object) -> bool:
        raise StorageError("The disk is full.", "Free some space.")

    for where in ("storage.events.EventStore.begin", "storage.outbox.Outbox.add"):
        with monkeypatch.context() as patch:
            patch.setattr(where, fail)
            handled = await house.receive(event)
        assert (handled.failed, handled.again, handled.reply) == (NOT_STORED, True, DirectReply())
    assert house.platform.posted == []
    handled = await house.receive(event)
    assert (handled.failed, handled.again) == (None, False)
    assert [posted.text for posted in house.platform.posted] == ["hello"]
    denied = await house.receive(ana.event(ButtonPressed, token="xx:1"))
    assert (denied.failed, denied.again) == (None, False)


async def test_what_one_person_sends_is_taken_in_order(build: Build) -> None:
    feature, seen = Feature("slow"), []

    @feature.command("slow", access="anyone", summary="x", example="x")
    async def slow(turn: Any) -> list[Intent]:
        name, number = turn.event.args.split()
        seen.append(f"{name} {number} begins")
        await asyncio.sleep(0)
        seen.append(f"{name} {number} ends")
        return [Say(words(turn.event.args))]

    house = await build(feature)
    people = [await house.joined(name) for name in ("Ana", "Ben", "Cyd")]
    events = [
        person.event(CommandInvoked, name="slow", args=f"{person.name} {n}") for n in range(5) for person in people
    ]
    await asyncio.gather(*(house.receive(event) for event in events))
    for person in people:
        mine = [line.split() for line in seen if line.startswith(person.name)]
        assert mine == [[person.name, str(n), what] for n in range(5) for what in ("begins", "ends")]
        assert person.told == [f"{person.name} {n}" for n in range(5)]


@pytest.mark.parametrize(
    "token", ["xx:1", "", ":", "zz", "zz:", "zz:x", "zz:1:2", "co:999", "co:x", "\x00", "zz\n:1", "é" * 32]
)
async def test_a_button_that_nobody_made_answers_kindly_and_does_nothing(build: Build, token: str) -> None:
    board = Board()
    house = await build(talker(board))
    ana = await house.joined("Ana")
    reply = await ana.presses_token(token)
    assert reply.toast is not None
    assert reply.toast.text == "This button no longer works. Please ask again, or send /help."
    assert (board.seen, house.platform.posted) == ([], [])


async def test_rights_are_checked_when_it_is_pressed(build: Build) -> None:
    board = Board()
    house = await build(talker(board))
    ana, mallory = await house.joined("Ana"), house.stranger()
    token = Press(7).pack()
    reply = await mallory.presses_token(token)
    assert reply.toast is not None
    assert "This is for members of the programme." in reply.toast.text
    assert board.seen == []
    await ana.presses_token(token)
    assert board.seen == ["pressed 7 in aca"]


async def test_a_group_without_a_cohort_is_left_alone(build: Build) -> None:
    """Save for a word to who speaks to the bot, and for routes that say they work there."""
    board = Board()
    feature = Feature("host")
    feature.greeting(lambda: words("Whose group is this?"))

    @feature.command("own", access=frozenset({"organiser"}), summary="x", example="own", unbound=True)
    async def own(turn: Any) -> list[Intent]:
        board.seen.append(f"own {turn.event.args}")
        return [Say(words("yours"))]

    house = await build(talker(board), asker(board), feature)
    ana, olga = await house.joined("Ana"), await house.joined("Olga", "organiser")
    house.GROUP = "somewhere-else"  # type: ignore[misc]
    hello = "Whose group is this?"
    for person in (ana, olga, house.stranger()):
        await person.says("hello all", group=True)
        await person.joins_group()
        await house.receive(person.event(ButtonPressed, group=True, token=Press(7).pack(), message_id="bot-9"))
        for kind in (MemberLeft, MessageDeleted):
            await house.receive(person.event(kind, group=True))
        await house.receive(person.event(MessageEdited, group=True, text="say x", addressed=True))
        assert house.platform.posted == []
        await person.sends("/say hello", group=True)
        await person.says("say hello", group=True, addressed=True)
        await person.says("hello bot", group=True, addressed=True)
        assert [(posted.chat_id, posted.text) for posted in house.platform.posted] == [("somewhere-else", hello)] * 3
        house.platform.posted.clear()
    assert board.seen == []
    await house.stranger().sends("/own it", group=True)
    await ana.sends("/own it", group=True)
    assert (board.seen, house.group) == ([], [])
    assert ana.told == ["Sorry, this can be done only by: organiser."]
    await olga.sends("/own it", group=True)
    await olga.says("own that", group=True, addressed=True)
    assert (board.seen, [posted.text for posted in house.group]) == (["own it", "own that"], ["yours"] * 2)


async def test_an_unknown_command_suggests_the_nearest_that_this_person_may_use(build: Build) -> None:
    feature = talker(Board())

    @feature.command("invites", access=frozenset({"organiser"}), summary="x", example="x")
    async def invites(turn: Any) -> list[Intent]:
        return []

    house = await build(feature)
    ana, olga = await house.joined("Ana"), await house.joined("Olga", "organiser")
    for person in (ana, olga):
        await person.sends("/invite")
        await person.sends("/**card*")
    assert ana.told == [
        "I don't know /invite. Send /help to see what I can do.",
        "I don't know /**card*. Did you mean /card?",
    ]
    assert olga.told[0] == "I don't know /invite. Did you mean /invites?"


async def test_a_command_after_a_mention_works_like_one_with_a_slash(build: Build) -> None:
    board = Board()
    house = await build(talker(board), asker(board))
    ana = await house.joined("Ana")
    await ana.says("say  hello", group=True, addressed=True)
    await ana.says("SAY again", group=True, addressed=True)
    await ana.says("say what?", group=True, addressed=False)
    assert board.seen == ["hello", "again", "say what?"]


def test_two_features_cannot_claim_one_name() -> None:
    one, two = Feature("one"), Feature("two")
    for feature in (one, two):
        feature.command("status", access="members", summary="x", example="x")(handler)
    with pytest.raises(BrokenFeature) as caught:
        Registry([two, one])
    assert str(caught.value) == "handlers.two: the command 'status' is registered already."
    three = Feature("three")
    three.button(Press, access="members")(handler)
    three.button(Press, access="members")(handler)
    with pytest.raises(BrokenFeature, match=r"handlers\.three: the button 'one with an empty name or twice the same'"):
        Registry([three])
    four, five = Feature("four"), Feature("five")
    four.form("f", access="members")(handler)
    five.form("f", access="members")(handler)
    with pytest.raises(BrokenFeature, match=r"handlers\.(four|five): the form 'f'"):
        Registry([four, five])


async def handler(*_: Any) -> list[Intent]:
    return []


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("1 / 0", "handlers.broken cannot be loaded: ZeroDivisionError('division by zero')."),
        ("feature = 'Feature'", "handlers.broken has no `feature = Feature(…)`."),
        (
            "import no_such_module",
            "handlers.broken cannot be loaded: ModuleNotFoundError(\"No module named 'no_such_module'\").",
        ),
    ],
)
def test_a_broken_module_stops_the_start_with_its_name(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, source: str, problem: str
) -> None:
    (tmp_path / "broken.py").write_text(source)
    monkeypatch.setattr(handlers, "__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "handlers.broken", raising=False)
    with pytest.raises(BrokenFeature) as caught:
        handlers.discover()
    assert str(caught.value) == problem
