"""How assignments stand, for trainers: who handed in, what waits to be looked at, and what was decided about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from bot.domain.homework.assignments import Assignment
from bot.domain.homework.judge import Tally
from bot.domain.homework.submissions import Item, Submission, Version
from storage.connection import Connection
from storage.members import is_learner
from storage.statements import apart, together
from storage.submission_items import item_of
from storage.submissions import submission_of
from storage.tables import (
    assignment,
    assignment_member,
    extension,
    member,
    submission,
    submission_item,
    submission_version,
)


@dataclass(frozen=True, slots=True)
class Work:
    """One member's newest version, with all that is in it."""

    submission: Submission
    version: Version
    items: tuple[Item, ...]

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(item.size for item in self.items)


class FeedbackStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def tallies(self, found: Sequence[Assignment]) -> dict[int, Tally]:
        """By assignment, counting those whom it concerns and who are still with the programme. All in one cohort."""
        if not found:
            return {}
        late = and_(
            submission.c.first_at > assignment.c.due_at,
            or_(extension.c.until_at.is_(None), submission.c.first_at > extension.c.until_at),
        )
        statement = (
            select(
                submission.c.assignment_id,
                func.count(),
                func.sum(case((late, 1), else_=0)),
                func.sum(case((submission.c.state == "handed_in", 1), else_=0)),
            )
            .join(assignment, assignment.c.id == submission.c.assignment_id)
            .join(member, member.c.id == submission.c.member_id)
            .outerjoin(
                extension,
                and_(extension.c.assignment_id == assignment.c.id, extension.c.member_id == submission.c.member_id),
            )
            .where(assignment.c.id.in_([one.id for one in found]), submission.c.version > 0, is_learner(), _concerned())
            .group_by(submission.c.assignment_id)
        )
        counted = {row[0]: row[1:] for row in await self._connection.execute(statement)}
        concerned = await self._concerned_by(found)
        return {
            one.id: Tally(handed, late_ones, waiting, concerned[one.id] - handed)
            for one in found
            for handed, late_ones, waiting in [counted.get(one.id, (0, 0, 0))]
        }

    async def _concerned_by(self, found: Sequence[Assignment]) -> dict[int, int]:
        everybody = select(func.count()).where(member.c.cohort_id == found[0].cohort_id, is_learner())
        everybody_counts = (await self._connection.execute(everybody)).scalar_one()
        chosen = (
            select(assignment_member.c.assignment_id, func.count())
            .join(member, member.c.id == assignment_member.c.member_id)
            .where(assignment_member.c.assignment_id.in_([one.id for one in found]), is_learner())
            .group_by(assignment_member.c.assignment_id)
        )
        counts = {row[0]: row[1] for row in await self._connection.execute(chosen)}
        return {
            one.id: counts.get(one.id, 0) if one.task.audience.to == "people" else everybody_counts for one in found
        }

    async def handed_in_by(self, assignment_id: int) -> frozenset[int]:
        """The ids of all members who have handed in something."""
        some = and_(submission.c.assignment_id == assignment_id, submission.c.version > 0)
        return apart(
            (await self._connection.execute(select(together(submission.c.member_id)).where(some))).scalar_one()
        )

    async def agreed(self, assignment_ids: Collection[int]) -> list[int]:
        """The submissions that their authors let the others see, of people who are still with the programme."""
        shown = and_(submission.c.version > 0, submission.c.consent.is_(True), is_learner())
        statement = select(submission.c.id).join(member, member.c.id == submission.c.member_id).where(shown)
        rows = await self._connection.execute(
            statement.where(submission.c.assignment_id.in_(assignment_ids)).order_by(submission.c.id)
        )
        return list(rows.scalars())

    async def of_cohort(self, assignment_ids: Collection[int]) -> dict[tuple[int, int], Submission]:
        """By assignment and member."""
        rows = await self._connection.execute(select(submission).where(submission.c.assignment_id.in_(assignment_ids)))
        return {(row.assignment_id, row.member_id): submission_of(row) for row in rows}

    async def works(self, submission_ids: Sequence[int]) -> list[Work]:
        """Their newest versions, in the order of the ids; those of which nothing was handed in are left out."""
        rows = (await self._connection.execute(select(submission).where(submission.c.id.in_(submission_ids)))).all()
        found = {row.id: submission_of(row) for row in rows if row.version > 0}
        newest = and_(
            submission.c.id == submission_version.c.submission_id, submission.c.version == submission_version.c.number
        )
        dated = select(submission_version).join(submission, newest)
        versions = {
            row.submission_id: Version(row.number, row.handed_in_at, row.due_at)
            for row in await self._connection.execute(dated.where(submission.c.id.in_(submission_ids)))
        }
        part_of = and_(
            submission.c.id == submission_item.c.submission_id, submission.c.version == submission_item.c.number
        )
        pieces = select(submission_item).join(submission, part_of).where(submission.c.id.in_(submission_ids))
        items: dict[int, list[Item]] = defaultdict(list)
        for row in await self._connection.execute(pieces.order_by(submission_item.c.id)):
            items[row.submission_id].append(item_of(row))
        return [Work(found[one], versions[one], tuple(items[one])) for one in submission_ids if one in found]


def _concerned() -> ColumnElement[bool]:
    named = exists().where(
        assignment_member.c.assignment_id == assignment.c.id, assignment_member.c.member_id == submission.c.member_id
    )
    return or_(assignment.c.meant_for != "people", named)
