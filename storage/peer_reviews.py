"""Who was asked to review whose work, and what they said. Nobody reviews the same work twice: a constraint sees to that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, select, update

from bot.domain.homework.assignments import Assignment
from bot.domain.homework.peer_review import Pair, Review
from storage.connection import Connection
from storage.members import is_learner
from storage.prepared import Prepared
from storage.statements import AnyRow, insert
from storage.tables import assignment, member, peer_review, submission


def review_of(row: AnyRow) -> Review:
    return Review(
        *(row.id, row.cohort_id, row.assignment_id, row.submission_id, row.author_id, row.reviewer_id),
        *(row.asked_at, row.due_at, row.done_at, tuple(map(int, row.marks.split())), row.strong, row.advice),
        row.told_at,
    )


_OF_REVIEWER = Prepared(
    select(peer_review).where(peer_review.c.reviewer_id == bindparam("b_member")).order_by(peer_review.c.id)
)


class PeerReviewStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, assignment_id: int) -> None:
        """One process at a time decides who reviews whom."""
        row = select(assignment.c.id).where(assignment.c.id == assignment_id).with_for_update()
        await self._connection.execute(row)

    async def works(self, assignment_id: int) -> dict[int, int]:
        """The submissions, by author, that were handed in, whose authors are still with the programme and let
        peers see them."""
        shown = and_(submission.c.version > 0, submission.c.consent.is_(True), is_learner())
        statement = (
            select(submission.c.member_id, submission.c.id)
            .join(member, member.c.id == submission.c.member_id)
            .where(submission.c.assignment_id == assignment_id, shown)
        )
        return {row[0]: row[1] for row in await self._connection.execute(statement)}

    async def ask(
        self, of: Assignment, pairs: Iterable[Pair], works: Mapping[int, int], now: datetime, due: datetime
    ) -> None:
        """`works` are submissions by author. Who was asked before is not asked again."""
        rows = [
            {
                "cohort_id": of.cohort_id,
                "assignment_id": of.id,
                "submission_id": works[author],
                "author_id": author,
                "reviewer_id": reviewer,
                "asked_at": now,
                "due_at": due,
                "marks": "",
                "strong": "",
                "advice": "",
            }
            for reviewer, author in pairs
        ]
        if rows:
            await self._connection.execute(insert(self._connection, peer_review).on_conflict_do_nothing(), rows)

    async def of_assignment(self, assignment_id: int) -> list[Review]:
        return await self._all(peer_review.c.assignment_id == assignment_id)

    async def of_submission(self, submission_id: int) -> list[Review]:
        return await self._all(peer_review.c.submission_id == submission_id)

    async def of_reviewer(self, member_id: int) -> list[Review]:
        """What they were asked to review, oldest first."""
        return [review_of(row) for row in await _OF_REVIEWER.all(self._connection, b_member=member_id)]

    async def of_author(self, member_id: int) -> list[Review]:
        """What was said about their work and they have got."""
        return await self._all(and_(peer_review.c.author_id == member_id, peer_review.c.told_at.is_not(None)))

    async def by_id(self, review_id: int) -> Review | None:
        found = await self._all(peer_review.c.id == review_id)
        return found[0] if found else None

    async def write(
        self, found: Review, marks: tuple[int, ...], strong: str, advice: str, number: int, now: datetime
    ) -> bool:
        """What they said, about that version. False where its author has got it already: then it stands."""
        open_still = and_(peer_review.c.id == found.id, peer_review.c.told_at.is_(None))
        values = {"marks": " ".join(map(str, marks)), "strong": strong, "advice": advice}
        written = update(peer_review).where(open_still).values(**values, number=number, done_at=now)
        return (await self._connection.execute(written)).rowcount == 1

    async def told(self, ids: Collection[int], now: datetime) -> list[int]:
        """The author is given these. Which of them they had not been given before."""
        fresh = and_(peer_review.c.id.in_(ids), peer_review.c.told_at.is_(None), peer_review.c.done_at.is_not(None))
        done = await self._connection.execute(
            update(peer_review).where(fresh).values(told_at=now).returning(peer_review.c.id)
        )
        return sorted(done.scalars())

    async def untold(self, cohort_id: int) -> list[Review]:
        """All reviews of the submissions of which something was said that their authors have not got."""
        some = and_(
            peer_review.c.cohort_id == cohort_id, peer_review.c.told_at.is_(None), peer_review.c.done_at.is_not(None)
        )
        of_these = select(peer_review.c.submission_id).where(some)
        return await self._all(peer_review.c.submission_id.in_(of_these))

    async def to_remind(self, cohort_id: int, now: datetime, due_before: datetime) -> list[Review]:
        """Not written, and due between the two; each is given once."""
        waiting = and_(peer_review.c.cohort_id == cohort_id, peer_review.c.done_at.is_(None))
        soon = and_(waiting, peer_review.c.due_at > now, peer_review.c.due_at <= due_before)
        once = update(peer_review).where(soon, peer_review.c.reminded_at.is_(None)).values(reminded_at=now)
        rows = await self._connection.execute(once.returning(*peer_review.c))
        return [review_of(row) for row in rows]

    async def _all(self, where: ColumnElement[bool]) -> list[Review]:
        rows = await self._connection.execute(select(peer_review).where(where).order_by(peer_review.c.id))
        return [review_of(row) for row in rows]
