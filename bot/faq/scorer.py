"""The seam for what compares a question with the entries: by words, or by words and meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import ClassVar, Protocol

BARE_TRUST = 0.6
"""Share of the confidence that is left where a question says nothing but how it asks."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with its score, its best phrasing and what speaks for and against it.

    Where meaning is compared as well: the likeness of words, how likely the entry is meant (logarithm), and how near its
    nearest phrasing comes (cosine).
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a text may be about; the score is the confidence (0 to 1) were it to be answered with it."""

    entry_id: str
    score: float
    phrasing: str


class Scorer(Protocol):
    """Finds entries for a text; phrasings and entries are numbered in the order in which they were indexed."""

    answer_share: ClassVar[float]
    """The part of the threshold found in trials that keeps the precision with what people ask: the trials are harder, as
    a phrasing is written down because it is unlike the others."""

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
