"""Files that people sent: brought over from their platform, outside any turn, and handed to the feature that wants them."""

from __future__ import annotations

import asyncio
import logging
import uuid
from datetime import timedelta

from bot.chat.errors import Offline, RateLimited, Refused, SendError
from bot.chat.messages import Fetched
from bot.engine.delivery import Delivery
from bot.engine.record import Recorded, record_tick
from bot.ports import Clock
from bot.scene import Deployment, Scene
from storage.engine import Database, StorageError
from storage.incoming import Incoming
from storage.outgoing import Lease

log = logging.getLogger(__name__)

AT_ONCE = 4
LEASE = timedelta(minutes=10)
"""Longer than a platform's slowest download may take."""

LOOK_EVERY = 15.0
"""Seconds between two looks for what another process left behind, or what is to be tried again."""

TRIES = 6
FIRST_PAUSE = timedelta(seconds=10)
"""Doubled each time: six tries span ten minutes. Somebody is waiting for an answer."""

AWAY = timedelta(minutes=10)
AWAY_FOR = timedelta(days=1)
"""How often a platform is looked for that the config does not have any more, and for how long: it may come back."""


class Away(Offline):
    """The config does not have this platform."""


class Vanished(SendError):
    """Somebody else had sent the same contents and took them back, before these were noted here."""


class Fetching:
    """`poke` it when rows were committed. What was begun and not finished is begun again, by whoever comes first."""

    def __init__(
        self, database: Database, deployment: Deployment, clock: Clock, wall: Clock, delivery: Delivery
    ) -> None:
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._wall = wall
        self._delivery = delivery
        self._process = uuid.uuid4().hex
        self._woken = asyncio.Event()
        self._busy = False
        self._loop: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if not self._database.shared:
            async with self._database.write() as uow:
                await uow.incoming.release_all()
        self._loop = asyncio.create_task(self._run(), name="fetching")

    async def stop(self) -> None:
        """What is under way is left to the next start."""
        if self._loop:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    def poke(self) -> None:
        """There is something to fetch."""
        self._woken.set()

    async def settled(self) -> None:
        """Return when nothing is left that can be fetched now. For tests and for moving the playground's clock."""
        while True:
            async with self._database.read() as uow:
                due = await uow.incoming.any_due(self._wall.now())
            if not due and not self._busy:
                return
            self.poke()
            await asyncio.sleep(0.002)

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                while await self._fetch_some():
                    pass
            except StorageError as error:
                log.error("files to fetch not read: %s", error)
            except Exception:
                log.exception("fetching stumbled and goes on")
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _fetch_some(self) -> bool:
        self._busy = True
        try:
            async with self._database.read() as uow:
                if not await uow.incoming.any_due(self._wall.now()):
                    return False
            async with self._database.write() as uow:
                lease = Lease(self._process, self._wall.now() + LEASE)
                rows = await uow.incoming.claim(self._wall.now(), lease, AT_ONCE)
            await asyncio.gather(*(self._fetch(row) for row in rows))
            return bool(rows)
        finally:
            self._busy = False

    async def _fetch(self, row: Incoming) -> None:
        try:
            await self._hand_over(row, await self._brought(row))
        except Away as error:
            if self._wall.now() - row.made_at < AWAY_FOR:
                await self._later(row, error, counts=False, pause=AWAY)
            else:
                await self._give_up(row)
        except Offline as error:
            await self._later(row, error, counts=False)
        except RateLimited as error:
            await self._later(row, error, counts=False, pause=timedelta(seconds=error.retry_after))
        except StorageError as error:
            # Its lease runs out, and it is begun again.
            log.error("a file that was fetched is not recorded: %s", error)
        except Exception as error:
            if not isinstance(error, SendError):
                log.exception("a file could not be fetched or handled")
            if row.attempts + 1 < TRIES:
                await self._later(row, error, counts=True)
            else:
                await self._give_up(row)

    async def _brought(self, row: Incoming) -> Fetched:
        platform = self._deployment.platforms.get(row.platform)
        if platform is None:
            raise Away(f"{row.platform} is not configured")
        try:
            stored = await self._deployment.files.keep(platform.fetch(row.fetch.file_id))
        except (KeyError, Refused):
            return Fetched(problem="gone")
        return Fetched(stored.key, stored.size, stored.head)

    async def _hand_over(self, row: Incoming, fetched: Fetched) -> None:
        """The end of the row and what the feature makes of it are one transaction."""
        recorded: Recorded | None = None
        async with self._database.write() as uow:
            held = await uow.incoming.finish(row.id, self._process)
            cohort = await uow.cohorts.by_id(row.cohort_id)
            handler = self._deployment.registry.fetches.get(row.fetch.then)
            if held and cohort and handler and cohort.key in self._deployment.cohorts:
                if fetched.key and not await self._deployment.files.holds(fetched.key):
                    raise Vanished("fetched again, so that nobody is told that it is safe")
                scene = Scene(self._deployment, uow, self._clock.now(), cohort)
                intents = await handler(scene, fetched, **row.fetch.args)
                recorded = await record_tick(scene, intents, self._wall.now(), self._delivery.lease())
        if recorded is not None:
            self._delivery.submit(recorded.rows)
        elif fetched.key:
            await self._remove(row, fetched.key)

    async def _remove(self, row: Incoming, key: str) -> None:
        """The row went while its file came, with who had sent it say; unless another process, or a list, wants it."""
        async with self._database.read() as uow:
            wanted = await uow.incoming.is_there(row.id) or await uow.personal.is_used(key)
        if not wanted:
            await self._deployment.files.remove(key)

    async def _later(self, row: Incoming, error: Exception, *, counts: bool, pause: timedelta | None = None) -> None:
        log.warning("a file is fetched later: %s", type(error).__name__)
        at = self._wall.now() + (pause or FIRST_PAUSE * 2**row.attempts)
        async with self._database.write() as uow:
            await uow.incoming.try_again(row.id, self._process, at, counts=counts)

    async def _give_up(self, row: Incoming) -> None:
        try:
            await self._hand_over(row, Fetched(problem="failed"))
        except Exception:
            log.exception("nobody could be told that a file did not come")
            async with self._database.write() as uow:
                await uow.incoming.finish(row.id, self._process)
