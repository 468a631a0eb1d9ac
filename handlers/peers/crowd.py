"""The people of some pairings, or other groups, read together: in three statements, however many they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.peers.meet import Clock
from bot.domain.peers.profiles import PeerProfile
from bot.domain.people import Account, Member
from bot.programme.coaching import session_spans
from bot.scene import View
from storage.peers import NOBODY


class Group(Protocol):
    """Members who are brought together, by id."""

    @property
    def members(self) -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True)
class Crowd:
    """By member id; who has left is in none of it. `circles` are the platforms where the bot can open a chat for a few;
    `busy` is when the programme itself meets."""

    members: Mapping[int, Member]
    profiles: Mapping[int, PeerProfile]
    accounts: Mapping[int, Sequence[Account]]
    circles: frozenset[str]
    busy: tuple[tuple[datetime, datetime], ...]

    def of(self, group: Group) -> list[Member]:
        return [self.members[one] for one in group.members if one in self.members]

    def profile(self, member_id: int) -> PeerProfile:
        return self.profiles.get(member_id, NOBODY)

    def clock(self, member: Member) -> Clock:
        """Working hours, and when they have something else."""
        return Clock(self.profile(member.id).hours, member.zone, self.busy)

    def circle(self, people: Collection[Member]) -> str | None:
        """A platform on which all of them are and can be brought together."""
        there = [{account.platform for account in self.accounts.get(one.id, ())} for one in people]
        return min(set.intersection(*there) & self.circles, default=None) if there else None

    def without_contact(self, people: Collection[Member]) -> bool:
        """Whether they have to be introduced in the group: no chat of their own, and somebody shares no contact."""
        if len(people) < 2 or self.circle(people):
            return False
        return not all(self.profile(one.id).contact for one in people)


async def crowd_of(view: View, groups: Collection[Group]) -> Crowd:
    ids = [one for group in groups for one in group.members]
    here = [one for one in await view.uow.members.by_ids(ids) if not one.withdrawn and not one.erased]
    live = frozenset(name for name in view.deployment.platforms if view.deployment.can(name).circles)
    busy = tuple((span.starts_at, span.ends_at) for _title, span in session_spans(view.programme))
    return Crowd(
        {one.id: one for one in here},
        await view.uow.peers.of_members(ids),
        await view.uow.accounts.of_members(ids),
        live,
        busy,
    )
