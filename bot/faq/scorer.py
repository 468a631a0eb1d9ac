"""The seam for what compares a question with the entries: by words, or by words and meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Protocol

BARE_TRUST = 0.6
"""Share of the confidence that is left where a question says nothing but how it asks."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with its score, its best phrasing and what speaks for and against it.

    Where meaning is compared as well: the likeness of words, how likely the entry is meant (logarithm), how near its nearest
    phrasing and the middle of its phrasings come (cosine), and by how much its nearest one is nearer than they are to one
    another.
    """

    score: float
    entry: int
    phrasing: int
    covered: float = 0.0
    missed: int = 0
    length: float = 0.0
    bare: bool = False
    words: float = 0.0
    likely: float = 0.0
    near: float = 0.0
    middle: float = 0.0
    closer: float = 0.0
    foreign: bool = False
    """Whether the question is in another language than the entries, so that words tell little."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a text may be about; the score is the confidence (0 to 1) were it to be answered with it."""

    entry_id: str
    score: float
    phrasing: str


class Scorer(Protocol):
    """Finds entries for a text; phrasings and entries are numbered in the order in which they were indexed."""

    @property
    def ease(self) -> float:
        """By how much what people ask is easier than the trials, as a logarithm of odds: a phrasing is written down because it
        is unlike the others, and a question out of scope is mostly further off than an entry's neighbours."""
        ...

    def find(self, text: str, context: str = "") -> list[Found]:
        """Entries that the text may be about, best first; `context` is what stood around it and counts less."""
        ...

    def find_without(self, text: str, phrasing: int, entry: int) -> tuple[list[Found], list[Found]]:
        """What is found for an entry's own phrasing with that phrasing left out, and with the whole entry left out."""
        ...

    def confidence(self, found: Sequence[Found]) -> float:
        """Probability that the first of the entries found is right."""
        ...


def trusted(first: Found, signs: float) -> float:
    """From the sum of what speaks for an entry to a probability."""
    return (BARE_TRUST if first.bare else 1.0) / (1.0 + exp(-signs))
