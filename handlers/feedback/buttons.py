"""The buttons of feedback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class AllTasks(ButtonData):
    """How all assignments of the cohort stand."""

    prefix: ClassVar[str] = "ja"
    cohort: int


@dataclass(frozen=True, slots=True)
class Desk(ButtonData):
    """A page of what was handed in for one assignment; `only` is a place in `page.ONLY`."""

    prefix: ClassVar[str] = "jd"
    assignment: int
    page: int
    only: int


@dataclass(frozen=True, slots=True)
class Look(ButtonData):
    """Open somebody's work."""

    prefix: ClassVar[str] = "jl"
    submission: int


@dataclass(frozen=True, slots=True)
class NextOne(ButtonData):
    """The next work that waits, behind this one."""

    prefix: ClassVar[str] = "jn"
    submission: int


@dataclass(frozen=True, slots=True)
class SendWork(ButtonData):
    """The whole of it: long texts and the files."""

    prefix: ClassVar[str] = "jw"
    submission: int


@dataclass(frozen=True, slots=True)
class Judge(ButtonData):
    """`verdict` is a place in `VERDICTS`; `version` and `was` (a place in `declared.STATES`) are what the trainer saw."""

    prefix: ClassVar[str] = "jj"
    submission: int
    version: int
    was: int
    verdict: int


@dataclass(frozen=True, slots=True)
class WriteTo(ButtonData):
    """A trainer has something to say to the author of a work."""

    prefix: ClassVar[str] = "jt"
    submission: int


@dataclass(frozen=True, slots=True)
class Reply(ButtonData):
    """An author has something to say about their own work."""

    prefix: ClassVar[str] = "jr"
    submission: int


@dataclass(frozen=True, slots=True)
class MyWork(ButtonData):
    """What was said about one's own work."""

    prefix: ClassVar[str] = "jm"
    submission: int


@dataclass(frozen=True, slots=True)
class Bundle(ButtonData):
    """Everything that was handed in for an assignment, as ZIP files."""

    prefix: ClassVar[str] = "jz"
    assignment: int


@dataclass(frozen=True, slots=True)
class Agree(ButtonData):
    """Whether peers may see one's own work."""

    prefix: ClassVar[str] = "jg"
    submission: int
    yes: bool


@dataclass(frozen=True, slots=True)
class Shared(ButtonData):
    """Read somebody's work that they let the others see."""

    prefix: ClassVar[str] = "jh"
    submission: int


@dataclass(frozen=True, slots=True)
class SharedFiles(ButtonData):
    """The whole of it: long texts and the files."""

    prefix: ClassVar[str] = "jk"
    submission: int
