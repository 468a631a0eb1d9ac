"""More time for single members: given, asked for, decided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, select, update

from bot.domain.homework.assignments import Assignment
from bot.domain.homework.submissions import Extension
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow, insert
from storage.tables import extension


def extension_of(row: AnyRow) -> Extension:
    return Extension(
        *(row.id, row.cohort_id, row.assignment_id, row.member_id, row.until_at, row.state, row.reason),
        *(row.asked_until, row.asked_at),
    )


_OF_MEMBER = Prepared(select(extension).where(extension.c.member_id == bindparam("b_member")).order_by(extension.c.id))


class ExtensionStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def grant(self, whom: int, of: Assignment, until: datetime, by: int, now: datetime) -> None:
        """They have time until then, whether they had asked or not."""
        values = {"until_at": until, "state": "granted", "decided_by": by, "decided_at": now}
        await self._put(whom, of, values)

    async def ask(self, whom: int, of: Assignment, until: datetime, reason: str, now: datetime) -> Extension:
        """A wish that waits for a trainer; one that waited before is replaced. What was granted before stays."""
        values = {"state": "open", "reason": reason, "asked_until": until, "asked_at": now}
        await self._put(whom, of, values)
        found = await self.of_member(whom, of.id)
        assert found is not None
        return found

    async def decide(self, asked: Extension, *, yes: bool, by: int, now: datetime) -> bool:
        """About what was asked there and then. False where somebody was quicker, or it was asked for anew."""
        same = and_(extension.c.id == asked.id, extension.c.state == "open", extension.c.asked_at == asked.asked_at)
        values: dict[str, Any] = {"state": "granted" if yes else "refused", "decided_by": by, "decided_at": now}
        if yes:
            values["until_at"] = asked.asked_until
        return (await self._connection.execute(update(extension).where(same).values(values))).rowcount == 1

    async def by_id(self, extension_id: int) -> Extension | None:
        found = await self._all(extension.c.id == extension_id)
        return found[0] if found else None

    async def of_member(self, member_id: int, assignment_id: int) -> Extension | None:
        found = await self._all(and_(extension.c.assignment_id == assignment_id, extension.c.member_id == member_id))
        return found[0] if found else None

    async def all_of_member(self, member_id: int) -> dict[int, Extension]:
        """By assignment."""
        rows = await _OF_MEMBER.all(self._connection, b_member=member_id)
        return {row.assignment_id: extension_of(row) for row in rows}

    async def of_assignments(self, assignment_ids: Collection[int]) -> dict[tuple[int, int], datetime]:
        """Until when each (assignment, member) has time, where they have more."""
        given = and_(extension.c.assignment_id.in_(assignment_ids), extension.c.until_at.is_not(None))
        columns = (extension.c.assignment_id, extension.c.member_id, extension.c.until_at)
        return {(row[0], row[1]): row[2] for row in await self._connection.execute(select(*columns).where(given))}

    async def open_ones(self, cohort_id: int) -> list[Extension]:
        """Those that wait for a decision, oldest first."""
        return await self._all(and_(extension.c.cohort_id == cohort_id, extension.c.state == "open"))

    async def _put(self, whom: int, of: Assignment, values: dict[str, Any]) -> None:
        key = {"cohort_id": of.cohort_id, "assignment_id": of.id, "member_id": whom}
        statement = insert(self._connection, extension).values(**key, **{"reason": "", **values})
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["assignment_id", "member_id"], set_=values)
        )

    async def _all(self, where: ColumnElement[bool]) -> list[Extension]:
        rows = await self._connection.execute(select(extension).where(where).order_by(extension.c.id))
        return [extension_of(row) for row in rows]
