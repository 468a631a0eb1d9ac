"""The buttons of homework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class PostIt(ButtonData):
    prefix: ClassVar[str] = "hp"
    assignment: int


@dataclass(frozen=True, slots=True)
class PlanIt(ButtonData):
    """Opens the form that asks when it is to be posted."""

    prefix: ClassVar[str] = "hl"
    assignment: int


@dataclass(frozen=True, slots=True)
class ChangeTask(ButtonData):
    prefix: ClassVar[str] = "hc"
    assignment: int


@dataclass(frozen=True, slots=True)
class AttachTo(ButtonData):
    """Files that its author sends from now on belong to it."""

    prefix: ClassVar[str] = "hf"
    assignment: int


@dataclass(frozen=True, slots=True)
class Discard(ButtonData):
    """A draft, or a change that was not confirmed."""

    prefix: ClassVar[str] = "hd"
    assignment: int


@dataclass(frozen=True, slots=True)
class TakeDue(ButtonData):
    """One of several readings of the due date that was typed, in minutes since 1970."""

    prefix: ClassVar[str] = "ht"
    assignment: int
    minute: int


@dataclass(frozen=True, slots=True)
class ConfirmChange(ButtonData):
    prefix: ClassVar[str] = "hk"
    change: int


@dataclass(frozen=True, slots=True)
class OpenDesk(ButtonData):
    """How one assignment stands, and what can be done with it."""

    prefix: ClassVar[str] = "ho"
    assignment: int


@dataclass(frozen=True, slots=True)
class MoreForAll(ButtonData):
    prefix: ClassVar[str] = "hx"
    assignment: int


@dataclass(frozen=True, slots=True)
class CloseIt(ButtonData):
    prefix: ClassVar[str] = "hz"
    assignment: int


@dataclass(frozen=True, slots=True)
class ReopenIt(ButtonData):
    prefix: ClassVar[str] = "hr"
    assignment: int


@dataclass(frozen=True, slots=True)
class WithdrawIt(ButtonData):
    """`sure`: they were asked."""

    prefix: ClassVar[str] = "hw"
    assignment: int
    sure: bool


@dataclass(frozen=True, slots=True)
class ShowTask(ButtonData):
    prefix: ClassVar[str] = "hg"
    assignment: int


@dataclass(frozen=True, slots=True)
class HandInTo(ButtonData):
    """What they send from now on is for this one."""

    prefix: ClassVar[str] = "hi"
    assignment: int


@dataclass(frozen=True, slots=True)
class ForTask(ButtonData):
    """What they had sent for no task, up to this item, is for this one."""

    prefix: ClassVar[str] = "hj"
    assignment: int
    item: int


@dataclass(frozen=True, slots=True)
class ForNone(ButtonData):
    """It is no homework."""

    prefix: ClassVar[str] = "hn"
    item: int


@dataclass(frozen=True, slots=True)
class HandIn(ButtonData):
    prefix: ClassVar[str] = "hh"
    submission: int


@dataclass(frozen=True, slots=True)
class RemoveLast(ButtonData):
    """The newest thing that is put together, if it still is this one."""

    prefix: ClassVar[str] = "hb"
    submission: int
    item: int


@dataclass(frozen=True, slots=True)
class KeepIt(ButtonData):
    """What is in the version that was handed in goes into the next one, too."""

    prefix: ClassVar[str] = "hy"
    submission: int


@dataclass(frozen=True, slots=True)
class StopIt(ButtonData):
    """All that is put together and not handed in goes."""

    prefix: ClassVar[str] = "hs"
    submission: int


@dataclass(frozen=True, slots=True)
class LetSee(ButtonData):
    """Whether peers may see their work."""

    prefix: ClassVar[str] = "hv"
    submission: int
    yes: bool


@dataclass(frozen=True, slots=True)
class AskTime(ButtonData):
    prefix: ClassVar[str] = "hm"
    assignment: int


@dataclass(frozen=True, slots=True)
class DecideTime(ButtonData):
    """`minute`: when it was asked for, so that nobody decides about another wish than they have read."""

    prefix: ClassVar[str] = "he"
    extension: int
    minute: int
    yes: bool


@dataclass(frozen=True, slots=True)
class GiveTime(ButtonData):
    """More time for a member, until that minute since 1970."""

    prefix: ClassVar[str] = "hq"
    assignment: int
    member: int
    minute: int
