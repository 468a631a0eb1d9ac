"""Feedback: `/submissions` for a whole cohort, opening a work, a minute's tick, and a ZIP of all that was handed in."""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.platform import Clock, CountingPlatform, settle_as_deployed
from benchmarks.report import Row
from bot.app import App
from bot.chat.events import ButtonPressed, CommandInvoked, Event, Place, Sender
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.homework.assignments import Assignment, Task
from bot.domain.people import Member, Profile
from handlers.feedback.buttons import Bundle, Desk, Judge, Look

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
NOW = datetime(2024, 11, 13, 9, 0, tzinfo=UTC)
MEMBERS = 1_000
TASKS = 20
IN_ZIP = 500
FILE = 200_000
LOOKS = 40
MB = 1_000_000


@dataclass(slots=True)
class Bench:
    app: App
    tasks: list[Assignment]
    number: int = 0

    async def turn(self, token: str) -> tuple[float, float]:
        """On the clock on the wall, and of this process alone, in ms. Messages are sent afterwards."""
        wall, cpu = time.perf_counter(), time.process_time()
        handled = await self.app.dispatcher.handle(self._event(token))
        taken = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
        assert handled.failed is None
        handled.release()
        await self.app.delivery.settled()
        return taken

    def _event(self, token: str) -> Event:
        self.number += 1
        common = {
            "event_id": f"bench:{self.number}",
            "at": NOW,
            "sender": Sender("bench", "trainer", "Trainer"),
            "place": Place("bench", "dm-trainer", "private"),
        }
        if token.startswith("/"):
            return CommandInvoked(name=token[1:], **common)  # type: ignore[arg-type]
        return ButtonPressed(token=token, **common)  # type: ignore[arg-type]


async def measure() -> list[Row]:
    """1,000 participants, 20 assignments, of which nine in ten are handed in."""
    with TemporaryDirectory() as folder:
        bench = await _open(Path(folder))
        task = bench.tasks[0]
        rows: list[Row] = []
        for what, tokens, goal in (
            ("/submissions, 1,000 people × 20 assignments", ["/submissions"] * LOOKS, 150),
            ("one assignment with 1,000 people", [Desk(task.id, 60, 0).pack()] * LOOKS, 150),
            ("opening one of them", [Look(n + 1).pack() for n in range(LOOKS)], 150),
            ("accepting one", [Judge(n + 1, 1, 1, 0).pack() for n in range(LOOKS)], 150),
        ):
            times = [await bench.turn(token) for token in tokens]
            rows += _rows(what, times, goal)
        await bench.app.schedule.tick()
        await bench.app.delivery.settled()
        cpu = time.process_time()
        await bench.app.schedule.tick()
        rows.append(Row("a minute's tick with all that, CPU time", (time.process_time() - cpu) * 1000, "ms"))
        rows += await _zip(bench)
        await bench.app.stop()
        return rows


def _rows(what: str, times: list[tuple[float, float]], goal: float) -> list[Row]:
    wall, cpu = [one for one, _ in times], [one for _, one in times]
    return [
        Row(f"{what}, p50", statistics.median(wall), "ms"),
        Row(f"{what}, p99", statistics.quantiles(wall, n=100)[98], "ms", at_most=goal),
        Row(f"{what}, p50, CPU time alone", statistics.median(cpu), "ms", at_most=goal),
    ]


async def _zip(bench: Bench) -> list[Row]:
    """500 works with a file of 200 KB each: how long, and how much memory at most."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    begun, cpu = time.perf_counter(), time.process_time()
    await bench.turn(Bundle(bench.tasks[1].id).pack())
    taken, cpu = time.perf_counter() - begun, time.process_time() - cpu
    most = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return [
        Row(f"a ZIP of {IN_ZIP} works ({IN_ZIP * FILE // MB} MB), made and sent", taken, "s"),
        Row("the same, CPU time (with the memory traced)", cpu, "s"),
        Row("the same, memory at most", most / MB, "MB", at_most=50),
    ]


def _data(number: int) -> bytes:
    """Files that no packing makes smaller."""
    seed = hashlib.sha256(str(number).encode()).digest()
    return b"".join(hashlib.sha256(seed + bytes([n % 256, n // 256])).digest() for n in range(FILE // 32))


async def _open(folder: Path) -> Bench:
    config = Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'bench.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        cohorts=(CohortConfig(key="bench", programme=ACADEMY),),
    )
    app = App(config, clock=Clock(NOW))
    app.platforms["bench"] = CountingPlatform()
    await app.start()
    await app.warmed_up()
    settle_as_deployed()
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("bench")
        assert cohort is not None
        people = [Profile(f"Member {n}", f"m{n}@bench.example", f"Cluster {n % 90}", "Poland") for n in range(MEMBERS)]
        trainer = Profile("Trainer", "trainer@bench.example", roles=frozenset({"trainer"}))
        await uow.members.save(cohort.id, [*people, trainer])
        members = await uow.members.of_cohort(cohort.id)
        lead = next(member for member in members if member.name == "Trainer")
        account = (await uow.accounts.identify("bench", "trainer", "Trainer", app.wall.now())).account
        await uow.accounts.link(account.id, lead, "bench", app.wall.now())
        tasks: list[Assignment] = []
        for number in range(TASKS):
            due = NOW + timedelta(days=number - 10)
            made = await uow.assignments.draft(
                cohort.id, lead.id, Task(f"Task {number}", due), NOW - timedelta(days=30)
            )
            await uow.assignments.post(made, lead.id, NOW - timedelta(days=30))
            found = await uow.assignments.by_id(made)
            assert found is not None
            tasks.append(found)
    for place, task in enumerate(tasks):
        await _hand_in(app, task, [one for one in members if one.learner], place)
    return Bench(app, tasks)


async def _hand_in(app: App, task: Assignment, learners: list[Member], place: int) -> None:
    """Of the first two, all works have something in them; of the second it is a file. The others count only."""
    async with app.database.write() as uow:
        for number, member in _nine_in_ten(learners):
            work = await uow.submissions.ensure(member.id, task)
            at = task.due - timedelta(hours=5) + timedelta(minutes=number)
            if place == 0:
                await uow.submission_items.add_words(member, work.id, "text", f"The work of {member.name}. " * 20, at)
            if place == 1 and number < IN_ZIP:
                data = _data(number)
                item = await uow.submission_items.add_file(member, work.id, "work.pdf", "application/pdf", FILE, at)
                await uow.submission_items.arrived(item, await app.files.put(data), len(data))
            if place != 1 or number < IN_ZIP:
                await uow.submissions.hand_in(work, at, task.due)


def _nine_in_ten(learners: list[Member]) -> Iterator[tuple[int, Member]]:
    return ((number, member) for number, member in enumerate(learners) if number % 10 != 9 or number < IN_ZIP)


if __name__ == "__main__":
    from benchmarks.report import table

    print(table(asyncio.run(measure())))
