"""Typos repaired against the words the index knows, and only where the repair is nearly certain."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import inf

from bot.faq.concepts import thesaurus
from bot.faq.stems import STOP_WORDS

SHORTEST_TYPO = 4
LONGEST_WORD = 30
"""Words outside these lengths stay as they are."""
SURELY_A_TYPO = 8
"""From this length on, a word that differs in one letter is that word, even if it begins like one of the thesaurus."""
MOST_REPAIRS = 40
"""A message with more unknown words is not in the index's language: the rest stays as it is."""
_ALWAYS = ("which", "where", "when", "what", "everybody", "everyone", "every", "first", "second", "third", "please")

_ENGLISH = frozenset(
    ("the", "is", "are", "was", "when", "what", "where", "how", "do", "does", "i", "you", "we", "it", "to", "of", "for")
)
_ALIKE_SOUNDS = tuple(frozenset(sounds) for sounds in ("aeiouy", "cskz", "fv", "gj", "bp", "dt", "mn"))


@dataclass(frozen=True, slots=True)
class Speller:
    """The words that may be repaired to, by length, commonest first."""

    by_length: dict[int, tuple[str, ...]]
    known: frozenset[str]
    used: frozenset[str]
    """Those that the index itself uses."""

    def near(self, word: str, slips: int) -> Iterator[tuple[str, float, int]]:
        """The index's words that this one may be after so many slips at most; how usual they are is not known here."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        for length in range(len(word) - slips, len(word) + slips + 1):
            choices = [other for other in self.by_length.get(length, ()) if other in self.used]
            for choice, slipped, _ in process.extract(
                word, choices, scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                yield choice, -inf, int(slipped)

    def repair(self, text: tuple[str, ...]) -> tuple[str, ...]:
        """The words with unmistakable typos put right."""
        left = MOST_REPAIRS
        english = sum(word in _ENGLISH for word in text) >= 2
        repaired: list[str] = []
        for word in text:
            if left and self._is_unknown(word):
                left -= 1
                word = self._nearest(word, foreign=bool(thesaurus().of_word(word)) and english)  # noqa: PLW2901
            repaired.append(word)
        return tuple(repaired)

    def _is_unknown(self, word: str) -> bool:
        return SHORTEST_TYPO <= len(word) <= LONGEST_WORD and word.isalpha() and word not in self.known

    def _nearest(self, word: str, *, foreign: bool) -> str:
        """The nearest known word; a word of the thesaurus stays, but in English letters may have changed places."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        only_begins_alike = word not in thesaurus().single and len(word) >= SURELY_A_TYPO
        if thesaurus().of_word(word) and not (foreign or only_begins_alike):
            return word
        most = 1 if len(word) < 8 or thesaurus().of_word(word) else 2
        lengths = range(len(word) - most, len(word) + most + 1)
        choices = list(chain.from_iterable(self.by_length.get(length, ()) for length in lengths))
        for candidate, distance, _ in process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=3):
            swapped = distance == 1 and sorted(word) == sorted(candidate)
            if swapped or ((only_begins_alike or not foreign) and _alike(word, candidate, int(distance))):
                return candidate
        return word


def _alike(word: str, candidate: str, distance: int) -> bool:
    """Whether a near word is likely meant: short words may lack a double letter or confuse two sounds."""
    if word[0] != candidate[0]:
        return False
    if len(word) == SHORTEST_TYPO:
        return candidate in {word[:n] + letter + word[n:] for n, letter in enumerate(word)}
    if len(word) == len(candidate) <= 5 and distance == 1:
        changed = next((pair for pair in zip(word, candidate, strict=True) if pair[0] != pair[1]), ("", ""))
        return any(set(changed) <= sounds for sounds in _ALIKE_SOUNDS)
    return candidate not in (word + "s", word[:-1])


def speller(vocabulary: Iterable[str]) -> Speller:
    """A speller for the words of an index, with the thesaurus's longer words beside them."""
    counts = Counter({w: n for w, n in Counter(vocabulary).items() if len(w) >= SHORTEST_TYPO and w.isalpha()})
    book = thesaurus()
    extra = [word for word in chain(book.single, book.beginnings) if len(word) >= 5 and word.isascii()]
    by_length: dict[int, list[str]] = {}
    for word in dict.fromkeys(chain((word for word, _ in counts.most_common()), _ALWAYS, extra)):
        by_length.setdefault(len(word), []).append(word)
    known = frozenset(counts) | frozenset(_ALWAYS) | STOP_WORDS
    return Speller({length: tuple(listed) for length, listed in by_length.items()}, known, frozenset(counts))
