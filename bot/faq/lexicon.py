"""The entries' phrasings taken apart, as inverted lists."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

from bot.faq.entries import Entry
from bot.faq.postings import Postings, Texts
from bot.faq.spelling import Speller, speller
from bot.faq.text import words
from bot.faq.vectors import Rarity, features


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Who owns each phrasing, which phrasings hold each term and n-gram, and which entries use each term, how often."""

    owners: "array[int]"
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

    def rarity(self) -> dict[str, float]:
        """Over entries, not phrasings: an entry repeats its words."""
        used = Counter(self.entries.numbers)
        return {term: log(1 + len(self.entries.ends) / used[number]) for term, number in self.phrasings.terms.items()}

    def postings(self, rarity: Mapping[str, float]) -> Postings:
        """The phrasings' weights times the rarity of their terms, each phrasing at length one."""
        rare, texts = array("f", rarity.values()), self.phrasings
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
    owners = array("I")
    vocabulary: Counter[str] = Counter()
    for owner, entry in enumerate(entries):
        texts = [words(wording) for wording in entry.wordings()]
        taken_apart = [features(text) for text in texts]
        terms.add(found.terms for found in taken_apart)
        grams.add(dict.fromkeys(found.grams, 1.0) for found in taken_apart)
        owners.extend([owner] * len(texts))
        for text in texts:
            vocabulary.update(text)
    rare = Rarity(terms.rarity(), grams.rarity(), log(1 + len(entries)))
    return Lexicon(
        owners,
        rare,
        terms.postings(rare.terms),
        grams.postings(rare.grams),
        terms.entries.inverted(),
        speller(vocabulary),
    )
