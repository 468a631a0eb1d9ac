"""What the playground needs from the app besides chat: who can be played, which commands there are, and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody the visitor can be. `subtitle` is shown under the name ("Caritas · Austria"); personas are listed
    under their `group` ("Participants"), in the order given. `email` is None for strangers.

    `in_group`: a member of the group chat from the start. The others see only their private chat until they join.
    """

    account_id: str
    name: str
    email: str | None
    subtitle: str
    group: str
    time_zone: str
    in_group: bool
    language: str | None = None


@dataclass(frozen=True, slots=True)
class CommandHint:
    """One line of the completion list; `example` is what may follow the name ("tomorrow ill")."""

    name: str
    summary: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One line of "what will be sent next": `what` to whom, in words."""

    at: datetime
    what: str
    to: str


@dataclass(frozen=True, slots=True)
class ThingToTry:
    """`account` writes `text` in `where`; `label` says in a few words what there is to see."""

    account: str
    text: str
    where: Literal["group", "private"]
    label: str = ""


class ClockStands(Exception):
    """Others live by the clock, so no visitor moves it."""


class MovableClock(Clock, Protocol):
    async def move_to(self, at: datetime) -> None:
        """Make it `at` (aware); what became due is sent. Backwards is fine. Returns once the tick is done. Raises
        `ClockStands`."""
        ...


class Stage(Protocol):
    """Read-only attributes and questions; asked on every request, so answers should be quick."""

    @property
    def title(self) -> str: ...

    @property
    def group_chat_id(self) -> str: ...

    @property
    def programme_zone(self) -> str:
        """An IANA name."""
        ...

    @property
    def clock(self) -> MovableClock: ...

    async def people(self) -> Sequence[Persona]: ...

    async def commands(self, account_id: str) -> Sequence[CommandHint]:
        """Those this account may use."""
        ...

    async def next_event(self) -> datetime | None:
        """When the first of `upcoming` happens; None when nothing lies ahead."""
        ...

    async def upcoming(self) -> Sequence[Upcoming]:
        """The next few messages and check-ins after now, soonest first."""
        ...

    def things_to_try(self) -> Sequence[ThingToTry]: ...
