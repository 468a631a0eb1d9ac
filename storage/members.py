"""Members: the people of a cohort, as the roster has them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select, update

from bot.domain.people import LEARNERS, ORGANISERS, Member, Profile, Role
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow, apart, insert, pieces, together
from storage.tables import link, member


def member_of(row: AnyRow) -> Member:
    left = row.withdrawn_at is not None or row.erased_at is not None
    return Member(
        row.id,
        row.cohort_id,
        row.name,
        row.email,
        row.organisation,
        row.country,
        row.sector,
        row.time_zone,
        row.language,
        _standing(row.roles, left=left),
        left,
        row.erased_at is not None,
    )


def roles_of(stored: str) -> frozenset[Role]:
    return frozenset(stored.split())  # type: ignore[arg-type]  # only roles are ever stored


@lru_cache(maxsize=256)
def _standing(stored: str, *, left: bool) -> frozenset[Role]:
    """The roles that somebody still has: who left the programme works for it no longer."""
    return roles_of(stored) & LEARNERS if left else roles_of(stored)


def is_learner() -> ColumnElement[bool]:
    """`Member.learner`, for the database to judge."""
    still_here = and_(member.c.withdrawn_at.is_(None), member.c.erased_at.is_(None))
    return and_(still_here, or_(*(member.c.roles.contains(role) for role in sorted(LEARNERS))))


@dataclass(frozen=True, slots=True)
class Joining:
    """How many have joined and how many have not: learners, and all others. `left` the programme are in neither."""

    learners: int
    learners_missing: int
    others: int
    others_missing: int
    left: int


_FACTS = (
    *(member.c.id, member.c.cohort_id, member.c.name, member.c.email, member.c.organisation, member.c.country),
    *(member.c.sector, member.c.time_zone, member.c.language, member.c.roles),
    member.c.withdrawn_at.is_not(None),
    member.c.erased_at.is_not(None),
)


def _quickly(row: Sequence[Any]) -> Member:
    """As `member_of` does it, of `_FACTS` and in a third of the time: there may be ten thousand."""
    facts = cast("tuple[int, int, str, str, str, str, str, str, str]", row[:9])
    left = row[10] or row[11]
    return Member(*facts, _standing(row[9], left=left), left, row[11])


_BY_ID = Prepared(select(member).where(member.c.id == bindparam("b_id")))
"""Whoever makes a message just before it leaves asks for its reader."""


class MemberStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def save(self, cohort_id: int, profiles: Sequence[Profile]) -> None:
        """Add those whose e-mail is new to the cohort, update the others. Nobody is removed, and who left stays so.

        Language and time zone of a known member stay: they may have set them in chat.
        """
        rows = [
            {
                "cohort_id": cohort_id,
                "name": p.name,
                "email": p.email.lower(),
                "organisation": p.organisation,
                "country": p.country,
                "sector": p.sector,
                "time_zone": p.time_zone,
                "language": p.language,
                "roles": " ".join(sorted(p.roles)),
            }
            for p in profiles
        ]
        if not rows:
            return
        statement = insert(self._connection, member)
        taken = {name: statement.excluded[name] for name in ("name", "organisation", "country", "sector", "roles")}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["cohort_id", "email"], set_=taken), rows
        )

    async def of_cohort(self, cohort_id: int, *, erased: bool = False) -> list[Member]:
        """All of them, by name; `erased`: also those who were erased, whose attendance may still count."""
        statement = (
            select(*_FACTS).where(member.c.cohort_id == cohort_id).order_by(func.lower(member.c.name), member.c.id)
        )
        if not erased:
            statement = statement.where(member.c.erased_at.is_(None))
        return [_quickly(row) for row in await self._connection.execute(statement)]

    async def page(self, cohort_id: int, *, after: int, size: int) -> list[Member]:
        """Those with the next ids after that one, erased ones too: a list of all holds up nobody when it is read so."""
        statement = select(*_FACTS).where(member.c.cohort_id == cohort_id, member.c.id > after)
        rows = await self._connection.execute(statement.order_by(member.c.id).limit(size))
        return [_quickly(row) for row in rows]

    async def joining(self, cohort_id: int) -> Joining:
        joined = exists().where(link.c.member_id == member.c.id)
        left = or_(member.c.withdrawn_at.is_not(None), member.c.erased_at.is_not(None))
        learns = is_learner()
        each = select(left.label("gone"), learns.label("learns"), joined.label("here")).where(
            member.c.cohort_id == cohort_id, member.c.erased_at.is_(None)
        )
        kinds = each.subquery().c
        rows = await self._connection.execute(select(*kinds, func.count()).group_by(*kinds))
        found: dict[tuple[bool, ...], int] = {tuple(map(bool, row[:3])): row[3] for row in rows}
        return Joining(
            learners=found.get((False, True, True), 0),
            learners_missing=found.get((False, True, False), 0),
            others=found.get((False, False, True), 0),
            others_missing=found.get((False, False, False), 0),
            left=sum(n for kind, n in found.items() if kind[0]),
        )

    async def not_joined(self, cohort_id: int) -> list[str]:
        """Names of the learners who have no account yet."""
        joined = exists().where(link.c.member_id == member.c.id)
        missing = select(member.c.name).where(member.c.cohort_id == cohort_id, is_learner(), ~joined)
        by_name = missing.order_by(func.lower(member.c.name), member.c.id)
        return list((await self._connection.execute(by_name)).scalars())

    async def learner_ids(self, cohort_id: int) -> list[int]:
        """Of those whose attendance counts, by name."""
        statement = select(member.c.id).where(member.c.cohort_id == cohort_id, is_learner())
        by_name = statement.order_by(func.lower(member.c.name), member.c.id)
        return list((await self._connection.execute(by_name)).scalars())

    async def names(self, cohort_id: int) -> dict[int, str]:
        """Everybody's name by id, where ten thousand whole members would take too long."""
        found = await self._connection.execute(
            select(member.c.id, member.c.name).where(member.c.cohort_id == cohort_id)
        )
        return {int(row[0]): str(row[1]) for row in found}

    async def organisers(self, cohort_id: int) -> list[Member]:
        """Those who decide and answer, by name."""
        return await self.with_roles(cohort_id, ORGANISERS)

    async def with_roles(self, cohort_id: int, roles: Collection[Role]) -> list[Member]:
        """Those who have any of these and are still with the programme, by name."""
        statement = (
            select(member)
            .where(member.c.cohort_id == cohort_id, or_(*(member.c.roles.contains(role) for role in sorted(roles))))
            .where(member.c.withdrawn_at.is_(None), member.c.erased_at.is_(None))
            .order_by(func.lower(member.c.name), member.c.id)
        )
        return [member_of(row) for row in await self._connection.execute(statement)]

    async def count_learners(self, cohort_id: int) -> int:
        """How many are expected at a session."""
        statement = select(func.count()).where(member.c.cohort_id == cohort_id, is_learner())
        return (await self._connection.execute(statement)).scalar_one()

    async def by_id(self, member_id: int) -> Member | None:
        row = await _BY_ID.first(self._connection, b_id=member_id)
        return member_of(row) if row else None

    async def by_ids(self, member_ids: Sequence[int]) -> list[Member]:
        found: list[Member] = []
        for ids in pieces(member_ids):
            rows = await self._connection.execute(select(member).where(member.c.id.in_(ids)))
            found += [member_of(row) for row in rows]
        return found

    async def by_email(self, email: str) -> list[Member]:
        """One for each cohort in which the address is on the roster."""
        known = and_(member.c.email == email.lower(), member.c.erased_at.is_(None))
        statement = select(member).where(known).order_by(member.c.cohort_id)
        return [member_of(row) for row in await self._connection.execute(statement)]

    async def linked_ids(self, cohort_id: int, platform: str | None = None) -> set[int]:
        """Members who have joined, on this platform or on any."""
        statement = select(together(link.c.member_id)).where(link.c.cohort_id == cohort_id)
        if platform is not None:
            statement = statement.where(link.c.platform == platform)
        return set(apart((await self._connection.execute(statement)).scalar_one()))

    async def withdraw(self, member_id: int, at: datetime) -> bool:
        """They left the programme. False where that was said before, or their data is erased."""
        here = and_(member.c.id == member_id, member.c.withdrawn_at.is_(None), member.c.erased_at.is_(None))
        return (await self._connection.execute(update(member).where(here).values(withdrawn_at=at))).rowcount == 1

    async def readmit(self, member_id: int) -> bool:
        """They are back. False where they had not left, or their data is erased."""
        left = and_(member.c.id == member_id, member.c.withdrawn_at.is_not(None), member.c.erased_at.is_(None))
        return (await self._connection.execute(update(member).where(left).values(withdrawn_at=None))).rowcount == 1

    async def set_language(self, member_id: int, language: str) -> None:
        await self._connection.execute(update(member).where(member.c.id == member_id).values(language=language))

    async def set_time_zone(self, member_id: int, zone: str) -> None:
        await self._connection.execute(update(member).where(member.c.id == member_id).values(time_zone=zone))
