"""The minute's tick: on time, once, for everybody, whatever the clock does."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.chat.messages import Intent, Private, Say
from bot.domain.people import Profile
from bot.feature import Feature
from storage import direct_sqlite
from storage.engine import StorageError
from tests.engine.conftest import Build
from tests.engine.features import words
from tests.house import DAY_1, House

MINUTE = timedelta(minutes=1)

PACK = """\
id = "clocks"
title = "Clocks"
zone = "Europe/Warsaw"
[contacts]
email = "team@demo.example"
[check_in]
opens_before = 15
late_after = 10
closes_after = 0
[[sessions]]
key = "autumn"
title = "The long night"
kind = "online"
date = 2024-10-27
starts = "01:30"
ends = "04:00"
[[sessions]]
key = "spring"
title = "The short night"
kind = "online"
date = 2025-03-30
starts = "01:30"
ends = "04:00"
"""


def reminder(name: str, *, key: str | None = "day") -> Feature:
    """Says one thing a day in each cohort."""
    feature = Feature(name)

    @feature.tick
    async def tick(scene: Any) -> list[Intent]:
        (member,) = await scene.uow.members.of_cohort(scene.cohort.id)
        day = f"{name}:{scene.now:%F}"
        return [Private(words(day), to=member.id, key=day if key else None)]

    return feature


def broken(name: str) -> Feature:
    feature = Feature(name)

    @feature.tick
    async def tick(scene: Any) -> list[Intent]:
        await scene.uow.members.save(scene.cohort.id, [Profile("Nobody", "nobody@x.example")])
        raise ZeroDivisionError

    return feature


async def test_ticking_twice_says_it_once(build: Build) -> None:
    house = await build(reminder("daily"))
    ana = await house.joined("Ana")
    for _ in range(3):
        await house.tick()
    house = await build(restart=house)
    ana.house = house
    await house.tick()
    await house.pass_time(timedelta(days=1))
    assert ana.told == ["daily:2024-11-05", "daily:2024-11-06"]


async def test_one_features_fault_leaves_the_others_on_time(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    speechless = Feature("b")

    @speechless.tick
    async def tick(scene: Any) -> list[Intent]:
        return [Say(words("to whom?"))]

    house = await build(broken("a"), speechless, reminder("c"))
    caplog.clear()
    ana = await house.joined("Ana")
    await house.tick()
    assert ana.told == ["c:2024-11-05"]
    assert caplog.messages == ["tick of a failed for cohort aca", "tick of b failed for cohort aca"]
    async with house.app.database.read() as uow:
        assert [member.name for member in await uow.members.of_cohort(house.cohort.id)] == ["Ana"]


async def test_a_database_that_is_locked_for_a_while_makes_it_late_and_not_lost(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(direct_sqlite, "BUSY_SECONDS", 0.05)
    house = await build(reminder("daily"))
    ana = await house.joined("Ana")
    other = sqlite3.connect(tmp_path / "groupmate.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await house.app.schedule.tick()
    other.close()
    assert ana.told == []
    assert caplog.messages[-1].startswith("what is old not forgotten, tried again in an hour")
    await house.tick()
    assert ana.told == ["daily:2024-11-05"]


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400)])
async def test_a_clock_that_jumps_says_what_is_true_then(build: Build, jump: timedelta) -> None:
    house = await build(reminder("daily"))
    ana = await house.joined("Ana")
    await house.tick()
    await house.pass_time(jump)
    await house.pass_time(-jump)
    assert ana.told == ["daily:2024-11-05", f"daily:{house.clock.at + jump:%F}"]


async def test_a_session_that_went_by_while_the_bot_was_off_gets_no_card(house: House) -> None:
    await house.joined("Ana")
    await house.move_to(DAY_1 + timedelta(hours=5))
    assert house.group == []
    await house.move_to(DAY_1)
    (card,) = house.group
    assert "Check-in is open" in card.text


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        # 27 October 2024: 01:30 CEST to 04:00 CET are three hours and a half; 30 March 2025: 01:30 CET to 04:00 CEST one and a half.
        (datetime(2024, 10, 26, 23, 15, tzinfo=UTC), datetime(2024, 10, 27, 3, 0, tzinfo=UTC)),
        (datetime(2025, 3, 30, 0, 15, tzinfo=UTC), datetime(2025, 3, 30, 2, 0, tzinfo=UTC)),
    ],
)
async def test_a_night_in_which_the_clocks_change(tmp_path: Path, opens: datetime, closes: datetime) -> None:
    pack = tmp_path / "clocks"
    pack.mkdir()
    (pack / "programme.toml").write_text(PACK)
    (pack / "faq.toml").write_text("")
    house = House(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path, at=opens - MINUTE, programme=pack)
    await house.open()
    await house.joined("Ana")
    seen = []
    at = opens - MINUTE
    while at < closes + timedelta(minutes=30):
        await house.move_to(at)
        seen.append((at, [posted.text.split(":")[0] for posted in house.group]))
        at += timedelta(minutes=15) if at >= opens else MINUTE
    await house.close()
    assert seen[0] == (opens - MINUTE, [])
    assert [said for when, said in seen if opens <= when < closes] == [["Check-in is open"]] * int(
        (closes - opens) / timedelta(minutes=15)
    )
    assert [said for when, said in seen if when >= closes] == [["Check-in is closed"]] * 2


async def test_what_is_old_is_forgotten_at_the_full_hour(build: Build) -> None:
    house = await build(reminder("daily"))
    async with house.app.database.write() as uow:
        await uow.events.begin("old", house.wall.at - timedelta(days=4))
        await uow.events.begin("new", house.wall.at - timedelta(days=2))
    house.wall.at += MINUTE
    await house.app.schedule.tick()
    async with house.app.database.write() as uow:
        assert not await uow.events.begin("old", house.wall.at)
    house.wall.at += 59 * MINUTE
    await house.app.schedule.tick()
    async with house.app.database.write() as uow:
        assert not await uow.events.begin("new", house.wall.at)
        assert await uow.events.begin("old", house.wall.at)


async def test_an_upgrade_that_cannot_happen_stops_the_start(build: Build) -> None:
    house = await build(reminder("daily"))
    async with house.app.database.write() as uow:
        await uow.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="made by a newer groupmate"):
        await build(restart=house)
