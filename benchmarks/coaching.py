"""Coaching: a booking turn, `/coaching` with thousands of times, and two hundred people who want the same one."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.platform import Clock, CountingPlatform, settle_as_deployed
from benchmarks.report import Row
from bot.app import App
from bot.chat.events import ButtonPressed, CommandInvoked, Event, Place, Sender
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.coaching.slots import Details, Span
from bot.domain.people import Profile
from handlers.coaching.buttons import Book, Page

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
NOW = datetime(2024, 11, 18, 9, 0, tzinfo=UTC)
MEMBERS = 400
SLOTS = 5_000
COACHES = 20
BOOKED = 200
TOGETHER = 200
LOOKS = 40


@dataclass(slots=True)
class Times:
    """Of each turn: on the clock on the wall, and of this process alone. On a busy machine only the second says much."""

    wall: list[float]
    cpu: list[float]

    def rows(self, what: str, at_most: float) -> list[Row]:
        p99 = [statistics.quantiles(times, n=100)[98] * 1000 for times in (self.wall, self.cpu)]
        return [
            Row(f"{what}, p50", statistics.median(self.wall) * 1000, "ms"),
            Row(f"{what}, p99", p99[0], "ms", at_most=at_most),
            Row(f"{what}, p99, CPU time alone", p99[1], "ms", at_most=at_most),
        ]


async def measure() -> list[Row]:
    """With 5,000 free times, a booking is looked for and made; then all want the same one."""
    with TemporaryDirectory() as folder:
        app, slots = await _open(Path(folder))
        first, pages = Times([], []), Times([], [])
        for number in range(LOOKS):
            await _timed(app, _command(number), first)
            await _timed(app, _press(number, Page(1, 300).pack()), pages)
        booking = Times([], [])
        for number in range(BOOKED):
            await _timed(app, _press(number, Book(slots[number * 7 % SLOTS]).pack()), booking)
        wanted, begun = slots[-1], time.perf_counter()
        await asyncio.gather(
            *(app.dispatcher.handle(_press(number, Book(wanted).pack())) for number in range(BOOKED, BOOKED + TOGETHER))
        )
        storm = time.perf_counter() - begun
        async with app.database.read() as uow:
            assert len(await uow.bookings.of_slot(wanted)) == 1
            cohort = await uow.cohorts.by_key("bench")
            assert cohort is not None
            assert len(await uow.bookings.states(cohort.id)) == BOOKED + 1
        tick = time.process_time()
        await app.schedule.tick()
        tick = time.process_time() - tick
        await app.delivery.settled()
        await app.stop()
    return [
        *booking.rows("booking turn, 5,000 times", 25),
        *first.rows("/coaching with 5,000 times", 60),
        *pages.rows("page 300 of /coaching", 60),
        Row("200 who tap the same time, until all are answered", storm * 1000, "ms"),
        Row("a tick with 5,000 times and 200 bookings, CPU time", tick * 1000, "ms", at_most=50),
    ]


async def _timed(app: App, event: Event, times: Times) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    handled = await app.dispatcher.handle(event)
    times.wall.append(time.perf_counter() - wall)
    times.cpu.append(time.process_time() - cpu)
    assert handled.failed is None
    handled.release()
    await app.delivery.settled()


def _command(number: int) -> CommandInvoked:
    return CommandInvoked(name="coaching", **_common(number, f"look:{number}"))


def _press(number: int, token: str) -> ButtonPressed:
    return ButtonPressed(token=token, **_common(number, f"press:{number}:{token}"))


def _common(number: int, event_id: str) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "at": NOW,
        "sender": Sender("bench", f"account-{number}", f"Member {number}"),
        "place": Place("bench", f"dm-{number}", "private"),
    }


async def _open(folder: Path) -> tuple[App, list[int]]:
    """A bot that was started when all this was there already."""
    app = await _start(folder)
    slots = await _fill(app)
    await app.stop()
    return await _start(folder), slots


async def _start(folder: Path) -> App:
    config = Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'bench.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        # It is Monday morning there: the overviews of four hundred would be counted with the first look.
        cohorts=(CohortConfig(key="bench", programme=ACADEMY, weekly_digest=False),),
    )
    app = App(config, clock=Clock(NOW))
    app.platforms["bench"] = CountingPlatform()
    await app.start()
    await app.warmed_up()
    settle_as_deployed()
    return app


async def _fill(app: App) -> list[int]:
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("bench")
        assert cohort is not None
        coaches = [Profile(f"Coach {n}", f"c{n}@bench.example", roles=frozenset({"coach"})) for n in range(COACHES)]
        await uow.members.save(cohort.id, [Profile(f"Member {n}", f"m{n}@bench.example") for n in range(MEMBERS)])
        await uow.members.save(cohort.id, coaches)
        people = {member.name: member for member in await uow.members.of_cohort(cohort.id)}
        for number in range(MEMBERS):
            identity = await uow.accounts.identify("bench", f"account-{number}", f"Member {number}", app.wall.now())
            await uow.accounts.link(identity.account.id, people[f"Member {number}"], "bench", app.wall.now())
        slots: list[int] = []
        for number in range(COACHES):
            begin = NOW + timedelta(days=2)
            spans = [
                Span(begin + timedelta(minutes=20 * n), begin + timedelta(minutes=20 * n + 20)) for n in range(250)
            ]
            details = Details(language=("en", "de", "fr")[number % 3], topics=("money", f"topic {number}"))
            slots += await uow.slots.add(people[f"Coach {number}"], spans, details, NOW)
    return slots
