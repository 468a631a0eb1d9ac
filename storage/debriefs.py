"""Feedback sessions: who agreed to show their work, the plan, and what people take away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from bot.domain.homework.assignments import Assignment
from bot.domain.homework.debrief import Debrief, Take, Takeaway
from bot.domain.homework.submissions import Submission
from storage.connection import Connection
from storage.members import is_learner
from storage.statements import AnyRow
from storage.statements import insert as insert_new
from storage.submissions import submission_of
from storage.tables import assignment, consent_ask, debrief, debrief_place, member, submission, takeaway

MINUTES, SIZE = 5, 4
"""What a new plan begins with."""


def debrief_of(row: AnyRow) -> Debrief:
    return Debrief(
        *(row.id, row.cohort_id, row.assignment_id, row.author_id, row.shape, row.minutes, row.size, row.seed),
        *(row.posted_at, row.asked_at, row.shown_at),
    )


class DebriefStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def answer(self, submission_id: int, now: datetime) -> None:
        """Its author has said whether peers may see it, if they were asked."""
        asked = consent_ask.c.submission_id == submission_id
        await self._connection.execute(update(consent_ask).where(asked).values(answered_at=now))

    async def unasked(self, cohort_id: int, before: datetime) -> list[Submission]:
        """Handed in until `before`, for an assignment of which peers may see the work and that has reviews or a debrief; and
        its author was never asked whether peers may see theirs, nor has said so."""
        wanted = or_(assignment.c.peer_reviews > 0, assignment.c.debrief != "")
        statement = (
            select(submission)
            .join(assignment, assignment.c.id == submission.c.assignment_id)
            .join(member, member.c.id == submission.c.member_id)
            .outerjoin(consent_ask, consent_ask.c.submission_id == submission.c.id)
            .where(submission.c.cohort_id == cohort_id, submission.c.version > 0, submission.c.consent.is_(False))
            .where(assignment.c.state.in_(["open", "closed"]), assignment.c.shared.is_(True), wanted)
            .where(consent_ask.c.id.is_(None), submission.c.last_at <= before, is_learner())
        )
        return [submission_of(row) for row in await self._connection.execute(statement.order_by(submission.c.id))]

    async def ask_consent(self, found: Submission, now: datetime) -> bool:
        """True once for a submission."""
        values = {"cohort_id": found.cohort_id, "submission_id": found.id, "member_id": found.member_id}
        statement = insert_new(self._connection, consent_ask).values(**values, asked_at=now).on_conflict_do_nothing()
        made = await self._connection.execute(statement.returning(consent_ask.c.id))
        return made.scalar_one_or_none() is not None

    async def answered(self, submission_ids: Collection[int]) -> set[int]:
        """Those about which their authors have said yes or no when asked."""
        said = and_(consent_ask.c.submission_id.in_(submission_ids), consent_ask.c.answered_at.is_not(None))
        return set((await self._connection.execute(select(consent_ask.c.submission_id).where(said))).scalars())

    async def agreed(self, assignment_id: int) -> set[int]:
        """The members who handed in, are still with the programme, and agreed to show it."""
        shown = and_(submission.c.version > 0, submission.c.consent.is_(True), is_learner())
        statement = select(submission.c.member_id).join(member, member.c.id == submission.c.member_id)
        rows = await self._connection.execute(statement.where(submission.c.assignment_id == assignment_id, shown))
        return set(rows.scalars())

    async def ensure(self, of: Assignment, by: int, now: datetime) -> Debrief:
        """The assignment's plan, begun where there is none yet."""
        values = {"cohort_id": of.cohort_id, "assignment_id": of.id, "author_id": by, "shape": "order"}
        begun = {**values, "minutes": MINUTES, "size": SIZE, "seed": of.id, "made_at": now}
        await self._connection.execute(
            insert_new(self._connection, debrief).values(begun).on_conflict_do_nothing(index_elements=["assignment_id"])
        )
        found = await self.of_assignment(of.id)
        assert found is not None
        return found

    async def by_id(self, debrief_id: int) -> Debrief | None:
        return await self._one(debrief.c.id == debrief_id)

    async def of_assignment(self, assignment_id: int) -> Debrief | None:
        return await self._one(debrief.c.assignment_id == assignment_id)

    async def posted(self, cohort_id: int) -> list[Debrief]:
        """Those that are posted and not over."""
        running = and_(debrief.c.cohort_id == cohort_id, debrief.c.posted_at.is_not(None), debrief.c.shown_at.is_(None))
        return [debrief_of(row) for row in await self._connection.execute(select(debrief).where(running))]

    async def set_up(self, found: Debrief) -> bool:
        """Its settings are these. False once it is posted."""
        values = {"shape": found.shape, "minutes": found.minutes, "size": found.size, "seed": found.seed}
        unposted = and_(debrief.c.id == found.id, debrief.c.posted_at.is_(None))
        return (await self._connection.execute(update(debrief).where(unposted).values(values))).rowcount == 1

    async def post(self, found: Debrief, groups: Sequence[Sequence[int]], now: datetime) -> bool:
        """As it is to be, with exactly these settings. False where it was posted or changed meanwhile."""
        same = and_(
            *(debrief.c.id == found.id, debrief.c.posted_at.is_(None), debrief.c.shape == found.shape),
            *(debrief.c.seed == found.seed, debrief.c.size == found.size, debrief.c.minutes == found.minutes),
        )
        if (await self._connection.execute(update(debrief).where(same).values(posted_at=now))).rowcount != 1:
            return False
        rows = [
            {"debrief_id": found.id, "member_id": one, "part": part, "place": place}
            for part, group in enumerate(groups, 1)
            for place, one in enumerate(group, 1)
        ]
        await self._connection.execute(insert(debrief_place), rows)
        return True

    async def places(self, found: Debrief) -> list[list[int]]:
        """The groups as posted, without those who do not show their work any more."""
        agreed = await self.agreed(found.assignment_id)
        statement = select(debrief_place).where(debrief_place.c.debrief_id == found.id)
        groups: dict[int, list[int]] = {}
        for row in await self._connection.execute(statement.order_by(debrief_place.c.part, debrief_place.c.place)):
            groups.setdefault(row.part, [])
            if row.member_id in agreed:
                groups[row.part].append(row.member_id)
        return list(groups.values())

    async def take_back(self, debrief_id: int) -> bool:
        """It can be changed again. False once people were asked what they take away."""
        unasked = and_(debrief.c.id == debrief_id, debrief.c.posted_at.is_not(None), debrief.c.asked_at.is_(None))
        if (await self._connection.execute(update(debrief).where(unasked).values(posted_at=None))).rowcount != 1:
            return False
        await self._connection.execute(delete(debrief_place).where(debrief_place.c.debrief_id == debrief_id))
        return True

    async def ask(self, debrief_id: int, now: datetime) -> bool:
        """The group is asked what it takes away. True once."""
        unasked = and_(debrief.c.id == debrief_id, debrief.c.posted_at.is_not(None), debrief.c.asked_at.is_(None))
        return (await self._connection.execute(update(debrief).where(unasked).values(asked_at=now))).rowcount == 1

    async def show(self, debrief_id: int, now: datetime) -> bool:
        """The group is shown what it said. True once."""
        unshown = and_(debrief.c.id == debrief_id, debrief.c.asked_at.is_not(None), debrief.c.shown_at.is_(None))
        return (await self._connection.execute(update(debrief).where(unshown).values(shown_at=now))).rowcount == 1

    async def take(self, found: Debrief, member_id: int, take: Take, words: str | None, now: datetime) -> None:
        """Theirs, instead of what they had said before; with None for `words`, the sentence stays."""
        key = {"cohort_id": found.cohort_id, "debrief_id": found.id, "member_id": member_id}
        values = {"take": take, "at": now} | ({} if words is None else {"text": words})
        statement = insert_new(self._connection, takeaway).values(**key, **{"text": "", **values})
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["debrief_id", "member_id"], set_=values)
        )

    async def takeaways(self, debrief_id: int) -> list[Takeaway]:
        """In the order in which they were said, of those still with the programme."""
        statement = (
            select(takeaway)
            .join(member, member.c.id == takeaway.c.member_id)
            .where(takeaway.c.debrief_id == debrief_id, is_learner())
        )
        rows = await self._connection.execute(statement.order_by(takeaway.c.id))
        return [Takeaway(row.member_id, row.take, row.text) for row in rows]

    async def takeaway_of(self, debrief_id: int, member_id: int) -> Takeaway | None:
        theirs = and_(takeaway.c.debrief_id == debrief_id, takeaway.c.member_id == member_id)
        row = (await self._connection.execute(select(takeaway).where(theirs))).first()
        return Takeaway(row.member_id, row.take, row.text) if row else None

    async def _one(self, where: ColumnElement[bool]) -> Debrief | None:
        row = (await self._connection.execute(select(debrief).where(where))).first()
        return debrief_of(row) if row else None
