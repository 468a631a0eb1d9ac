"""Scoring by words and letters: how near each entry's phrasings are to a query."""

from collections import defaultdict
from dataclasses import dataclass

from bot.faq.focus import Focus, focus
from bot.faq.forms import WH_WORDS
from bot.faq.lexicon import Lexicon
from bot.faq.postings import Postings
from bot.faq.scorer import Found
from bot.faq.text import words
from bot.faq.vectors import Features, Vector, features, unit

WORDS, GRAMS, COVERAGE = 0.35, 0.3, 0.35
"""Shares of the score: cosine of terms, cosine of n-grams, part of the query that the entry's words cover."""
RUNNERS_UP = 0.3
"""How much an entry's second and third best phrasing count beside its best one."""
CONTEXT = 0.3
CONTEXT_ALONE = 0.8
"""Weight of the sentences around a question, and around one of whose own words the index knows none that tells."""
CONTEXT_TRUST = 0.95
MOST_WORDS = 40
"""Of a longer question its beginning and its end are compared."""
LOOKED_AT = 10
"""Candidates whose focus is compared; only they can become answers or offers."""
MISSED, COVERED = 0.04, 0.04
"""What a missed focus costs, and what covering all telling words earns."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near one query is to every phrasing, and how much of it every entry covers."""

    phrasings: dict[int, float]
    coverage: dict[int, float]


@dataclass(frozen=True, slots=True)
class Query:
    """A text to be scored: what it is after, and its likeness alone and (where there is some) with its context."""

    focus: Focus
    views: tuple[Likeness, ...]
    asked_of: int | None


@dataclass(frozen=True, slots=True)
class LexicalScorer:
    """A `Scorer` over a lexicon."""

    lexicon: Lexicon

    def find(self, text: str, context: str = "") -> list[Found]:
        """See `Scorer`."""
        return self._found(self._query(text, context))

    def find_without(self, text: str, phrasing: int, entry: int) -> tuple[list[Found], list[Found]]:
        """See `Scorer`."""
        query = self._query(text, asked_of=entry)
        return self._found(query, phrasing=phrasing), self._found(query, entry=entry)

    def _query(self, text: str, context: str = "", *, asked_of: int | None = None) -> Query:
        """A text made ready; `asked_of` is its entry when it is a phrasing to be asked with itself left out."""
        plain = self.lexicon.speller.repair(_shortened(words(text)))
        taken_apart = features(plain)
        alone = self.lexicon.rarity.vector(taken_apart)
        letters = self._cosine(self.lexicon.rarity.gram_vector(taken_apart), self.lexicon.grams)
        views = [self._view(alone, letters, asked_of)]
        if context:
            around = self.lexicon.rarity.known(self.lexicon.rarity.vector(self._features(context)))
            telling = {term for term, weight in taken_apart.terms.items() if weight == 1.0} - WH_WORDS
            says_little = not any(term in self.lexicon.rarity.terms for term in telling)
            weight = CONTEXT_ALONE if says_little else CONTEXT
            mixed = {term: rare * weight for term, rare in around.items() if term not in alone}
            views = [*views[says_little:], self._view(alone | mixed, letters, asked_of)]
        return Query(focus(plain, self.lexicon.rarity.terms, self.lexicon.rarity.highest), tuple(views), asked_of)

    def _features(self, text: str) -> Features:
        return features(self.lexicon.speller.repair(_shortened(words(text))))

    def _found(self, query: Query, *, phrasing: int | None = None, entry: int | None = None) -> list[Found]:
        """Entries, best first, as if the phrasing or the entry named were not there."""
        best: dict[int, Found] = {}
        for trust, view in zip((1.0, CONTEXT_TRUST), query.views, strict=False):
            for owner, near in self._by_entry(view, phrasing, entry).items():
                score = trust * (_blend([value for value, _ in near]) + COVERAGE * view.coverage.get(owner, 0.0))
                if owner not in best or score > best[owner].score:
                    best[owner] = Found(score, owner, near[0][1])
        nearest = sorted(best.values(), key=lambda found: (-found.score, found.entry))
        uses: dict[str, dict[int, float]] = {}
        looked_at = [self._looked_at(query, found, uses) for found in nearest[:LOOKED_AT]]
        return sorted(looked_at, key=lambda found: (-found.score, found.entry)) + nearest[LOOKED_AT:]

    def _looked_at(self, query: Query, found: Found, uses: dict[str, dict[int, float]]) -> Found:
        """The entry with its focus compared, and its score less what it misses. `uses` remembers what was looked up."""

        def has(term: str) -> bool:
            if term not in uses:
                uses[term] = dict(self.lexicon.uses.of(term))
            return uses[term].get(found.entry, 0) > (found.entry == query.asked_of)

        covered, missed = query.focus.covered(has), query.focus.missed(has)
        score = found.score - MISSED * missed + COVERED * covered
        return Found(score, found.entry, found.phrasing, covered, missed, query.focus.length, query.focus.bare)

    def _by_entry(self, view: Likeness, phrasing: int | None, entry: int | None) -> dict[int, list[tuple[float, int]]]:
        near: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for number, value in view.phrasings.items():
            if number != phrasing and self.lexicon.owners[number] != entry:
                near[self.lexicon.owners[number]].append((value, number))
        for found in near.values():
            found.sort(key=lambda pair: (-pair[0], pair[1]))
        return near

    def _view(self, query: Vector, letters: dict[int, float], asked_of: int | None) -> Likeness:
        terms = self._cosine(query, self.lexicon.terms)
        total = sum(query.values()) or 1.0
        coverage: dict[int, float] = defaultdict(float)
        for term, weight in query.items():
            for entry, uses in self.lexicon.uses.of(term):
                others = uses - (entry == asked_of)
                coverage[entry] += weight * others / (others + 0.5) / total
        near = {n: WORDS * terms.get(n, 0.0) + GRAMS * letters.get(n, 0.0) for n in terms.keys() | letters.keys()}
        return Likeness(near, coverage)

    def _cosine(self, query: Vector, postings: Postings) -> dict[int, float]:
        found: dict[int, float] = defaultdict(float)
        for term, weight in unit(query).items():
            for number, other in postings.of(term):
                found[number] += weight * other
        return found


def _shortened(text: tuple[str, ...]) -> tuple[str, ...]:
    return text if len(text) <= MOST_WORDS else text[: MOST_WORDS // 2] + text[-MOST_WORDS // 2 :]


def _blend(nearest: list[float]) -> float:
    others = nearest[1:3]
    second = sum(others) / len(others) if others else nearest[0] / 2
    return (1 - RUNNERS_UP) * nearest[0] + RUNNERS_UP * second
