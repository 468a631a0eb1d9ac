"""Who works on something alike: texts of people compared by word stems and character n-grams, with the reason in their words.

What is on offer to somebody who looks for it counts most, then the same goal. Rare words tell more than common ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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

WEIGHT: Mapping[Reason, float] = {"they_offer": 1.15, "they_want": 1.1, "goal": 1.0}

Vector = dict[str, float]


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
    rarity = _Rarity([mine, *others.values()])
    found = [match for whose, theirs in others.items() if (match := _best(whose, mine, theirs, rarity))]
    return sorted(found, key=lambda match: (-match.score, match.whose))[:most]


def _best(whose: int, mine: Interests, theirs: Interests, rarity: _Rarity) -> Match | None:
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
        if (likeness := rarity.likeness(one, other)) >= NEAR
    ]
    return max(found, key=lambda match: match.score, default=None)


class _Rarity:
    """How much each stem and n-gram says, over everybody's texts; and how near two of these are."""

    def __init__(self, everybody: Iterable[Interests]) -> None:
        texts = {text for one in everybody for text in (*one.goals, *one.wanted, *one.offered)}
        stems = {text: _stems(text) for text in texts}
        letters = {text: _grams(text) for text in texts}
        self._stems = _vectors(stems)
        self._grams = _vectors(letters)

    def likeness(self, one: str, other: str) -> float:
        """0 to 1."""
        shared = _cosine(self._stems[one], self._stems[other])
        letters = _cosine(self._grams[one], self._grams[other])
        if not shared and letters < ALONE:
            return 0.0
        return WORDS * shared + GRAMS * letters


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS)


def _grams(text: str) -> frozenset[str]:
    telling = [word for word in words(text) if word not in STOP_WORDS]
    return frozenset().union(*(grams(word) for word in telling))


def _vectors(texts: Mapping[str, frozenset[str]]) -> dict[str, Vector]:
    """Each at length one."""
    used = Counter(term for terms in texts.values() for term in terms)
    vectors = {}
    for text, terms in texts.items():
        vector = {term: log(1 + len(texts) / used[term]) for term in terms}
        length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors[text] = {term: weight / length for term, weight in vector.items()}
    return vectors


def _cosine(one: Vector, other: Vector) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())
