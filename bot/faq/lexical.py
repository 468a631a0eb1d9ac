"""Scoring by words and letters: how near each entry's phrasings are to a query."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from bot.faq.focus import Focus, focus
from bot.faq.forms import WH_WORDS
from bot.faq.lexicon import Lexicon
from bot.faq.pieces import Numbers
from bot.faq.postings import Postings
from bot.faq.scorer import Found, trusted
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
TOLD_AROUND = 3
"""As many telling words around a question make it as clear as if they were its own."""
OFFSET, SCORE, LEAD, COVERED, MISSED, LENGTH = -5.6, 4.0, 4.5, 2.0, -2.0, 1.1
"""Logistic weights of the best entry's score, its lead, the telling words it covers, what it misses of the question's
focus, and the question's length. Fitted on the training parts of public question sets; what is covered and missed then
weighs more, since entries of a pack differ by what is asked (when, where, how many) more than those sets' labels do."""
EASE = 1.2
"""See `Scorer.ease`: chosen on the development questions of the packs, as `benchmarks/faq_fit.py` does it elsewhere."""
MOST_WORDS = 40
"""Of a longer question its beginning and its end are compared."""
LOOKED_AT = 10
"""Candidates whose focus is compared; only they can become answers or offers."""
LIKELY = 40
"""Entries that are compared more closely than by their nearest phrasing."""
MISSES, COVERS = 0.04, 0.04
"""What a missed focus costs, and what covering all telling words earns."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near one query is to every phrasing, and how much of it every entry covers."""

    phrasings: Numbers
    coverage: Numbers


@dataclass(frozen=True, slots=True)
class Query:
    """A text to be scored: what it is after, and its likeness alone and (where there is some) with its context."""

    focus: Focus
    length: float
    views: tuple[Likeness, ...]
    asked_of: int | None


@dataclass(frozen=True, slots=True)
class LexicalScorer:
    """A `Scorer` over a lexicon."""

    lexicon: Lexicon

    @property
    def ease(self) -> float:
        """See `Scorer`."""
        return EASE

    def find(self, text: str, context: str = "", also: Sequence[int] = (), *, spelled: bool = False) -> list[Found]:
        """See `Scorer`; the entries `also` are looked at in any case. What is `spelled` well has its typos put right."""
        return self._found(self._query(text, context, spelled=spelled), also=also)

    def find_without(
        self, text: str, phrasing: int, entry: int, also: Sequence[int] = (), instead: Sequence[int] = ()
    ) -> tuple[list[Found], list[Found]]:
        """See `Scorer`; `also` is looked at where the phrasing is left out, `instead` where the entry is."""
        query = self._query(text, asked_of=entry, spelled=True)
        return self._found(query, phrasing=phrasing, also=also), self._found(query, entry=entry, also=instead)

    def confidence(self, found: Sequence[Found]) -> float:
        """See `Scorer`."""
        first = found[0]
        lead = first.score - found[1].score if len(found) > 1 else first.score / 2
        signs = SCORE * first.score + LEAD * lead + COVERED * first.covered + MISSED * first.missed
        return trusted(first, OFFSET + signs + LENGTH * first.length)

    def _query(self, text: str, context: str = "", *, asked_of: int | None = None, spelled: bool = False) -> Query:
        """A text made ready; `asked_of` is its entry when it is a phrasing to be asked with itself left out."""
        plain = _shortened(words(text))
        plain = plain if spelled else self.lexicon.speller.repair(plain)
        taken_apart = features(plain)
        alone = self.lexicon.rarity.vector(taken_apart)
        letters = self._cosine(self.lexicon.rarity.gram_vector(taken_apart), self.lexicon.grams)
        views = [self._view(alone, letters, asked_of)]
        if context:
            known = self.lexicon.rarity.known(self.lexicon.rarity.vector(self._features(context)))
            telling = {term for term, weight in taken_apart.terms.items() if weight == 1.0} - WH_WORDS
            says_little = not any(term in self.lexicon.rarity.terms for term in telling)
            weight = CONTEXT_ALONE if says_little else CONTEXT
            mixed = {term: rare * weight for term, rare in known.items() if term not in alone}
            views = [*views[says_little:], self._view(alone | mixed, letters, asked_of)]
        after = self._focus(plain)
        around = self._focus(_shortened(words(context))) if context else None
        told = len(after.telling) + min(len(around.telling) if around else 0, TOLD_AROUND)
        return Query(after, log(1 + told), tuple(views), asked_of)

    def _focus(self, text: tuple[str, ...]) -> Focus:
        return focus(text, self.lexicon.rarity.terms, self.lexicon.rarity.highest)

    def _features(self, text: str) -> Features:
        return features(self.lexicon.speller.repair(_shortened(words(text))))

    def _found(
        self, query: Query, *, phrasing: int | None = None, entry: int | None = None, also: Sequence[int] = ()
    ) -> list[Found]:
        """The nearest entries, best first, as if the phrasing or the entry named were not there."""
        best: dict[int, Found] = {}
        for trust, view in zip((1.0, CONTEXT_TRUST), query.views, strict=False):
            near = view.phrasings
            if phrasing is not None or entry is not None:
                near = near.copy()
                near[self._rows(entry) if phrasing is None else phrasing] = 0.0
            for owner in {*self._promising(near, view.coverage, entry), *also}:
                rows = self._rows(owner)
                score = trust * (_blend(near[rows]) + COVERAGE * float(view.coverage[owner]))
                if owner not in best or score > best[owner].score:
                    best[owner] = Found(score, owner, rows.start + int(near[rows].argmax()))
        nearest = sorted(best.values(), key=lambda found: (-found.score, found.entry))
        uses: dict[str, dict[int, float]] = {}
        closely = nearest[:LOOKED_AT] + [found for found in nearest[LOOKED_AT:] if found.entry in also]
        looked_at = [self._looked_at(query, found, uses) for found in closely]
        rest = [found for found in nearest[LOOKED_AT:] if found.entry not in also]
        return sorted(looked_at, key=lambda found: (-found.score, found.entry)) + rest

    def _promising(self, near: Numbers, coverage: Numbers, left_out: int | None) -> list[int]:
        """The entries with a phrasing that shares anything with the query, the likeliest of them."""
        nearest = np.maximum.reduceat(near, self.lexicon.starts)
        likely = np.where(nearest > 0, nearest + COVERAGE * coverage, 0.0)
        if left_out is not None:
            likely[left_out] = 0.0
        count = min(LIKELY, len(likely))
        return [owner for owner in np.argpartition(-likely, count - 1)[:count].tolist() if likely[owner] > 0]

    def _rows(self, entry: int | None) -> slice:
        """The phrasings of an entry."""
        assert entry is not None
        starts = self.lexicon.starts
        return slice(
            int(starts[entry]), int(starts[entry + 1]) if entry + 1 < len(starts) else len(self.lexicon.owners)
        )

    def _looked_at(self, query: Query, found: Found, uses: dict[str, dict[int, float]]) -> Found:
        """The entry with its focus compared, and its score less what it misses. `uses` remembers what was looked up."""

        def has(term: str) -> bool:
            if term not in uses:
                uses[term] = dict(self.lexicon.uses.of(term))
            return uses[term].get(found.entry, 0) > (found.entry == query.asked_of)

        covered, missed = query.focus.covered(has), query.focus.missed(has)
        score = found.score - MISSES * missed + COVERS * covered
        return Found(score, found.entry, found.phrasing, covered, missed, query.length, query.focus.bare)

    def _view(self, query: Vector, letters: Numbers, asked_of: int | None) -> Likeness:
        terms = self._cosine(query, self.lexicon.terms)
        total = sum(query.values()) or 1.0
        coverage = np.zeros(len(self.lexicon.starts), dtype=np.float32)
        for term, weight in query.items():
            entries, uses = self.lexicon.uses.among(term)
            others = uses - (entries == asked_of)
            coverage[entries] += weight / total * others / (others + 0.5)
        return Likeness(WORDS * terms + GRAMS * letters, coverage)

    def _cosine(self, query: Vector, postings: Postings) -> Numbers:
        found = np.zeros(len(self.lexicon.owners), dtype=np.float32)
        for term, weight in unit(query).items():
            numbers, others = postings.among(term)
            found[numbers] += weight * others
        return found


def _shortened(text: tuple[str, ...]) -> tuple[str, ...]:
    return text if len(text) <= MOST_WORDS else text[: MOST_WORDS // 2] + text[-MOST_WORDS // 2 :]


def _blend(near: Numbers) -> float:
    """The best of an entry's phrasings, with a share for the next two."""
    first, *others = sorted(near.tolist(), reverse=True)[:3]
    second = sum(others) / len(others) if others and others[0] > 0 else first / 2
    return float((1 - RUNNERS_UP) * first + RUNNERS_UP * second)
