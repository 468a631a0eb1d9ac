"""How the bot stands in its groups, asked of the platforms: at the start, when something changed, when a group is bound."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import asdict

from bot.chat.errors import SendError
from bot.chat.events import Place
from bot.engine.delivery import Delivery
from bot.engine.record import record_tick
from bot.ports import Clock, Standing
from bot.scene import Deployment, Scene
from storage.engine import Database, StorageError

log = logging.getLogger(__name__)


class Survey:
    """Features hear of a standing that is other than the one noted last; so what is wrong is said once."""

    def __init__(
        self,
        database: Database,
        deployment: Deployment,
        clock: Clock,
        wall: Clock,
        delivery: Delivery,
        find_accounts: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        """`find_accounts` looks, on a platform where a group has changed, for the people who belong to it."""
        self._find_accounts = find_accounts
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._wall = wall
        self._delivery = delivery
        self._under_way: set[asyncio.Task[None]] = set()

    def look_at(self, place: Place) -> None:
        """Find out soon, outside any turn."""
        task = asyncio.create_task(self._look_at(place), name="survey")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def look_at_all(self, platform: str) -> None:
        """Every group on this platform that has a cohort."""
        try:
            async with self._database.read() as uow:
                cohorts = await uow.cohorts.all()
                groups = [group for cohort in cohorts for group in await uow.cohorts.groups(cohort.id)]
        except StorageError as error:
            log.error("groups not looked at: %s", error)
            return
        for name, chat_id, thread_id in groups:
            if name == platform:
                await self._look(Place(name, chat_id, "group", thread_id))

    async def settled(self) -> None:
        """Return when nothing is being found out any more."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    async def stop(self) -> None:
        """Find out nothing any more."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _look_at(self, place: Place) -> None:
        await self._look(place)
        if self._find_accounts:
            await self._find_accounts(place.platform)

    async def _look(self, place: Place) -> None:
        platform = self._deployment.platforms.get(place.platform)
        if platform is None:
            return
        try:
            standing = await platform.inspect(place.chat_id)
            await self._tell(place, standing)
        except SendError as error:
            log.warning("the bot's rights in a group on %s could not be looked up: %s", place.platform, error)
        except StorageError as error:
            log.error("the bot's rights in a group were not noted: %s", error)
        except Exception:
            log.exception("the bot's rights in a group on %s were not looked up", place.platform)

    async def _tell(self, place: Place, standing: Standing) -> None:
        async with self._database.write() as uow:
            cohort = await uow.cohorts.of_group(place.platform, place.chat_id)
            if cohort is None or cohort.key not in self._deployment.cohorts:
                return
            if not await uow.cohorts.note_standing(place.platform, place.chat_id, _noted(standing)):
                return
            if trouble := _trouble(standing):
                log.warning("the group of %s on %s: the bot %s.", cohort.key, place.platform, trouble)
            scene = Scene(self._deployment, uow, self._clock.now(), cohort)
            hearers = [hear for feature in self._deployment.registry.features for hear in feature.standings]
            intents = [intent for hear in hearers for intent in await hear(scene, place, standing)]
            recorded = await record_tick(scene, intents, self._wall.now(), self._delivery.lease())
        self._delivery.submit(recorded.rows)


def _trouble(standing: Standing) -> str:
    """For the log of whoever runs the bot; organisers are told in chat what to do."""
    if not standing.present:
        return "is not in it any more"
    found = [
        "" if standing.can_write else "may not write there",
        "" if standing.sees_all else "sees only commands and replies to it there",
        f"lacks the permissions {', '.join(standing.missing)}" if standing.missing else "",
    ]
    return "; ".join(filter(None, found))


def _noted(standing: Standing) -> str:
    """Without the title, as a new name is nothing to be told."""
    rights: dict[str, bool | Collection[str]] = asdict(standing)
    del rights["title"]
    return json.dumps(rights)
