"""Files that people send are brought over after the turn, tried again where that fails, and handed over once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.app import App
from bot.chat.errors import Offline, RateLimited, Refused, SendError
from bot.chat.events import FileSent
from bot.chat.messages import Fetch, Fetched, Intent, Message, OutgoingFile, Private
from bot.engine.fetching import AWAY, TRIES
from bot.feature import Feature, Registry
from bot.ports import ToChat
from bot.scene import Scene, Turn
from storage.outgoing import Outgoing
from storage.tables import incoming_file
from tests.engine.features import words
from tests.house import House

HEARD: list[tuple[str, Fetched]] = []


def collector() -> Feature:
    feature = Feature("collector")

    @feature.file
    async def sent(turn: Turn[FileSent]) -> list[Intent]:
        return [turn.tell("I have it soon."), Fetch(turn.event.file_id, "collector.kept", {"name": turn.event.name})]

    @feature.fetched("collector.kept")
    async def kept(scene: Scene, fetched: Fetched, name: str) -> list[Intent]:
        HEARD.append((name, fetched))
        if name == "broken.csv":
            raise RuntimeError("a fault of this feature")
        return [Private(Message(scene.group_voice("Kept {name}.", name=name)), account=("test", "ana"))]

    return feature


@pytest.fixture
async def each_house(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    HEARD.clear()
    monkeypatch.setattr("handlers.discover", lambda: Registry([collector()]))
    house = await House(database_url, tmp_path).open()
    yield house
    await house.close()


async def look_again(house: House, after: timedelta) -> None:
    house.wall.at += after
    await house.app.fetching.settled()
    await house.app.delivery.settled()


async def test_a_file_is_kept_and_the_feature_told(each_house: House) -> None:
    ana = await each_house.joined("Ana")
    await ana.sends_file("list.csv", b"a,b")
    ((name, fetched),) = HEARD
    assert (name, fetched.size, fetched.problem) == ("list.csv", 3, None)
    assert await each_house.app.files.get(fetched.key) == b"a,b"
    assert ana.told == ["I have it soon.", "Kept list.csv."]


@pytest.mark.parametrize("fault", [SendError("500"), Offline("no network"), RateLimited(30)])
async def test_what_may_pass_is_tried_again(each_house: House, fault: SendError) -> None:
    ana = await each_house.joined("Ana")
    platform = each_house.platform
    platform.fetch_faults = [fault]
    await ana.sends_file("list.csv", b"a,b")
    assert HEARD == []
    await look_again(each_house, timedelta(seconds=31))
    assert [fetched.problem for _, fetched in HEARD] == [None]


@pytest.mark.parametrize("fault", [Refused("too big")])
async def test_what_will_not_come_is_told_at_once(each_house: House, fault: SendError) -> None:
    ana = await each_house.joined("Ana")
    each_house.platform.fetch_faults = [fault]
    await ana.sends_file("list.csv", b"a,b")
    assert [fetched.problem for _, fetched in HEARD] == ["gone"]


async def test_after_many_tries_it_is_given_up_and_told(each_house: House) -> None:
    ana = await each_house.joined("Ana")
    each_house.platform.fetch_faults = [SendError("500")] * TRIES
    await ana.sends_file("list.csv", b"a,b")
    for _ in range(TRIES):
        await look_again(each_house, timedelta(hours=1))
    assert [fetched.problem for _, fetched in HEARD] == ["failed"]
    await look_again(each_house, timedelta(hours=1))
    assert len(HEARD) == 1


async def test_a_feature_that_fails_does_not_hold_up_others_for_ever(each_house: House) -> None:
    ana = await each_house.joined("Ana")
    await ana.sends_file("broken.csv", b"a")
    await ana.sends_file("list.csv", b"a,b")
    for _ in range(TRIES):
        await look_again(each_house, timedelta(hours=1))
    assert [name for name, _ in HEARD].count("list.csv") == 1
    async with each_house.app.database.read() as uow:
        assert not await uow.incoming.any_due(each_house.wall.now() + timedelta(days=1))


async def test_what_was_begun_before_a_restart_is_begun_again(each_house: House) -> None:
    ana = await each_house.joined("Ana")
    await each_house.app.fetching.stop()
    handled = await each_house.app.dispatcher.handle(
        ana.event(FileSent, file_id="x", name="list.csv", size=3, media_type="text/csv")
    )
    each_house.platform.files["x"] = b"a,b"
    async with each_house.app.database.write() as uow:
        lease = each_house.app.delivery.lease()
        assert len(await uow.incoming.claim(each_house.wall.now(), lease, 5)) == 1
    handled.release()
    if each_house.app.database.shared:
        each_house.wall.at += timedelta(hours=1)
    await each_house.app.fetching.start()
    await each_house.app.fetching.settled()
    assert [name for name, _ in HEARD] == ["list.csv"]


async def test_two_processes_hand_a_file_over_once(each_house: House) -> None:
    if not each_house.app.database.shared:
        return
    ana = await each_house.joined("Ana")
    other = App(each_house.config, clock=each_house.clock, wall=each_house.wall)
    other.platforms["test"] = each_house.platform
    await other.start()
    for number in range(20):
        await ana.sends_file(f"{number}.csv", b"a,b")
        other.fetching.poke()
        await other.fetching.settled()
    await other.stop()
    assert sorted(name for name, _ in HEARD) == sorted(f"{number}.csv" for number in range(20))


async def test_a_platform_that_was_switched_off_is_given_up_after_a_day(each_house: House) -> None:
    ana = await each_house.joined("Ana")
    each_house.platform.fetch_faults = [Offline("not yet")]
    await ana.sends_file("list.csv", b"a,b")
    each_house.app.platforms.pop("test")
    await look_again(each_house, timedelta(seconds=30))
    async with each_house.app.database.read() as uow:
        assert not await uow.incoming.any_due(each_house.wall.now() + AWAY - timedelta(seconds=1))
    await look_again(each_house, timedelta(hours=20))
    assert HEARD == []
    await look_again(each_house, timedelta(hours=5))
    assert [fetched.problem for _, fetched in HEARD] == ["failed"]


@pytest.mark.parametrize("wanted", [False, True])
async def test_a_file_whose_row_is_gone_is_kept_only_for_others(each_house: House, wanted: bool) -> None:
    ana = await each_house.joined("Ana")
    await ana.sends_file("first.csv", b"a,b")
    key, fetch = HEARD[0][1].key, each_house.platform.fetch

    async def fetching(file_id: str) -> bytes:
        async with each_house.app.database.write() as uow:
            await uow.connection.execute(delete(incoming_file))
            if wanted:
                message = replace(words("Here"), files=(OutgoingFile(key, "x.csv", "text/csv", 3),))
                later = each_house.clock.at + timedelta(hours=1)
                await uow.outbox.add(Outgoing("test", ToChat("g"), message, not_before=later), each_house.wall.at, None)
        return await fetch(file_id)

    each_house.platform.fetch = fetching  # type: ignore[method-assign]
    await ana.sends_file("second.csv", b"a,b")
    assert [name for name, _ in HEARD] == ["first.csv"]
    if wanted:
        assert await each_house.app.files.get(key) == b"a,b"
    else:
        with pytest.raises(KeyError):
            await each_house.app.files.get(key)
