"""Who marked, exported, decided or changed what: for organisers to look up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select

from bot.domain.audit import Action, Deed
from storage.connection import Connection
from storage.tables import audit, member


class AuditStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def note(
        self,
        cohort_id: int,
        at: datetime,
        action: Action,
        *,
        actor: int | None,
        subject: int | None = None,
        session: str | None = None,
        **details: str | int | bool,
    ) -> None:
        """`actor` and `subject` are members; without an actor the bot did it by itself. No personal text in `details`:
        they outlive the people they are about."""
        await self._connection.execute(
            insert(audit).values(
                cohort_id=cohort_id,
                at=at,
                action=action,
                actor_id=actor,
                subject_id=subject,
                session=session,
                details=details,
            )
        )

    async def names(self, ids: Collection[int]) -> dict[int, str]:
        """Of members; of who was erased what they are called since."""
        rows = await self._connection.execute(select(member.c.id, member.c.name).where(member.c.id.in_(ids)))
        return {row.id: row.name for row in rows}

    async def latest(self, cohort_id: int, limit: int, before: int | None = None) -> list[Deed]:
        """Newest first; `before` is the id of the last one of the page before."""
        statement = select(audit).where(audit.c.cohort_id == cohort_id).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            statement = statement.where(audit.c.id < before)
        rows = await self._connection.execute(statement)
        return [Deed(r.id, r.at, r.action, r.actor_id, r.subject_id, r.session, r.details) for r in rows]
