"""What a handler is given: the cohort, its programme, the stores and the moment; and, in a turn, who did what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Generic, Self, TypeVar
from zoneinfo import ZoneInfo

from bot.chat.capabilities import Capabilities
from bot.chat.events import Event
from bot.chat.markup import Value
from bot.chat.messages import Message, Private, Rows, Say, Toast
from bot.config import CohortConfig, HomeworkConfig, PrivacyConfig
from bot.domain.people import Account, Cohort, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import Voice
from bot.ports import ChatPlatform, FileStore
from bot.programme import Programme
from storage.unit_of_work import ReadUnit, UnitOfWork

if TYPE_CHECKING:
    from bot.feature import Access
    from bot.registry import Registry

E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Deployment:
    """What the config set up once: packs by id, cohort settings by key, the features, where files are kept; and the
    platforms by name, which come when they are started. `mails`: e-mails can be sent. `public_url` is where the web server
    is reached from outside, "" where that is not known."""

    programmes: Mapping[str, Programme]
    cohorts: Mapping[str, CohortConfig]
    registry: Registry
    files: FileStore
    platforms: Mapping[str, ChatPlatform] = field(default_factory=dict)
    privacy: PrivacyConfig = field(default_factory=PrivacyConfig)
    homework: HomeworkConfig = field(default_factory=HomeworkConfig)
    mails: bool = False
    public_url: Callable[[], str] = lambda: ""
    mail_sender: str = ""

    def can(self, platform: str) -> Capabilities:
        found = self.platforms.get(platform)
        return found.capabilities if found else Capabilities()


@dataclass(frozen=True, slots=True)
class View:
    """A cohort at a moment, to look at: what a recheck is given just before a message leaves."""

    deployment: Deployment
    uow: ReadUnit
    now: datetime
    cohort: Cohort

    @property
    def programme(self) -> Programme:
        return self.deployment.programmes[self.cohort.programme]

    @property
    def config(self) -> CohortConfig:
        return self.deployment.cohorts[self.cohort.key]

    @property
    def group_voice(self) -> Voice:
        """For what everybody reads: the programme's language and clock."""
        return Voice(self.programme.language, self.programme.tz)

    def voice_for(self, member: Member | None) -> Voice:
        return Voice(member.language, member.zone) if member else self.group_voice


@dataclass(frozen=True, slots=True)
class Scene(View):
    """A cohort at a moment, to change: what a tick is given."""

    uow: UnitOfWork


@dataclass(frozen=True, slots=True)
class Turn(Scene, Generic[E_co]):
    """One event being handled. `member` is None for a stranger. `bound` is False in a group that no cohort has: then
    `cohort` is just one that the sender may speak of."""

    event: E_co
    account: Account
    member: Member | None
    memberships: Mapping[int, Member]
    bound: bool = True

    @property
    def me(self) -> Member:
        """The member. Only for routes that are not open to strangers."""
        if self.member is None:
            raise RuleViolation("access.members_only")
        return self.member

    @property
    def voice(self) -> Voice:
        """The asker's own language and zone, also in the group: it is they who wait for the answer."""
        return self.voice_for(self.member)

    @property
    def zone(self) -> ZoneInfo:
        return self.voice.zone

    @property
    def in_private(self) -> bool:
        return self.event.place.private

    @property
    def can(self) -> Capabilities:
        """What the platform can do on which this happens."""
        return self.deployment.can(self.event.place.platform)

    def require(self, access: Access, cohort_id: int) -> Member:
        """The asker as a member of that cohort, with a role that `access` allows; raises `access.denied`.

        For buttons that carry the id of something: it may belong to another cohort than the one being spoken of.
        """
        member = self.memberships.get(cohort_id)
        if member is None or (isinstance(access, frozenset) and not member.roles & access):
            raise RuleViolation("access.denied", access=access)
        return member

    async def within(self, cohort_id: int, access: Access) -> Self:
        """This turn as one in that cohort, for buttons that belong to one. Raises like `require`."""
        member = self.require(access, cohort_id)
        cohort = self.cohort if cohort_id == self.cohort.id else await self.uow.cohorts.by_id(cohort_id)
        assert cohort is not None
        return replace(self, cohort=cohort, member=member)

    def say(self, words: str, /, buttons: Rows = (), **values: Value) -> Say:
        """Answer in the same place, in the asker's language."""
        return Say(Message(self.voice(words, **values), buttons))

    def tell(self, words: str, /, buttons: Rows = (), **values: Value) -> Private:
        """Answer to the asker alone."""
        return Private(Message(self.voice(words, **values), buttons))

    def toast(self, words: str, /, *, alert: bool = False, **values: str | int) -> Toast:
        return Toast(self.voice.plain(words, **values), alert)
