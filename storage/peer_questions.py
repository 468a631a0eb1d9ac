"""Questions in the group that nobody has answered yet, and the members to whom they were brought."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update

from bot.chat.events import Place
from storage.connection import Connection
from storage.statements import AnyRow, insert, insert_once
from storage.tables import peer_asked, peer_question


@dataclass(frozen=True, slots=True)
class GroupQuestion:
    id: int
    cohort_id: int
    member_id: int
    place: Place
    message_id: str
    text: str
    at: datetime
    state: str


def question_of(row: AnyRow) -> GroupQuestion:
    place = Place(row.platform, row.chat_id, "group", row.thread_id)
    return GroupQuestion(row.id, row.cohort_id, row.member_id, place, row.message_id, row.text, row.at, row.state)


class PeerQuestionStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def note(
        self, cohort_id: int, member_id: int, place: Place, message_id: str, text: str, now: datetime
    ) -> int | None:
        """None where the message is known."""
        statement = insert(self._connection, peer_question).values(
            cohort_id=cohort_id,
            member_id=member_id,
            platform=place.platform,
            chat_id=place.chat_id,
            thread_id=place.thread_id,
            message_id=message_id,
            text=text,
            at=now,
            state="open",
        )
        return await insert_once(self._connection, statement, peer_question.c.id)

    async def answered_there(self, place: Place, reply_to: str | None, by: int) -> None:
        """Somebody else has spoken in the question's thread, or replied to it: it needs no one any more."""
        there = [peer_question.c.message_id == word for word in (reply_to, place.thread_id) if word]
        if there:
            here = and_(peer_question.c.platform == place.platform, peer_question.c.chat_id == place.chat_id)
            waits = peer_question.c.state.in_(("open", "asked"))
            unanswered = and_(here, or_(*there), peer_question.c.member_id != by, waits)
            await self._connection.execute(update(peer_question).where(unanswered).values(state="answered"))

    async def taken_back(self, place: Place, message_id: str) -> None:
        same = and_(
            peer_question.c.platform == place.platform,
            peer_question.c.chat_id == place.chat_id,
            peer_question.c.message_id == message_id,
        )
        await self._connection.execute(delete(peer_question).where(same))

    async def reword(self, place: Place, message_id: str, by: int, text: str) -> None:
        """The message says something else now."""
        same = and_(
            peer_question.c.platform == place.platform,
            peer_question.c.chat_id == place.chat_id,
            peer_question.c.message_id == message_id,
            peer_question.c.member_id == by,
        )
        await self._connection.execute(update(peer_question).where(same).values(text=text))

    async def unanswered(self, cohort_id: int, since: datetime, until: datetime) -> list[GroupQuestion]:
        """Asked after `since` and up to `until`."""
        asked = and_(peer_question.c.at > since, peer_question.c.at <= until, peer_question.c.state == "open")
        statement = select(peer_question).where(peer_question.c.cohort_id == cohort_id, asked)
        return [question_of(row) for row in await self._connection.execute(statement.order_by(peer_question.c.id))]

    async def by_id(self, question_id: int) -> GroupQuestion | None:
        row = (await self._connection.execute(select(peer_question).where(peer_question.c.id == question_id))).first()
        return question_of(row) if row else None

    async def change(self, question_id: int, become: str, *, from_: Collection[str]) -> bool:
        here = and_(peer_question.c.id == question_id, peer_question.c.state.in_(from_))
        return (await self._connection.execute(update(peer_question).where(here).values(state=become))).rowcount == 1

    async def ask(self, question: GroupQuestion, member_id: int, now: datetime) -> None:
        statement = insert(self._connection, peer_asked).values(
            cohort_id=question.cohort_id, question_id=question.id, member_id=member_id, answer="", at=now
        )
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def was_asked(self, question_id: int, member_id: int) -> bool:
        """Whether it was brought to this member, and they have not answered yet."""
        theirs = and_(
            peer_asked.c.question_id == question_id, peer_asked.c.member_id == member_id, peer_asked.c.answer == ""
        )
        return (await self._connection.execute(select(peer_asked.c.id).where(theirs))).first() is not None

    async def asked_since(self, cohort_id: int, since: datetime) -> set[int]:
        """Members who were asked something after that."""
        statement = (
            select(peer_asked.c.member_id)
            .join(peer_question, peer_question.c.id == peer_asked.c.question_id)
            .where(peer_question.c.cohort_id == cohort_id, peer_asked.c.at > since)
        )
        return set((await self._connection.execute(statement)).scalars())

    async def answer(self, question_id: int, member_id: int, words: str) -> bool:
        """False where it was not brought to them, or they have answered it already."""
        theirs = and_(
            peer_asked.c.question_id == question_id, peer_asked.c.member_id == member_id, peer_asked.c.answer == ""
        )
        return (await self._connection.execute(update(peer_asked).where(theirs).values(answer=words))).rowcount == 1
