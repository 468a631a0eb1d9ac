"""The index over the entries of a cohort: built once, then only read, safe to share between turns."""

from dataclasses import dataclass

from bot.faq.confidence import Zones, calibrate, confidence
from bot.faq.entries import Entry
from bot.faq.lexical import LexicalScorer
from bot.faq.lexicon import lexicon
from bot.faq.scorer import Scorer

MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a text may be about; the score is the confidence (0 to 1) were it to be answered with it."""

    entry_id: str
    score: float
    phrasing: str


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
            surest = min(surest, confidence(found[place:]))
            candidates.append(Candidate(self.entries[one.entry].id, surest, self.wordings[one.phrasing]))
        return candidates


def build_index(entries: tuple[Entry, ...]) -> Index:
    """An index over the entries, its thresholds calibrated on their own phrasings."""
    wordings = tuple(text for entry in entries for text in entry.wordings())
    scorer = LexicalScorer(lexicon(entries))
    return Index(entries, wordings, scorer, calibrate(scorer, entries))
