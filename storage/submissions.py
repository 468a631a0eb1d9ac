"""What people handed in, version by version, and what they are putting together. One constraint decides every race: a version
of a submission has its number once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, select, update

from bot.domain.homework.assignments import Assignment
from bot.domain.homework.judge import Verdict
from bot.domain.homework.submissions import Comment, Submission, Version
from storage.connection import Connection
from storage.members import is_learner
from storage.prepared import Prepared
from storage.statements import AnyRow
from storage.statements import insert as insert_new
from storage.tables import member, submission, submission_comment, submission_item, submission_version


def submission_of(row: AnyRow) -> Submission:
    return Submission(
        *(row.id, row.cohort_id, row.assignment_id, row.member_id, row.state, row.version, row.first_at, row.last_at),
        *(row.gathering_at, row.sitting, row.asked_at, row.consent),
        *(row.decided_by, row.decided_at, row.decided_version),
    )


_BY_ID = Prepared(select(submission).where(submission.c.id == bindparam("b_id")))
_OF_MEMBER = Prepared(select(submission).where(submission.c.member_id == bindparam("b_member")))


class SubmissionStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ensure(self, member_id: int, of: Assignment) -> Submission:
        """Theirs for this assignment, made where there is none yet."""
        if known := await self.of_member(member_id, of.id):
            return known
        values = {"cohort_id": of.cohort_id, "assignment_id": of.id, "member_id": member_id, "state": "gathering"}
        await self._connection.execute(insert_new(self._connection, submission).values(values).on_conflict_do_nothing())
        found = await self.of_member(member_id, of.id)
        assert found is not None
        return found

    async def hand_in(self, found: Submission, at: datetime, due: datetime) -> Version | None:
        """What is put together becomes the next version, if something is. None where it is not, or somebody (another
        device of theirs) was quicker."""
        number = found.version + 1
        of_it = and_(submission.c.id == found.id, submission.c.version == found.version)
        values = {
            "version": number,
            "state": "handed_in",
            "first_at": func.coalesce(submission.c.first_at, at),
            "last_at": at,
            "gathering_at": None,
            "asked_at": None,
        }
        if (await self._connection.execute(update(submission).where(of_it).values(values))).rowcount != 1:
            return None
        ready = and_(
            submission_item.c.submission_id == found.id,
            submission_item.c.number.is_(None),
            submission_item.c.state == "ready",
        )
        await self._connection.execute(update(submission_item).where(ready).values(number=number))
        row = {"cohort_id": found.cohort_id, "submission_id": found.id, "number": number}
        await self._connection.execute(insert(submission_version).values(**row, handed_in_at=at, due_at=due))
        return Version(number, at, due)

    async def gather(self, submission_id: int, now: datetime, *, new_sitting: bool) -> None:
        """Something was put to it, or is going to be; `new_sitting`: another message shows it from now on. Who puts
        something to it is not done: a file that is waited for is not handed in without it."""
        values: dict[str, Any] = {"gathering_at": now, "asked_at": None}
        if new_sitting:
            values["sitting"] = submission.c.sitting + 1
        await self._connection.execute(update(submission).where(submission.c.id == submission_id).values(values))

    async def stop_gathering(self, member_id: int) -> None:
        """For whatever task: what they write in private is no homework from now on."""
        listening = and_(submission.c.member_id == member_id, submission.c.gathering_at.is_not(None))
        await self._connection.execute(update(submission).where(listening).values(gathering_at=None))

    async def ask_to_hand_in(self, submission_id: int, at: datetime | None) -> None:
        """They were done at `at`, while files were still on their way; None: not any more."""
        await self._connection.execute(update(submission).where(submission.c.id == submission_id).values(asked_at=at))

    async def decide(self, found: Submission, verdict: Verdict, by: int, now: datetime) -> bool:
        """What a trainer says about the version and state that `found` shows. False where it has a newer version, or another
        trainer was quicker, or where nothing was handed in."""
        same = and_(
            *(submission.c.id == found.id, submission.c.version == found.version, submission.c.version > 0),
            submission.c.state == found.state,
        )
        values = {"state": verdict, "decided_by": by, "decided_at": now, "decided_version": found.version}
        return (await self._connection.execute(update(submission).where(same).values(values))).rowcount == 1

    async def set_consent(self, submission_id: int, *, yes: bool) -> None:
        """Whether their peers may see it."""
        await self._connection.execute(update(submission).where(submission.c.id == submission_id).values(consent=yes))

    async def by_id(self, submission_id: int) -> Submission | None:
        row = await _BY_ID.first(self._connection, b_id=submission_id)
        return submission_of(row) if row else None

    async def lock(self, submission_id: int) -> Submission | None:
        """The same; from here to the commit nobody else changes it."""
        statement = select(submission).where(submission.c.id == submission_id).with_for_update()
        row = (await self._connection.execute(statement)).first()
        return submission_of(row) if row else None

    async def of_member(self, member_id: int, assignment_id: int) -> Submission | None:
        return await self._one(and_(submission.c.member_id == member_id, submission.c.assignment_id == assignment_id))

    async def all_of_member(self, member_id: int) -> dict[int, Submission]:
        """By assignment."""
        rows = await _OF_MEMBER.all(self._connection, b_member=member_id)
        return {row.assignment_id: submission_of(row) for row in rows}

    async def of_assignment(self, assignment_id: int) -> dict[int, Submission]:
        """By member; those as well of which nothing was handed in yet."""
        rows = await self._connection.execute(select(submission).where(submission.c.assignment_id == assignment_id))
        return {row.member_id: submission_of(row) for row in rows}

    async def gathering(self, member_id: int) -> Submission | None:
        """The one that they are putting something together for, the latest where there are several."""
        mine = and_(submission.c.member_id == member_id, submission.c.gathering_at.is_not(None))
        statement = select(submission).where(mine).order_by(submission.c.gathering_at.desc(), submission.c.id.desc())
        row = (await self._connection.execute(statement.limit(1))).first()
        return submission_of(row) if row else None

    async def handed_in(self, assignment_ids: Collection[int]) -> Mapping[int, int]:
        """How many who still learn here have handed in something, by assignment."""
        column = submission.c.assignment_id
        some = and_(column.in_(assignment_ids), submission.c.version > 0, is_learner())
        people = submission.join(member, member.c.id == submission.c.member_id)
        statement = select(column, func.count()).select_from(people).where(some).group_by(column)
        return {row[0]: row[1] for row in await self._connection.execute(statement)}

    async def versions(self, submission_id: int) -> list[Version]:
        """The first one first."""
        statement = select(submission_version).where(submission_version.c.submission_id == submission_id)
        rows = await self._connection.execute(statement.order_by(submission_version.c.number))
        return [Version(row.number, row.handed_in_at, row.due_at) for row in rows]

    async def comment(self, found: Submission, author_id: int, words: str, now: datetime) -> int:
        """Said about its newest version."""
        of = {"cohort_id": found.cohort_id, "submission_id": found.id, "member_id": found.member_id}
        values = {**of, "author_id": author_id}
        statement = insert(submission_comment).values(**values, number=found.version or None, text=words, at=now)
        return int((await self._connection.execute(statement.returning(submission_comment.c.id))).scalar_one())

    async def comments(self, submission_id: int) -> list[Comment]:
        """Oldest first."""
        statement = select(submission_comment).where(submission_comment.c.submission_id == submission_id)
        rows = await self._connection.execute(statement.order_by(submission_comment.c.id))
        return [Comment(row.id, row.author_id, row.number, row.text, row.at) for row in rows]

    async def _one(self, where: ColumnElement[bool]) -> Submission | None:
        row = (await self._connection.execute(select(submission).where(where))).first()
        return submission_of(row) if row else None
