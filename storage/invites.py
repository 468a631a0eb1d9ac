"""Invite codes, of which only the hash is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from bot.domain.people import Member
from storage.connection import Connection
from storage.members import member_of
from storage.statements import insert
from storage.tables import invite, member


class InviteStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, hashes: Sequence[tuple[int, str]], now: datetime) -> None:
        """Keep the hashes of fresh codes, given with the member each is for. Older codes stay good until one is used."""
        rows = [{"member_id": member_id, "code_hash": code_hash, "made_at": now} for member_id, code_hash in hashes]
        if rows:
            await self._connection.execute(insert(self._connection, invite), rows)

    async def find(self, code_hash: str) -> tuple[Member, bool] | None:
        """Whose code it is, and whether it was used before."""
        statement = (
            select(*member.c, invite.c.used_at)
            .join(invite, invite.c.member_id == member.c.id)
            .where(invite.c.code_hash == code_hash)
        )
        row = (await self._connection.execute(statement)).first()
        return (member_of(row), row.used_at is not None) if row else None

    async def use_up(self, member_id: int, now: datetime) -> None:
        """All of the member's codes are spent: one person, one place."""
        await self._connection.execute(
            update(invite).where(invite.c.member_id == member_id, invite.c.used_at.is_(None)).values(used_at=now)
        )

    async def is_used(self, member_id: int) -> bool:
        """Whether a code of the member's is spent: by themselves, who joined with it."""
        statement = select(invite.c.id).where(invite.c.member_id == member_id, invite.c.used_at.is_not(None)).limit(1)
        return (await self._connection.execute(statement)).first() is not None
