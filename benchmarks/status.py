"""Status and lists of ten thousand members × twenty sessions, pictures and PDFs of fifty; each in a fresh process."""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from benchmarks.platform import Clock, settle_as_deployed
from benchmarks.report import Row
from bot.app import App
from bot.chat.messages import Message
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.people import Member, Profile
from bot.scene import View
from handlers.status.declared import gathered, worded
from storage.tables import account, check_in, link

SESSIONS = 20
COHORTS = {"many": 10_000, "few": 50}
FIRST_DAY = datetime(2024, 9, 2, 8, 0, tzinfo=UTC)
NOW = FIRST_DAY + timedelta(days=SESSIONS)
TIMES = 5
COUNTRIES = ("Poland", "Greece", "Latvia", "Georgia", "Portugal", "Norway", "Türkiye", "Ukraine")


async def measure() -> list[Row]:
    """The goals are those of the issue "The programme runs itself"."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pack").mkdir()
        (folder / "pack" / "programme.toml").write_text(_pack(), encoding="utf-8")
        (folder / "pack" / "faq.toml").write_text("", encoding="utf-8")
        app = _app(folder)
        await app.start()
        for key, size in COHORTS.items():
            await _fill(app, key, size)
        await app.stop()
        run = {what: _fresh(folder, what) for what in ("text", "picture", "groups", "xlsx", "csv", "pdf", "session")}
    return [
        Row("/status of 10,000 × 20, text", run["text"]["median"] * 1000, "ms", at_most=300),
        Row("picture of 50 × 20", run["picture"]["median"] * 1000, "ms", at_most=300),
        Row("picture of 50 × 20, the first one of a process", run["picture"]["first"] * 1000, "ms"),
        Row("picture of 10,000 × 20, by country", run["groups"]["median"] * 1000, "ms"),
        Row("XLSX of 10,000 × 20, fresh process", run["xlsx"]["first"], "s", at_most=5),
        Row("XLSX of 10,000 × 20, memory of that process", run["xlsx"]["megabytes"], "MB", at_most=150),
        Row("the event loop meanwhile, longest wait", run["xlsx"]["lag"] * 1000, "ms"),
        Row("CSV of 10,000 × 20", run["csv"]["first"], "s"),
        Row("PDF of 50 × 20", run["pdf"]["median"] * 1000, "ms"),
        Row("PDF of one session of 50", run["session"]["median"] * 1000, "ms"),
    ]


def _fresh(folder: Path, what: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.status", str(folder), what], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


async def _child(folder: Path, what: str) -> dict[str, float]:
    app = _app(folder)
    await app.start()
    try:
        await app.warmed_up()  # what the loop waits for then is the list alone
        settle_as_deployed()
        make = await _maker(app, what)
        lagging = asyncio.create_task(_lag())
        took = []
        for _time in range(1 if what in ("xlsx", "csv") else TIMES + 1):
            begun = time.perf_counter()
            assert await make() is not None
            took.append(time.perf_counter() - begun)
        lagging.cancel()
        lag = max(_waits, default=0.0)
        return {"first": took[0], "median": statistics.median(took[1:] or took), "megabytes": peak(), "lag": lag}
    finally:
        await app.stop()


def peak() -> float:
    """The most memory that this process had, in MB; where the system says it, without what its parent had before."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_waits: list[float] = []


async def _lag() -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.001)
        _waits.append(time.perf_counter() - begun - 0.001)


async def _maker(app: App, what: str) -> Callable[[], Awaitable[Message | None]]:
    cohort_key = "few" if what in ("picture", "pdf", "session") else "many"
    rechecks = app.deployment.registry.rechecks

    async def make() -> Message | None:
        async with app.database.read() as uow:
            cohort = await uow.cohorts.by_key(cohort_key)
            assert cohort is not None
            view = View(app.deployment, uow, NOW, cohort)
            (reader,) = await uow.members.organisers(cohort.id)
            match what:
                case "text":
                    return await _status(view, reader)
                case "picture" | "groups":
                    return await rechecks["status.picture"](view, reader=str(reader.id))
                case "session":
                    return await rechecks["sheets.file"](view, reader=str(reader.id), session="s1", form="pdf")
                case _:
                    return await rechecks["sheets.file"](view, reader=str(reader.id), session="", form=what)

    return make


async def _status(view: View, reader: Member) -> Message:
    voice = view.voice_for(reader)
    return Message(worded(voice, await gathered(view, voice, reader)))


def _app(folder: Path) -> App:
    config = Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'bench.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        cohorts=tuple(CohortConfig(key=key, programme=folder / "pack") for key in COHORTS),
    )
    return App(config, clock=Clock(NOW))


def _pack() -> str:
    head = '\nid = "bench"\ntitle = "Twenty days"\nzone = "Europe/Warsaw"\nlanguage = "en"\n'
    days = [FIRST_DAY.date() + timedelta(days=number) for number in range(SESSIONS)]
    return head + "".join(
        f'\n[[sessions]]\nkey = "s{number}"\ntitle = "Online day {number}"\nkind = "online"\ndate = {day}\n'
        'starts = "10:00"\nends = "14:00"\ncompulsory = true\n'
        for number, day in enumerate(days, 1)
    )


async def _fill(app: App, key: str, size: int) -> None:
    """Nine of ten come, one of ten of them late; one of twenty is marked by hand. One of a hundred has not joined."""
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key(key)
        assert cohort is not None
        people = [
            Profile(
                f"Member {n:05} of {key}", f"m{n}@{key}.example", f"Cluster {n % 400}", COUNTRIES[n % len(COUNTRIES)]
            )
            for n in range(size)
        ]
        organiser = Profile("Olga Nowak", f"olga@{key}.example", roles=frozenset({"organiser"}))
        await uow.members.save(cohort.id, [*people, organiser])
        members = await uow.members.of_cohort(cohort.id)
        rows = []
        for place, member in enumerate(members):
            for number in range(SESSIONS):
                mixed = (place * 7 + number * 13) % 100
                if mixed < 90 and member.learner:
                    minutes = 12 + mixed if mixed < 9 else -mixed % 15
                    rows.append(
                        {
                            "cohort_id": cohort.id,
                            "session": f"s{number + 1}",
                            "member_id": member.id,
                            "at": FIRST_DAY + timedelta(days=number, minutes=minutes),
                            "late": mixed < 9,
                            "platform": "bench",
                            "how": "by_hand" if mixed % 20 == 19 else "tap",
                            "by_member_id": members[-1].id if mixed % 20 == 19 else None,
                            "reason": f"told me on the phone, {place}" if mixed % 20 == 19 else None,
                        }
                    )
        await uow.connection.execute(insert(check_in), rows)
        accounts = [
            {"id": member.id, "platform": "bench", "account_id": str(member.id), "name": member.name, "last_seen": NOW}
            for member in members
        ]
        await uow.connection.execute(insert(account), accounts)
        linked = [
            {"cohort_id": cohort.id, "account_id": m.id, "member_id": m.id, "platform": "bench", "at": NOW, "place": 0}
            for place, m in enumerate(members)
            if place % 100
        ]
        await uow.connection.execute(insert(link), linked)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_child(Path(sys.argv[1]), sys.argv[2]))))
