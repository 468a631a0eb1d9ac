"""Who works on something alike: texts of people compared by word stems and character n-grams, with the reason in their words.

What is on offer to somebody who looks for it counts most, then the same goal. Rare words tell more than common ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import Literal

from bot.domain.interests import Interests
from bot.faq.stems import STOP_WORDS, stem
from bot.faq.text import grams, words

Reason = Literal["they_offer", "they_want", "goal"]

WORDS, GRAMS = 0.6, 0.4
"""Shares of a pair's likeness: cosine of stems, cosine of n-grams, which also sees compounds and other languages' endings."""

NEAR = 0.16
"""Less is chance."""

ALONE = 0.34
"""Likeness by n-grams alone, where no word is shared: spelling mistakes, "Digitalisierung" and "digitalisation"."""

COMMON = 20
"""What more texts than that have in common, and a quarter of all, says nothing about any of them."""

WEIGHT: Mapping[Reason, float] = {"they_offer": 1.15, "they_want": 1.1, "goal": 1.0}


@dataclass(frozen=True, slots=True)
class Match:
    """`mine` and `theirs` are the two texts that are most alike; what they are to one another says `reason`."""

    whose: int
    score: float
    reason: Reason
    mine: str
    theirs: str


def alike(mine: Interests, others: Mapping[int, Interests], *, most: int = 5) -> list[Match]:
    """The nearest of the others, by any key; each once, with their best reason. The same for the same texts."""
    near = _Likeness([mine, *others.values()])
    found = [match for whose, theirs in others.items() if (match := _best(whose, mine, theirs, near))]
    return sorted(found, key=lambda match: (-match.score, match.whose))[:most]


def _best(whose: int, mine: Interests, theirs: Interests, near: _Likeness) -> Match | None:
    pairs: list[tuple[Reason, Sequence[str], Sequence[str]]] = [
        ("they_offer", mine.wanted, theirs.offered),
        ("they_want", mine.offered, theirs.wanted),
        ("goal", mine.goals, theirs.goals),
    ]
    found = [
        Match(whose, WEIGHT[reason] * likeness, reason, one, other)
        for reason, ours, their in pairs
        for one in ours
        for other in their
        if (likeness := near.to(one).get(other, 0.0)) >= NEAR
    ]
    return max(found, key=lambda match: match.score, default=None)


class _Likeness:
    """How near any text is to all the others, where it is near at all; rare stems and n-grams weigh more."""

    def __init__(self, everybody: Iterable[Interests]) -> None:
        texts = {text for one in everybody for text in (*one.goals, *one.wanted, *one.offered)}
        self._stems = _Index({text: _taken_apart(text)[0] for text in texts})
        self._grams = _Index({text: _taken_apart(text)[1] for text in texts})
        self._known: dict[str, dict[str, float]] = {}

    def to(self, text: str) -> dict[str, float]:
        """0 to 1, by text."""
        if text not in self._known:
            shared, letters = self._stems.near(text), self._grams.near(text)
            self._known[text] = {
                other: WORDS * shared.get(other, 0.0) + GRAMS * score
                for other, score in letters.items()
                if other in shared or score >= ALONE
            }
        return self._known[text]


@lru_cache(maxsize=4_000)
def _taken_apart(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Its stems and n-grams: what takes most of the time, and changes seldom."""
    telling = [word for word in words(text) if word not in STOP_WORDS]
    return frozenset(map(stem, telling)), frozenset().union(*map(grams, telling))


class _Index:
    """Texts as vectors of length one, and for each term the texts that have it."""

    def __init__(self, texts: Mapping[str, Set[str]]) -> None:
        used = Counter(term for terms in texts.values() for term in terms)
        common = max(COMMON, len(texts) // 4)
        self._vectors: dict[str, dict[str, float]] = {}
        self._having: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for text, terms in texts.items():
            vector = {term: log(1 + len(texts) / used[term]) for term in sorted(terms) if used[term] <= common}
            length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
            self._vectors[text] = {term: weight / length for term, weight in vector.items()}
            for term, weight in self._vectors[text].items():
                self._having[term].append((text, weight))

    def near(self, text: str) -> dict[str, float]:
        """The cosine with each text that shares a term."""
        found: dict[str, float] = defaultdict(float)
        for term, weight in self._vectors[text].items():
            for other, theirs in self._having[term]:
                found[other] += weight * theirs
        return found
