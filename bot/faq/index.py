"""The index over the entries of a cohort: built once, then only read, safe to share between turns."""

from dataclasses import dataclass

from bot.faq.confidence import USUAL_PRECISION, Zones, calibrate
from bot.faq.encoder import Encoder
from bot.faq.entries import Entry
from bot.faq.hybrid import HybridScorer
from bot.faq.lexical import LexicalScorer
from bot.faq.lexicon import lexicon
from bot.faq.meaning import meanings
from bot.faq.scorer import Candidate, Scorer
from bot.faq.shelf import Shelf, index_key

MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Index:
    """Entries, the scorer over their phrasings, and the confidence zones found for them."""

    entries: tuple[Entry, ...]
    wordings: tuple[str, ...]
    scorer: Scorer
    zones: Zones

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
) -> Index:
    """An index over the entries, its thresholds calibrated on their own phrasings to the precision that answers shall
    have; without an encoder by words alone. What `shelf` keeps is not computed again."""
    entries = tuple(entry for entry in entries if entry.wordings())
    wordings = tuple(text for entry in entries for text in entry.wordings())
    lexical = LexicalScorer(lexicon(entries))
    if encoder is None or not entries:
        return Index(entries, wordings, lexical, calibrate(lexical, entries, precision))
    shelf = shelf or Shelf(None)
    vectors = shelf.vectors(wordings, encoder)
    owners = lexical.lexicon.owners
    key = index_key(wordings, owners, precision)
    kept = shelf.index(key)
    meant = meanings(vectors, owners, len(entries), kept and kept[0])
    scorer = HybridScorer(lexical, meant, encoder)
    zones = kept[1] if kept else calibrate(scorer, entries, precision)
    if kept is None:
        shelf.keep_index(key, meant.learned, zones)
    return Index(entries, wordings, scorer.settled(), zones)
