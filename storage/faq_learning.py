"""What the FAQ learns from: questions that were not answered well, and what organisers make of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select, update

from bot.domain.questions import PHRASING_MAX, Missed, Phrasing
from storage.connection import Connection
from storage.statements import insert, insert_once
from storage.tables import faq_asked, faq_entry, faq_phrasing

MOST_MISSED = 1000
"""Questions looked at in a review, the newest ones."""


class FaqLearningStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def missed(self, cohort_id: int) -> list[Missed]:
        """Questions nobody has settled that were handed over, only offered for, or answered beside the point."""
        asked = faq_asked.c
        unanswered = and_(asked.outcome.in_(("handed_over", "offered")), asked.entry.is_(None))
        statement = (
            select(asked.id, asked.text, asked.at, asked.outcome, asked.entry)
            .where(asked.cohort_id == cohort_id, asked.settled.is_(None), or_(unanswered, asked.helped.is_(False)))
            .order_by(asked.id.desc())
            .limit(MOST_MISSED)
        )
        return [Missed(*row) for row in await self._connection.execute(statement)]

    async def chosen(self, cohort_id: int) -> list[Missed]:
        """Offers of which somebody chose one: it was meant, and was not sure enough to be given."""
        asked = faq_asked.c
        statement = (
            select(asked.id, asked.text, asked.at, asked.outcome, asked.entry)
            .where(asked.cohort_id == cohort_id, asked.settled.is_(None), asked.outcome == "chosen")
            .where(asked.helped.is_distinct_from(False))
            .order_by(asked.id.desc())
            .limit(MOST_MISSED)
        )
        return [Missed(*row) for row in await self._connection.execute(statement)]

    async def settle(self, cohort_id: int, asked_ids: Sequence[int], what: str) -> list[int]:
        """Mark them as dealt with; the ids of those that nobody else had dealt with before."""
        asked = faq_asked.c
        done = await self._connection.execute(
            update(faq_asked)
            .where(asked.cohort_id == cohort_id, asked.id.in_(asked_ids), asked.settled.is_(None))
            .values(settled=what)
            .returning(asked.id)
        )
        return [row.id for row in done]

    async def hand_over(self, asked_id: int) -> None:
        """None of the offers was meant."""
        await self._connection.execute(
            update(faq_asked).where(faq_asked.c.id == asked_id).values(outcome="handed_over")
        )

    async def phrasings(self, cohort_id: int) -> tuple[Phrasing, ...]:
        phrasing = faq_phrasing.c
        statement = select(phrasing.entry, phrasing.text).where(phrasing.cohort_id == cohort_id).order_by(phrasing.id)
        return tuple(Phrasing(*row) for row in await self._connection.execute(statement))

    async def add_phrasing(self, cohort_id: int, entry: str, text: str, now: datetime, *, by: int) -> bool:
        """False where the entry has this phrasing already."""
        statement = insert(self._connection, faq_phrasing).values(
            cohort_id=cohort_id, entry=entry, text=text[:PHRASING_MAX], made_by=by, at=now
        )
        return await insert_once(self._connection, statement, faq_phrasing.c.id) is not None

    async def replace(self, cohort_id: int, entry: str, question: str, answer: str, now: datetime, *, by: int) -> bool:
        """Stand in for an entry of the pack. False where another organiser has just done that."""
        statement = insert(self._connection, faq_entry).values(
            cohort_id=cohort_id, question=question, answer=answer, made_by=by, at=now, entry=entry
        )
        return await insert_once(self._connection, statement, faq_entry.c.id) is not None

    async def edit(self, entry_id: int, seen: int, question: str, answer: str, *, by: int) -> bool:
        """Change an entry made in chat that had been changed `seen` times; False where it has been changed since."""
        entry = faq_entry.c
        done = await self._connection.execute(
            update(faq_entry)
            .where(entry.id == entry_id, entry.changes == seen)
            .values(question=question, answer=answer, made_by=by, changes=seen + 1)
        )
        return done.rowcount == 1

    async def language_of(self, account_pk: int) -> str | None:
        """The language in which this account asked last, as far as it was recognised."""
        asked = faq_asked.c
        statement = (
            select(asked.language)
            .where(asked.account_id == account_pk, asked.language.is_not(None))
            .order_by(asked.at.desc(), asked.id.desc())
            .limit(1)
        )
        found: str | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found

    async def asked_before(self, account_pk: int, place: str, since: datetime) -> str | None:
        """What this account asked last in this place, if that is not too long ago."""
        asked = faq_asked.c
        statement = (
            select(asked.text)
            .where(asked.account_id == account_pk, asked.place == place, asked.at >= since)
            .order_by(asked.at.desc(), asked.id.desc())
            .limit(1)
        )
        found: str | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found
