"""A text cut into the pieces that the sentence encoder knows, with its vocabulary in flat arrays that are mapped, not read.

The encoder's package keeps its vocabulary as a dictionary of 45 MB; here a piece is found by the hash of its letters, for
all places of a text at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from math import inf
from typing import Any, Protocol

import numpy as np

BEGIN, END, UNKNOWN = 1, 2, 0
MOST_LETTERS = 16
"""Of a piece, in the encoder's vocabulary."""
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
MARK = "\u2581"
"""Begins a word in the vocabulary."""
UNKNOWN_COST = 10.0
"""How much worse than its worst piece the vocabulary takes a letter that it does not know."""

Numbers = np.ndarray[Any, np.dtype[Any]]


class Normalizer(Protocol):
    """Takes a text to the form that the vocabulary is in."""

    def normalize(self, text: str) -> str: ...


def hash_pieces(pieces: Sequence[str]) -> Numbers:
    """A number for each piece, the same that `Pieces` computes for a stretch of a text."""
    hashes = np.zeros(len(pieces), dtype=np.uint64)
    letters = np.array(pieces).view(np.uint32).reshape(len(pieces), -1).astype(np.uint64)
    lengths = np.array([len(piece) for piece in pieces])
    with np.errstate(over="ignore"):
        for place in range(letters.shape[1]):
            longer = lengths > place
            hashes[longer] = _step(hashes[longer], letters[longer, place])
    return hashes


def _step(value: Any, letter: Any) -> Any:
    mixed = (value + letter + np.uint64(1)) * _BASE
    return (mixed ^ (mixed >> np.uint64(29))) * _MIX


class Pieces:
    """The likeliest cut of a text into pieces. `hashes` ascend; `ids` and `costs` belong to them."""

    def __init__(self, normalizer: Normalizer, hashes: Numbers, ids: Numbers, costs: Numbers) -> None:
        self._normalize: Callable[[str], str] = normalizer.normalize
        self._hashes, self._ids, self._costs = hashes, ids, costs
        self._unknown = float(costs.min()) - UNKNOWN_COST

    def encode(self, text: str, out_type: type = int, add_bos: bool = True, add_eos: bool = True) -> list[int]:
        """The pieces' numbers, as the encoder wants them."""
        plain = self._normalize(text)
        cut = self._cut(plain) if plain else [UNKNOWN]
        return [*([BEGIN] if add_bos else []), *cut, *([END] if add_eos else [])]

    def likely(self, words: Sequence[str]) -> list[float]:
        """How likely each of these words is, as a logarithm, by its likeliest cut: what is no word falls into many pieces."""
        plain = "".join(MARK + word for word in words)
        best = [0.0] + [-inf] * len(plain)
        for start, after in enumerate(self._known(plain)):
            for end, _, cost in after:
                best[end] = max(best[end], best[start] + cost)
            best[start + 1] = max(best[start + 1], best[start] + self._unknown)
        ends = list(accumulate(len(MARK + word) for word in words))
        return [best[end] - best[first] for first, end in pairwise((0, *ends))]

    def _cut(self, plain: str) -> list[int]:
        return [piece for piece, _ in self._cut_with_lengths(plain)]

    def _cut_with_lengths(self, plain: str) -> list[tuple[int, int]]:
        """Viterbi's best path, the earlier start winning a tie."""
        length = len(plain)
        best = [0.0] + [-1e38] * length
        came = [(0, UNKNOWN)] * (length + 1)
        known = self._known(plain)
        for start in range(length):
            base = best[start]
            single = False
            for end, piece, cost in known[start]:
                single = single or end == start + 1
                if base + cost > best[end]:
                    best[end], came[end] = base + cost, (start, piece)
            if not single and base + self._unknown > best[start + 1]:
                best[start + 1], came[start + 1] = base + self._unknown, (start, UNKNOWN)
        path: list[tuple[int, int]] = []
        while length:
            start, piece = came[length]
            path.append((piece, length - start))
            length = start
        return path[::-1]

    def _known(self, plain: str) -> list[list[tuple[int, int, float]]]:
        """For each place the pieces that begin there: where they end, their number, their cost."""
        letters = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        count = len(letters)
        values = np.zeros(count, dtype=np.uint64)
        found: list[list[tuple[int, int, float]]] = [[] for _ in range(count)]
        with np.errstate(over="ignore"):
            for length in range(1, min(MOST_LETTERS, count) + 1):
                places = count - length + 1
                values = _step(values[:places], letters[length - 1 :])
                at = np.searchsorted(self._hashes, values)
                at[at == len(self._hashes)] = 0
                for place in np.nonzero(self._hashes[at] == values)[0].tolist():
                    row = int(at[place])
                    found[place].append((place + length, int(self._ids[row]), float(self._costs[row])))
        return found
