"""Ten thousand overviews of a Monday, and ten thousand nudges: what making them costs, and how they leave; in a fresh process."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from benchmarks.platform import Clock, CountingPlatform
from benchmarks.report import Row
from benchmarks.status import peak
from bot.app import App
from bot.chat.messages import Nudge, Recheck
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.people import Profile
from bot.scene import View
from storage.tables import account, link

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
PEOPLE = 10_000
SUNDAY = datetime(2024, 11, 10, 7, 0, tzinfo=UTC)
MONDAY = SUNDAY + timedelta(days=1)
"""08:00 in Warsaw, in a week with two sessions."""

KEY = "week:1:2024-W46"

HALF = 2
"""Every second member's overview takes a nudge along."""


async def measure() -> list[Row]:
    """The goals are those of the issue "Peer learning"."""
    with TemporaryDirectory() as name:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.nudges", name], capture_output=True, text=True, check=True
        )
    found = json.loads(done.stdout.splitlines()[-1])
    return [
        Row("10,000 overviews of the week, made, CPU time", found["made_cpu"], "s", at_most=30),
        Row("10,000 overviews, made, on the clock on the wall", found["made"], "s"),
        Row("10,000 overviews, memory of that process", found["megabytes"], "MB", at_most=200),
        Row("10,000 overviews given out: the tick, CPU time", found["tick_cpu"], "s"),
        Row("10,000 overviews stored, made, sent and marked", found["sent_cpu"], "s"),
        Row("10,000 nudges put together: the tick, CPU time", found["gather_cpu"], "s"),
    ]


async def _child(folder: Path) -> dict[str, float]:
    clock = Clock(SUNDAY)
    config = Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'bench.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        cohorts=(CohortConfig(key="bench", programme=ACADEMY, reminders=False),),
    )
    app = App(config, clock=clock, wall=clock)
    platform = CountingPlatform()
    app.platforms["bench"] = platform
    await app.start()
    members = await _fill(app)
    found: dict[str, float] = {}
    await app.schedule.tick()
    await _nudge(app, members[::HALF])
    clock.at = MONDAY
    async with app.database.write() as uow:
        await uow.nudges.take_all_along(1, members, KEY, MONDAY)
    begun, cpu = time.perf_counter(), time.process_time()
    await _make(app, members)
    found |= {"made": time.perf_counter() - begun, "made_cpu": time.process_time() - cpu}
    found["tick_cpu"] = await _cpu(app.schedule.tick())
    found["sent_cpu"] = await _cpu(platform.handed(PEOPLE))
    await app.delivery.settled()
    assert platform.handed_over == PEOPLE, platform.handed_over
    clock.at = MONDAY + timedelta(days=1)
    await _nudge(app, members, "again")
    found["gather_cpu"] = await _cpu(app.schedule.tick())
    found["megabytes"] = peak()
    await app.stop()
    return found


async def _cpu(work: object) -> float:
    begun = time.process_time()
    await work  # type: ignore[misc]  # a coroutine
    return time.process_time() - begun


async def _fill(app: App) -> list[int]:
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("bench")
        assert cohort is not None
        people = [Profile(f"Member {n:05}", f"m{n}@many.example", time_zone="Europe/Warsaw") for n in range(PEOPLE)]
        await uow.members.save(cohort.id, people)
        members = await uow.members.of_cohort(cohort.id)
        accounts = [
            {"id": m.id, "platform": "bench", "account_id": str(m.id), "name": m.name, "last_seen": SUNDAY}
            for m in members
        ]
        await uow.connection.execute(insert(account), accounts)
        linked = [
            {
                "cohort_id": cohort.id,
                "account_id": m.id,
                "member_id": m.id,
                "platform": "bench",
                "at": SUNDAY,
                "place": 0,
            }
            for m in members
        ]
        await uow.connection.execute(insert(link), linked)
    return [member.id for member in members]


async def _nudge(app: App, members: list[int], what: str = "first") -> None:
    """As a feature's tick would have stored them."""
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("bench")
        assert cohort is not None
        asked = Nudge("coaching_to_book", tuple(members), f"bench:{what}", Recheck("coaching.nudge"))
        await uow.nudges.add(cohort.id, asked, app.clock.now())


async def _make(app: App, members: list[int]) -> None:
    """Each as it is made when it leaves: in a transaction of its own."""
    recheck = app.deployment.registry.rechecks["nudges.week"]
    for member in members:
        async with app.database.read() as uow:
            cohort = await uow.cohorts.by_id(1)
            assert cohort is not None
            view = View(app.deployment, uow, MONDAY, cohort)
            assert await recheck(view, key=KEY, to=str(member)) is not None


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_child(Path(sys.argv[1])))))
