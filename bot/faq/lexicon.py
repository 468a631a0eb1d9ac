"""The entries' phrasings taken apart, as inverted lists."""

from collections import defaultdict
from dataclasses import dataclass

from bot.faq.entries import Entry
from bot.faq.spelling import Speller, speller
from bot.faq.text import words
from bot.faq.vectors import Features, Rarity, features, rarity, unit

Postings = dict[str, list[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Who owns each phrasing, which phrasings hold each term and n-gram, and in how many each entry uses a term."""

    owners: tuple[int, ...]
    rarity: Rarity
    terms: Postings
    grams: Postings
    uses: dict[str, dict[int, int]]
    speller: Speller


def lexicon(entries: tuple[Entry, ...]) -> Lexicon:
    """Takes every phrasing apart once; entries without any words are never found."""
    texts = [(number, words(text)) for number, entry in enumerate(entries) for text in entry.wordings()]
    taken_apart = [features(text) for _, text in texts]
    grouped: dict[int, list[Features]] = defaultdict(list)
    for (number, _), found in zip(texts, taken_apart, strict=True):
        grouped[number].append(found)
    rare = rarity(grouped.values())
    terms: Postings = defaultdict(list)
    letters: Postings = defaultdict(list)
    uses: dict[str, dict[int, int]] = defaultdict(dict)
    for phrasing, ((owner, _), found) in enumerate(zip(texts, taken_apart, strict=True)):
        for term, weight in unit(rare.vector(found)).items():
            terms[term].append((phrasing, weight))
            uses[term][owner] = uses[term].get(owner, 0) + 1
        for gram, weight in unit(rare.gram_vector(found)).items():
            letters[gram].append((phrasing, weight))
    vocabulary = [word for _, text in texts for word in text]
    return Lexicon(tuple(n for n, _ in texts), rare, dict(terms), dict(letters), dict(uses), speller(vocabulary))
