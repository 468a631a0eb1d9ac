"""Roadmaps, read and changed part by part. Who changes one locks it first, reads it again, and decides then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, select, update

from bot.domain.people import Member
from bot.domain.roadmap.plan import ACTION, GOAL, Outcome, Part, Roadmap, State
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow, insert, insert_once
from storage.tables import member, roadmap, roadmap_part


def roadmap_of(row: AnyRow, parts: Sequence[Part] = ()) -> Roadmap:
    return Roadmap(
        row.id,
        row.cohort_id,
        row.member_id,
        row.state,
        row.made_at,
        row.changed_at,
        row.submitted_at,
        row.agreed_at,
        row.shared,
        row.topic,
        tuple(parts),
    )


def part_of(row: AnyRow) -> Part:
    due = date.fromisoformat(row.due) if row.due else None
    return Part(row.id, row.kind, row.answers, row.version, row.under, row.nth, due, row.outcome, row.note)


_IN_ORDER = (roadmap_part.c.kind == ACTION, roadmap_part.c.nth, roadmap_part.c.id)
"""Actions last, so that they follow their goals."""

_OF_MEMBER = Prepared(select(roadmap).where(roadmap.c.member_id == bindparam("b_member")))
_PARTS = Prepared(select(roadmap_part).where(roadmap_part.c.roadmap_id == bindparam("b_roadmap")).order_by(*_IN_ORDER))


class RoadmapStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def begin(self, whose: Member, now: datetime) -> Roadmap:
        """Their roadmap, locked; an empty draft where there is none yet."""
        values = {"cohort_id": whose.cohort_id, "member_id": whose.id, "made_at": now, "changed_at": now}
        await insert_once(self._connection, insert(self._connection, roadmap).values(**values), roadmap.c.id)
        found = await self.own_locked(whose.id)
        assert found is not None
        return found

    async def own_locked(self, member_id: int) -> Roadmap | None:
        """A member's own, as `locked`."""
        return next(iter(await self._whole(roadmap.c.member_id == member_id, lock=True)), None)

    async def locked(self, roadmap_id: int) -> Roadmap | None:
        """As it is now; from here to the commit nobody else changes it."""
        return next(iter(await self._whole(roadmap.c.id == roadmap_id, lock=True)), None)

    async def by_id(self, roadmap_id: int) -> Roadmap | None:
        return next(iter(await self._whole(roadmap.c.id == roadmap_id)), None)

    async def by_part(self, part_id: int) -> Roadmap | None:
        """The one that this goal or action belongs to."""
        of_part = select(roadmap_part.c.roadmap_id).where(roadmap_part.c.id == part_id).scalar_subquery()
        return next(iter(await self._whole(roadmap.c.id == of_part)), None)

    async def of_member(self, member_id: int) -> Roadmap | None:
        row = await _OF_MEMBER.first(self._connection, b_member=member_id)
        if row is None:
            return None
        parts = await _PARTS.all(self._connection, b_roadmap=row.id)
        return roadmap_of(row, [part_of(part) for part in parts])

    async def submitted(self, member_id: int) -> bool:
        """Whether it was submitted at some time."""
        was = exists().where(roadmap.c.member_id == member_id, roadmap.c.submitted_at.is_not(None))
        return bool((await self._connection.execute(select(was))).scalar_one())

    async def shared(self, cohort_id: int) -> list[Roadmap]:
        """Those that the cohort may see, the latest changed first, with their goals alone; not of people who have left."""
        there = select(member.c.id).where(member.c.cohort_id == cohort_id, member.c.withdrawn_at.is_(None))
        return await self._whole(
            and_(roadmap.c.shared, roadmap.c.submitted_at.is_not(None), roadmap.c.member_id.in_(there)), kinds=(GOAL,)
        )

    async def of_cohort(
        self, cohort_id: int, states: Collection[State] = (), *, since: datetime | None = None
    ) -> list[Roadmap]:
        """Without their parts, those submitted longest ago first; drafts that never were, last. Not of people who have
        left. `since`: submitted at that time or later."""
        statement = (
            select(roadmap)
            .join(member, member.c.id == roadmap.c.member_id)
            .where(roadmap.c.cohort_id == cohort_id, member.c.withdrawn_at.is_(None))
            .order_by(roadmap.c.submitted_at.is_(None), roadmap.c.submitted_at, roadmap.c.id)
        )
        if states:
            statement = statement.where(roadmap.c.state.in_(states))
        if since is not None:
            statement = statement.where(roadmap.c.submitted_at >= since)
        return [roadmap_of(row) for row in await self._connection.execute(statement)]

    async def set_state(self, roadmap_id: int, state: State, now: datetime, **times: datetime) -> None:
        """`times`: `submitted_at`, `agreed_at`."""
        values: dict[str, Any] = {"state": state, "changed_at": now, **times}
        await self._connection.execute(update(roadmap).where(roadmap.c.id == roadmap_id).values(values))

    async def share(self, roadmap_id: int, topic: str | None) -> None:
        """The cohort may see it under this topic; None: no more."""
        values = {"shared": topic is not None, "topic": topic or ""}
        await self._connection.execute(update(roadmap).where(roadmap.c.id == roadmap_id).values(values))

    async def add_part(
        self,
        to: Roadmap,
        kind: str,
        answers: Mapping[str, str],
        now: datetime,
        *,
        most: int = 1,
        under: int | None = None,
        due: date | None = None,
    ) -> int | None:
        """Its id; None where there are as many as there may be. Wants `locked`."""
        taken = {part.nth for part in to.parts if (part.kind, part.under) == (kind, under)}
        nth = max(taken, default=0) + 1
        if len(taken) >= most:
            return None
        statement = insert(self._connection, roadmap_part).values(
            cohort_id=to.cohort_id,
            roadmap_id=to.id,
            member_id=to.member_id,
            kind=kind,
            under=under,
            nth=nth,
            spot=f"{under or 0}/{kind}/{nth}",
            answers=dict(answers),
            due=due.isoformat() if due else None,
            changed_at=now,
        )
        made = await insert_once(self._connection, statement, roadmap_part.c.id)
        await self._touch(to.id, now)
        return made

    async def save_part(
        self, to: Roadmap, part: Part, answers: Mapping[str, str], now: datetime, *, due: date | None = None
    ) -> bool:
        """False where it is no longer the version `part`: somebody else, or another device, was faster."""
        values = {"answers": dict(answers), "version": part.version + 1, "changed_at": now}
        values["due"] = due.isoformat() if due else None
        same = and_(roadmap_part.c.id == part.id, roadmap_part.c.version == part.version)
        done = await self._connection.execute(update(roadmap_part).where(same).values(values))
        if done.rowcount:
            await self._touch(to.id, now)
        return done.rowcount == 1

    async def remove_part(self, to: Roadmap, part_id: int, now: datetime) -> None:
        """With what stands under it."""
        of_roadmap = roadmap_part.c.roadmap_id == to.id
        await self._connection.execute(delete(roadmap_part).where(of_roadmap, roadmap_part.c.under == part_id))
        await self._connection.execute(delete(roadmap_part).where(of_roadmap, roadmap_part.c.id == part_id))
        await self._touch(to.id, now)

    async def settle(self, to: Roadmap, part: Part, outcome: Outcome, note: str, now: datetime) -> None:
        """How an action went. Wants `locked`."""
        values = {"outcome": outcome, "note": note, "changed_at": now}
        await self._connection.execute(update(roadmap_part).where(roadmap_part.c.id == part.id).values(values))
        await self._touch(to.id, now)

    async def _touch(self, roadmap_id: int, now: datetime) -> None:
        await self._connection.execute(update(roadmap).where(roadmap.c.id == roadmap_id).values(changed_at=now))

    async def _whole(self, which: Any, *, lock: bool = False, kinds: Collection[str] = ()) -> list[Roadmap]:
        """In two statements, however many there are; with parts of these kinds, or all."""
        ordered = select(roadmap).where(which).order_by(roadmap.c.changed_at.desc(), roadmap.c.id)
        rows = (await self._connection.execute(ordered.with_for_update(key_share=True) if lock else ordered)).all()
        if not rows:
            return []
        parts: dict[int, list[Part]] = defaultdict(list)
        ids = [row.id for row in rows]
        statement = select(roadmap_part).where(roadmap_part.c.roadmap_id.in_(ids))
        if kinds:
            statement = statement.where(roadmap_part.c.kind.in_(kinds))
        for row in await self._connection.execute(statement.order_by(*_IN_ORDER)):
            parts[row.roadmap_id].append(part_of(row))
        return [roadmap_of(row, parts[row.id]) for row in rows]
