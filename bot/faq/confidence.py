"""When to answer, when to offer, when to hand over: thresholds found on the entries' own phrasings.

Each phrasing asked with itself left out plays a question the index knows; asked with its whole entry left out it
plays one from the same field that the index does not know. A wrong answer is worse than a handover.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from bot.faq.entries import Entry
from bot.faq.scorer import Found, Scorer

TARGET_PRECISION = 0.95
OFFSET, SCORE, LEAD, COVERED, MISSED, LENGTH = -5.6, 4.0, 4.5, 2.0, -2.0, 1.1
"""Logistic weights of the best entry's score, its lead, the telling words it covers, what it misses of the question's
focus, and the question's length. Fitted on the training parts of public question sets; what is covered and missed then
weighs more, since entries of a pack differ by what is asked (when, where, how many) more than those sets' labels do."""
BARE_TRUST = 0.6
"""Share of the confidence that is left where a question says nothing but how it asks."""
MOST_TRIALS = 48
"""Phrasings asked in the calibration: more cost time and move the thresholds little."""
FEWEST_TRIALS = 20
OUT_OF_SCOPE_WEIGHT = 0.45
"""A trial out of scope counts less than one in scope: about three questions in ten are not in a pack."""
NEIGHBOUR_GRAVITY = 0.4
"""How wrong an answer from the same topic is, where one from another topic counts 1."""
ANSWER_AT_LEAST, ANSWER_AT_MOST, ANSWER_USUALLY = 0.4, 0.6, 0.6
"""The trials are harder than what people ask: a phrasing is written down because it is unlike the others, and in several
languages. So they only move the threshold within this band; unclear questions are met with offers either way."""
OFFER_AT_LEAST, OFFER_AT_MOST = 0.15, 0.25
LOST_OFFERS = 0.03
"""Share of known questions that may fall under the threshold of offers."""


@dataclass(frozen=True, slots=True)
class Zones:
    """From which confidence on to answer, and from which to offer the nearest entries."""

    answer_from: float
    offer_from: float


def confidence(found: Sequence[Found]) -> float:
    """Probability that the first of the entries found is right."""
    first = found[0]
    lead = first.score - found[1].score if len(found) > 1 else first.score / 2
    signs = SCORE * first.score + LEAD * lead + COVERED * first.covered + MISSED * first.missed + LENGTH * first.length
    return (BARE_TRUST if first.bare else 1.0) / (1.0 + exp(-(OFFSET + signs)))


def calibrate(scorer: Scorer, entries: tuple[Entry, ...]) -> Zones:
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
            trials.append((confidence(others), False, weight))
        if found and owner not in alone:
            known.append(confidence(found))
            is_right = found[0].entry == owner
            trials.append((known[-1], is_right, 1.0 if is_right else _gravity(entries, owner, found[0].entry)))
    if len(known) < FEWEST_TRIALS:
        return Zones(ANSWER_USUALLY, OFFER_AT_MOST / 2)
    lowest = sorted(known)[int(len(known) * LOST_OFFERS)]
    return Zones(_answer_from(trials), min(max(lowest, OFFER_AT_LEAST), OFFER_AT_MOST))


def _gravity(entries: tuple[Entry, ...], asked: int, answered: int) -> float:
    """How wrong it is to answer one entry with another: a neighbour of the same topic often serves as well."""
    topic = entries[asked].topic
    return NEIGHBOUR_GRAVITY if topic and topic == entries[answered].topic else 1.0


def _answer_from(trials: list[tuple[float, bool, float]]) -> float:
    """The lowest confidence above which the trials keep the target precision."""
    right = wrong = 0.0
    threshold = ANSWER_AT_MOST
    for value, is_right, weight in sorted(trials, key=lambda trial: -trial[0]):
        right, wrong = (right + weight, wrong) if is_right else (right, wrong + weight)
        if right >= TARGET_PRECISION * (right + wrong):
            threshold = value
    return min(max(threshold, ANSWER_AT_LEAST), ANSWER_AT_MOST)
