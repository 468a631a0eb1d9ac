"""Private calendars: whose address is whose. The key that signs addresses is made once for a database."""

from __future__ import annotations

from sqlalchemy import select

from bot.domain.people import Member
from storage.connection import Connection
from storage.members import member_of
from storage.statements import insert
from storage.tables import calendar_feed, member, signing_key

_KEY = "calendar"


class CalendarFeedStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def key(self) -> bytes | None:
        """What addresses are signed with; None before the first one."""
        statement = select(signing_key.c.key).where(signing_key.c.name == _KEY)
        found: bytes | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found

    async def ensure_key(self, fresh: bytes) -> bytes:
        """The key; `fresh` becomes it where there is none."""
        statement = insert(self._connection, signing_key).values(name=_KEY, key=fresh)
        await self._connection.execute(statement.on_conflict_do_nothing())
        found = await self.key()
        assert found is not None
        return found

    async def ensure(self, member_id: int, fresh: str) -> str:
        """The member's nonce; `fresh` becomes it where there is none."""
        statement = insert(self._connection, calendar_feed).values(member_id=member_id, nonce=fresh)
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["member_id"]))
        of_member = select(calendar_feed.c.nonce).where(calendar_feed.c.member_id == member_id)
        return str((await self._connection.execute(of_member)).scalar_one())

    async def renew(self, member_id: int, fresh: str) -> None:
        """From now on the old address leads nowhere."""
        statement = insert(self._connection, calendar_feed).values(member_id=member_id, nonce=fresh)
        statement = statement.on_conflict_do_update(index_elements=["member_id"], set_={"nonce": fresh})
        await self._connection.execute(statement)

    async def whose(self, nonce: str) -> Member | None:
        """Not of who has left the programme."""
        statement = (
            select(member)
            .join(calendar_feed, calendar_feed.c.member_id == member.c.id)
            .where(calendar_feed.c.nonce == nonce, member.c.withdrawn_at.is_(None))
        )
        row = (await self._connection.execute(statement)).first()
        return member_of(row) if row else None
