"""The feature that this folder's modules register with, who may have lists, and the buttons that lead to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData
from bot.domain.people import Role
from bot.feature import Feature

feature = Feature("sheets", topic="lead")

KEEPERS: frozenset[Role] = frozenset({"trainer", "organiser"})
"""Those who answer for the attendance list."""


@dataclass(frozen=True, slots=True)
class SheetPage(ButtonData):
    """The sessions to choose from, from the `page`th ten on."""

    prefix: ClassVar[str] = "xl"
    cohort: int
    page: int


@dataclass(frozen=True, slots=True)
class ChooseSheet(ButtonData):
    """A session's list, or, where `session` is empty, the whole programme's."""

    prefix: ClassVar[str] = "xs"
    cohort: int
    session: str


@dataclass(frozen=True, slots=True)
class AsXlsx(ButtonData):
    """What file it is to be stands in the prefix: beside the longest key there is no room for a word."""

    prefix: ClassVar[str] = "xx"
    cohort: int
    session: str


@dataclass(frozen=True, slots=True)
class AsCsv(ButtonData):
    prefix: ClassVar[str] = "xc"
    cohort: int
    session: str


@dataclass(frozen=True, slots=True)
class AsPdf(ButtonData):
    prefix: ClassVar[str] = "xp"
    cohort: int
    session: str
