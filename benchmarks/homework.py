"""Homework: a submission turn, and a thousand people who hand in a file of a megabyte each."""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import statistics
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.platform import Clock, CountingPlatform
from benchmarks.report import Row
from bot.app import App
from bot.chat.events import ButtonPressed, CommandInvoked, Event, FileSent, MessagePosted, Place, Sender
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.homework.assignments import Task
from bot.domain.people import Profile
from handlers.assignments.buttons import HandIn

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
NOW = datetime(2024, 11, 18, 9, 0, tzinfo=UTC)
TURNS = 300
FILES = 1_000
MEGABYTE = 1_000_000
PIECE = 65_536
AT_ONCE = 25


class Giving(CountingPlatform):
    """Hands out a megabyte for each file, in pieces, no two files alike."""

    async def fetch(self, file_id: str) -> AsyncIterator[bytes]:
        yield file_id.encode()
        for at in range(0, MEGABYTE, PIECE):
            yield bytes(min(PIECE, MEGABYTE - at))
            await asyncio.sleep(0)


async def measure() -> list[Row]:
    """Texts one by one, then files all together; memory is that of the process, its files and database on a real disk."""
    with TemporaryDirectory() as folder:
        app = await _open(Path(folder))
        wall, cpu = await _turns(app)
        gc.collect()
        before = _memory()
        begun, worked = time.perf_counter(), time.process_time()
        peak = await _files(app, before)
        length, work = time.perf_counter() - begun, time.process_time() - worked
        async with app.database.read() as uow:
            handed = await uow.submissions.handed_in([1])
        assert handed[1] == TURNS + FILES, handed
        stored = sum(path.stat().st_size for path in (Path(folder) / "files").rglob("*") if path.is_file())
        assert stored > FILES * MEGABYTE
        await app.stop()
    p99 = [statistics.quantiles(times, n=100)[98] * 1000 for times in (wall, cpu)]
    return [
        Row("submission turn (text handed in), p50", statistics.median(wall) * 1000, "ms"),
        Row("submission turn (text handed in), p99", p99[0], "ms", at_most=25),
        Row("submission turn (text handed in), p99, CPU time alone", p99[1], "ms", at_most=25),
        Row("1 MB files handed in a minute", FILES / length * 60, "", at_least=1000),
        Row("1 MB files handed in a minute, by CPU time", FILES / work * 60, "", at_least=1000),
        Row("memory grown while 1,000 MB came", peak / 1e6, "MB", at_most=50),
    ]


async def _turns(app: App) -> tuple[list[float], list[float]]:
    wall, cpu = [], []
    for number in range(TURNS):
        for event in (_said(number, "/submit"), _said(number, f"My work is this, and I am number {number}.")):
            await _handle(app, event)
        submission = await _submission(app, number)
        start, work = time.perf_counter(), time.process_time()
        handled = await app.dispatcher.handle(_pressed(number, submission))
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - work)
        handled.release()
        await app.delivery.settled()
    return wall, cpu


async def _files(app: App, before: int) -> int:
    """The most memory that there was beyond `before`, in bytes."""
    peak, gate = 0, asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        nonlocal peak
        async with gate:
            common = _common(number, f"file:{number}")
            sent = FileSent(file_id=f"f{number}", name="canvas.pdf", size=MEGABYTE + 5, **common)
            await _handle(app, sent, settle=False)
            await _handle(app, _pressed(number, await _submission(app, number)), settle=False)
            peak = max(peak, _memory() - before)

    await asyncio.gather(*(one(number) for number in range(TURNS, TURNS + FILES)))
    await app.fetching.settled()
    await app.delivery.settled()
    return max(peak, _memory() - before)


async def _handle(app: App, event: Event, *, settle: bool = True) -> None:
    handled = await app.dispatcher.handle(event)
    assert handled.failed is None, handled.failed
    handled.release()
    if settle:
        await app.delivery.settled()


async def _submission(app: App, number: int) -> int:
    async with app.database.read() as uow:
        (member,) = await uow.members.by_email(f"m{number}@bench.example")
        found = await uow.submissions.of_member(member.id, 1)
    assert found is not None
    return found.id


def _said(number: int, text: str) -> Event:
    common = _common(number, f"said:{number}:{text}")
    if text.startswith("/"):
        return CommandInvoked(name=text[1:], **common)
    return MessagePosted(text=text, addressed=True, **common)


def _pressed(number: int, submission: int) -> ButtonPressed:
    return ButtonPressed(token=HandIn(submission).pack(), **_common(number, f"press:{number}"))


def _common(number: int, event_id: str) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "at": NOW,
        "sender": Sender("bench", f"account-{number}", f"Member {number}"),
        "place": Place("bench", f"dm-{number}", "private"),
    }


def _memory() -> int:
    """Resident, in bytes."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


async def _open(folder: Path) -> App:
    config = Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'bench.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        cohorts=(CohortConfig(key="bench", programme=ACADEMY),),
    )
    app = App(config, clock=Clock(NOW))
    app.platforms["bench"] = Giving()
    await app.start()
    await app.warmed_up()
    many = TURNS + FILES
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("bench")
        assert cohort is not None
        await uow.members.save(cohort.id, [Profile(f"Member {n}", f"m{n}@bench.example") for n in range(many)])
        people = {member.name: member for member in await uow.members.of_cohort(cohort.id)}
        for number in range(many):
            identity = await uow.accounts.identify("bench", f"account-{number}", f"Member {number}", app.wall.now())
            await uow.accounts.link(identity.account.id, people[f"Member {number}"], "bench", app.wall.now())
        made = await uow.assignments.draft(
            cohort.id, people["Member 0"].id, Task("Canvas", NOW + timedelta(days=7)), NOW
        )
        await uow.assignments.post(made, None, NOW)
    return app
