"""Absence notices: one a member and session, and what the organisers decided."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection


class AbsenceStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
