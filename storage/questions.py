"""Questions that wait for an organiser."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import and_, select, update

from bot.chat.events import Place
from bot.domain.questions import Question, normal_form
from storage.connection import Connection
from storage.statements import AnyRow, insert, insert_once
from storage.tables import question


class QuestionStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ask(
        self,
        cohort_id: int,
        account_pk: int,
        member_id: int | None,
        text: str,
        place: Place,
        message_id: str | None,
        now: datetime,
    ) -> int | None:
        """Keep it for the organisers; None where the same person waits for an answer to the same question already."""
        statement = insert(self._connection, question).values(
            cohort_id=cohort_id,
            account_id=account_pk,
            member_id=member_id,
            text=text,
            waits_as=_waits_as(cohort_id, account_pk, text),
            platform=place.platform,
            chat_id=place.chat_id,
            chat_kind=place.kind,
            thread_id=place.thread_id,
            message_id=message_id,
            at=now,
            state="open",
        )
        return await insert_once(self._connection, statement, question.c.id)

    async def by_id(self, question_id: int) -> Question | None:
        row = (await self._connection.execute(select(question).where(question.c.id == question_id))).first()
        return _question_of(row) if row else None

    async def open_ones(self, cohort_id: int) -> list[Question]:
        """Oldest first."""
        statement = select(question).where(question.c.cohort_id == cohort_id, question.c.state == "open")
        return [
            _question_of(row)
            for row in await self._connection.execute(statement.order_by(question.c.at, question.c.id))
        ]

    async def settle(self, question_id: int, state: str, now: datetime, by: int, answer: str | None = None) -> bool:
        """Answered or ignored, once: False where another organiser was quicker."""
        done = await self._connection.execute(
            update(question)
            .where(question.c.id == question_id, question.c.state == "open")
            .values(state=state, waits_as=None, answer=answer, answered_by=by, answered_at=now)
        )
        return done.rowcount == 1

    async def of_message(self, platform: str, chat_id: str, message_id: str) -> Question | None:
        """The open question that was asked with this message."""
        asked_there = and_(question.c.platform == platform, question.c.chat_id == chat_id)
        asked_so = and_(question.c.message_id == message_id, question.c.state == "open")
        row = (await self._connection.execute(select(question).where(asked_there, asked_so))).first()
        return _question_of(row) if row else None

    async def reword(self, found: Question, text: str) -> bool:
        """The asker has changed the words. False where it was settled, or the same question waits already."""
        waits_as = _waits_as(found.cohort_id, found.account_id, text)
        other = question.alias()
        twice = select(other.c.id).where(other.c.waits_as == waits_as, other.c.id != found.id).exists()
        done = await self._connection.execute(
            update(question)
            .where(question.c.id == found.id, question.c.state == "open", ~twice)
            .values(text=text, waits_as=waits_as)
        )
        return done.rowcount == 1

    async def withdraw(self, question_id: int, now: datetime) -> bool:
        """The asker has taken it back. False where it was settled before."""
        done = await self._connection.execute(
            update(question)
            .where(question.c.id == question_id, question.c.state == "open")
            .values(state="withdrawn", waits_as=None, answered_at=now)
        )
        return done.rowcount == 1

    async def move(self, platform: str, old: str, new: str) -> None:
        """The chat has a new id, in which its earlier messages cannot be replied to."""
        await self._connection.execute(
            update(question)
            .where(question.c.platform == platform, question.c.chat_id == old)
            .values(chat_id=new, message_id=None)
        )


def _waits_as(cohort_id: int, account_pk: int, text: str) -> str:
    """While a question waits, nobody can ask it a second time: a unique column says so, empty once it is settled."""
    return f"{cohort_id}:{account_pk}:{hashlib.sha256(normal_form(text).encode()).hexdigest()[:40]}"


def _question_of(row: AnyRow) -> Question:
    return Question(
        row.id,
        row.cohort_id,
        row.account_id,
        row.member_id,
        row.text,
        row.platform,
        row.chat_id,
        row.chat_kind,
        row.thread_id,
        row.message_id,
        row.at,
        row.state,
        row.answer,
        row.answered_by,
    )
