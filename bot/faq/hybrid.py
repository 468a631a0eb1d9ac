"""Scoring by meaning and by words together: each finds what the other overlooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log
from operator import mul
from typing import ClassVar

import numpy as np

from bot.faq.encoder import Encoder
from bot.faq.lexical import LexicalScorer
from bot.faq.meaning import Learned, Meanings, Meant
from bot.faq.pieces import Numbers
from bot.faq.scorer import Found, trusted
from bot.faq.typos import put_right

RANK = {"near": 3.0, "words": 3.0, "covered": 0.7, "missed": -0.2}
"""How much the nearest phrasing, the likeness of words and the focus weigh beside the logarithm of what the regression
finds likely. `benchmarks/faq_fit.py` says how these and the weights below were chosen."""
OFFSET = -2.5
SURE = {
    "near": 3.5,
    "words": 0.6,
    "share": 2.2,
    "missed": -0.3,
    "length": 0.6,
    "words_lead": 1.0,
    "near_lead": 1.5,
}
"""Logistic weights of the confidence: how near the nearest phrasing, how like the words, the entry's share (logarithm)
among all candidates, what it misses of the question's focus, the question's length, and by how much it leads."""
CONTEXT = 0.3
"""The share of what stood around a question in its vector."""
CLOSELY = 10
"""Entries found by meaning that are looked at closely."""


@dataclass(frozen=True, slots=True)
class HybridScorer:
    """A `Scorer` over meanings and words."""

    lexical: LexicalScorer
    meanings: Meanings
    encoder: Encoder

    answer_share: ClassVar[float] = 0.72

    def settled(self) -> HybridScorer:
        """The same without what only calibration needs."""
        return replace(self, meanings=replace(self.meanings, learned=Learned(self.meanings.learned.slopes)))

    def find(self, text: str, context: str = "") -> list[Found]:
        """See `Scorer`."""
        text = put_right(text, self.lexical.lexicon.speller, self.encoder.vocabulary)
        meant = self.meanings.of(self._vector(text, context))
        promising = _promising(meant)
        return self._joined(meant, self.lexical.find(text, context, also=promising, spelled=True), promising)

    def find_without(self, text: str, phrasing: int, entry: int) -> tuple[list[Found], list[Found]]:
        """See `Scorer`."""
        without, out = self.meanings.without(phrasing), self.meanings.without_entry(phrasing)
        promising, others = _promising(without), [one for one in _promising(out) if one != entry]
        found, without_it = self.lexical.find_without(text, phrasing, entry, also=promising, instead=others)
        return self._joined(without, found, promising), self._joined(out, without_it, others)

    def confidence(self, found: Sequence[Found]) -> float:
        """See `Scorer`."""
        signs = sure_signs(found, [one.score for one in found])
        return trusted(found[0], OFFSET + sum(map(mul, SURE.values(), signs)))

    def _vector(self, text: str, context: str) -> Numbers:
        if not context:
            return np.asarray(self.encoder.encode((text,))[0])
        alone, whole = self.encoder.encode((text, f"{context} {text}"))
        mixed = (1 - CONTEXT) * alone + CONTEXT * whole
        return np.asarray(mixed / np.linalg.norm(mixed))

    def _joined(self, meant: Meant, found: list[Found], promising: list[int]) -> list[Found]:
        known = {one.entry: one for one in found}
        least = min((one.score for one in found), default=0.0)
        joined: list[Found] = []
        for entry in {*promising, *(one.entry for one in found[:CLOSELY])}:
            likely, near = float(meant.likely[entry]), float(meant.near[entry])
            if not np.isfinite(likely):
                continue
            one = known.get(entry) or Found(least, entry, self._nearest(meant, entry))
            nearest = self._nearest(meant, entry)
            signs = (likely, near, one.score, one.covered, float(one.missed))
            score = sum(map(mul, (1.0, *RANK.values()), signs))
            joined.append(
                Found(
                    *(score, entry, nearest, one.covered, one.missed, one.length, one.bare),
                    *(one.score, likely, near),
                )
            )
        return sorted(joined, key=lambda one: (-one.score, one.entry))

    def _nearest(self, meant: Meant, entry: int) -> int:
        starts = self.meanings.starts
        end = starts[entry + 1] if entry + 1 < len(starts) else len(meant.nearest)
        return int(starts[entry] + meant.nearest[starts[entry] : end].argmax())


def _promising(meant: Meant) -> list[int]:
    score = meant.likely + RANK["near"] * meant.near
    count = min(CLOSELY, len(score))
    return [int(entry) for entry in np.argpartition(-score, count - 1)[:count]]


def rank_signs(found: Found) -> tuple[float, ...]:
    """What speaks for a candidate: how likely it is, and then what `RANK` weighs."""
    return found.likely, found.near, found.words, found.covered, float(found.missed)


def sure_signs(found: Sequence[Found], scores: Sequence[float]) -> tuple[float, ...]:
    """What `SURE` weighs for the first of the candidates, whose scores are given."""
    first, others = found[0], found[1:]
    return (
        first.near,
        first.words,
        -log(sum(exp(score - scores[0]) for score in scores)),
        float(first.missed),
        first.length,
        first.words - max((one.words for one in others), default=0.0),
        first.near - max((one.near for one in others), default=0.0),
    )
