"""The index over the entries of a cohort: built once, then only read, safe to share between turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from bot.faq.adapted import adapted
from bot.faq.assumed import holds
from bot.faq.confidence import USUAL_PRECISION, Zones, calibrate, left_out
from bot.faq.encoder import Encoder
from bot.faq.entries import Entry
from bot.faq.hybrid import HybridScorer
from bot.faq.languages import main_language
from bot.faq.lexical import LexicalScorer
from bot.faq.lexicon import lexicon
from bot.faq.meaning import meanings
from bot.faq.pieces import Numbers
from bot.faq.scorer import Candidate, Scorer
from bot.faq.shelf import Shelf, index_key
from bot.faq.text import words
from bot.faq.weights import Weights, weights

MOST_CANDIDATES = 10
ALMOST = 0.02
"""The share of phrasings that may differ where an index is made from an earlier one."""


@dataclass(frozen=True, slots=True)
class Index:
    """Entries, the scorer over their phrasings, and the confidence zones found for them."""

    entries: tuple[Entry, ...]
    wordings: tuple[str, ...]
    scorer: Scorer
    zones: Zones
    precision: float = USUAL_PRECISION
    owner_of: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """The entry of each wording that only one has, by its words."""

    def worded_so(self, text: str) -> str | None:
        """The only entry that has the text itself among its wordings, but for capitals, accents and marks."""
        return self.owner_of.get(words(text))

    def assumed(self, text: str, entry_id: str) -> bool | None:
        """Whether what the text takes for granted is so, by that entry; None where it takes nothing for granted, or where
        that cannot be told."""
        entry = next(entry for entry in self.entries if entry.id == entry_id)
        return holds(text, entry.so, entry.not_so) if entry.so or entry.not_so else None

    def resembles(self, wordings: tuple[str, ...], precision: float) -> bool:
        """Whether these phrasings are almost those of this index, so that its thresholds hold for them as well."""
        new = len(set(wordings) ^ set(self.wordings))
        return precision == self.precision and new <= ALMOST * len(self.wordings)

    def slopes_of(self, entries: tuple[Entry, ...]) -> Numbers | None:
        """What this index has learned of each of these entries; nothing of those that it does not have."""
        if not isinstance(self.scorer, HybridScorer):
            return None
        slopes = self.scorer.meanings.learned.slopes
        known = {entry.id: number for number, entry in enumerate(self.entries)}
        found = np.zeros((slopes.shape[0], len(entries)), dtype=np.float32)
        for number, entry in enumerate(entries):
            if entry.id in known:
                found[:, number] = slopes[:, known[entry.id]]
        return found

    def rank(self, text: str, context: str = "") -> list[Candidate]:
        """Candidates, best first; `context` is what stood around the question and counts less."""
        found = self.scorer.find(text, context)
        candidates: list[Candidate] = []
        surest = 1.0
        for place, one in enumerate(found[:MOST_CANDIDATES]):
            surest = min(surest, self.scorer.confidence(found[place:]))
            candidates.append(Candidate(self.entries[one.entry].id, surest, self.wordings[one.phrasing]))
        return candidates


def build_index(
    entries: tuple[Entry, ...],
    encoder: Encoder | None = None,
    shelf: Shelf | None = None,
    precision: float = USUAL_PRECISION,
    before: Index | None = None,
) -> Index:
    """An index over the entries, its thresholds calibrated on their own phrasings to the precision that answers shall
    have; without an encoder by words alone. What `shelf` keeps is not computed again, nor calibrated what differs from the
    index `before` by little."""
    entries = tuple(entry for entry in entries if entry.wordings())
    wordings = tuple(text for entry in entries for text in entry.wordings())
    lexical = LexicalScorer(lexicon(entries))
    alike = before if before and before.resembles(wordings, precision) else None
    if encoder is None or not entries:
        zones = alike.zones if alike else calibrate(lexical, entries, precision)
        return Index(entries, wordings, lexical, zones, precision, _owners(entries))
    shelf = shelf or Shelf(None)
    vectors = shelf.vectors(wordings, encoder)
    owners = lexical.lexicon.owners
    key = index_key(wordings, owners, f"{precision} {weights()}")
    kept = shelf.index(key)
    earlier = alike.slopes_of(entries) if alike else None
    meant = meanings(vectors, owners, len(entries), kept[0] if kept else None, earlier)
    scorer = HybridScorer(lexical, meant, encoder, main_language(entry.question for entry in entries))
    own: Weights | None
    if kept:
        _, zones, own = kept
    elif alike:
        zones, own = alike.zones, alike.scorer.own if isinstance(alike.scorer, HybridScorer) else None
    else:
        tried = tuple(left_out(scorer, entries))
        own = adapted(weights().own, tried)
        zones = calibrate(replace(scorer, own=own), entries, precision, tried)
        shelf.keep_index(key, meant.learned, zones, own)
    scorer = replace(scorer, own=own)
    return Index(entries, wordings, scorer.settled(), zones, precision, _owners(entries))


def _owners(entries: tuple[Entry, ...]) -> dict[tuple[str, ...], str]:
    """Of questions and phrasings; what people take for granted is no question."""
    owners: dict[tuple[str, ...], set[str]] = {}
    for entry in entries:
        for text in (entry.question, *entry.phrasings):
            owners.setdefault(words(text), set()).add(entry.id)
    return {said: one for said, (one, *others) in owners.items() if said and not others}
