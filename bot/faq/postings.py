"""Inverted lists in flat arrays: as tuples in lists they would take ten times the memory, and a bot idles all day."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from bot.faq.pieces import Numbers


@dataclass(frozen=True, slots=True)
class Postings:
    """Which texts hold a term, and with what weight. Term number `n` has the places `starts[n]` to `starts[n + 1]`."""

    terms: dict[str, int]
    starts: "array[int]"
    texts: "array[int]"
    weights: "array[float]"

    def of(self, term: str) -> Iterator[tuple[int, float]]:
        """The texts of `term` with their weights; nothing for a term that none has."""
        number = self.terms.get(term)
        if number is None:
            return iter(())
        first, end = self.starts[number], self.starts[number + 1]
        return zip(self.texts[first:end], self.weights[first:end], strict=True)

    def among(self, term: str) -> tuple[Numbers, Numbers]:
        """The same as two arrays."""
        number = self.terms.get(term)
        if number is None:
            return NONE, NONE
        first, end = self.starts[number], self.starts[number + 1]
        texts = np.frombuffer(self.texts, dtype=np.uint32)[first:end]
        return texts, np.frombuffer(self.weights, dtype=np.float32)[first:end]


NONE: Numbers = np.zeros(0, dtype=np.uint32)


class Weights(Mapping[str, float]):
    """A number for each term, in an array beside the terms' own numbers."""

    __slots__ = ("_numbers", "_values")

    def __init__(self, numbers: dict[str, int], values: "array[float]") -> None:
        self._numbers, self._values = numbers, values

    def __getitem__(self, term: str) -> float:
        return self._values[self._numbers[term]]

    def __contains__(self, term: object) -> bool:
        return term in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


@dataclass(slots=True)
class Texts:
    """Weighted terms of one text after the other. Text number `n` ends at the place `ends[n]`."""

    terms: dict[str, int]
    ends: "array[int]" = field(default_factory=lambda: array("I"))
    numbers: "array[int]" = field(default_factory=lambda: array("I"))
    weights: "array[float]" = field(default_factory=lambda: array("f"))

    def add(self, found: Mapping[str, float]) -> None:
        """A text's terms with their weights; new terms get a number."""
        known = self.terms
        self.numbers.extend([known.setdefault(term, len(known)) for term in found])
        self.weights.extend(found.values())
        self.ends.append(len(self.numbers))

    def spans(self) -> Iterator[range]:
        """Each text's places."""
        first = 0
        for end in self.ends:
            yield range(first, end)
            first = end

    def inverted(self) -> Postings:
        """From the terms of each text to the texts of each term, in their order."""
        starts = array("I", bytes(4 * (len(self.terms) + 1)))
        for number in self.numbers:
            starts[number + 1] += 1
        for number in range(len(self.terms)):
            starts[number + 1] += starts[number]
        free, texts = starts[:], array("I", bytes(4 * len(self.numbers)))
        weights = array("f", texts)
        for text, places in enumerate(self.spans()):
            for place in places:
                number = self.numbers[place]
                texts[free[number]], weights[free[number]] = text, self.weights[place]
                free[number] += 1
        return Postings(self.terms, starts, texts, weights)
