"""Which reminders were given out, and which were missed; and whom they are for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

from sqlalchemy import or_, select

from bot.domain.people import Member
from storage.connection import Connection
from storage.members import is_learner, member_of
from storage.statements import insert, insert_once
from storage.tables import link, member, reminder

State = Literal["known", "given", "missed"]

NAMES = 500
"""Asked for in one statement."""


class ReminderStore:
    """A row is `known` for each session at each of its times, since when the bot has known it: what was due before that
    was never missed. It is `given` or `missed` for each reminder, of which there is one a session, time, kind and zone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def among(self, cohort_id: int, names: Collection[str]) -> dict[str, datetime]:
        """Those of the names that are taken, and since when."""
        found: dict[str, datetime] = {}
        wanted = list(names)
        for first in range(0, len(wanted), NAMES):
            statement = select(reminder.c.name, reminder.c.at).where(
                reminder.c.cohort_id == cohort_id, reminder.c.name.in_(wanted[first : first + NAMES])
            )
            found |= {row.name: row.at for row in await self._connection.execute(statement)}
        return found

    async def know(self, cohort_id: int, names: Iterable[str], at: datetime) -> None:
        rows = [{"cohort_id": cohort_id, "name": name, "at": at, "state": "known"} for name in names]
        if rows:
            await self._connection.execute(insert(self._connection, reminder).on_conflict_do_nothing(), rows)

    async def take(self, cohort_id: int, name: str, at: datetime, state: State) -> bool:
        """False where it was given out or missed before; another process that does it just now is waited for."""
        statement = insert(self._connection, reminder).values(cohort_id=cohort_id, name=name, at=at, state=state)
        return await insert_once(self._connection, statement, reminder.c.id) is not None

    async def zones(self, cohort_id: int) -> list[str]:
        """The time zones of the cohort's people."""
        here = member.c.cohort_id == cohort_id, member.c.erased_at.is_(None)
        statement = select(member.c.time_zone).where(*here).distinct()
        return sorted((await self._connection.execute(statement)).scalars())

    async def concerned(self, cohort_id: int, zone: str) -> list[Member]:
        """Learners and trainers of that zone who have joined, and are still with the programme."""
        here = member.c.withdrawn_at.is_(None) & member.c.erased_at.is_(None)
        joined = select(link.c.id).where(link.c.member_id == member.c.id).exists()
        statement = select(member).where(
            member.c.cohort_id == cohort_id,
            member.c.time_zone == zone,
            or_(is_learner(), here & member.c.roles.contains("trainer")),
            joined,
        )
        return [member_of(row) for row in await self._connection.execute(statement.order_by(member.c.id))]
