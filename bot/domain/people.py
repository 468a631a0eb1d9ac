"""Who takes part: members of a cohort with their roles, and their accounts on platforms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Role = Literal["participant", "trainer", "coach", "mentor", "mentee", "speaker", "organiser"]
ROLES: frozenset[Role] = frozenset(get_args(Role))

LEARNERS: frozenset[Role] = frozenset({"participant", "mentee"})
"""Those whose attendance counts."""

PAIRED: frozenset[Role] = LEARNERS | {"mentor"}
"""Those who are brought together with others, and say what they offer and look for."""

STAFF: frozenset[Role] = frozenset({"trainer", "coach", "organiser"})
"""Those who see how the cohort is doing."""

LEADS: frozenset[Role] = frozenset({"trainer", "organiser"})
"""Those who run a session: they see its codes, mark by hand, announce, and take lists."""

ORGANISERS: frozenset[Role] = frozenset({"organiser"})


@dataclass(frozen=True, slots=True)
class Cohort:
    """One run of a programme in one group. `programme` is the pack's id."""

    id: int
    key: str
    programme: str
    title: str


@dataclass(frozen=True, slots=True)
class Member:
    id: int
    cohort_id: int
    name: str
    email: str
    organisation: str
    country: str
    sector: str
    time_zone: str
    language: str
    roles: frozenset[Role]
    withdrawn: bool = False
    """They left the programme, or had their data erased: nothing more is expected of them, or sent to them."""

    erased: bool = False
    """Their data was erased: the name is none, and what hangs on it is kept for the count."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def learner(self) -> bool:
        """Whether their attendance counts."""
        return bool(self.roles & LEARNERS) and not self.withdrawn

    @property
    def paired(self) -> bool:
        """Whether they can be brought together with others."""
        return bool(self.roles & PAIRED) and not self.withdrawn


@dataclass(frozen=True, slots=True)
class Account:
    """An identity on one platform. `reachable`: private messages arrive. Else it has `blocked` the bot, or not yet
    opened the private chat."""

    id: int
    platform: str
    account_id: str
    name: str
    reachable: bool = True
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What the roster says of a person; `email` is the key that a second import updates by."""

    name: str
    email: str
    organisation: str = ""
    country: str = ""
    sector: str = ""
    time_zone: str = "UTC"
    language: str = "en"
    roles: frozenset[Role] = field(default=frozenset({"participant"}))


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """Somebody asks for a place that another account of that platform already has."""

    id: int
    account: Account
    member: Member
    at: datetime
    state: str


def request_card(request_id: int) -> str:
    """Under which the organisers' copies of a `LinkRequest` are kept up to date together."""
    return f"second-account:{request_id}"
