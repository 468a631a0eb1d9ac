"""What stands on coaching's buttons. Ids that are 0 mean none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class Page(ButtonData):
    """A page of free times; `moving` is the booking that is to be moved, `only` a language or a `topic_mark`."""

    prefix: ClassVar[str] = "kp"
    cohort: int
    page: int = 0
    coach: int = 0
    moving: int = 0
    only: str = ""


@dataclass(frozen=True, slots=True)
class Choose(ButtonData):
    """What is there to filter by? `what` is coach, language or topic."""

    prefix: ClassVar[str] = "kq"
    cohort: int
    moving: int
    what: str


@dataclass(frozen=True, slots=True)
class Look(ButtonData):
    """A free time's details."""

    prefix: ClassVar[str] = "ks"
    slot: int
    moving: int = 0


@dataclass(frozen=True, slots=True)
class Book(ButtonData):
    prefix: ClassVar[str] = "kb"
    slot: int


@dataclass(frozen=True, slots=True)
class MoveTo(ButtonData):
    prefix: ClassVar[str] = "km"
    booking: int
    slot: int


@dataclass(frozen=True, slots=True)
class Mine(ButtonData):
    """My own booking: `see`, `move`, `cancel`, `yes` (cancel it) or `about`."""

    prefix: ClassVar[str] = "kx"
    booking: int
    what: str


@dataclass(frozen=True, slots=True)
class Wait(ButtonData):
    """Wait for this coach, or with 0 for any."""

    prefix: ClassVar[str] = "kw"
    cohort: int
    coach: int


@dataclass(frozen=True, slots=True)
class StopWaiting(ButtonData):
    prefix: ClassVar[str] = "ku"
    cohort: int


@dataclass(frozen=True, slots=True)
class Offered(ButtonData):
    """A place that is held for whoever presses."""

    prefix: ClassVar[str] = "ko"
    booking: int
    take: bool


@dataclass(frozen=True, slots=True)
class Confirm(ButtonData):
    """What a coach typed is to be offered, or not."""

    prefix: ClassVar[str] = "kd"
    draft: int
    yes: bool


@dataclass(frozen=True, slots=True)
class DoTyped(ButtonData):
    """What a coach typed is to be done to times of theirs, or not."""

    prefix: ClassVar[str] = "kc"
    draft: int
    yes: bool


@dataclass(frozen=True, slots=True)
class MySlots(ButtonData):
    """A page of what a coach offers; `coach` 0: of all coaches."""

    prefix: ClassVar[str] = "kg"
    cohort: int
    page: int
    coach: int


@dataclass(frozen=True, slots=True)
class MySlot(ButtonData):
    """One time of a coach: `see`, `block`, `open`, `move`, `cancel` or `yes` (cancel it)."""

    prefix: ClassVar[str] = "kl"
    slot: int
    what: str


@dataclass(frozen=True, slots=True)
class Mark(ButtonData):
    """A coach on a booking: `came`, `no_show`, `shared` (a note for both) or `own` (a note for the coach)."""

    prefix: ClassVar[str] = "kk"
    booking: int
    what: str
