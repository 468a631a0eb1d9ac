"""Roadmaps: a part that is saved, the page, the list of all, who works on something alike, and the PDF."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.coaching import Times
from benchmarks.platform import Clock, CountingPlatform
from benchmarks.report import Row
from bot.app import App
from bot.chat.events import ButtonPressed, CommandInvoked, Event, FormSubmitted, Place, Sender
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.documents.typeset import pdf
from bot.domain.people import Member, Profile, Role
from bot.domain.roadmap.plan import Part, Roadmap
from bot.locale.voice import Voice
from bot.programme.roadmap import RoadmapTemplate
from handlers.library.declared import LikeMine
from handlers.roadmap.pdf import values_of

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
NOW = datetime(2024, 11, 18, 9, 0, tzinfo=UTC)
MEMBERS = 500
TURNS = 300
WARMING = 5
"""Turns after which each statement was made once."""

TICKS = 15
PDFS = 30
NAMES = ("Łucja Żółw", "Γιώργος Παπαδόπουλος", "Олена Шевченко", "გიორგი ბერიძე", "Ana Núñez")


async def measure() -> list[Row]:
    with TemporaryDirectory() as folder:
        app = await _open(Path(folder))
        first, saving, page, likeness = Times([], []), Times([], []), Times([], []), Times([], [])
        for number in range(TURNS):
            context, words = "1:vision:0:0:0", {"vision": f"Vision {number}"}
            save = FormSubmitted(form="roadmap.part", context=context, values=words, **_common(number, f"s:{number}"))
            await _timed(app, save, saving if number >= WARMING else first)
        for number in range(TURNS, MEMBERS):
            await _timed(app, CommandInvoked(name="roadmap", **_common(number, f"p:{number}")), page)
        for number in range(TURNS, TURNS + 40):
            press = ButtonPressed(token=LikeMine(1).pack(), **_common(number, f"l:{number}"))
            await _timed(app, press, likeness)
        await app.delivery.settled()
        ticks = []
        for _ in range(TICKS):
            begun = time.process_time()
            await app.schedule.tick()
            ticks.append(time.process_time() - begun)
        await app.stop()
    return [
        *saving.rows("a part of a roadmap saved", 25),
        *page.rows("/roadmap with 5 goals and 25 actions", 60),
        *likeness.rows(f"who is like me, among {MEMBERS - TURNS}", 250),
        Row("a tick with 5,000 actions, CPU time, median", statistics.median(ticks) * 1000, "ms", at_most=50),
        *_papers(),
    ]


def _papers() -> list[Row]:
    """Each different: what is set once is not set anew."""
    wall, cpu = [], []
    for number in range(PDFS):
        values = values_of(
            Voice("en", ZoneInfo("Europe/Warsaw")),
            "Academy",
            _roadmap(number),
            RoadmapTemplate().as_values(),
            _member(NAMES[number % len(NAMES)]),
            printed="Mon 18 Nov 2024, 10:00 CET",
        )
        begun, used = time.perf_counter(), time.process_time()
        pdf("roadmap", values)
        wall.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    return [
        Row("PDF of a full roadmap, the first, CPU time", cpu[0], "ms", at_most=150),
        Row("PDF of a full roadmap, p50", statistics.median(wall), "ms", at_most=150),
        Row("PDF of a full roadmap, slowest after the first, CPU time", max(cpu[1:]), "ms", at_most=150),
    ]


def _member(name: str) -> Member:
    roles: frozenset[Role] = frozenset({"participant"})
    return Member(1, 1, name, "m@bench.example", "Cluster", "Latvia", "wood", "Europe/Riga", "en", roles)


def _roadmap(number: int) -> Roadmap:
    """As full as it can be."""
    parts = [Part(1, "vision", {"vision": f"Vision {number}. " * 10}), Part(2, "pass_on", {"whom": "Colleagues"})]
    for n in range(5):
        goal = 10 + n
        parts.append(Part(goal, "goal", _goal(number * 5 + n)))
        parts += [
            Part(goal * 100 + m, "action", _action(number * 25 + m), under=goal, due=date(2025, 1, 14))
            for m in range(5)
        ]
    return Roadmap(number, 1, number, "active", NOW, NOW, NOW, parts=tuple(parts))


def _goal(n: int) -> dict[str, str]:
    return {
        "goal": f"Goal {n} for cluster {n % 37}",
        "why": f"Because {n % 91} members asked for it. " * 5,
        "measure": f"{n} contracts",
        "help_wanted": f"Somebody who knows about topic {n % 53}",
        "help_offered": f"Experience with topic {(n * 7) % 53}",
    }


def _action(n: int) -> dict[str, str]:
    return {"what": f"Step {n} of many", "who": NAMES[n % len(NAMES)], "first_step": f"Write letter {n}"}


async def _timed(app: App, event: Event, times: Times) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    handled = await app.dispatcher.handle(event)
    times.wall.append(time.perf_counter() - wall)
    times.cpu.append(time.process_time() - cpu)
    assert handled.failed is None
    handled.release()
    await app.delivery.settled()


def _common(number: int, event_id: str) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "at": NOW,
        "sender": Sender("bench", f"account-{number}", f"Member {number}"),
        "place": Place("bench", f"dm-{number}", "private"),
    }


async def _open(folder: Path) -> App:
    """The first members have nothing yet, the others a full roadmap that is submitted and shown."""
    config = Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'bench.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        # It is Monday morning there: the overviews of five hundred would be counted with the first look.
        cohorts=(CohortConfig(key="bench", programme=ACADEMY, weekly_digest=False),),
    )
    app = App(config, clock=Clock(NOW))
    app.platforms["bench"] = CountingPlatform()
    await app.start()
    await app.warmed_up()
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("bench")
        assert cohort is not None
        await uow.members.save(cohort.id, [Profile(f"Member {n}", f"m{n}@bench.example") for n in range(MEMBERS)])
        people = {member.name: member for member in await uow.members.of_cohort(cohort.id)}
        for number in range(MEMBERS):
            member = people[f"Member {number}"]
            identity = await uow.accounts.identify("bench", f"account-{number}", member.name, app.wall.now())
            await uow.accounts.link(identity.account.id, member, "bench", app.wall.now())
            if number < TURNS:
                continue
            found = await uow.roadmaps.begin(member, NOW)
            for n in range(5):
                begun = await uow.roadmaps.by_id(found.id)
                assert begun is not None
                goal = await uow.roadmaps.add_part(begun, "goal", _goal(number * 5 + n), NOW, most=5)
                for m in range(5):
                    now = await uow.roadmaps.by_id(found.id)
                    assert now is not None
                    await uow.roadmaps.add_part(
                        now, "action", _action(m), NOW, most=5, under=goal, due=date(2025, 1, 14)
                    )
            await uow.roadmaps.set_state(found.id, "submitted", NOW, submitted_at=NOW)
            await uow.roadmaps.share(found.id, "Something else")
    return app
