"""The buttons of debriefs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class PlanFor(ButtonData):
    """The plan for this assignment, begun where there is none."""

    prefix: ClassVar[str] = "ga"
    assignment: int


@dataclass(frozen=True, slots=True)
class SetUp(ButtonData):
    """`setting` is a place in `settings.SETTINGS`."""

    prefix: ClassVar[str] = "gs"
    debrief: int
    setting: int
    value: int


@dataclass(frozen=True, slots=True)
class PostPlan(ButtonData):
    """`mark` is of the plan that was seen: nobody posts another one."""

    prefix: ClassVar[str] = "gp"
    debrief: int
    mark: int


@dataclass(frozen=True, slots=True)
class TakeBack(ButtonData):
    prefix: ClassVar[str] = "gb"
    debrief: int


@dataclass(frozen=True, slots=True)
class AskNow(ButtonData):
    """What do you take away?"""

    prefix: ClassVar[str] = "gq"
    debrief: int


@dataclass(frozen=True, slots=True)
class ShowNow(ButtonData):
    """What the group takes away."""

    prefix: ClassVar[str] = "gw"
    debrief: int


@dataclass(frozen=True, slots=True)
class ITake(ButtonData):
    """One tap: a place in `TAKES`."""

    prefix: ClassVar[str] = "gt"
    debrief: int
    take: int
