"""The seam for what compares a question with the entries: by words today, by meaning tomorrow."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with its score, its best phrasing and what speaks for and against it."""

    score: float
    entry: int
    phrasing: int
    covered: float = 0.0
    missed: int = 0
    length: float = 0.0
    bare: bool = False


class Scorer(Protocol):
    """Finds entries for a text; phrasings and entries are numbered in the order in which they were indexed."""

    def find(self, text: str, context: str = "") -> list[Found]:
        """Entries that the text may be about, best first; `context` is what stood around it and counts less."""
        ...

    def find_without(self, text: str, phrasing: int, entry: int) -> tuple[list[Found], list[Found]]:
        """What is found for an entry's own phrasing with that phrasing left out, and with the whole entry left out."""
        ...
