"""What a feature says of how things stand: counts, what waits for whoever reads, and lists that open at a tap."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.text import Text


@dataclass(frozen=True, slots=True)
class More:
    """Something too long for the first message: the `Feature.listing` of this name, and what its button says."""

    listing: str
    label: str


@dataclass(frozen=True, slots=True)
class Report:
    """A feature's part of `/status`. `waits`: what the reader is to decide or to answer, each in a line. `text`: how things
    stand, in a line or two and without names. In the group only `text` is shown."""

    text: Text = ()
    waits: tuple[Text, ...] = ()
    more: tuple[More, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list that has `total` lines: those that were asked for."""

    head: Text
    total: int
    lines: tuple[Text, ...] = ()
