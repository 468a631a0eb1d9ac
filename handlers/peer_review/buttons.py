"""The buttons of peer reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData


@dataclass(frozen=True, slots=True)
class ReadWork(ButtonData):
    """Open the work that one was asked to review."""

    prefix: ClassVar[str] = "ur"
    review: int


@dataclass(frozen=True, slots=True)
class SendFiles(ButtonData):
    prefix: ClassVar[str] = "uf"
    review: int


@dataclass(frozen=True, slots=True)
class WriteReview(ButtonData):
    prefix: ClassVar[str] = "uw"
    review: int
