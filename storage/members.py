"""Members: the people of a cohort, as the roster has them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import LEARNERS, ORGANISERS, Member, Profile, Role
from storage.statements import AnyRow, insert
from storage.tables import link, member


def member_of(row: AnyRow) -> Member:
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
        roles_of(row.roles),
        row.withdrawn_at is not None or row.erased_at is not None,
    )


def roles_of(stored: str) -> frozenset[Role]:
    return frozenset(stored.split())  # type: ignore[arg-type]  # only roles are ever stored


def is_learner() -> ColumnElement[bool]:
    """`Member.learner`, for the database to judge."""
    still_here = and_(member.c.withdrawn_at.is_(None), member.c.erased_at.is_(None))
    return and_(still_here, or_(*(member.c.roles.contains(role) for role in sorted(LEARNERS))))


class MemberStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, cohort_id: int, profiles: Sequence[Profile]) -> None:
        """Add those whose e-mail is new to the cohort, update the others. Nobody is removed.

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

    async def of_cohort(self, cohort_id: int) -> list[Member]:
        """All of them, by name."""
        statement = (
            select(member).where(member.c.cohort_id == cohort_id).order_by(func.lower(member.c.name), member.c.id)
        )
        return [member_of(row) for row in await self._connection.execute(statement)]

    async def organisers(self, cohort_id: int) -> list[Member]:
        """Those who decide and answer, by name."""
        return [one for one in await self.of_cohort(cohort_id) if one.roles & ORGANISERS]

    async def count_learners(self, cohort_id: int) -> int:
        """How many are expected at a session."""
        statement = select(func.count()).where(member.c.cohort_id == cohort_id, is_learner())
        return (await self._connection.execute(statement)).scalar_one()

    async def by_id(self, member_id: int) -> Member | None:
        row = (await self._connection.execute(select(member).where(member.c.id == member_id))).first()
        return member_of(row) if row else None

    async def by_email(self, email: str) -> list[Member]:
        """One for each cohort in which the address is on the roster."""
        statement = select(member).where(member.c.email == email.lower()).order_by(member.c.cohort_id)
        return [member_of(row) for row in await self._connection.execute(statement)]

    async def linked_ids(self, cohort_id: int, platform: str | None = None) -> set[int]:
        """Members who have joined, on this platform or on any."""
        statement = select(link.c.member_id).where(link.c.cohort_id == cohort_id).distinct()
        if platform is not None:
            statement = statement.where(link.c.platform == platform)
        return set((await self._connection.execute(statement)).scalars())

    async def set_language(self, member_id: int, language: str) -> None:
        await self._connection.execute(update(member).where(member.c.id == member_id).values(language=language))

    async def set_time_zone(self, member_id: int, zone: str) -> None:
        await self._connection.execute(update(member).where(member.c.id == member_id).values(time_zone=zone))
