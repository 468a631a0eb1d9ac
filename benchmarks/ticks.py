"""The minute's tick: with nothing due, and with a reminder due for ten thousand members."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from benchmarks.platform import Clock, CountingPlatform
from benchmarks.report import Row
from bot.app import App
from bot.chat.capabilities import Capabilities
from bot.chat.messages import Message
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.people import Profile
from bot.ports import Sent, Target
from storage.tables import account, link

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
MEMBERS = 10_000
ZONES = ("Europe/Warsaw", "Europe/Lisbon", "Europe/Kyiv", "Asia/Tbilisi")
DAY_BEFORE = datetime(2024, 11, 5, 9, 0, tzinfo=UTC)
PER_SECOND = 30.0
"""What Telegram lets a bot send."""

WATCHED = 5.0
"""Seconds for which the messages are watched as they leave."""


class Paced(CountingPlatform):
    """A platform with Telegram's limit."""

    capabilities = Capabilities(per_second=PER_SECOND)

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        self.at.append(time.monotonic())
        return await super().send(target, message, dedup)


async def measure() -> list[Row]:
    with TemporaryDirectory() as folder:
        app, platform = await _open(Path(folder))
        idle = [await _tick(app) for _ in range(20)]
        assert isinstance(app.clock, Clock)
        app.clock.at = DAY_BEFORE - timedelta(hours=1)
        near = [await _tick(app) for _ in range(20)]
        app.clock.at = DAY_BEFORE
        begun = time.perf_counter()
        await app.schedule.tick()
        stored = time.perf_counter() - begun
        async with app.database.read() as uow:
            (cohort,) = await uow.cohorts.all()
            names = [f"online-1:day:20241106T0900:{zone}" for zone in ZONES]
            assert len(await uow.reminders.among(cohort.id, names)) == len(ZONES)
        platform.at.clear()
        await asyncio.sleep(WATCHED)
        answered = await _most_in_a_second(platform.at)
        rate = len(platform.at) / WATCHED
        await app.stop()
    return [
        Row(f"tick with {MEMBERS:,} members, nothing due, p50", statistics.median(idle) * 1000, "ms", at_most=50),
        Row("the same, a session within two days, p50", statistics.median(near) * 1000, "ms", at_most=50),
        Row(f"{MEMBERS:,} reminders due: in the outbox after", stored, "s", at_most=5),
        Row("they leave, where a platform takes 30 a second", rate, "a second", at_least=20),
        Row("the most in any one second", answered, "", at_most=PER_SECOND),
    ]


async def _most_in_a_second(at: list[float]) -> float:
    return max((sum(begun <= other < begun + 1 for other in at) for begun in at), default=0)


async def _tick(app: App) -> float:
    begun = time.perf_counter()
    await app.schedule.tick()
    return time.perf_counter() - begun


async def _open(folder: Path) -> tuple[App, Paced]:
    pack = shutil.copytree(ACADEMY, folder / "pack")
    config = Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'bench.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        cohorts=(CohortConfig(key="bench", programme=pack),),
    )
    app = App(config, clock=Clock(DAY_BEFORE - timedelta(days=20)))
    platform = Paced()
    app.platforms["bench"] = platform
    await app.start()
    await app.warmed_up()
    app.schedule.stop()  # the ticks are ours
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("bench")
        assert cohort is not None
        await uow.cohorts.bind_group(cohort.id, "bench", "group")
        people = [
            Profile(f"Member {n}", f"m{n}@bench.example", time_zone=ZONES[n % len(ZONES)]) for n in range(MEMBERS)
        ]
        await uow.members.save(cohort.id, people)
        ids = [member.id for member in await uow.members.of_cohort(cohort.id)]
        now = app.wall.now()
        accounts = [
            {"id": n, "platform": "bench", "account_id": f"a{n}", "name": f"M {n}", "reachable": True, "last_seen": now}
            for n in range(1, MEMBERS + 1)
        ]
        links = [
            {"cohort_id": cohort.id, "account_id": n, "member_id": one, "platform": "bench", "place": 0, "at": now}
            for n, one in enumerate(ids, 1)
        ]
        await uow.connection.execute(insert(account), accounts)
        await uow.connection.execute(insert(link), links)
    await app.schedule.tick()
    await app.delivery.settled()
    return app, platform


if __name__ == "__main__":
    from benchmarks.report import table

    print(table(asyncio.run(measure())))
