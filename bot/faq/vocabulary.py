"""The words that a mistyped one may have been meant as, from the encoder's vocabulary of many languages.

A word's letters make a number, a bit for each letter and another where it comes twice. One or two slips of a finger change few
bits of it, so that a glance over thirty thousand numbers leaves a few words to be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from bot.faq.pieces import Numbers

LONGEST = 20
"""Letters of a word that may be mistyped."""
MOST_BITS = 2
"""Two letters changed, left out or come twice change no more; only two wrong letters in one word are not seen."""


def signature(word: str) -> int:
    """The number of a word in lower-case Latin letters."""
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) - 97)
        twice |= once & bit
        once |= bit
    return once | twice << 32


class Vocabulary:
    """`words` are bytes of one length, in the order of their numbers of letters, with their signatures and with how usual each
    is, as a logarithm."""

    def __init__(self, words: Numbers, signatures: Numbers, costs: Numbers) -> None:
        self._words, self._signatures, self._costs = words, signatures, costs
        self._starts = np.searchsorted(np.char.str_len(words), np.arange(LONGEST + 4))

    def usual(self, word: str) -> float:
        """How usual it is, as a logarithm; minus infinity for what is no word."""
        first, end = int(self._starts[len(word)]), int(self._starts[len(word) + 1])
        within = self._words[first:end]
        place = int(np.searchsorted(within, word.encode()))
        found = place < len(within) and within[place] == word.encode()
        return float(self._costs[first + place]) if found else -np.inf

    def near(self, word: str, slips: int) -> Iterable[tuple[str, float, int]]:
        """Words that this one may be after so many slips at most, how usual they are, and the number of slips."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        first = int(self._starts[max(len(word) - slips, 1)])
        end = int(self._starts[min(len(word) + slips + 1, LONGEST + 3)])
        changed = np.bitwise_count(self._signatures[first:end] ^ np.uint64(signature(word)))
        places = first + np.nonzero(changed <= MOST_BITS)[0]
        choices = self._words[places].astype(f"U{LONGEST}").tolist()
        for choice, slipped, place in process.extract(
            word, choices, scorer=OSA.distance, score_cutoff=slips, limit=None
        ):
            if slipped:
                yield choice, float(self._costs[places[place]]), int(slipped)


def columns(costs: Mapping[str, float]) -> tuple[Numbers, Numbers, Numbers]:
    """What a `Vocabulary` is made of, from words in Latin letters and how usual they are."""
    words = sorted((word for word in costs if len(word) <= LONGEST), key=lambda word: (len(word), word))
    return (
        np.array(words, dtype=f"S{LONGEST}"),
        np.array([signature(word) for word in words], dtype=np.uint64),
        np.array([costs[word] for word in words], dtype=np.float32),
    )
