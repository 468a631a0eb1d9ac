"""What stands on the buttons of roadmaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class Mine(ButtonData):
    """My own roadmap: `see`, `goal` (add one), a step of `bot.domain.roadmap.steps`, `share`, `unshare`, `pdf`."""

    prefix: ClassVar[str] = "ra"
    cohort: int
    what: str


@dataclass(frozen=True, slots=True)
class EditSection(ButtonData):
    """Answer the questions of a section of my own roadmap."""

    prefix: ClassVar[str] = "rb"
    cohort: int
    part_key: str


@dataclass(frozen=True, slots=True)
class MyGoal(ButtonData):
    """A goal of my own: `see`, `edit`, `action` (add one), `remove` or `yes` (remove it)."""

    prefix: ClassVar[str] = "rg"
    part: int
    what: str


@dataclass(frozen=True, slots=True)
class MyAction(ButtonData):
    """An action of my own: `see`, `edit`, `done`, `move`, `drop`, `again`, `remove` or `yes` (remove it). `open` and `did`
    are `see` and `done` from a message that has more in it, and so is not edited."""

    prefix: ClassVar[str] = "rc"
    part: int
    what: str


@dataclass(frozen=True, slots=True)
class ShareAs(ButtonData):
    """Let the cohort see my roadmap under the topic of this number."""

    prefix: ClassVar[str] = "rt"
    cohort: int
    topic: int


@dataclass(frozen=True, slots=True)
class Read(ButtonData):
    """Any roadmap that one may see: `see`, `talk`, `say`, `pdf`; for who reviews it also a step, or `back` (return it)."""

    prefix: ClassVar[str] = "rv"
    roadmap: int
    what: str


@dataclass(frozen=True, slots=True)
class AllOfThem(ButtonData):
    """A page of the cohort's roadmaps."""

    prefix: ClassVar[str] = "rl"
    cohort: int
    page: int
