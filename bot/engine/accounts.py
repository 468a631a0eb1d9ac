"""Members whose platform knows their e-mail address get their account linked before they have ever written."""

from __future__ import annotations

import asyncio
import logging

from bot.chat.errors import RateLimited, SendError
from bot.domain.people import Member
from bot.engine.delivery import Delivery
from bot.engine.record import Recorded, record_tick
from bot.ports import ChatPlatform, Clock
from bot.scene import Deployment, Scene
from storage.engine import Database, StorageError

log = logging.getLogger(__name__)


class AccountFinder:
    """So that reminders and organisers' answers reach people who have not said a word yet."""

    def __init__(
        self, database: Database, deployment: Deployment, clock: Clock, wall: Clock, delivery: Delivery
    ) -> None:
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._wall = wall
        self._delivery = delivery
        self._looking: set[str] = set()

    async def look(self, name: str) -> None:
        """Look for everybody who has no account on this platform, in the cohorts that have a group there."""
        if name in self._looking:
            return
        self._looking.add(name)
        try:
            await self._look(name)
        finally:
            self._looking.discard(name)

    async def _look(self, name: str) -> None:
        platform = self._deployment.platforms.get(name)
        if platform is None or not platform.capabilities.finds_by_email or platform.problem is not None:
            return
        try:
            for member in await self._without(name):
                try:
                    await self._link(platform, member)
                except RateLimited as error:
                    await asyncio.sleep(error.retry_after)
                    await self._link(platform, member)
        except SendError as error:
            log.warning("accounts on %s could not be looked up, tried again in an hour: %s", name, error)
        except StorageError as error:
            log.error("accounts not linked, tried again in an hour: %s", error)

    async def _without(self, platform: str) -> list[Member]:
        async with self._database.read() as uow:
            found: list[Member] = []
            for cohort in await uow.cohorts.all():
                here = any(group[0] == platform for group in await uow.cohorts.groups(cohort.id))
                if here and cohort.key in self._deployment.cohorts:
                    found += await uow.accounts.without(platform, cohort.id)
            return found

    async def _link(self, platform: ChatPlatform, member: Member) -> None:
        sender = await platform.find(member.email)
        if sender is None:
            return
        recorded = Recorded()
        async with self._database.write() as uow:
            account = await uow.accounts.know(sender.platform, sender.account_id, sender.name)
            cohort = await uow.cohorts.by_id(member.cohort_id)
            if await uow.accounts.link(account, member, sender.platform, self._wall.now()) and cohort:
                scene = Scene(self._deployment, uow, self._clock.now(), cohort)
                intents = await self._deployment.registry.enrolled(scene, member)
                recorded = await record_tick(scene, intents, self._wall.now(), self._delivery.lease())
        self._delivery.submit(recorded.rows)
