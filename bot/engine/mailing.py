"""E-mails: made and sent outside any transaction, each until the mail server has it or will never take it."""

from __future__ import annotations

import asyncio
import logging
import uuid
from datetime import timedelta

from bot.chat.errors import Offline, Refused, SendError
from bot.chat.messages import Letter
from bot.ports import Clock, MailServer
from bot.scene import Deployment, View
from storage.engine import Database, StorageError
from storage.letters import LetterRow
from storage.outgoing import Lease

log = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=10)
"""Longer than a mail server may take for a batch."""

LOOK_EVERY = 5.0
"""Seconds between two looks for letters: nobody waits for an e-mail to the second."""

TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
"""Tripled each time: eight tries span about six hours, as greylisting and small servers need."""

REMEMBER = timedelta(days=30)


class Mailing:
    """Exists only where the config has a mail server."""

    def __init__(
        self, database: Database, deployment: Deployment, clock: Clock, wall: Clock, server: MailServer
    ) -> None:
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._wall = wall
        self._server = server
        self._process = uuid.uuid4().hex
        self._loop: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="mailing")

    async def stop(self) -> None:
        """What is under way is sent again after the next start, under the same message id."""
        if self._loop:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    async def settled(self) -> None:
        """Return when nothing is left that can be sent now. For tests."""
        while await self._send_some():
            pass

    async def _run(self) -> None:
        while True:
            try:
                while await self._send_some():
                    pass
            except StorageError as error:
                log.error("letters not read: %s", error)
            except Exception:
                log.exception("mailing stumbled and goes on")
            await asyncio.sleep(LOOK_EVERY)

    async def _send_some(self) -> bool:
        async with self._one_at_a_time:
            async with self._database.read() as uow:
                if not await uow.letters.any_due(self._wall.now()):
                    return False
            async with self._database.write() as uow:
                lease = Lease(self._process, self._wall.now() + LEASE)
                rows = await uow.letters.claim(self._wall.now(), lease, BATCH)
                await uow.letters.purge(self._wall.now() - REMEMBER)
            for row in rows:
                await self._send(row)
            return bool(rows)

    async def _send(self, row: LetterRow) -> None:
        try:
            letter, address = await self._as_of_now(row)
            if letter is not None:
                await self._server.send(address, letter, dedup=row.key, at=self._wall.now())
        except Offline as error:
            await self._later(row, error, counts=False)
        except Refused as error:
            log.warning("letter %d was refused: %s", row.id, error)
            await self._end(row, "failed", str(error))
        except Exception as error:
            if not isinstance(error, SendError | StorageError):
                log.exception("letter %d could not be made or sent", row.id)
            if row.attempts + 1 >= TRIES:
                await self._end(row, "failed", type(error).__name__)
            else:
                await self._later(row, error, counts=True)
        else:
            await self._end(row, "sent" if letter else "dropped", "" if letter else "no longer wanted")

    async def _as_of_now(self, row: LetterRow) -> tuple[Letter | None, str]:
        async with self._database.read() as uow:
            writer = self._deployment.registry.letters.get(row.recheck.name)
            cohort = await uow.cohorts.by_id(row.cohort_id)
            member = await uow.members.by_id(row.member_id)
            if writer is None or cohort is None or member is None or cohort.key not in self._deployment.cohorts:
                return None, ""
            view = View(self._deployment, uow, self._clock.now(), cohort)
            return await writer(view, **row.recheck.args), member.email

    async def _end(self, row: LetterRow, state: str, why: str) -> None:
        async with self._database.write() as uow:
            await uow.letters.end(row.id, state, self._wall.now(), why)

    async def _later(self, row: LetterRow, error: Exception, *, counts: bool) -> None:
        pause = min(FIRST_PAUSE * 3**row.attempts, LONGEST_PAUSE)
        async with self._database.write() as uow:
            await uow.letters.retry_later(row.id, self._wall.now() + pause, type(error).__name__, counts=counts)
