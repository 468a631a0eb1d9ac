"""The entries' phrasings taken apart, as inverted lists."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from bot.faq.entries import Entry
from bot.faq.pieces import Numbers
from bot.faq.postings import Postings, Texts, Weights
from bot.faq.spelling import Speller, speller
from bot.faq.text import words
from bot.faq.vectors import Rarity, features


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Who owns each phrasing and where each entry's begin, which phrasings hold each term and n-gram, and which entries
    use each term, how often."""

    owners: "array[int]"
    starts: Numbers
    rarity: Rarity
    terms: Postings
    grams: Postings
    uses: Postings
    speller: Speller


class _Numbered:
    """Terms as numbers, with what each phrasing weighs them and how many phrasings of each entry use them."""

    def __init__(self) -> None:
        self.phrasings = Texts({})
        self.entries = Texts(self.phrasings.terms)

    def add(self, entry: Iterable[Mapping[str, float]]) -> None:
        """The phrasings of one entry."""
        uses = Counter[str]()
        for found in entry:
            self.phrasings.add(found)
            uses.update(found.keys())
        self.entries.add(uses)

    def rarity(self) -> "array[float]":
        """Of each term, over entries, not phrasings: an entry repeats its words."""
        used, count = Counter(self.entries.numbers), len(self.entries.ends)
        return array("f", [log(1 + count / used[number]) for number in range(len(self.phrasings.terms))])

    def postings(self, rare: "array[float]") -> Postings:
        """The phrasings' weights times the rarity of their terms, each phrasing at length one."""
        texts = self.phrasings
        for places in texts.spans():
            for place in places:
                texts.weights[place] *= rare[texts.numbers[place]]
            length = sqrt(sum(texts.weights[place] ** 2 for place in places)) or 1.0
            for place in places:
                texts.weights[place] /= length
        return texts.inverted()


def lexicon(entries: tuple[Entry, ...]) -> Lexicon:
    """Takes every phrasing apart once; entries without any words are never found."""
    terms, grams = _Numbered(), _Numbered()
    owners, starts = array("I"), array("q")
    vocabulary: Counter[str] = Counter()
    for owner, entry in enumerate(entries):
        texts = [words(wording) for wording in entry.wordings()]
        taken_apart = [features(text) for text in texts]
        terms.add(found.terms for found in taken_apart)
        grams.add(dict.fromkeys(found.grams, 1.0) for found in taken_apart)
        starts.append(len(owners))
        owners.extend([owner] * len(texts))
        for text in texts:
            vocabulary.update(text)
    rare_terms, rare_grams = terms.rarity(), grams.rarity()
    return Lexicon(
        owners,
        np.frombuffer(starts, dtype=np.int64),
        Rarity(
            Weights(terms.phrasings.terms, rare_terms),
            Weights(grams.phrasings.terms, rare_grams),
            log(1 + len(entries)),
        ),
        terms.postings(rare_terms),
        grams.postings(rare_grams),
        terms.entries.inverted(),
        speller(vocabulary),
    )
