"""What features show of people's work elsewhere: in the library, and in the picture of `/status`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.buttons import Button
from bot.domain.interests import Interests


@dataclass(frozen=True, slots=True)
class Work:
    """Something that a member has made. `topic` and `title` are shown as they are; `open` leads to it. Only what is `shown`
    is for others: its author has agreed. By `interests` others who want or do the like find it."""

    author_id: int
    author: str
    kind: str
    title: str
    topic: str
    open: Button
    interests: Interests = field(default_factory=Interests)
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """One person's cell: how it is coloured (`done`, `late`, `going`, `begun`, `asked`, `missed` or `nothing`), and a sign of
    one or two letters. Whoever has one that `counts` is through with it."""

    look: str
    sign: str
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A column. `marks` are by member id; who has none has nothing, or, where it is not `for_all`, is not concerned.
    `legend` says what each mark means, and in which column."""

    title: str
    marks: Mapping[int, Mark]
    legend: tuple[tuple[Mark, str], ...]
    for_all: bool = True
