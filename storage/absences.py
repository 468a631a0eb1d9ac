"""Absence notices: one a member and session, and what the organisers decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, case, exists, select, update

from bot.domain.absence import Absence, Decision
from bot.domain.people import Member
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow, insert
from storage.tables import absence, check_in


def absence_of(row: AnyRow) -> Absence:
    return Absence(
        row.id,
        row.session,
        row.member_id,
        row.reason,
        row.at,
        row.short_notice,
        row.state,
        row.decided_by,
        row.decided_at,
        row.note,
    )


STANDS = absence.c.state != "withdrawn"

_OF_MEMBER = Prepared(
    select(absence).where(absence.c.member_id == bindparam("b_member"), STANDS).order_by(absence.c.id)
)


class AbsenceStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def announce(
        self, whose: Member, session: str, reason: str, at: datetime, *, short_notice: bool
    ) -> int | None:
        """The notice's id; None where it is decided already. An open one gets the new reason and stays as early as it
        was; one that was withdrawn begins anew."""
        statement = insert(self._connection, absence).values(
            cohort_id=whose.cohort_id,
            session=session,
            member_id=whose.id,
            reason=reason,
            at=at,
            short_notice=short_notice,
            state="open",
        )
        new, was_open = statement.excluded, absence.c.state == "open"
        saved = await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["cohort_id", "session", "member_id"],
                set_={
                    "reason": new.reason,
                    "at": case((was_open, absence.c.at), else_=new.at),
                    "short_notice": case((was_open, absence.c.short_notice), else_=new.short_notice),
                    "state": "open",
                },
                where=absence.c.state.in_(["open", "withdrawn"]),
            ).returning(absence.c.id)
        )
        absence_id: int | None = saved.scalar_one_or_none()
        return absence_id

    async def withdraw(self, absence_id: int, *, decided: bool = False) -> bool:
        """False where it does not stand any more, or an organiser was quicker. `decided` ones only where that is said."""
        wanted = STANDS if decided else absence.c.state == "open"
        done = await self._connection.execute(
            update(absence)
            .where(absence.c.id == absence_id, wanted)
            .values(state="withdrawn", decided_by=None, decided_at=None, note=None)
        )
        return done.rowcount == 1

    async def decide(self, absence_id: int, decision: Decision, by: int, at: datetime, *, reason: str) -> bool:
        """False where another organiser was quicker, it was withdrawn, or its reason is no longer the one they read."""
        done = await self._connection.execute(
            update(absence)
            .where(absence.c.id == absence_id, absence.c.state == "open", absence.c.reason == reason)
            .values(state=decision, decided_by=by, decided_at=at)
        )
        return done.rowcount == 1

    async def add_note(self, absence_id: int, note: str) -> bool:
        """What the organisers say about their decision; False where it has a note already, or is not decided."""
        done = await self._connection.execute(
            update(absence)
            .where(
                absence.c.id == absence_id,
                absence.c.state.in_(["justified", "unjustified"]),
                absence.c.note.is_(None),
            )
            .values(note=note)
        )
        return done.rowcount == 1

    async def by_id(self, absence_id: int) -> Absence | None:
        row = (await self._connection.execute(select(absence).where(absence.c.id == absence_id))).first()
        return absence_of(row) if row else None

    async def find(self, member_id: int, cohort_id: int, session: str) -> Absence | None:
        """Whatever became of it."""
        statement = select(absence).where(
            absence.c.cohort_id == cohort_id, absence.c.session == session, absence.c.member_id == member_id
        )
        row = (await self._connection.execute(statement)).first()
        return absence_of(row) if row else None

    async def of_session(self, cohort_id: int, session: str) -> list[Absence]:
        """Those that stand (not withdrawn), oldest first."""
        statement = select(absence).where(absence.c.cohort_id == cohort_id, absence.c.session == session, STANDS)
        return [absence_of(row) for row in await self._connection.execute(statement.order_by(absence.c.id))]

    async def of_member(self, member_id: int) -> list[Absence]:
        """Those that stand (not withdrawn), oldest first."""
        return [absence_of(row) for row in await _OF_MEMBER.all(self._connection, b_member=member_id)]

    async def of_cohort(self, cohort_id: int) -> list[Absence]:
        """Those that stand (not withdrawn), oldest first."""
        statement = select(absence).where(absence.c.cohort_id == cohort_id, STANDS).order_by(absence.c.id)
        return [absence_of(row) for row in await self._connection.execute(statement)]

    async def open_ones(self, cohort_id: int) -> list[Absence]:
        """Those that wait for a decision, oldest first; not of people who came after all."""
        came = exists().where(
            check_in.c.cohort_id == absence.c.cohort_id,
            check_in.c.session == absence.c.session,
            check_in.c.member_id == absence.c.member_id,
            check_in.c.absent.is_(False),
        )
        statement = select(absence).where(absence.c.cohort_id == cohort_id, absence.c.state == "open", ~came)
        return [absence_of(row) for row in await self._connection.execute(statement.order_by(absence.c.id))]
