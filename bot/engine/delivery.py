"""From the outbox to the platforms: claim, recheck, pace, send, mark. Each chat is a lane of its own; within it, order holds."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.errors import Moved, NotOpened, NotYet, Offline, RateLimited, Refused, SendError, Unreachable
from bot.chat.messages import Message
from bot.engine import groups, private_chats
from bot.engine.leases import Leases
from bot.engine.leftovers import send_in_turn, take_over
from bot.engine.marks import Marks
from bot.engine.pace import Closed, Pace
from bot.engine.passing_files import remove_passing
from bot.ports import ChatPlatform, Clock, Sent, ToChat
from bot.scene import Deployment, View
from storage.engine import Database, StorageError
from storage.outgoing import Lease, OutboxRow
from storage.unit_of_work import ReadUnit, UnitOfWork

log = logging.getLogger(__name__)

BATCH = 50
POLL_SECONDS = 1.0
TRIES = 8
"""With the growing pauses below, eight tries span about two hours; then organisers are shown what failed."""

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 3600.0

Lane = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Arrived:
    """The row, as it was sent, is with the platform; `sent` says where, if it is new there."""

    row: OutboxRow
    message: Message
    sent: Sent | None


class Delivery:
    """Start it once the platforms are known; `submit` hands it rows that were just committed."""

    def __init__(self, database: Database, deployment: Deployment, clock: Clock, wall: Clock, pace: Pace) -> None:
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._wall = wall
        self._pace = pace
        self._platforms: dict[str, ChatPlatform] = {}
        self._process = uuid.uuid4().hex
        self._leases = Leases(database, wall, self._process)
        self._flights = database.flights()
        self._doubts: asyncio.Task[None] | None = None
        self._marks = Marks(database, wall, self.lease, self._tell)
        self._lanes: dict[Lane, deque[int]] = {}
        self._workers: dict[Lane, asyncio.Task[None]] = {}
        self._loaded: dict[int, OutboxRow] = {}
        self._in_hand: set[int] = set()
        self._claimed_in_hand: set[int] = set()
        self._submitted: deque[int | OutboxRow] = deque()
        self._woken = asyncio.Event()
        self._claiming = False
        self._look_again = True
        self._look_at = 0.0
        self._opened: list[str] = []
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False

    def lease(self) -> Lease:
        """For rows that this process is about to send."""
        return self._leases.new()

    async def start(self, platforms: Mapping[str, ChatPlatform]) -> None:
        self._platforms = dict(platforms)
        if not self._database.shared:
            left = await take_over(self._database, self._flights, self._wall, self.lease())
            self.submit(left.ready)
            self._in_hand.update(left.doubtful)
            self._doubts = asyncio.create_task(self._resolve(left.doubtful), name="doubts")
        self._loop = asyncio.create_task(self._run(), name="delivery")

    async def stop(self) -> None:
        """Finish what is being sent; what waits stays in the outbox."""
        self._stopping = True
        self._woken.set()
        if self._loop is None:
            return  # it was never started
        await self._loop
        self._pace.close()
        if self._doubts:
            self._doubts.cancel()
            await asyncio.gather(self._doubts, return_exceptions=True)
        await asyncio.gather(*self._workers.values(), return_exceptions=True)
        try:
            async with self._database.write() as uow:
                # What is in doubt stays with this process: the next one finds it so, as after a kill.
                await uow.outbox.release(self._process, but=self._flights.in_doubt())
        except StorageError as error:
            log.error("what waits can be sent by others only when its lease ends: %s", error)
        self._flights.close()

    def submit(self, rows: Iterable[int | OutboxRow]) -> None:
        """These rows are committed and leased to this process. One that comes as it was stored is not read again."""
        for row in rows:
            row_id = row if isinstance(row, int) else row.id
            if row_id not in self._in_hand:
                self._in_hand.add(row_id)
                self._submitted.append(row)
        self._woken.set()

    def poke(self) -> None:
        """Something may be due now: look at once."""
        self._look_again = True
        self._woken.set()

    async def settled(self) -> None:
        """Return when nothing that could be sent now is left. For tests and for moving the playground's clock."""
        while True:
            await asyncio.sleep(0)
            if lanes := set(self._workers.values()):
                await asyncio.wait(lanes)
                continue
            # In this order: a row that is claimed in between is in hand, or about to be.
            due = await self._any_due()
            if not due and not self._claiming and not self._in_hand:
                return
            if due:
                self.poke()
            await asyncio.sleep(0.002)

    async def _run(self) -> None:
        while not self._stopping:
            try:
                self._woken.clear()
                # What had to wait is older than what is fresh, and goes first where both are for one chat.
                if self._time_to_look():
                    while await self._take_due() and not self._stopping:
                        pass
                await self._take_submitted()
                wait = 0.0 if self._submitted else POLL_SECONDS
            except StorageError as error:
                log.error("outbox not read: %s", error)
                wait = FIRST_PAUSE
            except Exception:
                log.exception("delivery stumbled and goes on")
                wait = FIRST_PAUSE
            if wait:
                await self._sleep(wait)

    def _time_to_look(self) -> bool:
        opened, now = self._open(), self._pace.monotonic()
        if not self._look_again and opened == self._opened and now < self._look_at:
            return False
        self._look_again, self._opened, self._look_at = False, opened, now + POLL_SECONDS
        return True

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _take_submitted(self) -> None:
        while self._submitted:
            batch = [self._submitted.popleft() for _ in range(min(BATCH, len(self._submitted)))]
            found = [row for row in batch if isinstance(row, OutboxRow)]
            ids = [row for row in batch if isinstance(row, int)]
            try:
                if ids:
                    async with self._database.read() as uow:
                        # One without a lease was given back meanwhile, and has to wait for its next try.
                        found += [row for row in await uow.outbox.rows(ids) if row.lease_until]
            finally:
                self._enqueue(sorted(found, key=lambda row: row.id))
                # What does not wait any more, or could not be read: the latter is claimed when its lease ends.
                self._in_hand.difference_update(row_id for row_id in ids if row_id not in self._loaded)

    async def _any_due(self) -> bool:
        async with self._database.read() as uow:
            return await uow.outbox.any_due(self._clock.now(), self._wall.now(), self._open())

    def _open(self) -> list[str]:
        """The platforms on which something may be sent now: all, save where a wait was asked for. One that is not running
        yet refuses the first message, and is then waited for."""
        return [name for name in self._platforms if not self._pace.platform_wait(name)]

    async def _take_due(self) -> bool:
        """Whether more of it is left."""
        if not await self._any_due():
            return False
        self._claiming = True
        try:
            async with self._database.write() as uow:
                rows = await uow.outbox.claim(self._clock.now(), self._wall.now(), self._open(), self.lease(), BATCH)
            # One that is just being let go of, to be tried later, may be due already: whoever has it hands it on.
            self._claimed_in_hand.update(row.id for row in rows if row.id in self._in_hand)
            self._enqueue(row for row in rows if row.id not in self._in_hand)
        finally:
            self._claiming = False
        return len(rows) == BATCH

    def _enqueue(self, rows: Iterable[OutboxRow]) -> None:
        for row in rows:
            self._in_hand.add(row.id)
            self._loaded[row.id] = row
            self._lanes.setdefault(row.lane, deque()).append(row.id)
            if row.lane not in self._workers:
                self._workers[row.lane] = asyncio.create_task(self._work(row.lane), name=f"lane {row.lane[0]}")

    async def _work(self, lane: Lane) -> None:
        queue = self._lanes[lane]
        try:
            while queue and not self._stopping:
                row_id = queue.popleft()
                more: list[int] = []
                try:
                    more = await self._deliver(self._loaded[row_id])
                except Closed:
                    return
                except StorageError as error:
                    # The lease runs out and the row is claimed again: at least once.
                    log.error("outcome of a message not stored: %s", error)
                except Exception:
                    log.exception("message %d is left for later", row_id)
                finally:
                    self._let_go(row_id)
                self.submit(more)
        finally:
            for left in self._lanes.pop(lane):
                self._let_go(left)
            del self._workers[lane]

    async def _resolve(self, doubtful: list[int]) -> None:
        left = set(doubtful)

        async def deliver(row: OutboxRow) -> None:
            left.discard(row.id)
            try:
                self.submit(await self._deliver(row))
            finally:
                self._let_go(row.id)

        try:
            await send_in_turn(self._database, doubtful, deliver)
        finally:
            for row_id in left:
                self._let_go(row_id)

    def _let_go(self, row_id: int) -> None:
        self._loaded.pop(row_id, None)
        self._in_hand.discard(row_id)
        if row_id in self._claimed_in_hand:
            self._claimed_in_hand.discard(row_id)
            self.submit([row_id])

    async def _deliver(self, row: OutboxRow) -> list[int]:
        """Send one row. Gives back rows to send because something changed while it was on its way."""
        platform = self._platforms.get(row.platform)
        if platform is None:
            return await self._later(row, 0, "this platform is not configured", counts=False)
        if not self._pace.wait(row.lane):
            outcome: Arrived | list[int] | None = None
            async with self._pace.turn(row.lane, platform.capabilities, row.share):
                # What was sent meanwhile may have been refused for now.
                if not self._pace.wait(row.lane):
                    outcome = await self._send_now(platform, row)
            # The platform's time is not spent on waiting for the disk.
            if isinstance(outcome, Arrived):
                return await self._note(outcome)
            if outcome is not None:
                return outcome
        return await self._later(row, self._pace.wait(row.lane), "the platform asked to wait", counts=False)

    async def _send_now(self, platform: ChatPlatform, row: OutboxRow) -> Arrived | list[int]:
        if not await self._leases.still_ours(row):
            return []
        message: Message | None = None
        try:
            row, message = await self._as_of_now(row)
            if message is None:
                return await self._end(row, "dropped", "no longer wanted")
            with self._leases.held(row):
                sent = await self._send(platform, row, message)
        except NotYet as wait:
            async with self._database.write() as uow:
                await uow.outbox.put_off(row, wait.until)
            return []
        except SendError as error:
            await self._unmake(row, message)
            return await self._not_sent(row, error)
        except StorageError:
            raise
        except Exception as error:
            await self._unmake(row, message)
            # A fault of a feature or an adapter: it may pass, and must not hold up the lane for ever.
            log.exception("message %d could not be made or sent", row.id)
            return await self._not_sent(row, SendError(repr(error)))
        self._pace.online(row.platform)
        return Arrived(row, message, sent)

    async def _note(self, arrived: Arrived) -> list[int]:
        more = await self._marks.sent(arrived.row, arrived.sent, arrived.message if arrived.message.parts else None)
        self._flights.end(arrived.row)
        await remove_passing(self._deployment.files, arrived.message)
        return more

    async def _tell(self, uow: UnitOfWork, row: OutboxRow, message: Message) -> None:
        if row.recheck and (hear := self._deployment.registry.arrivals.get(row.recheck.name)):
            await hear(uow, self._clock.now(), message)

    async def _send(self, platform: ChatPlatform, row: OutboxRow, message: Message) -> Sent | None:
        if row.edits is not None:
            await platform.edit(row.edits, message)
            return None
        with self._flights.flight(row) as arrive:
            arrive(sent := await platform.send(row.target, message, dedup=f"outbox:{row.id}"))
        return sent

    async def _as_of_now(self, row: OutboxRow) -> tuple[OutboxRow, Message | None]:
        """The row's newest version, and its message unless it is no longer wanted or came too late."""
        now = self._clock.now()
        if row.expires is not None and row.expires <= now:
            return row, None
        if row.recheck is None:
            return row, row.message
        async with self._database.read() as uow:
            # Version and content come from one snapshot: a change after it raises the version again.
            fresh = await uow.outbox.row(row.id)
            if fresh is None:
                return row, None
            return fresh, await self._recheck(uow, fresh)

    async def _recheck(self, uow: ReadUnit, row: OutboxRow) -> Message | None:
        assert row.recheck is not None
        handler = self._deployment.registry.rechecks.get(row.recheck.name)
        cohort = await uow.cohorts.by_id(row.cohort_id) if row.cohort_id else None
        if handler is None or cohort is None or cohort.key not in self._deployment.cohorts:
            return None
        return await handler(View(self._deployment, uow, self._clock.now(), cohort), **row.recheck.args)

    async def _not_sent(self, row: OutboxRow, error: SendError) -> list[int]:
        match error:
            case Offline():
                return await self._later(row, self._pace.offline(row.platform), str(error), counts=False)
            case Moved(new_chat_id=chat_id) if isinstance(row.target, ToChat):
                async with self._database.write() as uow:
                    await groups.move(uow, row.platform, row.target.chat_id, chat_id, self._clock.now())
                return await self._later(row, 0, str(error), counts=False)
            case NotOpened() if row.account_id is not None:
                return await self._park(row, str(error))
            case RateLimited(retry_after=seconds, whole_platform=everywhere):
                self._pace.ask_to_wait(row.platform if everywhere else row.lane, seconds)
                return await self._later(row, self._pace.wait(row.lane), str(error), counts=False)
            case Unreachable():
                return await self._end(row, "failed", "this person cannot be reached in private", unreachable=True)
            case Refused():
                log.warning("message %d was refused: %s", row.id, error)
                return await self._end(row, "failed", str(error))
            case _ if row.attempts + 1 >= TRIES:
                return await self._end(row, "failed", str(error))
            case _:
                pause = min(FIRST_PAUSE * 3**row.attempts, LONGEST_PAUSE)
                return await self._later(row, pause, str(error), counts=True)

    async def _park(self, row: OutboxRow, why: str) -> list[int]:
        """It waits until the person opens their private chat; that they should is said once, where they can see it."""
        link = self._platforms[row.platform].private_link()
        async with self._database.write() as uow:
            return await private_chats.park(uow, row, why, link, self._wall.now(), self.lease())

    async def _later(self, row: OutboxRow, seconds: float, why: str, *, counts: bool) -> list[int]:
        at = self._wall.now() + timedelta(seconds=seconds)
        self._look_at = min(self._look_at, self._pace.monotonic() + seconds)
        async with self._database.write() as uow:
            await uow.outbox.retry_later(row, at, why, counts=counts)
        return []

    async def _end(self, row: OutboxRow, state: str, why: str, *, unreachable: bool = False) -> list[int]:
        async with self._database.write() as uow:
            await uow.outbox.mark_ended(row, state, why, self._wall.now())
            if unreachable and row.account_id is not None:
                await uow.accounts.mark_unreachable(row.platform, row.account_id)
        if row.message is not None:
            await remove_passing(self._deployment.files, row.message)
        return []

    async def _unmake(self, row: OutboxRow, message: Message | None) -> None:
        """What a recheck made is made anew with the next try, and would be left lying about."""
        if row.recheck is not None and message is not None:
            await remove_passing(self._deployment.files, message)
