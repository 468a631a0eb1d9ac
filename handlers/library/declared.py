"""The feature that this folder's modules register with, and what stands on its buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData
from bot.domain.people import Member
from bot.feature import Feature
from bot.locale.sorting import alphabetical
from bot.locale.voice import Voice
from bot.scene import Turn, View
from bot.shelf import Work

feature = Feature("library", topic="homework")


@dataclass(frozen=True, slots=True)
class Topics(ButtonData):
    """All topics."""

    prefix: ClassVar[str] = "ya"
    cohort: int


@dataclass(frozen=True, slots=True)
class OfTopic(ButtonData):
    """A page of a topic, by its place among all topics of the library."""

    prefix: ClassVar[str] = "yb"
    cohort: int
    topic: int
    page: int


@dataclass(frozen=True, slots=True)
class LikeMine(ButtonData):
    """Who is working on something like mine?"""

    prefix: ClassVar[str] = "ye"
    cohort: int


async def shelf(view: View, _: Voice, reader: Member) -> list[Work]:
    """Of all features: what is shown to the cohort, and the reader's own work."""
    return [
        work
        for feature_ in view.deployment.registry.features
        for part in feature_.library_parts
        for work in await part(view, _, reader)
    ]


def topics_of(works: list[Work]) -> list[str]:
    return sorted({work.topic for work in works}, key=alphabetical)


async def shown(turn: Turn[Any]) -> list[Work]:
    """What the cohort may see, by author."""
    found = [work for work in await shelf(turn, turn.voice, turn.me) if work.shown]
    return sorted(found, key=lambda work: (alphabetical(work.author), work.title))
