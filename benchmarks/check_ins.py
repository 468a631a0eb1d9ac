"""A check-in tap: event in to messages handed to the adapter, committed with synchronous=FULL."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.platform import Clock, CountingPlatform
from benchmarks.report import Row
from bot.app import App
from bot.chat.events import ButtonPressed, Place, Sender
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.people import Profile
from storage.outgoing import EDIT_GAP

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
MEMBERS = 400
"""More than any cohort has, so that a tap is always a new one."""

ALONE = 150
DAY_1 = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)


async def measure() -> list[Row]:
    """Taps that come one at a time, taps all at once, and the same with a long history of check-ins."""
    small, together = await _run(history=1_000)
    large, _ = await _run(history=100_000)
    growth = statistics.median(large) / statistics.median(small)
    return [
        Row("check-in tap, one at a time, p50", statistics.median(small) * 1000, "ms"),
        Row("check-in tap, one at a time, p99", statistics.quantiles(small, n=100)[98] * 1000, "ms", at_most=25),
        Row("check-in taps, all at once", together, "a second", at_least=200),
        Row("time of a tap with 100,000 stored check-ins against 1,000", growth, "×", at_most=1.3),
    ]


async def _run(history: int) -> tuple[list[float], float]:
    with TemporaryDirectory() as folder:
        app, platform = await _open(Path(folder), history)
        assert isinstance(app.wall, Clock)
        alone = []
        for number in range(ALONE):
            await app.delivery.settled()  # the edit before is marked: the gap counts from there
            app.wall.at += EDIT_GAP
            begun = time.perf_counter()
            handled = await app.dispatcher.handle(_tap(number))
            handled.release()
            await platform.handed(number + 1)
            alone.append(time.perf_counter() - begun)
            assert handled.reply.toast is not None
        begun = time.perf_counter()
        await asyncio.gather(*(_at_once(app, number) for number in range(ALONE, MEMBERS)))
        await app.delivery.settled()
        rate = (MEMBERS - ALONE) / (time.perf_counter() - begun)
        app.wall.at += EDIT_GAP
        await app.delivery.settled()
        async with app.database.read() as uow:
            cohort = await uow.cohorts.by_key("bench")
            assert cohort is not None
            assert await uow.check_ins.count(cohort.id, "online-1") == (MEMBERS, 0)
        assert platform.last_count == MEMBERS
        await app.stop()
        return alone, rate


async def _at_once(app: App, number: int) -> None:
    handled = await app.dispatcher.handle(_tap(number))
    handled.release()


def _tap(number: int) -> ButtonPressed:
    return ButtonPressed(
        event_id=f"bench:{number}",
        at=DAY_1,
        sender=Sender("bench", f"account-{number}", f"Member {number}"),
        place=Place("bench", "group", "group"),
        message_id="card",
        token="ci:1:online-1",
    )


async def _open(folder: Path, history: int) -> tuple[App, CountingPlatform]:
    config = Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'bench.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        cohorts=(CohortConfig(key="bench", programme=ACADEMY),),
    )
    app = App(config, clock=Clock(DAY_1 - timedelta(hours=2)), wall=Clock(DAY_1))
    platform = CountingPlatform()
    app.platforms["bench"] = platform
    await app.start()
    await app.warmed_up()
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("bench")
        assert cohort is not None
        await uow.cohorts.bind_group(cohort.id, "bench", "group")
        await uow.members.save(cohort.id, [Profile(f"Member {n}", f"m{n}@bench.example") for n in range(MEMBERS)])
        for number, member in enumerate(await uow.members.of_cohort(cohort.id)):
            identity = await uow.accounts.identify("bench", f"account-{number}", f"Member {number}", app.wall.now())
            await uow.accounts.link(identity.account.id, member, "bench", app.wall.now())
        # The history: other programmes' cohorts, each with sessions of fifty people.
        old = await uow.cohorts.ensure("history", "academy", "Earlier cohorts")
        await uow.members.save(old.id, [Profile(f"Former {n}", f"f{n}@bench.example") for n in range(50)])
        former = await uow.members.of_cohort(old.id)
        for number in range(history):
            session = f"session-{number // 50}"
            await uow.check_ins.record(former[number % 50], session, DAY_1, late=False, platform="bench")
    assert isinstance(app.clock, Clock)
    app.clock.at = DAY_1
    await app.schedule.tick()
    await app.delivery.settled()
    platform.handed_over = 0
    return app, platform
