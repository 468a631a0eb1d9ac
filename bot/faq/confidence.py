"""When to answer, when to offer, when to hand over: thresholds found on the entries' own phrasings.

Each phrasing asked with itself left out plays a question the index knows; asked with its whole entry left out it
plays one from the same field that the index does not know. A wrong answer is worse than a handover.

One phrasing more must not make the bot bolder: which phrasings are asked depends on each of them alone, and the precision
above a threshold is not counted but reckoned from how likely each trial was to be right, given all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import exp, log

from bot.faq.adapted import Tried
from bot.faq.entries import Entry
from bot.faq.scorer import Found, Scorer

USUAL_PRECISION = 0.95
"""Of a hundred answers given, as many are to be right; the config may say otherwise."""
MOST_TRIALS = 80
"""Phrasings asked in the calibration: more cost time and move the thresholds little."""
FEWEST_TRIALS = 20
OUT_OF_SCOPE_WEIGHT = 0.45
"""A trial out of scope counts less than one in scope: about three questions in ten are not in a pack."""
NEIGHBOUR_GRAVITY = 0.4
"""How wrong an answer from the same topic is, where one from another topic counts 1."""
FIRMNESS = 4.0
"""How much the trials must say (as so many of even chance) until the confidence is believed to be half as wrong as they say:
an index is taken to be like those on which the weights were fitted until it has shown otherwise."""
ROUNDS = 8
ANSWER_AT_LEAST, ANSWER_AT_MOST, ANSWER_USUALLY = 0.4, 0.85, 0.6
OFFER_AT_LEAST, OFFER_AT_MOST = 0.08, 0.12
LOST_OFFERS = 0.03
"""Share of known questions that may fall under the threshold of offers."""


@dataclass(frozen=True, slots=True)
class Zones:
    """From which confidence on to answer, and from which to offer the nearest entries."""

    answer_from: float
    offer_from: float


@dataclass(frozen=True, slots=True)
class Trial:
    """The confidence in what was found, whether it was right, and what the trial weighs."""

    confidence: float
    right: bool
    weight: float


def calibrate(
    scorer: Scorer, entries: tuple[Entry, ...], precision: float = USUAL_PRECISION, asked: Sequence[Tried] | None = None
) -> Zones:
    """The zones for an index; with too few phrasings to try, cautious usual ones. `asked` is what was found already for
    phrasings that were left out."""
    known, unknown = tried(scorer, entries, left_out(scorer, entries) if asked is None else asked)
    if len(known) < FEWEST_TRIALS:
        return Zones(ANSWER_USUALLY, OFFER_AT_MOST)
    threshold = lowest_with(precision, (*known, *unknown), scorer.ease)
    lowest = sorted(trial.confidence for trial in known)[int(len(known) * LOST_OFFERS)]
    return Zones(min(max(threshold, ANSWER_AT_LEAST), ANSWER_AT_MOST), min(max(lowest, OFFER_AT_LEAST), OFFER_AT_MOST))


def tried(scorer: Scorer, entries: tuple[Entry, ...], asked: Iterable[Tried]) -> tuple[list[Trial], list[Trial]]:
    """Phrasings asked with themselves left out, and with their entries left out."""
    known: list[Trial] = []
    unknown: list[Trial] = []
    for owner, found, others in asked:
        if others:
            unknown.append(trial(entries, owner, others, scorer.confidence(others), known=False))
        if found:
            known.append(trial(entries, owner, found, scorer.confidence(found), known=True))
    return known, unknown


def left_out(scorer: Scorer, entries: tuple[Entry, ...]) -> Iterator[Tried]:
    """For each phrasing that is asked its entry, what is found without it, and what is found without its entry."""
    alone = {number for number, entry in enumerate(entries) if len(entry.wordings()) == 1}
    for number, owner, text in _chosen(entries):
        found, others = scorer.find_without(text, number, owner)
        yield owner, [] if owner in alone else found, others


def trial(entries: tuple[Entry, ...], owner: int, found: Sequence[Found], confidence: float, *, known: bool) -> Trial:
    """What it says that this was found for a phrasing of `owner`."""
    right = found[0].entry == owner
    weight = 1.0 if right else _gravity(entries, owner, found[0].entry)
    return Trial(confidence, right, weight if known else OUT_OF_SCOPE_WEIGHT * weight)


def _chosen(entries: tuple[Entry, ...]) -> list[tuple[int, int, str]]:
    """(number, entry, text) of the phrasings that are asked: those whose digests come first, so that one phrasing more or less
    changes one of them at most."""
    wordings = [(owner, text) for owner, entry in enumerate(entries) for text in entry.wordings()]
    numbered = [(number, owner, text) for number, (owner, text) in enumerate(wordings)]
    return sorted(numbered, key=lambda one: blake2b(one[2].encode(), digest_size=8).digest())[:MOST_TRIALS]


def _gravity(entries: tuple[Entry, ...], asked: int, answered: int) -> float:
    """How wrong it is to answer one entry with another: a neighbour of the same topic often serves as well."""
    topic = entries[asked].topic
    return NEIGHBOUR_GRAVITY if topic and topic == entries[answered].topic else 1.0


def lowest_with(precision: float, trials: Sequence[Trial], ease: float) -> float:
    """The lowest confidence from which on answers keep the precision; 1 where none does. What people ask is easier than the
    trials by `ease`, as a logarithm of odds."""
    shift = shift_of(trials) + ease
    right = total = 0.0
    threshold = kept = 1.0
    for trial in sorted(trials, key=lambda trial: -trial.confidence):
        right += trial.weight * chance(odds(trial.confidence) + shift)
        total += trial.weight
        if right < precision * total:
            # Somewhere between this trial and the one before: a threshold that could only be a trial's would leap.
            return trial.confidence + (threshold - trial.confidence) * (precision - right / total) / (
                kept - right / total
            )
        threshold, kept = trial.confidence, right / total
    return threshold


def shift_of(trials: Sequence[Trial]) -> float:
    """How much likelier to be right than their confidence says the trials are, as a logarithm of odds: the likeliest value,
    beginning from none."""
    shift = 0.0
    for _ in range(ROUNDS):
        slope, curve = -FIRMNESS * shift / 4, FIRMNESS / 4
        for trial in trials:
            likely = chance(odds(trial.confidence) + shift)
            slope += trial.weight * (trial.right - likely)
            curve += trial.weight * likely * (1 - likely)
        shift += slope / curve
    return shift


def odds(confidence: float) -> float:
    """A probability as a logarithm of odds."""
    within = min(max(confidence, 1e-6), 1 - 1e-6)
    return log(within / (1 - within))


def chance(odds: float) -> float:
    """The probability again."""
    return 1 / (1 + exp(-odds))
