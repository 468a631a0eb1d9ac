"""What is old enough is forgotten, as the config's `[privacy]` says: hourly, a few rows at a time, and noted in the audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from bot.ports import Clock
from bot.scene import Deployment
from storage.engine import Database
from storage.personal.ageing import Ageing, Kind

EVERY = timedelta(hours=1)

ROWS = 500
"""In one transaction: on SQLite they hold up the others for some milliseconds."""

ROUNDS = 5
"""Transactions of one kind in one go; what is left then goes with the next minute's tick, so that no tick takes long."""

FAILURES_FOR = 1
"""Days. Wrong codes count for minutes; nobody needs them longer."""


class Retention:
    """`clock` is the programme's time, `wall` the real one, by which messages were sent."""

    def __init__(self, database: Database, deployment: Deployment, clock: Clock, wall: Clock) -> None:
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._wall = wall
        self._done_at: datetime | None = None

    async def apply(self) -> None:
        """At most once an hour, or again at once where more was left. Raises `StorageError`."""
        now = self._clock.now()
        if self._done_at is not None and abs(now - self._done_at) < EVERY:
            return
        self._done_at = None
        async with self._database.read() as uow:
            cohorts = [cohort for cohort in await uow.cohorts.all() if cohort.key in self._deployment.cohorts]
        done = await self._forget(None, "", now)
        for cohort in cohorts:
            done = await self._forget(cohort.id, cohort.programme, now) and done
        if done:
            self._done_at = now

    async def _forget(self, cohort_id: int | None, programme: str, now: datetime) -> bool:
        """Whether nothing is left to forget."""
        counts: Counter[str] = Counter()
        done = True
        try:
            for kind, before in self._periods(cohort_id, now).items():
                named = self._still_named(programme, before) if kind == "attendance" else frozenset()
                done = await self._forget_kind(cohort_id, kind, before, named, counts) and done
        finally:
            # What was forgotten so far is forgotten, whatever went wrong afterwards.
            if counts and cohort_id is not None:
                async with self._database.write() as uow:
                    await Ageing(uow.connection, cohort_id).note(now, counts)
        return done

    async def _forget_kind(
        self, cohort_id: int | None, kind: Kind, before: datetime, named: frozenset[str], counts: Counter[str]
    ) -> bool:
        for _round in range(ROUNDS):
            async with self._database.read() as read:
                if not await Ageing(read.connection, cohort_id).any(kind, before, named):
                    return True
            async with self._database.write() as uow:
                ageing = Ageing(uow.connection, cohort_id)
                counts[kind] += await ageing.forget(kind, before, named, ROWS)
            await self._remove(ageing.files)
        return False

    async def _remove(self, files: Collection[str]) -> None:
        for key in files:
            async with self._database.read() as read:
                used = await read.personal.is_used(key)
            if not used:
                await self._deployment.files.remove(key)

    def _periods(self, cohort_id: int | None, now: datetime) -> Mapping[Kind, datetime]:
        """What is older than this is forgotten; kinds that are kept for ever are not among them."""
        kept, wall = self._deployment.privacy, self._wall.now()
        days: dict[Kind, tuple[datetime, int]] = {"messages": (wall, kept.keep_messages)}
        if cohort_id is None:
            days["failures"] = (now, FAILURES_FOR)
        else:
            days["announcements"] = (now, kept.keep_messages)
            days["questions"] = (now, kept.keep_questions)
            days["meeting_lists"] = (now, kept.keep_meeting_lists)
            days["attendance"] = (now, kept.keep_attendance)
            days["audit"] = (now, kept.keep_audit)
        return {kind: since - timedelta(days=period) for kind, (since, period) in days.items() if period}

    def _still_named(self, programme: str, before: datetime) -> frozenset[str]:
        """Sessions of the pack that are not over for so long: a notice can be old, and its session still to come."""
        sessions = self._deployment.programmes[programme].sessions
        return frozenset(s.key for s in sessions if s.over_at is None or s.over_at >= before)
