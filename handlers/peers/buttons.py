"""What stands on the buttons of peer learning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData
from bot.domain.peers.rounds import Pairing


@dataclass(frozen=True, slots=True)
class MyProfile(ButtonData):
    """One's own profile: `see`, `edit`, `offers` or `wants` (tick tags)."""

    prefix: ClassVar[str] = "pp"
    cohort: int
    what: str


@dataclass(frozen=True, slots=True)
class Tick(ButtonData):
    """One of the pack's tags, among the `offers` or the `wants`."""

    prefix: ClassVar[str] = "pt"
    cohort: int
    tag: int
    what: str


@dataclass(frozen=True, slots=True)
class TakePart(ButtonData):
    """`back`, `out`, `skip`, `unskip`, `pause` (asks until when)."""

    prefix: ClassVar[str] = "pk"
    cohort: int
    what: str


@dataclass(frozen=True, slots=True)
class NotWith(ButtonData):
    """Whom I do not want to be paired with: keep apart, or no longer."""

    prefix: ClassVar[str] = "pn"
    cohort: int
    other: int
    apart: bool


@dataclass(frozen=True, slots=True)
class Preview(ButtonData):
    """An organiser on a round: `see`, `again` (match anew), `publish`, `yes` (publish it now), `cancel`, `drop` (yes,
    cancel it), `swap`, `free` (lift what was forbidden)."""

    prefix: ClassVar[str] = "pv"
    round: int
    page: int
    what: str


@dataclass(frozen=True, slots=True)
class OnPair(ButtonData):
    """An organiser on a proposed pairing: `see`, `keep`, `loose` or `forbid`."""

    prefix: ClassVar[str] = "po"
    pairing: int
    what: str


@dataclass(frozen=True, slots=True)
class Exchange(ButtonData):
    """An organiser exchanges two people of a round; 0: the second is still to be chosen."""

    prefix: ClassVar[str] = "px"
    round: int
    page: int
    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Mentors(ButtonData):
    """An organiser on mentors: `see` proposals, `told` (who has been introduced), `again` (match anew), `free` (lift what was
    forbidden), `publish`, `yes` (publish it now)."""

    prefix: ClassVar[str] = "pa"
    cohort: int
    page: int
    what: str


@dataclass(frozen=True, slots=True)
class OnMentoring(ButtonData):
    """An organiser on a mentee and their mentor: `see`, `keep`, `loose`, `forbid`, `tell` (introduce these two),
    `told` (yes, introduce them), `end`, `ended` (yes, end it)."""

    prefix: ClassVar[str] = "pb"
    mentoring: int
    what: str


@dataclass(frozen=True, slots=True)
class GiveTo(ButtonData):
    """An organiser gives a proposed mentee to another mentor, in exchange for the mentee of the mentoring `other`; 0: there
    is a place. Mentor 0: still to be chosen."""

    prefix: ClassVar[str] = "pc"
    mentoring: int
    page: int
    mentor: int
    other: int


@dataclass(frozen=True, slots=True)
class MetMentor(ButtonData):
    """A mentee on their mentor: `met`, `planned`, `not_yet` or `silent`."""

    prefix: ClassVar[str] = "pd"
    mentoring: int
    what: str


@dataclass(frozen=True, slots=True)
class ChooseTime(ButtonData):
    """A proposed time suits me; `nth` 9: none of them. `minute` (since 1970) is the time as the button says it: other
    proposals may have taken its place, and nobody agrees to what they have not read."""

    prefix: ClassVar[str] = "pm"
    pairing: int
    nth: int
    minute: int


NONE = 9
"""Stands on the button for no time at all."""


def the_time(pairing: Pairing, nth: int) -> ChooseTime:
    """The button's data for a proposal as it is now."""
    return ChooseTime(pairing.id, nth, int(pairing.times[nth].timestamp()) // 60)


def no_time(pairing: Pairing) -> ChooseTime:
    return ChooseTime(pairing.id, NONE, 0)


@dataclass(frozen=True, slots=True)
class HaveMet(ButtonData):
    """`met`, `planned`, `not_yet` or `partner_silent`; to who was asked for: `here`, `cannot`; to who waits: `new`, `wait`."""

    prefix: ClassVar[str] = "ph"
    pairing: int
    what: str


@dataclass(frozen=True, slots=True)
class Learned(ButtonData):
    """Say what I learned."""

    prefix: ClassVar[str] = "pl"
    pairing: int


@dataclass(frozen=True, slots=True)
class Thank(ButtonData):
    """Thank for a takeaway."""

    prefix: ClassVar[str] = "pf"
    place: int


@dataclass(frozen=True, slots=True)
class Know(ButtonData):
    """I was asked something: `answer` it, or `pass`."""

    prefix: ClassVar[str] = "pq"
    question: int
    what: str


@dataclass(frozen=True, slots=True)
class WhoOffers(ButtonData):
    """Who offers this tag of the pack?"""

    prefix: ClassVar[str] = "pw"
    cohort: int
    tag: int


@dataclass(frozen=True, slots=True)
class Network(ButtonData):
    """The picture of who has met whom."""

    prefix: ClassVar[str] = "pg"
    cohort: int
