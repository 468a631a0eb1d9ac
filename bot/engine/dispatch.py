"""One event from beginning to end: lock, deduplicate, identify, route, check the role, handle, record, commit."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.chat.events import Event, GroupMoved, GroupTouched, Place, PrivateChatChanged
from bot.chat.messages import DirectReply
from bot.chat.wire import dump_reply, load_reply
from bot.domain.people import Member
from bot.engine import groups
from bot.engine.delivery import Delivery
from bot.engine.record import Recorded, record_turn
from bot.engine.route import Router
from bot.engine.whose import find_cohort
from bot.locale.voice import N_
from bot.ports import Clock, Handled
from bot.scene import Deployment, Turn
from storage.accounts import Identity
from storage.engine import Database, StorageError
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

NOT_STORED = N_("Sorry, I could not save that just now, so nothing was recorded. Please try again in a few minutes.")
OUR_FAULT = N_("Sorry, something went wrong on my side and nothing was recorded. The organisers can find it in my log.")


class Dispatcher:
    """`handle` is what adapters call with every event."""

    def __init__(
        self,
        database: Database,
        deployment: Deployment,
        clock: Clock,
        wall: Clock,
        delivery: Delivery,
        look_at: Callable[[Place], None] = lambda _place: None,
        fetch: Callable[[], None] = lambda: None,
    ) -> None:
        """After the turn, `look_at` has the bot's standing in a group found out, and `fetch` files brought over."""
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._wall = wall
        self._delivery = delivery
        self._look_at = look_at
        self._fetch = fetch
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
                return Handled(failed=NOT_STORED, again=True)
            except Exception:
                log.exception("turn failed", extra={"event_id": event.event_id})
                return Handled(failed=OUR_FAULT)

    async def _turn(self, event: Event) -> Handled:
        await self._foresee(event)
        now, wall = self._clock.now(), self._wall.now()
        async with self._database.write() as uow:
            recorded = await self._handle_in(uow, event, now, wall)
            if recorded is None:
                stored = await uow.events.reply_to(event.event_id)
                return Handled(load_reply(stored) if stored else DirectReply())
            if recorded.reply != DirectReply():
                await uow.events.answer_with(event.event_id, dump_reply(recorded.reply))
        return Handled(recorded.reply, self._release(recorded))

    async def _foresee(self, event: Event) -> None:
        """While nothing is held that others may wait for. What goes wrong with it, the turn meets again."""
        for feature in self._deployment.registry.features:
            for foresight in feature.foresights:
                try:
                    await foresight(event)
                except Exception:
                    log.exception("nothing foreseen by %s", feature.name, extra={"event_id": event.event_id})

    async def _handle_in(self, uow: UnitOfWork, event: Event, now: datetime, wall: datetime) -> Recorded | None:
        """None for an event that was handled before."""
        if isinstance(event, GroupMoved | GroupTouched) or _is_closed(event):
            return (
                await self._take_note(uow, event, now, wall) if await uow.events.begin(event.event_id, wall) else None
            )
        sender, can = event.sender, self._deployment.can(event.place.platform)
        in_reach = event.place.private or can.can_message_first
        identity = await uow.turns.begin(
            event.event_id, sender.platform, sender.account_id, sender.name, wall, in_reach=in_reach
        )
        return await self._handle_person(uow, event, identity, now, wall) if identity else None

    async def _take_note(self, uow: UnitOfWork, event: Event, now: datetime, wall: datetime) -> Recorded:
        """Of what nobody is answered to."""
        match event:
            case GroupMoved(place=place, new_chat_id=chat_id):
                await groups.move(uow, place.platform, place.chat_id, chat_id, now)
                return Recorded(places=[replace(place, chat_id=chat_id)], freed=True)
            case GroupTouched():
                greeting = await groups.greet(uow, self._deployment, event, wall, self._delivery.lease())
                return Recorded(rows=[*greeting], places=[event.place])
            case _:
                await uow.accounts.mark_unreachable(event.sender.platform, event.sender.account_id)
                return Recorded()

    async def _handle_person(
        self, uow: UnitOfWork, event: Event, identity: Identity, now: datetime, wall: datetime
    ) -> Recorded:
        sender = event.sender
        freed = identity.back and await uow.outbox.unpark(sender.platform, sender.account_id)
        found = await find_cohort(self._deployment, uow, event, identity, now)
        if found is None or isinstance(event, PrivateChatChanged):
            return Recorded(freed=freed)
        member: Member | None = found.memberships.get(found.cohort.id)
        turn = Turn(
            self._deployment, uow, now, found.cohort, event, identity.account, member, found.memberships, found.bound
        )
        intents = await self._router.run(turn, sure_of_cohort=found.sure)
        known = {cohort.id for cohort, _member in identity.memberships}
        for cohort_id, joined in found.memberships.items():
            if cohort_id not in known:
                intents += await self._deployment.registry.enrolled(turn, joined)
        recorded = await record_turn(turn, intents, wall, self._delivery.lease())
        recorded.freed |= freed
        return recorded

    def _release(self, recorded: Recorded) -> Callable[[], None]:
        def release() -> None:
            self._delivery.submit(recorded.rows)
            if recorded.freed:
                self._delivery.poke()
            if recorded.files:
                self._fetch()
            for place in recorded.places:
                self._look_at(place)

        return release


def _is_closed(event: Event) -> bool:
    """Who has blocked the bot has not acted towards it."""
    return isinstance(event, PrivateChatChanged) and not event.open
