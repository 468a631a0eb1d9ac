"""Announcements, from the draft until they are sent or cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from bot.domain.announcement import Announcement, Audience, State, card_of
from storage.connection import Connection
from storage.statements import AnyRow
from storage.tables import announcement, outbox


class AnnouncementStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def draft(
        self, cohort_id: int, author_id: int, text: str, audience: Audience, at: datetime | None, now: datetime
    ) -> int:
        """The new one's id."""
        whom = {"to": audience.to, "session": audience.session, "people": list(audience.people)}
        values = {"cohort_id": cohort_id, "author_id": author_id, "text": text, "audience": whom, "at": at}
        statement = insert(announcement).values(**values, made_at=now).returning(announcement.c.id)
        made: int = (await self._connection.execute(statement)).scalar_one()
        return made

    async def by_id(self, announcement_id: int) -> Announcement | None:
        statement = select(announcement).where(announcement.c.id == announcement_id)
        row = (await self._connection.execute(statement)).first()
        return _announcement(row) if row else None

    async def of_state(self, cohort_id: int, *states: State) -> list[Announcement]:
        """By time, then as they were written."""
        statement = select(announcement).where(announcement.c.cohort_id == cohort_id, announcement.c.state.in_(states))
        rows = await self._connection.execute(statement.order_by(announcement.c.at, announcement.c.id))
        return [_announcement(row) for row in rows]

    async def choose_time(self, announcement_id: int, at: datetime) -> bool:
        """False where it is no draft any more."""
        return await self._change(announcement_id, "draft", at=at)

    async def schedule(self, announcement_id: int) -> bool:
        """False where somebody was quicker, with whatever they did."""
        return await self._change(announcement_id, "draft", state="scheduled")

    async def begin(self, announcement_id: int, was: State, sent_to: int) -> bool:
        """Its messages are made now: by the one for whom this is true."""
        return await self._change(announcement_id, was, state="sent", sent_to=sent_to)

    async def end(self, announcement_id: int) -> bool:
        """Nothing of it waits any more."""
        return await self._change(announcement_id, "sent", state="done")

    async def cancel(self, announcement_id: int) -> bool:
        """False where all of it has gone already, or it was cancelled before."""
        return await self._change(announcement_id, "draft", "scheduled", "sent", state="cancelled")

    async def replace(self, announcement_id: int) -> bool:
        """False where it is no draft any more."""
        return await self._change(announcement_id, "draft", state="replaced")

    async def ask_again(self, announcement_id: int) -> bool:
        """A planned one whose time is over is a draft again, for now."""
        return await self._change(announcement_id, "scheduled", state="draft", at=None)

    async def progress(self, announcement_id: int) -> tuple[int, int]:
        """How many of its messages have gone, and how many wait."""
        statement = (
            select(outbox.c.state, func.count())
            .where(outbox.c.card == card_of(announcement_id), outbox.c.edits.is_(None))
            .group_by(outbox.c.state)
        )
        found = {row[0]: row[1] for row in await self._connection.execute(statement)}
        return found.get("sent", 0), found.get("waiting", 0)

    async def _change(self, announcement_id: int, *was: State, **values: Any) -> bool:
        done = await self._connection.execute(
            update(announcement)
            .where(announcement.c.id == announcement_id, announcement.c.state.in_(was))
            .values(**values)
        )
        return done.rowcount == 1


def _announcement(row: AnyRow) -> Announcement:
    whom = row.audience
    audience = Audience(whom["to"], whom["session"], tuple(whom["people"]))
    return Announcement(row.id, row.cohort_id, row.author_id, row.text, audience, row.at, row.state, row.sent_to)
