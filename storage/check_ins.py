"""Check-ins: one a member and session, whatever happens; and how each came to be known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Select, and_, bindparam, case, delete, func, literal, or_, select

from bot.domain.check_in import CheckIn, How
from bot.domain.people import Member
from storage.connection import Connection
from storage.members import is_learner
from storage.prepared import Prepared
from storage.statements import AnyRow, insert, insert_new
from storage.tables import check_in, member, second_check

BITS = 60
"""Sessions at a time whose attendance fits a whole number of the database's."""


class CheckInStore:
    """Where somebody was marked as absent there is a record of it, too. Only `records` and `record_of` tell of those; for
    every other question the person was not there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def record(
        self, whose: Member, session: str, at: datetime, *, late: bool, platform: str, how: How = "tap"
    ) -> bool:
        """False where there is a record of the member already, also one of their absence; the first one stands."""
        return await _RECORD.any(
            self._connection,
            cohort_id=whose.cohort_id,
            session=session,
            member_id=whose.id,
            at=at,
            late=late,
            platform=platform,
            how=how,
        )

    async def mark(
        self,
        whose: Member,
        session: str,
        at: datetime,
        *,
        late: bool = False,
        absent: bool = False,
        by: int,
        reason: str,
        platform: str,
        how: How = "by_hand",
    ) -> bool:
        """What a person says of the member, in place of whatever was recorded before. `by` is a member's id.

        Somebody who was there keeps the time of their check-in. False where just that was recorded already.
        """
        statement = insert(self._connection, check_in).values(
            cohort_id=whose.cohort_id,
            session=session,
            member_id=whose.id,
            at=at,
            late=late,
            platform=platform,
            how=how,
            by_member_id=by,
            reason=reason,
            absent=absent,
        )
        new = statement.excluded
        stays = and_(check_in.c.absent.is_(False), new.absent.is_(False))
        said = {
            **{name: new[name] for name in ("late", "how", "by_member_id", "reason", "absent")},
            "at": case((stays, check_in.c.at), else_=new.at),
        }
        other = or_(*(check_in.c[name].is_distinct_from(new[name]) for name in ("late", "absent", "how", "reason")))
        done = await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["cohort_id", "session", "member_id"], set_=said, where=other
            )
        )
        return done.rowcount == 1

    async def of_member(self, member_id: int) -> list[CheckIn]:
        """By time."""
        return [_check_in(row) for row in await _OF_MEMBER.all(self._connection, b_member=member_id)]

    async def find(self, member_id: int, cohort_id: int, session: str) -> CheckIn | None:
        found = await self.record_of(member_id, cohort_id, session)
        return None if found is None or found.absent else found

    async def count(self, cohort_id: int, session: str) -> tuple[int, int]:
        """How many learners are checked in, and how many of them late."""
        statement = (
            select(func.count(), func.count().filter(check_in.c.late))
            .join(member, member.c.id == check_in.c.member_id)
            .where(
                check_in.c.cohort_id == cohort_id,
                check_in.c.session == session,
                check_in.c.absent.is_(False),
                is_learner(),
            )
        )
        there, late = (await self._connection.execute(statement)).one()
        return there, late

    async def of_cohort(self, cohort_id: int, sessions: Collection[str]) -> list[CheckIn]:
        statement = _there().where(check_in.c.cohort_id == cohort_id, check_in.c.session.in_(sessions))
        return [_check_in(row) for row in await self._connection.execute(statement)]

    async def attended(self, cohort_id: int, sessions: Sequence[str]) -> dict[int, frozenset[str]]:
        """Which of the sessions each member was at, by member id; nobody who was at none.

        One row a member, with a bit for each session: of 200,000 check-ins, reading them would take most of a second.
        """
        found: dict[int, frozenset[str]] = {}
        for first in range(0, len(sessions), BITS):
            keys = sessions[first : first + BITS]
            bits = case({key: literal(1 << n, BigInteger) for n, key in enumerate(keys)}, value=check_in.c.session)
            statement = (
                select(check_in.c.member_id, func.sum(bits))
                .where(check_in.c.cohort_id == cohort_id, check_in.c.session.in_(keys), check_in.c.absent.is_(False))
                .group_by(check_in.c.member_id)
            )
            meant: dict[int, frozenset[str]] = {}
            for member_id, mask in await self._connection.execute(statement):
                if mask not in meant:
                    meant[mask] = frozenset(key for n, key in enumerate(keys) if int(mask) >> n & 1)
                found[member_id] = found.get(member_id, frozenset()) | meant[mask]
        return found

    async def record_of(self, member_id: int, cohort_id: int, session: str) -> CheckIn | None:
        """What is known of the member at that session, be it that they were absent."""
        row = await _RECORD_OF.first(self._connection, b_cohort=cohort_id, b_session=session, b_member=member_id)
        return _check_in(row) if row else None

    async def records(self, cohort_id: int, sessions: Collection[str]) -> list[CheckIn]:
        """What is known of anybody at those sessions, absences included: for lists that say how it came to be known."""
        statement = select(check_in).where(check_in.c.cohort_id == cohort_id, check_in.c.session.in_(sessions))
        return [_check_in(row) for row in await self._connection.execute(statement)]

    async def count_until(self, cohort_id: int, session: str, at: datetime) -> int:
        """How many people are recorded as having been there, by what was known at `at`."""
        statement = select(func.count()).where(
            check_in.c.cohort_id == cohort_id,
            check_in.c.session == session,
            check_in.c.at <= at,
            check_in.c.absent.is_(False),
        )
        return (await self._connection.execute(statement)).scalar_one()

    async def remove_until(self, cohort_id: int, session: str, at: datetime) -> set[int]:
        """Forget who was at the session until `at`: it was a meeting that does not count. The ids of those members. What
        somebody said of an absence stays, as with `count_until`."""
        for table in (second_check, check_in):
            gone = delete(table).where(table.c.cohort_id == cohort_id, table.c.session == session, table.c.at <= at)
            if table is check_in:
                gone = gone.where(check_in.c.absent.is_(False))
            there = (await self._connection.execute(gone.returning(table.c.member_id))).scalars().all()
        return set(there)

    async def take_back_absences(self, cohort_id: int, session: str, at: datetime) -> list[int]:
        """Forget who was said until `at` to be absent: that was at another time. The ids of those members."""
        gone = delete(check_in).where(
            check_in.c.cohort_id == cohort_id,
            check_in.c.session == session,
            check_in.c.at <= at,
            check_in.c.absent.is_(True),
        )
        return sorted((await self._connection.execute(gone.returning(check_in.c.member_id))).scalars())

    async def anything(self, cohort_id: int, session: str) -> bool:
        """Whether anybody could check in: somebody did, or was marked."""
        statement = select(check_in.c.id).where(check_in.c.cohort_id == cohort_id, check_in.c.session == session)
        return (await self._connection.execute(statement.limit(1))).first() is not None


def _there() -> Select[*tuple[object, ...]]:
    return select(check_in).where(check_in.c.absent.is_(False))


def _check_in(row: AnyRow) -> CheckIn:
    return CheckIn(row.session, row.member_id, row.at, row.late, row.how, row.by_member_id, row.reason, row.absent)


_OF_MEMBER = Prepared(_there().where(check_in.c.member_id == bindparam("b_member")).order_by(check_in.c.at))
_RECORD = insert_new(check_in, check_in.c.member_id)
_RECORD_OF = Prepared(
    select(check_in).where(
        check_in.c.cohort_id == bindparam("b_cohort"),
        check_in.c.session == bindparam("b_session"),
        check_in.c.member_id == bindparam("b_member"),
    )
)
