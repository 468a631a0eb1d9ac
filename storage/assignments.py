"""What is assigned: drafts, what is posted, its dates, its files, and who has more time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, or_, select, update

from bot.domain.homework.assignments import Assignment, Audience, State, Task, parts_of
from bot.domain.homework.due import Dates
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow, insert_once
from storage.statements import insert as insert_new
from storage.tables import assignment, assignment_due, assignment_file, assignment_member


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a trainer's; `file` is its key in the file store, empty until it is `ready`."""

    id: int
    assignment_id: int
    file: str
    name: str
    media_type: str
    size: int
    state: str


def assignment_of(row: AnyRow, people: frozenset[int]) -> Assignment:
    task = Task(
        row.title,
        row.due_at,
        row.kind,
        row.instructions,
        row.cutoff_at,
        parts_of(row.accepts),
        Audience(row.meant_for, row.module, people),
        row.debrief,
        row.shared,
        row.peer_reviews,
        row.anonymous_reviews,
    )
    return Assignment(
        *(row.id, row.cohort_id, row.author_id, task, row.state, row.post_at, row.posted_at, row.changes),
        of=row.changes_id,
        pack_key=row.pack_key,
    )


def _values(task: Task) -> dict[str, Any]:
    return {
        "kind": task.kind,
        "title": task.title,
        "instructions": task.instructions,
        "due_at": task.due,
        "cutoff_at": task.cutoff,
        "accepts": " ".join(task.accepts),
        "meant_for": task.audience.to,
        "module": task.audience.module,
        "debrief": task.debrief,
        "shared": task.shared,
        "peer_reviews": task.peer_reviews,
        "anonymous_reviews": task.anonymous_reviews,
    }


_BY_DUE = (assignment.c.due_at.is_(None), assignment.c.due_at, assignment.c.id)
_BY_ID = Prepared(select(assignment).where(assignment.c.id == bindparam("b_id")))


@lru_cache
def _in_states(states: tuple[State, ...]) -> Prepared:
    here = assignment.c.cohort_id == bindparam("b_cohort")
    either = or_(*(assignment.c.state == state for state in states))
    return Prepared(select(assignment).where(here, either).order_by(*_BY_DUE))


class AssignmentStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def draft(self, cohort_id: int, author_id: int, task: Task, now: datetime) -> int:
        """Kept, and seen by trainers alone."""
        return await self._add(_row(cohort_id, author_id, task, now), task)

    async def change(self, found: Assignment, author_id: int, task: Task, now: datetime) -> int:
        """What an open one is to become, until its author confirms it; what they had not confirmed before is forgotten."""
        old = and_(assignment.c.changes_id == found.id, assignment.c.author_id == author_id)
        await self._connection.execute(delete(assignment).where(old))
        row = {**_row(found.cohort_id, author_id, task, now), "state": "change", "changes_id": found.id}
        # Which state of it was looked at; who changes it meanwhile is not overruled by this.
        row["changes"] = found.changes
        return await self._add(row, task)

    async def from_pack(self, cohort_id: int, key: str, task: Task, post_at: datetime, now: datetime) -> int | None:
        """A pack's own, once; None where it is here already."""
        row = {**_row(cohort_id, None, task, now), "pack_key": key, "state": "scheduled", "post_at": post_at}
        made = await insert_once(
            self._connection, insert_new(self._connection, assignment).values(row), assignment.c.id
        )
        if made is not None:
            await self._set_people(made, task.audience)
        return made

    async def pack_keys(self, cohort_id: int) -> set[str]:
        """Those of a pack's own that are here."""
        here = and_(assignment.c.cohort_id == cohort_id, assignment.c.pack_key.is_not(None))
        return set((await self._connection.execute(select(assignment.c.pack_key).where(here))).scalars())

    async def rewrite(self, assignment_id: int, task: Task, now: datetime) -> bool:
        """A draft, or a change, says this from now on. False where it is something else by now."""
        unsent = and_(assignment.c.id == assignment_id, assignment.c.state.in_(["draft", "scheduled", "change"]))
        values = {**_values(task), "changed_at": now}
        if (await self._connection.execute(update(assignment).where(unsent).values(values))).rowcount != 1:
            return False
        await self._set_people(assignment_id, task.audience)
        return True

    async def take_change(self, change: Assignment, by: int, now: datetime, *, more_time: bool = False) -> bool:
        """What was confirmed becomes so, once; with `more_time` a closed one is open again. False where it was confirmed or
        forgotten before, and where the assignment was changed since: this change is forgotten then."""
        gone = delete(assignment).where(assignment.c.id == change.id, assignment.c.state == "change")
        if (await self._connection.execute(gone)).rowcount != 1 or change.of is None:
            return False
        public = and_(
            *(assignment.c.id == change.of, assignment.c.changes == change.changes),
            assignment.c.state.in_(["open", "closed"]),
        )
        values = {**_values(change.task), "changed_at": now, "changes": assignment.c.changes + 1}
        if more_time:
            values["state"] = "open"
        if (await self._connection.execute(update(assignment).where(public).values(values))).rowcount != 1:
            return False
        await self._set_people(change.of, change.task.audience)
        await self._note_due(change.of, by, now)
        return True

    async def set_state(self, assignment_id: int, state: State, *, from_: Collection[State]) -> bool:
        """False where it is in none of the states `from_` any more: somebody else was quicker."""
        here = and_(assignment.c.id == assignment_id, assignment.c.state.in_(from_))
        return (await self._connection.execute(update(assignment).where(here).values(state=state))).rowcount == 1

    async def schedule(self, assignment_id: int, at: datetime) -> bool:
        """It is posted then."""
        here = and_(assignment.c.id == assignment_id, assignment.c.state.in_(["draft", "scheduled"]))
        values = {"state": "scheduled", "post_at": at}
        return (await self._connection.execute(update(assignment).where(here).values(values))).rowcount == 1

    async def post(self, assignment_id: int, by: int | None, now: datetime) -> bool:
        """Those concerned may know of it. True once."""
        here = and_(assignment.c.id == assignment_id, assignment.c.state.in_(["draft", "scheduled"]))
        values = {"state": "open", "posted_at": now, "post_at": None}
        if (await self._connection.execute(update(assignment).where(here).values(values))).rowcount != 1:
            return False
        await self._note_due(assignment_id, by, now)
        return True

    async def discard(self, assignment_id: int) -> bool:
        """A draft, or a change that is not wanted. False where it is none any more."""
        here = and_(assignment.c.id == assignment_id, assignment.c.state.in_(["draft", "scheduled", "change"]))
        return (await self._connection.execute(delete(assignment).where(here))).rowcount == 1

    async def by_id(self, assignment_id: int) -> Assignment | None:
        found = await self._with_people(await _BY_ID.all(self._connection, b_id=assignment_id))
        return found[0] if found else None

    async def of_cohort(self, cohort_id: int, *states: State) -> list[Assignment]:
        """Those in these states, by their due dates; those without one last."""
        rows = await _in_states(states).all(self._connection, b_cohort=cohort_id)
        return await self._with_people(rows)

    async def to_post(self, cohort_id: int, now: datetime) -> list[Assignment]:
        """Whose time has come."""
        planned = and_(assignment.c.cohort_id == cohort_id, assignment.c.state == "scheduled")
        return await self._all(and_(planned, assignment.c.post_at <= now))

    async def due_history(self, assignment_id: int) -> list[tuple[datetime, Dates, int | None]]:
        """When its dates were set, which they were, and by whom (None: the pack), oldest first."""
        statement = select(assignment_due).where(assignment_due.c.assignment_id == assignment_id)
        rows = await self._connection.execute(statement.order_by(assignment_due.c.id))
        return [(row.at, Dates(row.due_at, row.cutoff_at), row.by_member_id) for row in rows]

    async def attach_next(self, assignment_id: int, member_id: int, until: datetime) -> None:
        """What they send until then is a file for this one, and for no other."""
        theirs = assignment.c.files_from == member_id
        await self._connection.execute(update(assignment).where(theirs).values(files_from=None, files_until=None))
        values = {"files_from": member_id, "files_until": until}
        await self._connection.execute(update(assignment).where(assignment.c.id == assignment_id).values(values))

    async def awaiting_files(self, member_id: int, now: datetime) -> Assignment | None:
        """What a file that they send now is for."""
        found = await self._all(and_(assignment.c.files_from == member_id, assignment.c.files_until > now))
        return found[0] if found and found[0].state in ("draft", "scheduled", "open") else None

    async def attach(self, found: Assignment, name: str, media_type: str, size: int, now: datetime) -> int:
        """A file that is on its way."""
        values = {"cohort_id": found.cohort_id, "assignment_id": found.id, "name": name, "media_type": media_type}
        statement = insert(assignment_file).values(**values, size=size, checksum="", state="coming", at=now)
        made = await self._connection.execute(statement.returning(assignment_file.c.id))
        return int(made.scalar_one())

    async def attached(self, attachment_id: int, file: str, size: int) -> bool:
        """It is here. False where it is not waited for any more."""
        waiting = and_(assignment_file.c.id == attachment_id, assignment_file.c.state == "coming")
        values = {"checksum": file, "size": size, "state": "ready"}
        return (await self._connection.execute(update(assignment_file).where(waiting).values(values))).rowcount == 1

    async def detach(self, attachment_id: int) -> None:
        await self._connection.execute(delete(assignment_file).where(assignment_file.c.id == attachment_id))

    async def attachment(self, attachment_id: int) -> Attachment | None:
        found = await self._attachments(assignment_file.c.id == attachment_id)
        return found[0] if found else None

    async def attachments(self, assignment_id: int) -> list[Attachment]:
        """As they were sent, also those on their way."""
        return await self._attachments(assignment_file.c.assignment_id == assignment_id)

    async def counts(self, assignment_ids: Collection[int]) -> Mapping[int, int]:
        """How many files each has that are here."""
        ready = and_(assignment_file.c.assignment_id.in_(assignment_ids), assignment_file.c.state == "ready")
        column = assignment_file.c.assignment_id
        statement = select(column, func.count()).where(ready).group_by(column)
        return {row[0]: row[1] for row in await self._connection.execute(statement)}

    async def _attachments(self, where: ColumnElement[bool]) -> list[Attachment]:
        rows = await self._connection.execute(select(assignment_file).where(where).order_by(assignment_file.c.id))
        return [Attachment(r.id, r.assignment_id, r.checksum, r.name, r.media_type, r.size, r.state) for r in rows]

    async def _add(self, row: dict[str, Any], task: Task) -> int:
        made = await self._connection.execute(insert(assignment).values(row).returning(assignment.c.id))
        new: int = made.scalar_one()
        await self._set_people(new, task.audience)
        return new

    async def _set_people(self, assignment_id: int, audience: Audience) -> None:
        of_it = assignment_member.c.assignment_id == assignment_id
        await self._connection.execute(delete(assignment_member).where(of_it))
        if audience.people:
            rows = [{"assignment_id": assignment_id, "member_id": one} for one in sorted(audience.people)]
            await self._connection.execute(insert(assignment_member), rows)

    async def _note_due(self, assignment_id: int, by: int | None, now: datetime) -> None:
        """Where the dates are others than before."""
        found = await self.by_id(assignment_id)
        history = await self.due_history(assignment_id)
        dates = Dates(found.due, found.task.cutoff) if found else None
        if found is None or dates is None or (history and history[-1][1] == dates):
            return
        values = {"cohort_id": found.cohort_id, "assignment_id": found.id, "by_member_id": by, "at": now}
        await self._connection.execute(
            insert(assignment_due).values(**values, due_at=dates.due, cutoff_at=dates.cutoff)
        )

    async def _all(self, where: ColumnElement[bool]) -> list[Assignment]:
        return await self._with_people(
            (await self._connection.execute(select(assignment).where(where).order_by(*_BY_DUE))).all()
        )

    async def _with_people(self, rows: Sequence[AnyRow]) -> list[Assignment]:
        chosen = [row.id for row in rows if row.meant_for == "people"]
        people: dict[int, set[int]] = {}
        if chosen:
            named = select(assignment_member).where(assignment_member.c.assignment_id.in_(chosen))
            for row in await self._connection.execute(named):
                people.setdefault(row.assignment_id, set()).add(row.member_id)
        return [assignment_of(row, frozenset(people.get(row.id, ()))) for row in rows]


def _row(cohort_id: int, author_id: int | None, task: Task, now: datetime) -> dict[str, Any]:
    common = {"cohort_id": cohort_id, "author_id": author_id, "state": "draft", "made_at": now, "changed_at": now}
    return {**common, **_values(task)}
