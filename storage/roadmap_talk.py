"""What is said about roadmaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.domain.roadmap.plan import Roadmap
from storage.connection import Connection
from storage.statements import insert
from storage.tables import member, roadmap_comment


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    author_id: int
    author: str
    text: str
    at: datetime


class RoadmapTalkStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def say(self, about: Roadmap, author_id: int, text: str, now: datetime) -> int:
        statement = insert(self._connection, roadmap_comment).values(
            cohort_id=about.cohort_id, roadmap_id=about.id, author_id=author_id, text=text, at=now
        )
        made = await self._connection.execute(statement.returning(roadmap_comment.c.id))
        return int(made.scalar_one())

    async def of_roadmap(self, roadmap_id: int) -> list[Comment]:
        """Oldest first."""
        statement = (
            select(roadmap_comment, member.c.name)
            .join(member, member.c.id == roadmap_comment.c.author_id)
            .where(roadmap_comment.c.roadmap_id == roadmap_id)
            .order_by(roadmap_comment.c.id)
        )
        return [Comment(r.id, r.author_id, r.name, r.text, r.at) for r in await self._connection.execute(statement)]

    async def count(self, roadmap_id: int) -> int:
        statement = select(func.count()).where(roadmap_comment.c.roadmap_id == roadmap_id)
        return int((await self._connection.execute(statement)).scalar_one())
