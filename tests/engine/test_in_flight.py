"""Many messages at once on their way, or waiting for their turn: a short silence stays short, and a stop is quick."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.capabilities import Capabilities
from bot.chat.messages import Message
from bot.engine.pace import LONGEST_OFFLINE_PAUSE, Pace
from bot.ports import Sent, Target, ToAccount
from storage.outgoing import Outgoing
from tests.engine.features import words
from tests.house import House, Platform


@dataclass
class Slow(Platform):
    """Nothing has arrived, or failed, before `go` is set."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        self.begun += 1
        await self.go.wait()
        return await super().send(target, message, dedup)


def texts(platform: Platform) -> list[str]:
    return sorted(posted.text for posted in platform.posted)


def numbered(count: int) -> list[str]:
    return sorted(f"to {number}" for number in range(count))


async def hand_over(house: House, count: int) -> None:
    """A message for each of so many people, as a turn of this process leaves them."""
    delivery = house.app.delivery
    async with house.app.database.write() as uow:
        rows = [
            await uow.outbox.add(
                Outgoing("test", ToAccount(f"p{number}"), words(f"to {number}")), house.wall.at, delivery.lease()
            )
            for number in range(count)
        ]
    delivery.submit(row for row in rows if row)


async def slow_house(url: str, folder: Path) -> tuple[House, Slow]:
    house, slow = House(url, folder), Slow()
    house.platform = house.app.platforms["test"] = slow
    return await house.open(), slow


@pytest.mark.parametrize("count", [40, 1100])
async def test_a_moments_silence_is_one_second_whatever_was_on_its_way(
    tmp_path: Path, monotonic: list[float], caplog: pytest.LogCaptureFixture, count: int
) -> None:
    house, slow = await slow_house(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path)
    await hand_over(house, count)
    while slow.begun < count:
        await asyncio.sleep(0)
    slow.offline = True
    slow.go.set()
    await house.app.delivery.settled()
    slow.offline = False
    for seconds, arrived in ((0.999, []), (0.001, numbered(count))):
        assert len(slow.calls) == count
        monotonic.append(monotonic[-1] + seconds)
        house.wall.at += timedelta(seconds=1)
        await house.app.delivery.settled()
        assert texts(slow) == arrived
    assert len(slow.calls) == 2 * count
    assert caplog.messages == []
    await house.close()


def test_the_pauses_grow_by_rounds_and_not_without_end() -> None:
    now = [0.0]
    pace, asked = Pace(lambda: now[0]), list[float]()
    for _round in range(1100):
        asked.append(pace.offline("test"))
        assert pace.offline("test") == asked[-1], "the same round"
        now[0] += asked[-1]
    assert asked == [1, 2, 4, 8, 16, 32, *[LONGEST_OFFLINE_PAUSE] * 1094]
    pace.online("test")
    assert pace.offline("test") == 1


async def test_a_stop_waits_for_no_turn_and_the_next_start_goes_on_at_once(
    database_url: str, tmp_path: Path, monotonic: list[float]
) -> None:
    """Time stands still: without being sent away, those who wait would wait for ever; and no lease runs out."""
    house = await House(database_url, tmp_path).open()
    house.platform.capabilities = Capabilities(per_second=30, chat_per_second=1)
    await hand_over(house, 300)
    while sum(task.get_name() == "lane test" for task in asyncio.all_tasks()) < 299 or not house.platform.posted:
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await house.app.delivery.stop()
    before = texts(house.platform)
    assert len(before) == 1
    await house.close()
    heir = await House(database_url, tmp_path).open()
    await heir.app.delivery.settled()
    assert sorted(before + texts(heir.platform)) == numbered(300)
    assert heir.wall.at == house.wall.at
    await heir.close()


async def test_what_was_never_started_can_be_stopped(database_url: str, tmp_path: Path) -> None:
    """As when the system asks for it while the tables are still being made."""
    await House(database_url, tmp_path).app.stop()


@pytest.mark.parametrize("how", ["stop", "close"])
async def test_a_platform_that_cannot_end_keeps_the_others_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    ended: list[str] = []

    class Noting(Platform):
        async def stop(self) -> None:
            ended.append("stop")

        async def close(self) -> None:
            ended.append("close")

    async def fail() -> None:
        raise ZeroDivisionError

    house = House(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path)
    house.app.platforms["other"] = Noting("other")
    await house.open()
    monkeypatch.setattr(house.platform, how, fail)
    await house.close()
    assert ended == ["stop", "close"]
    assert caplog.messages == ["a platform did not stop as it should"]
    again = await House(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path).open()
    await again.close()
