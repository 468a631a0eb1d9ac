"""When to answer, when to offer, when to hand over: thresholds found on the entries' own phrasings.

Each phrasing asked with itself left out plays a question the index knows; asked with its whole entry left out it
plays one from the same field that the index does not know. A wrong answer is worse than a handover.
"""

from dataclasses import dataclass

from bot.faq.entries import Entry
from bot.faq.scorer import Scorer

USUAL_PRECISION = 0.95
"""Of a hundred answers given, as many are to be right; the config may say otherwise."""
MOST_TRIALS = 80
"""Phrasings asked in the calibration: more cost time and move the thresholds little."""
FEWEST_TRIALS = 20
OUT_OF_SCOPE_WEIGHT = 0.45
"""A trial out of scope counts less than one in scope: about three questions in ten are not in a pack."""
NEIGHBOUR_GRAVITY = 0.4
"""How wrong an answer from the same topic is, where one from another topic counts 1."""
ANSWER_AT_LEAST, ANSWER_AT_MOST, ANSWER_USUALLY = 0.4, 0.85, 0.6
OFFER_AT_LEAST, OFFER_AT_MOST = 0.15, 0.25
LOST_OFFERS = 0.03
"""Share of known questions that may fall under the threshold of offers."""


@dataclass(frozen=True, slots=True)
class Zones:
    """From which confidence on to answer, and from which to offer the nearest entries."""

    answer_from: float
    offer_from: float


def calibrate(scorer: Scorer, entries: tuple[Entry, ...], precision: float = USUAL_PRECISION) -> Zones:
    """The zones for an index; with too few phrasings to try, cautious usual ones."""
    trials: list[tuple[float, bool, float]] = []
    known: list[float] = []
    wordings = [(number, text) for number, entry in enumerate(entries) for text in entry.wordings()]
    alone = {number for number, entry in enumerate(entries) if len(entry.wordings()) == 1}
    step = max(1, -(-len(wordings) // MOST_TRIALS))
    for number in range(0, len(wordings), step):
        owner, text = wordings[number]
        found, others = scorer.find_without(text, number, owner)
        if others:
            weight = OUT_OF_SCOPE_WEIGHT * _gravity(entries, owner, others[0].entry)
            trials.append((scorer.confidence(others), False, weight))
        if found and owner not in alone:
            known.append(scorer.confidence(found))
            is_right = found[0].entry == owner
            trials.append((known[-1], is_right, 1.0 if is_right else _gravity(entries, owner, found[0].entry)))
    if len(known) < FEWEST_TRIALS:
        return Zones(ANSWER_USUALLY, OFFER_AT_MOST / 2)
    lowest = sorted(known)[int(len(known) * LOST_OFFERS)]
    threshold = scorer.answer_share * _threshold(trials, precision)
    return Zones(min(max(threshold, ANSWER_AT_LEAST), ANSWER_AT_MOST), min(max(lowest, OFFER_AT_LEAST), OFFER_AT_MOST))


def _gravity(entries: tuple[Entry, ...], asked: int, answered: int) -> float:
    """How wrong it is to answer one entry with another: a neighbour of the same topic often serves as well."""
    topic = entries[asked].topic
    return NEIGHBOUR_GRAVITY if topic and topic == entries[answered].topic else 1.0


def _threshold(trials: list[tuple[float, bool, float]], precision: float) -> float:
    """The lowest confidence above which the trials keep the precision; 1 where none does."""
    right = wrong = 0.0
    threshold = 1.0
    for value, is_right, weight in sorted(trials, key=lambda trial: -trial[0]):
        right, wrong = (right + weight, wrong) if is_right else (right, wrong + weight)
        if right >= precision * (right + wrong):
            threshold = value
    return threshold
