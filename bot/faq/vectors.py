"""What is compared: a text as weighted stems, pairs of stems, concepts and character n-grams."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from bot.faq.concepts import thesaurus
from bot.faq.stems import STOP_WORDS, stem
from bot.faq.text import grams

STOP_WORD_WEIGHT = 0.3
PAIR_WEIGHT = 0.3
CONCEPT_WEIGHT = 0.6
UNKNOWN_WEIGHT = 0.6
"""Weights against a plain stem, found on public question sets (see benchmarks)."""

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Features:
    """A text taken apart; `terms` carry their weight against a plain stem before rarity counts."""

    terms: Mapping[str, float]
    meanings: Mapping[str, tuple[str, ...]]
    grams: frozenset[str]


def features(text: tuple[str, ...]) -> Features:
    """Features of folded words; a text of stop words alone keeps them whole, since they are all it has."""
    only_stop_words = all(word in STOP_WORDS for word in text)
    telling = [word for word in text if only_stop_words or word not in STOP_WORDS]
    stems = ["^", *(stem(word) for word in text), "$"]
    terms = {f"{left} {right}": PAIR_WEIGHT for left, right in pairwise(stems)}
    terms |= {stem(word): STOP_WORD_WEIGHT for word in text} | {stem(word): 1.0 for word in telling}
    meanings: dict[str, tuple[str, ...]] = {}
    for first, length, concept in thesaurus().of_words(text):
        terms[f"={concept}"] = CONCEPT_WEIGHT
        for word in text[first : first + length]:
            meanings[stem(word)] = (*meanings.get(stem(word), ()), f"={concept}")
    return Features(terms, meanings, frozenset().union(*map(grams, telling)))


@dataclass(frozen=True, slots=True)
class Rarity:
    """How telling each term and n-gram is: the fewer entries use it, the more."""

    terms: Mapping[str, float]
    grams: Mapping[str, float]
    highest: float

    def vector(self, found: Features) -> Vector:
        """A query's vector: terms nobody used weigh too, since they say that it is about something else."""
        vector: Vector = {}
        for term, weight in found.terms.items():
            if term in self.terms:
                vector[term] = self.terms[term] * weight
            elif term[0] != "=" and " " not in term and not self._understood(found, term):
                vector[term] = self.highest * UNKNOWN_WEIGHT * weight
        return vector

    def gram_vector(self, found: Features) -> Vector:
        """The n-grams of a query, unknown ones at half of the highest weight."""
        return {gram: self.grams.get(gram, self.highest / 2) for gram in found.grams}

    def known(self, vector: Vector) -> Vector:
        """The part of a query's vector that the index knows."""
        return {term: weight for term, weight in vector.items() if term in self.terms}

    def _understood(self, found: Features, term: str) -> bool:
        return any(concept in self.terms for concept in found.meanings.get(term, ()))


def unit(vector: Vector) -> Vector:
    """The vector at length one."""
    length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {term: weight / length for term, weight in vector.items()}
