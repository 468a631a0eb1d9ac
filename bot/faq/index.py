"""The index over the entries of a cohort: built once, then only read, safe to share between turns."""

from dataclasses import dataclass

from bot.faq.confidence import Zones, calibrate, confidence
from bot.faq.entries import Entry
from bot.faq.lexical import LOOKED_AT, LexicalScorer, lexical_scorer


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
    scorer: LexicalScorer
    zones: Zones

    def rank(self, text: str, context: str = "") -> list[Candidate]:
        """Candidates, best first; `context` is what stood around the question and counts less."""
        found = self.scorer.found(self.scorer.query(text, context))
        return [
            Candidate(self.entries[one.entry].id, confidence(found[place:]), self.wordings[one.phrasing])
            for place, one in enumerate(found[:LOOKED_AT])
        ]


def build_index(entries: tuple[Entry, ...]) -> Index:
    """An index over the entries, its thresholds calibrated on their own phrasings."""
    wordings = tuple(text for entry in entries for text in entry.wordings())
    scorer = lexical_scorer(entries)
    return Index(entries, wordings, scorer, calibrate(scorer, entries))
