"""The one-minute tick: asks each feature what is due in each cohort. What was said before has a key and is not said again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from bot.domain.people import Cohort
from bot.engine.delivery import Delivery
from bot.engine.dialogs import FORGET_AFTER
from bot.engine.private_chats import GIVE_UP
from bot.engine.record import record_tick
from bot.engine.retention import Retention
from bot.feature import Planned
from bot.ports import Clock
from bot.routes import Ticker
from bot.scene import Deployment, Scene, View
from storage.engine import Database, StorageError

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

REMEMBER_EVENTS = timedelta(days=3)
"""Telegram redelivers for a day, Slack for about an hour; people press "try again" in the playground a while later."""


class Schedule:
    def __init__(
        self,
        database: Database,
        deployment: Deployment,
        clock: Clock,
        wall: Clock,
        delivery: Delivery,
        every_hour: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`every_hour` is called outside any transaction."""
        self._every_hour = every_hour
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._wall = wall
        self._delivery = delivery
        self._retention = Retention(database, deployment, clock, wall)
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._scheduler = AsyncIOScheduler(timezone=UTC)
        if self._every_hour:
            self._scheduler.add_job(self._every_hour, "cron", minute=17, misfire_grace_time=None, id="hour")
        self._scheduler.add_job(
            self.tick, "cron", second=0, coalesce=True, max_instances=1, misfire_grace_time=None, id="tick"
        )
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def tick(self) -> None:
        """One feature's fault must not keep the others from being on time."""
        features = self._deployment.registry.features
        first = [(feature.name, ticker) for feature in features for ticker in feature.ticks]
        last = [(feature.name, ticker) for feature in features for ticker in feature.last_ticks]
        try:
            cohorts = await self._cohorts()
            for name, ticker in (*first, *last):
                for cohort in cohorts:
                    await self._tick_one(name, ticker, cohort)
        except StorageError as error:
            log.error("tick not begun, tried again in a minute: %s", error)
        try:
            await self._purge()
            await self._retention.apply()
        except StorageError as error:
            log.error("what is old not forgotten, tried again in an hour: %s", error)
        self._delivery.poke()

    async def _cohorts(self) -> list[Cohort]:
        """Those of the config, as they were made at the start."""
        async with self._database.read() as uow:
            return [cohort for cohort in await uow.cohorts.all() if cohort.key in self._deployment.cohorts]

    async def _tick_one(self, name: str, ticker: Ticker, cohort: Cohort) -> None:
        try:
            async with self._database.write() as uow:
                scene = Scene(self._deployment, uow, self._clock.now(), cohort)
                recorded = await record_tick(scene, await ticker(scene), self._wall.now(), self._delivery.lease())
            self._delivery.submit(recorded.rows)
        except StorageError as error:
            log.error("tick of %s not stored, tried again in a minute: %s", name, error)
        except Exception:
            log.exception("tick of %s failed for cohort %s", name, cohort.key)

    async def _purge(self) -> None:
        wall = self._wall.now()
        if wall.minute:
            return
        async with self._database.write() as uow:
            await uow.events.purge(wall - REMEMBER_EVENTS)
            await uow.outbox.give_up_parked(wall - GIVE_UP, self._clock.now(), wall)
            await uow.dialogs.purge(self._clock.now() - FORGET_AFTER)

    async def planned(self) -> list[Planned]:
        """What is going to happen, soonest first: from every feature's plans."""
        found: list[Planned] = []
        now = self._clock.now()
        async with self._database.read() as uow:
            for cohort in await uow.cohorts.all():
                if cohort.key not in self._deployment.cohorts:
                    continue
                view = View(self._deployment, uow, now, cohort)
                for feature in self._deployment.registry.features:
                    for planner in feature.planners:
                        found += await planner(view)
        return sorted((plan for plan in found if plan.at > now), key=lambda plan: plan.at)
