"""From the outbox to the platforms: what is refused waits, what changed is sent again, what cannot be sent is given up."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.chat.errors import Refused, SendError, Unreachable
from bot.chat.messages import Message, OutgoingFile
from bot.engine.delivery import BATCH, TRIES
from bot.ports import Sent, Target, ToChat
from storage.engine import StorageError
from storage.outgoing import LEASE, Lease, OutboxRow, Outgoing
from tests.engine.conftest import Build
from tests.engine.features import Board, talker, words
from tests.house import House, Platform

SECOND = timedelta(seconds=1)


async def wait(house: House, monotonic: list[float], seconds: float) -> None:
    monotonic.append(monotonic[-1] + seconds)
    house.wall.at += seconds * SECOND
    await house.app.delivery.settled()


def texts(house: House) -> list[str]:
    return [posted.text for posted in house.platform.posted]


async def failed(house: House) -> list[tuple[str | None, int]]:
    async with house.app.database.read() as uow:
        return [(row.error, row.attempts) for row in await uow.outbox.failed(house.cohort.id, 9)]


async def reach(house: House) -> list[tuple[str, bool, bool]]:
    """Of the one member's accounts: which, whether it can be reached, and whether it has blocked the bot."""
    async with house.app.database.read() as uow:
        (member,) = await uow.members.of_cohort(house.cohort.id)
        return [(a.account_id, a.reachable, a.blocked) for a in await uow.accounts.of_member(member.id)]


async def test_pauses_grow_until_it_is_given_up_and_organisers_can_see_it(build: Build, monotonic: list[float]) -> None:
    house = await build(talker(Board()))
    ana = await house.joined("Ana")
    house.platform.faults = [SendError("no network") for _ in range(TRIES)]
    await ana.sends("/say hello")
    pauses = [5, 15, 45, 135, 405, 1215, 3600]
    for number, pause in enumerate(pauses, 1):
        await wait(house, monotonic, pause - 1)
        assert (len(house.platform.calls), await failed(house)) == (number, [])
        await wait(house, monotonic, 1)
    assert (len(house.platform.calls), texts(house)) == (TRIES, [])
    assert await failed(house) == [("no network", TRIES - 1)]
    await wait(house, monotonic, 9999)
    assert len(set(house.platform.calls)) == 1
    assert len(house.platform.calls) == TRIES


async def test_who_cannot_be_reached_is_marked_and_written_to_elsewhere(build: Build) -> None:
    house = await build(talker(Board()))
    ana = await house.joined("Ana")
    house.platform.faults = [Unreachable("blocked")]
    await ana.sends("/tell hello")
    assert await failed(house) == [("this person cannot be reached in private", 0)]
    assert await reach(house) == [("ana", False, True)]
    async with house.app.database.write() as uow:
        (member,) = await uow.members.of_cohort(house.cohort.id)
        phone = await uow.accounts.identify("test", "anas-phone", "Ana", house.wall.at - timedelta(days=9))
        assert await uow.accounts.link(phone.account.id, member, "test", house.wall.at, approved=True)
    assert await reach(house) == [("anas-phone", True, False), ("ana", False, True)]
    await ana.sends("/tell hello again")
    assert await reach(house) == [("ana", True, False), ("anas-phone", True, False)]
    assert [(posted.chat_id, posted.text) for posted in house.platform.posted] == [("dm-ana", "hello again")]


async def test_what_is_refused_is_not_tried_again(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    house = await build(talker(Board()))
    ana = await house.joined("Ana")
    house.platform.faults = [Refused("too long")]
    await ana.sends("/say one")
    await ana.sends("/say two")
    assert (texts(house), await failed(house)) == (["two"], [("too long", 0)])
    assert "message 1 was refused: too long" in caplog.messages


async def test_what_is_no_longer_wanted_or_comes_too_late_is_dropped(build: Build) -> None:
    board = Board(now=None)
    house = await build(talker(board))
    ana = await house.joined("Ana")
    await ana.sends("/card")
    board.now = "open"
    await house.tick()
    assert house.platform.calls == []
    board.expires = house.clock.at
    async with house.app.database.write() as uow:
        late = Outgoing("test", ToChat(house.GROUP), words("late"), expires=house.clock.at)
        soon = Outgoing("test", ToChat(house.GROUP), words("in time"), expires=house.clock.at + SECOND)
        for outgoing in (late, soon):
            await uow.outbox.add(outgoing, house.wall.at)
    await house.tick()
    assert (texts(house), await failed(house)) == (["in time"], [])


async def test_a_card_shows_what_is_true_when_it_leaves(build: Build) -> None:
    board = Board()
    house = await build(talker(board))
    ana = await house.joined("Ana")
    await ana.sends("/card")
    await ana.sends("/card")
    await ana.sends("/change closed")
    assert [(p.text, p.edits) for p in house.group] == [("closed", 1)]


async def test_a_fault_in_making_one_message_does_not_stop_the_others(
    build: Build, monotonic: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    board = Board(now="boom")
    house = await build(talker(board))
    ana = await house.joined("Ana")
    await ana.sends("/card")
    await ana.sends("/say hello", group=True)
    assert texts(house) == ["hello"]
    assert "message 1 could not be made or sent" in caplog.messages
    board.now = "mended"
    await wait(house, monotonic, 5)
    assert texts(house) == ["hello", "mended"]


async def test_a_message_that_was_sent_but_not_marked_is_sent_again_as_the_same(
    build: Build, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house = await build(talker(Board()))
    ana = await house.joined("Ana")

    async def fail(*_: object) -> list[int]:
        raise StorageError("The disk is full.", "")

    with monkeypatch.context() as patch:
        patch.setattr("storage.outbox.Outbox.mark_sent", fail)
        await ana.sends("/say hello")
    assert texts(house) == ["hello"]
    await house.tick()
    assert texts(house) == ["hello"]
    house.wall.at += LEASE
    await house.tick()
    assert texts(house) == ["hello", "hello"]
    assert house.platform.calls == ["outbox:1"] * 2
    await house.tick()
    assert len(house.platform.calls) == 2
    assert caplog.messages == ["outcome of a message not stored: The disk is full. "]


async def test_after_a_crash_the_next_start_sends_what_was_left(build: Build) -> None:
    house = await build(talker(Board()))
    async with house.app.database.write() as uow:
        lease = Lease("a process that died", house.wall.at + LEASE)
        await uow.outbox.add(Outgoing("test", ToChat("dm-ana"), words("left behind")), house.wall.at, lease)
    await house.tick()
    assert texts(house) == []
    house = await build(restart=house)
    await house.tick()
    assert texts(house) == ["left behind"]


async def test_a_file_that_cannot_be_removed_holds_nothing_up(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    board = Board()
    house = await build(talker(board))
    ana = await house.joined("Ana")
    key = await house.app.files.put(b"codes")
    board.files = (OutgoingFile("not a key", "x.csv", "text/csv", 5, keep=False),)
    await ana.sends("/tell one")
    board.files = (OutgoingFile(key, "x.csv", "text/csv", 5, keep=False),)
    await ana.sends("/tell two")
    assert texts(house) == ["one", "two"]
    with pytest.raises(KeyError):
        await house.app.files.get(key)


@pytest.mark.parametrize("fault", [Refused("no"), Unreachable("gone")])
async def test_a_file_for_one_reading_does_not_outlive_a_message_that_failed(build: Build, fault: SendError) -> None:
    board = Board()
    house = await build(talker(board))
    ana = await house.joined("Ana")
    key = await house.app.files.put(b"codes")
    board.files = (OutgoingFile(key, "x.csv", "text/csv", 5, keep=False),)
    house.platform.faults = [fault]
    await ana.sends("/tell secrets")
    with pytest.raises(KeyError):
        await house.app.files.get(key)


async def test_rows_named_twice_are_sent_once(build: Build) -> None:
    """A turn can name a row again and again; more of them than one batch holds."""
    house = await build(talker(Board()))
    async with house.app.database.write() as uow:
        rows = [
            await uow.outbox.add(
                Outgoing("test", ToChat("g"), words(str(n))), house.wall.at, house.app.delivery.lease()
            )
            for n in range(BATCH + 5)
        ]
    ids = [row for row in rows if row]
    house.app.delivery.submit([*ids, *ids])
    await house.app.delivery.settled()
    assert texts(house) == [str(n) for n in range(BATCH + 5)]


async def test_a_row_that_waited_past_its_lease_is_left_to_who_took_it(build: Build) -> None:
    """A busy chat makes rows wait in this process; another one may have claimed them by then."""
    house = await build(talker(Board()))
    other = Lease("another process", house.wall.at + 9 * LEASE)
    async with house.app.database.write() as uow:
        mine = house.app.delivery.lease()
        first = await uow.outbox.add(Outgoing("test", ToChat("g"), words("first")), house.wall.at, mine)
        second = await uow.outbox.add(Outgoing("test", ToChat("g"), words("second")), house.wall.at, mine)
    assert first
    assert second
    platform = house.platform

    class Slow(Platform):
        async def send(self, target: Target, message: Message, dedup: str) -> Sent:
            house.wall.at += LEASE
            async with house.app.database.write() as uow:
                taken: list[OutboxRow] = await uow.outbox.claim(house.clock.at, house.wall.at, ["test"], other, 9)
                assert [row.id for row in taken if row.id == second] == [second]
            return await platform.send(target, message, dedup)

    house.app.delivery._platforms["test"] = Slow()
    house.app.delivery.submit([first, second])
    await asyncio.wait_for(house.app.delivery.settled(), 5)
    assert texts(house) == ["first"]


async def test_stopping_leaves_what_waits_for_the_next_start(build: Build) -> None:
    house = await build(talker(Board()))
    ana = await house.joined("Ana")
    house.platform.faults = [SendError("no network")]
    await ana.sends("/say one")
    house.wall.at += 5 * SECOND
    house = await build(restart=house)
    await house.tick()
    assert texts(house) == ["one"]
