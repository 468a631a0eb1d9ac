"""Entries that organisers made in chat, and what became of each question that was asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from bot.domain.questions import Asked, EntryCount, KeptEntry
from storage.connection import Connection
from storage.statements import insert, insert_once
from storage.tables import faq_asked, faq_entry


class FaqStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(
        self, cohort_id: int, question: str, answer: str, now: datetime, *, by: int, question_id: int | None = None
    ) -> int | None:
        """A new entry; None where this question was kept before."""
        statement = insert(self._connection, faq_entry).values(
            cohort_id=cohort_id, question_id=question_id, question=question, answer=answer, made_by=by, at=now
        )
        return await insert_once(self._connection, statement, faq_entry.c.id)

    async def is_kept(self, question_id: int) -> bool:
        """Whether this question's answer became an entry."""
        statement = select(faq_entry.c.id).where(faq_entry.c.question_id == question_id)
        return (await self._connection.execute(statement)).first() is not None

    async def kept(self, cohort_id: int) -> tuple[KeptEntry, ...]:
        statement = select(faq_entry).where(faq_entry.c.cohort_id == cohort_id).order_by(faq_entry.c.id)
        return tuple(
            KeptEntry(r.id, r.question, r.answer, r.entry, r.changes) for r in await self._connection.execute(statement)
        )

    async def note_asked(
        self,
        cohort_id: int,
        account_pk: int,
        text: str,
        outcome: str,
        now: datetime,
        entry: str | None = None,
        message_id: str | None = None,
        language: str | None = None,
        place: str | None = None,
    ) -> int:
        """The id that offers and feedback buttons carry."""
        statement = insert(self._connection, faq_asked).values(
            cohort_id=cohort_id,
            account_id=account_pk,
            text=text,
            outcome=outcome,
            entry=entry,
            message_id=message_id,
            at=now,
            language=language,
            place=place and place[:300],
        )
        made: int = (await self._connection.execute(statement.returning(faq_asked.c.id))).scalar_one()
        return made

    async def asked(self, asked_id: int) -> Asked | None:
        row = (await self._connection.execute(select(faq_asked).where(faq_asked.c.id == asked_id))).first()
        if row is None:
            return None
        return Asked(
            row.id, row.cohort_id, row.account_id, row.text, row.outcome, row.entry, row.message_id, row.helped
        )

    async def choose(self, asked_id: int, entry: str) -> None:
        """Of the entries that were offered, this one was meant."""
        await self._connection.execute(
            update(faq_asked).where(faq_asked.c.id == asked_id).values(entry=entry, outcome="chosen", helped=None)
        )

    async def rate(self, asked_id: int, helped: bool) -> bool:
        """False where it says the same already: a second tap counts nothing."""
        done = await self._connection.execute(
            update(faq_asked)
            .where(faq_asked.c.id == asked_id, faq_asked.c.helped.is_distinct_from(helped))
            .values(helped=helped)
        )
        return done.rowcount == 1

    async def counts(self, cohort_id: int) -> list[EntryCount]:
        """How often each entry was given, and how it was rated; the most asked first."""
        times = func.count()
        statement = (
            select(
                faq_asked.c.entry,
                times,
                func.count().filter(faq_asked.c.helped.is_(True)),
                func.count().filter(faq_asked.c.helped.is_(False)),
            )
            .where(faq_asked.c.cohort_id == cohort_id, faq_asked.c.entry.is_not(None))
            .group_by(faq_asked.c.entry)
            .order_by(times.desc(), faq_asked.c.entry)
        )
        return [EntryCount(*row) for row in await self._connection.execute(statement)]
