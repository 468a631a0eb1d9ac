"""The composition root: the one module that imports everything, and the one that reads the wall clock."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

from aiohttp import web

import handlers
from bot.calendar_feed import add_calendar_feed
from bot.chat import wire
from bot.chat.messages import DirectReply
from bot.config import CohortConfig, Config, ConfigError
from bot.engine.accounts import AccountFinder
from bot.engine.delivery import Delivery
from bot.engine.dispatch import Dispatcher
from bot.engine.fetching import Fetching
from bot.engine.mailing import Mailing
from bot.engine.pace import Pace
from bot.engine.schedule import Schedule
from bot.engine.supervise import Supervisor
from bot.engine.survey import Survey
from bot.health import add_health
from bot.live import check_secrets, live_platforms, mail_server
from bot.ports import CannotStart, ChatPlatform, Clock
from bot.programme import Programme, load_programme
from bot.scene import Deployment, View
from bot.secrets import Secrets
from storage.engine import Database, StorageError
from storage.files import FolderFileStore
from storage.upgrade import upgrade

log = logging.getLogger(__name__)

PLAYGROUND = "playground"
"""Its name as a platform. The rest of it is loaded only where it is wanted: it takes a tenth of a live bot's start."""

UPLOAD_MAX = 20_000_000
"""Bytes; Telegram lets bots download as much."""


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  # the one place


class App:
    """Everything wired together. `start` it, and it lives until `stop`."""

    ready = False

    def __init__(
        self,
        config: Config,
        secrets: Secrets | None = None,
        *,
        clock: Clock | None = None,
        wall: Clock | None = None,
    ) -> None:
        """Raises `ConfigError`, `PackError`, `BrokenFeature` and `StorageError`, each of which says what to do."""
        self.config = config
        self._secrets = secrets or Secrets()
        check_secrets(config, self._secrets)
        self.wall = wall or SystemClock()
        self.clock: Clock = clock or self.wall
        self.files = FolderFileStore(config.storage.files)
        programmes = load_programmes(config.cohorts)
        self._programme_of = {cohort.key: programmes[cohort.key].id for cohort in config.cohorts}
        self.platforms: dict[str, ChatPlatform] = {}
        self.deployment = self._deployment(programmes.values())
        self.database = Database.open(config.storage.url)
        self.delivery = Delivery(self.database, self.deployment, self.clock, self.wall, Pace(monotonic))
        self.fetching = Fetching(self.database, self.deployment, self.clock, self.wall, self.delivery)
        self._finder = AccountFinder(self.database, self.deployment, self.clock, self.wall, self.delivery)
        self.survey = Survey(self.database, self.deployment, self.clock, self.wall, self.delivery, self._finder.look)
        self.dispatcher = Dispatcher(
            self.database,
            self.deployment,
            self.clock,
            self.wall,
            self.delivery,
            self.survey.look_at,
            self.fetching.poke,
        )
        self.schedule = Schedule(
            self.database, self.deployment, self.clock, self.wall, self.delivery, self._find_accounts
        )
        self._supervisor: Supervisor | None = None
        self.web = web.Application(client_max_size=UPLOAD_MAX + 2**20)
        server = mail_server(config, self._secrets)
        self.mailing = server and Mailing(self.database, self.deployment, self.clock, self.wall, server)
        add_calendar_feed(self.web, self.database, self.deployment, self.clock)
        add_health(self.web, lambda: self.ready, self.problems)
        self._runner: web.AppRunner | None = None
        self._catching_up: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._opening: Callable[[], Awaitable[None]] = _nothing_to_say

    def _deployment(self, programmes: Iterable[Programme]) -> Deployment:
        return Deployment(
            {programme.id: programme for programme in programmes},
            {cohort.key: cohort for cohort in self.config.cohorts},
            handlers.discover(),
            self.files,
            self.platforms,
            self.config.privacy,
            self.config.homework,
            mails=self.config.smtp is not None,
            mail_sender=self.config.smtp.sender if self.config.smtp else "",
            public_url=self._public_url,
        )

    async def start(self) -> None:
        """Ready when it returns: tables upgraded, cohorts known, the web server up, and each platform running or, where
        it could not be started, being tried again. Raises `CannotStart` for the playground, as nobody waits for it."""
        await upgrade(self.database)
        await self._make_cohorts()
        if self.config.playground.enabled:
            await self._add_playground()
        for platform in live_platforms(self.config, self._secrets, self.deployment, self.files, self.wall, self.web):
            self.platforms[platform.name] = platform
        await self.delivery.start(self.platforms)
        self._runner = web.AppRunner(self.web, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.config.http.host, self.config.http.port).start()
        self._supervisor = Supervisor(self.platforms, self.dispatcher.handle, self._platform_started)
        await self._supervisor.start()
        if PLAYGROUND in self._supervisor.failures:
            raise CannotStart(self._supervisor.failures[PLAYGROUND])
        await self.fetching.start()
        if self.mailing:
            self.mailing.start()
        self.ready = True
        self._catching_up = asyncio.create_task(self.schedule.tick(), name="first tick")
        self._warming = asyncio.create_task(self._warm_up(), name="warm-up")

    async def stop(self) -> None:
        """Finish the turns in flight, then let go of everything. What waits in the outbox waits for the next start."""
        self.ready = False
        early = [task for task in (self._catching_up, self._warming) if task]
        for task in early:
            task.cancel()
        await asyncio.gather(*early, return_exceptions=True)
        self.schedule.stop()
        if self._supervisor:
            await self._supervisor.stop()
        await _end_all(platform.stop() for platform in self.platforms.values())
        await self.survey.stop()
        await self.fetching.stop()
        if self.mailing:
            await self.mailing.stop()
        await self.delivery.stop()
        await _end_all(platform.close() for platform in self.platforms.values())
        if self._runner:
            await self._runner.cleanup()
        await self.database.close()

    def _public_url(self) -> str:
        """What the config says; for the playground, which has visitors on this machine alone, its own page."""
        given = self.config.http.public_url or (self.config.telegram.webhook_url if self.config.telegram else "")
        if given or not self.config.playground.enabled or self._runner is None:
            return given
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """The port that is served, which the system chose where the config says 0."""
        assert self._runner is not None
        port: int = self._runner.addresses[0][1]
        return port

    async def caught_up(self) -> None:
        """Return when what was due at the start is on its way; until then the bot answers already."""
        if self._catching_up:
            await asyncio.wait([self._catching_up])

    async def warmed_up(self) -> None:
        """Return when what makes first answers fast is done; until then the bot works, a little slower."""
        if self._warming:
            await asyncio.wait([self._warming])

    async def _warm_up(self) -> None:
        await self.caught_up()
        self.schedule.start()
        wire.dump_reply(DirectReply())  # what writes replies down is made with its first use
        async with self.database.read() as uow:
            cohorts = [cohort for cohort in await uow.cohorts.all() if cohort.key in self.deployment.cohorts]
            for cohort in cohorts:
                view = View(self.deployment, uow, self.clock.now(), cohort)
                view.group_voice("*")  # the parser of marked-up text comes with its first use
                for feature in self.deployment.registry.features:
                    for warm_up in feature.warm_ups:
                        await warm_up(view)
        await self._opening()

    async def _make_cohorts(self) -> None:
        async with self.database.write() as uow:
            for config in self.config.cohorts:
                programme = self.deployment.programmes[self._programme_of[config.key]]
                cohort = await uow.cohorts.ensure(config.key, programme.id, config.title or programme.title)
                if self.config.playground.enabled and config is self.config.cohorts[0]:
                    await uow.cohorts.bind_group(cohort.id, PLAYGROUND, f"group-{config.key}")

    async def _add_playground(self) -> None:
        from bot.adapters.playground.adapter import Playground
        from bot.demo import MovingClock, Stage
        from bot.small_talk import break_the_ice

        playground = self.config.playground
        moving = MovingClock(self.clock, self.schedule, self.delivery)
        held_back = await self._seeded() if playground.sample_people else frozenset()
        programme = self.deployment.programmes[self._programme_of[self.config.cohorts[0].key]]
        stage = Stage(self.database, self.deployment, self.schedule, moving, programme, held_back)
        await stage.prepare_things_to_try()
        adapter = Playground(
            playground.data, stage, self.files, max_upload=UPLOAD_MAX, allowed_hosts=playground.allowed_hosts
        )
        adapter.routes(self.web)
        self.platforms[adapter.name] = adapter
        if playground.sample_people:
            self._opening = partial(break_the_ice, adapter, stage, self.delivery.settled)

    async def _seeded(self) -> frozenset[str]:
        from bot.demo import held_back_of, seed

        async with self.database.read() as uow:
            cohort = await uow.cohorts.by_key(self.config.cohorts[0].key)
            assert cohort is not None
            members = await uow.members.of_cohort(cohort.id, erased=True)
        if not members:
            programme = self.deployment.programmes[cohort.programme]
            members = list(await seed(self.database, cohort, programme, self.wall.now()))
        return held_back_of(members)

    async def problems(self) -> dict[str, str | None]:
        """Of the database and of each platform: why it cannot be used now, None where it can."""
        found = self._supervisor.problems() if self._supervisor else {}
        try:
            async with self.database.read() as uow:
                await uow.cohorts.all()
        except StorageError as error:
            return {"storage": str(error), **found}
        return {"storage": None, **found}

    async def _platform_started(self, name: str) -> None:
        await self.survey.look_at_all(name)
        await self._finder.look(name)
        self.delivery.poke()

    async def _find_accounts(self) -> None:
        for name in self.platforms:
            await self._finder.look(name)


async def _end_all(endings: Iterable[Awaitable[None]]) -> None:
    """One platform's fault keeps the others, and the database, from nothing."""
    for ended in await asyncio.gather(*endings, return_exceptions=True):
        if isinstance(ended, Exception):
            log.error("a platform did not stop as it should", exc_info=ended)


async def _nothing_to_say() -> None:
    """Only the demo begins with a chat."""


def load_programmes(cohorts: tuple[CohortConfig, ...]) -> Mapping[str, Programme]:
    """The pack of each cohort, by the cohort's key. Raises `PackError`, and `ConfigError` where two packs have one id."""
    loaded = {folder: load_programme(folder) for folder in {cohort.programme for cohort in cohorts}}
    folders: dict[str, Path] = {}
    for folder, programme in loaded.items():
        other = folders.setdefault(programme.id, folder)
        if other != folder:
            raise ConfigError(
                f"The packs {other} and {folder} have the same id {programme.id!r}. Give one of them another."
            )
    return {cohort.key: loaded[cohort.programme] for cohort in cohorts}
