"""The feature that this folder's modules register with, and its buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData
from bot.feature import Feature

feature = Feature("announce", topic="lead")


def state_card(announcement_id: int) -> str:
    """What its author and organisers see of it, kept up to date."""
    return f"announcement-state:{announcement_id}"


@dataclass(frozen=True, slots=True)
class SendIt(ButtonData):
    prefix: ClassVar[str] = "as"
    announcement: int


@dataclass(frozen=True, slots=True)
class ChangeIt(ButtonData):
    prefix: ClassVar[str] = "ac"
    announcement: int


@dataclass(frozen=True, slots=True)
class CancelIt(ButtonData):
    prefix: ClassVar[str] = "ax"
    announcement: int


@dataclass(frozen=True, slots=True)
class TakeTime(ButtonData):
    """One of several readings of the time that was typed, in minutes since 1970."""

    prefix: ClassVar[str] = "at"
    announcement: int
    minute: int
