"""What people say of themselves to one another, and whom they do not want to meet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any, Literal

from sqlalchemy import and_, bindparam, delete, func, or_, select, update

from bot.domain.peers.fit import Couple
from bot.domain.peers.profiles import OFFICE, PeerProfile, Standing
from bot.domain.people import Member
from storage.connection import Connection
from storage.members import is_learner
from storage.prepared import Prepared
from storage.slots import stored_topics, topics_of
from storage.statements import AnyRow, insert, pieces
from storage.tables import link, member, peer_exclusion, peer_profile

NOBODY = PeerProfile(0)
"""What is said of somebody who has not said anything."""


def profile_of(row: AnyRow) -> PeerProfile:
    return PeerProfile(
        row.member_id,
        row.job,
        row.sector,
        row.age,
        topics_of(row.offers),
        topics_of(row.wants),
        topics_of(row.languages),
        (time.fromisoformat(row.hours_from), time.fromisoformat(row.hours_to)),
        row.contact,
        row.findable,
        row.askable,
        row.standing,
        row.paused_until,
        row.silent,
        row.mentees,
    )


_OF_MEMBER = Prepared(select(peer_profile).where(peer_profile.c.member_id == bindparam("b_member")))


class PeerStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_member(self, member_id: int) -> PeerProfile | None:
        row = await _OF_MEMBER.first(self._connection, b_member=member_id)
        return profile_of(row) if row else None

    async def has_filled(self, member_id: int) -> bool:
        """Whether they have ever sent the form: else there is only what they said about taking part."""
        filled = and_(peer_profile.c.member_id == member_id, peer_profile.c.filled_at.is_not(None))
        return (await self._connection.execute(select(peer_profile.c.id).where(filled))).first() is not None

    async def of_members(self, member_ids: Sequence[int]) -> dict[int, PeerProfile]:
        """Of those who have said anything, by member id."""
        found: dict[int, PeerProfile] = {}
        for ids in pieces(member_ids):
            rows = await self._connection.execute(select(peer_profile).where(peer_profile.c.member_id.in_(ids)))
            found |= {row.member_id: profile_of(row) for row in rows}
        return found

    async def of_cohort(self, cohort_id: int) -> dict[int, PeerProfile]:
        """By member id."""
        rows = await self._connection.execute(select(peer_profile).where(peer_profile.c.cohort_id == cohort_id))
        return {row.member_id: profile_of(row) for row in rows}

    async def save(self, whose: Member, profile: PeerProfile, now: datetime) -> None:
        """What they filled in; whether they take part stays as it was."""
        values = {
            "job": profile.job,
            "sector": profile.sector,
            "age": profile.age,
            "offers": stored_topics(profile.offers),
            "wants": stored_topics(profile.wants),
            "languages": stored_topics(profile.languages),
            "hours_from": f"{profile.hours[0]:%H:%M}",
            "hours_to": f"{profile.hours[1]:%H:%M}",
            "contact": profile.contact,
            "findable": profile.findable,
            "askable": profile.askable,
            "mentees": profile.mentees,
            "filled_at": now,
        }
        await self._put(whose, values)

    async def stand(self, whose: Member, standing: Standing, until: date | None = None) -> None:
        """They take part, pause, or stay out; being back ends what was counted against them."""
        await self._put(whose, {"standing": standing, "paused_until": until, "silent": 0})

    async def count_silent(self, whose: Member, *, silent: bool) -> int:
        """A round is over in which nothing came of them, or something did; rounds in a row without."""
        row = await self.of_member(whose.id)
        number = (row.silent if row else 0) + 1 if silent else 0
        await self._put(whose, {"silent": number})
        return number

    async def _put(self, whose: Member, values: dict[str, Any]) -> None:
        whole = {"hours_from": f"{OFFICE[0]:%H:%M}", "hours_to": f"{OFFICE[1]:%H:%M}", **values}
        statement = insert(self._connection, peer_profile).values(
            cohort_id=whose.cohort_id, member_id=whose.id, **whole
        )
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["member_id"], set_=values))

    async def taking_part(self, cohort_id: int, on: date) -> list[int]:
        """Ids of learners who have joined and neither pause nor stay out on that day."""
        joined = select(link.c.id).where(link.c.member_id == member.c.id).exists()
        out = or_(
            peer_profile.c.standing == "out",
            and_(
                peer_profile.c.standing == "paused",
                or_(peer_profile.c.paused_until.is_(None), peer_profile.c.paused_until >= on),
            ),
        )
        statement = (
            select(member.c.id)
            .outerjoin(peer_profile, peer_profile.c.member_id == member.c.id)
            .where(member.c.cohort_id == cohort_id, is_learner(), joined)
            .where(or_(peer_profile.c.id.is_(None), ~out))
            .order_by(member.c.id)
        )
        return list((await self._connection.execute(statement)).scalars())

    async def found_by(self, cohort_id: int, kind: Literal["findable", "askable"]) -> list[PeerProfile]:
        """Those who agreed to be found, or to be asked, and have not left."""
        agreed = and_(peer_profile.c.cohort_id == cohort_id, peer_profile.c[kind], member.c.withdrawn_at.is_(None))
        statement = (
            select(peer_profile)
            .join(member, member.c.id == peer_profile.c.member_id)
            .where(agreed, member.c.erased_at.is_(None))
            .order_by(func.lower(member.c.name), member.c.id)
        )
        return [profile_of(row) for row in await self._connection.execute(statement)]

    async def keep_apart(self, member_id: int, other_id: int, now: datetime) -> None:
        statement = insert(self._connection, peer_exclusion).values(member_id=member_id, other_id=other_id, at=now)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def no_longer_apart(self, member_id: int, other_id: int) -> bool:
        pair = and_(peer_exclusion.c.member_id == member_id, peer_exclusion.c.other_id == other_id)
        return (await self._connection.execute(delete(peer_exclusion).where(pair))).rowcount > 0

    async def excluded_by(self, member_id: int) -> list[int]:
        """Whom they do not want to be paired with: for their own eyes alone."""
        statement = select(peer_exclusion.c.other_id).where(peer_exclusion.c.member_id == member_id)
        return list((await self._connection.execute(statement.order_by(peer_exclusion.c.id))).scalars())

    async def apart(self, members: Collection[int]) -> set[Couple]:
        """All exclusions among these, without whose they are: for matching, and never to be shown."""
        statement = select(peer_exclusion.c.member_id, peer_exclusion.c.other_id).where(
            peer_exclusion.c.member_id.in_(members)
        )
        return {frozenset((row.member_id, row.other_id)) for row in await self._connection.execute(statement)}

    async def wake(self, cohort_id: int, on: date) -> None:
        """Pauses that ended before that day are over."""
        over = and_(
            peer_profile.c.cohort_id == cohort_id, peer_profile.c.standing == "paused", peer_profile.c.paused_until < on
        )
        await self._connection.execute(update(peer_profile).where(over).values(standing="in", paused_until=None))
