"""A platform that asks to wait, or is out of reach: what waits, for how long, and what goes on meanwhile."""

from __future__ import annotations

import pytest

from bot.chat.errors import Offline, RateLimited
from bot.engine.delivery import BATCH, TRIES
from bot.engine.pace import LONGEST_OFFLINE_PAUSE
from bot.ports import ToChat
from storage.outgoing import OutboxRow, Outgoing
from tests.engine.conftest import Build
from tests.engine.features import Board, talker, words
from tests.engine.test_delivery import SECOND, failed, texts, wait
from tests.house import Platform


async def test_a_platform_that_asks_to_wait_is_left_alone_as_long_as_it_says(
    build: Build, monotonic: list[float]
) -> None:
    house = await build(talker(Board()))
    ana, ben = await house.joined("Ana"), await house.joined("Ben")
    house.platform.faults = [RateLimited(30)]
    await ana.sends("/say one")
    await ana.sends("/say two")
    await ben.sends("/say three")
    await wait(house, monotonic, 29)
    assert (texts(house), len(house.platform.calls)) == ([], 1)
    await wait(house, monotonic, 1)
    assert sorted(texts(house)) == ["one", "three", "two"]
    assert ana.told == ["one", "two"]


async def test_a_chat_that_asks_to_wait_holds_up_no_other(build: Build, monotonic: list[float]) -> None:
    house = await build(talker(Board()))
    ana, ben = await house.joined("Ana"), await house.joined("Ben")
    house.platform.faults = [RateLimited(30, whole_platform=False)]
    await ana.sends("/say one")
    await ana.sends("/say two")
    await ben.sends("/say three")
    assert texts(house) == ["three"]
    await wait(house, monotonic, 29.5)
    assert texts(house) == ["three"]
    await wait(house, monotonic, 0.5)
    assert texts(house) == ["three", "one", "two"]


async def test_a_wait_is_only_ever_extended(build: Build, monotonic: list[float]) -> None:
    house = await build(talker(Board()))
    ana, ben = await house.joined("Ana"), await house.joined("Ben")
    house.platform.faults = [RateLimited(60, whole_platform=False), RateLimited(5)]
    await ana.sends("/say one")
    await ben.sends("/say two")
    await wait(house, monotonic, 5)
    assert texts(house) == ["two"]
    await wait(house, monotonic, 54)
    assert texts(house) == ["two"]
    house.platform.faults = [RateLimited(600)]
    await wait(house, monotonic, 1)
    house.platform.faults = [None]
    await ben.sends("/say three")
    await wait(house, monotonic, 599)
    assert texts(house) == ["two"]
    await wait(house, monotonic, 1)
    assert sorted(texts(house)) == ["one", "three", "two"]
    assert await failed(house) == []


async def test_being_asked_to_wait_never_gives_a_message_up(build: Build, monotonic: list[float]) -> None:
    house = await build(talker(Board()))
    ana = await house.joined("Ana")
    house.platform.faults = [RateLimited(3) for _ in range(3 * TRIES)]
    await ana.sends("/say hello")
    for _ in range(3 * TRIES):
        assert texts(house) == []
        await wait(house, monotonic, 3)
    assert texts(house) == ["hello"]


async def test_while_nothing_reaches_a_platform_no_try_is_counted_and_others_go_on(
    build: Build, monotonic: list[float]
) -> None:
    house = await build(talker(Board()))
    other = Platform("other")
    house.app.delivery._platforms["other"] = other
    ana, ben = await house.joined("Ana"), await house.joined("Ben")
    house.platform.offline = True
    for words_ in ("one", "two", "three"):
        await ana.sends(f"/say {words_}")
    await ben.sends("/say hello")
    for _minute in range(4 * TRIES):
        async with house.app.database.write() as uow:
            await uow.outbox.add(Outgoing("other", ToChat("g"), words("elsewhere")), house.wall.at)
        await wait(house, monotonic, 60)
    assert [posted.text for posted in other.posted] == ["elsewhere"] * 4 * TRIES
    assert texts(house) == []
    async with house.app.database.read() as uow:
        rows = await uow.outbox.rows(range(1, 200))
    assert [(row.attempts, row.expires) for row in rows] == [(0, None)] * 4
    house.platform.offline = False
    await wait(house, monotonic, 60)
    assert (ana.told, ben.told) == (["one", "two", "three"], ["hello"])
    assert await failed(house) == []


async def test_a_platform_that_is_out_of_reach_is_tried_seldom_and_with_one_message(
    build: Build, monotonic: list[float]
) -> None:
    house = await build(talker(Board()))
    people = [await house.joined(name) for name in ("Ana", "Ben", "Cyd")]
    house.platform.offline = True
    for person in people:
        await person.sends("/say hello")
    tried = [len(house.platform.calls)]
    for pause in (1, 2, 4, 8, 16, 32, 60, 60):
        await wait(house, monotonic, pause - 0.5)
        tried.append(len(house.platform.calls))
        await wait(house, monotonic, 0.5)
        tried.append(len(house.platform.calls))
    assert tried == [1, *(number for n in range(1, 9) for number in (n, n + 1))]
    house.platform.offline = False
    await wait(house, monotonic, 60)
    house.platform.offline = True
    await people[0].sends("/say again")
    await wait(house, monotonic, 1)
    assert len(house.platform.calls) == 9 + 3 + 2, "the pauses begin anew"


@pytest.mark.parametrize("how", ["offline", "rate limited", "chat rate limited", "problem"])
async def test_what_had_to_wait_is_not_overtaken_by_what_is_said_next(
    build: Build, monotonic: list[float], how: str
) -> None:
    house = await build(talker(Board()))
    ana = await house.joined("Ana")
    if how == "problem":
        house.platform.problem = "The token is wrong."
    else:
        refused = {"offline": Offline("no"), "rate limited": RateLimited(1)}
        house.platform.faults = [refused.get(how, RateLimited(1, whole_platform=False))]
    for number in range(2):
        await ana.sends(f"/say {number}")
    async with house.app.database.write() as uow:
        for number in range(BATCH + 5):
            await uow.outbox.add(
                Outgoing("test", ToChat("dm-ana"), words(f"backlog {number}"), whose="ana"), house.wall.at
            )
    assert texts(house) == []
    monotonic.append(monotonic[-1] + 1)
    house.wall.at += SECOND
    house.platform.problem = None
    await ana.sends("/say newest")
    assert ana.told == ["0", "1", *(f"backlog {number}" for number in range(BATCH + 5)), "newest"]


async def test_a_platform_with_a_problem_is_waited_for_however_long(build: Build, monotonic: list[float]) -> None:
    house = await build(talker(Board()))
    ana = await house.joined("Ana")
    await ana.sends("/card")
    house.platform.problem = "The token is wrong."
    await ana.sends("/say hello")
    await ana.sends("/change closed")
    for _hour in range(30):
        await wait(house, monotonic, 3600)
    async with house.app.database.read() as uow:
        assert [row.attempts for row in await uow.outbox.rows(range(9))] == [0, 0]
    assert texts(house) == ["open"]
    house.platform.problem = None
    await wait(house, monotonic, LONGEST_OFFLINE_PAUSE)
    assert (texts(house), house.group[0].text) == (["closed", "hello"], "closed")


async def test_what_is_due_again_before_it_was_let_go_of_is_sent(
    build: Build, monotonic: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await build(talker(Board()))
    ana = await house.joined("Ana")
    delivery = house.app.delivery
    give_back = delivery._later

    async def claimed_meanwhile(row: OutboxRow, seconds: float, why: str, *, counts: bool) -> list[int]:
        again = await give_back(row, seconds, why, counts=counts)
        house.wall.at += seconds * SECOND
        monotonic.append(monotonic[-1] + seconds)
        await delivery._take_due()
        return again

    monkeypatch.setattr(delivery, "_later", claimed_meanwhile)
    house.platform.faults = [RateLimited(1)]
    await ana.sends("/say hello")
    await delivery.settled()
    assert texts(house) == ["hello"]
