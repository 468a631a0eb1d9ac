"""One event from beginning to end: lock, deduplicate, identify, route, check the role, handle, record, commit."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Callable
from datetime import datetime

from bot.chat.events import Event
from bot.chat.messages import DirectReply
from bot.chat.wire import dump_reply, load_reply
from bot.domain.people import Member
from bot.engine.delivery import Delivery
from bot.engine.record import Recorded, record_turn
from bot.engine.route import Router
from bot.engine.whose import find_cohort
from bot.locale.voice import N_
from bot.ports import Clock, Handled
from bot.scene import Deployment, Turn
from storage.engine import Database, StorageError
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

NOT_STORED = N_("Sorry, I could not save that just now, so nothing was recorded. Please try again in a few minutes.")
OUR_FAULT = N_("Sorry, something went wrong on my side and nothing was recorded. The organisers can find it in my log.")


class Dispatcher:
    """`handle` is what adapters call with every event."""

    def __init__(
        self, database: Database, deployment: Deployment, clock: Clock, wall: Clock, delivery: Delivery
    ) -> None:
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._wall = wall
        self._delivery = delivery
        self._router = Router(deployment)
        self._locks: weakref.WeakValueDictionary[tuple[str, str], asyncio.Lock] = weakref.WeakValueDictionary()

    async def handle(self, event: Event) -> Handled:
        """Commit the turn and say what the platform is to be told. Raises nothing: a fault is a `Handled` that failed."""
        # One person's messages are taken in the order in which they came; different people don't wait for each other.
        key = (event.sender.platform, event.sender.account_id)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            try:
                return await self._turn(event)
            except StorageError as error:
                log.error("turn not stored: %s", error, extra={"event_id": event.event_id})
                return Handled(failed=NOT_STORED)
            except Exception:
                log.exception("turn failed", extra={"event_id": event.event_id})
                return Handled(failed=OUR_FAULT)

    async def _turn(self, event: Event) -> Handled:
        now, wall = self._clock.now(), self._wall.now()
        async with self._database.write() as uow:
            if not await uow.events.begin(event.event_id, wall):
                stored = await uow.events.reply_to(event.event_id)
                return Handled(load_reply(stored) if stored else DirectReply())
            recorded = await self._handle_in(uow, event, now, wall)
            if recorded.reply != DirectReply():
                await uow.events.answer_with(event.event_id, dump_reply(recorded.reply))
        return Handled(recorded.reply, self._release(recorded.rows))

    async def _handle_in(self, uow: UnitOfWork, event: Event, now: datetime, wall: datetime) -> Recorded:
        sender = event.sender
        identity = await uow.accounts.identify(sender.platform, sender.account_id, sender.name, wall)
        found = await find_cohort(self._deployment, uow, event, identity, now)
        if found is None:
            log.warning("no cohort for this event: is the group bound?", extra={"event_id": event.event_id})
            return Recorded()
        cohort, memberships, sure = found
        member: Member | None = memberships.get(cohort.id)
        turn = Turn(self._deployment, uow, now, cohort, event, identity.account, member, memberships)
        intents = await self._router.run(turn, sure_of_cohort=sure)
        return await record_turn(turn, intents, wall, self._delivery.lease())

    def _release(self, rows: list[int]) -> Callable[[], None]:
        return lambda: self._delivery.submit(rows)
