"""Scoring by meaning and by words together: each finds what the other overlooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from operator import mul

import numpy as np

from bot.faq.encoder import Encoder
from bot.faq.languages import is_foreign
from bot.faq.lexical import LexicalScorer
from bot.faq.meaning import Learned, Meanings, Meant
from bot.faq.pieces import Numbers
from bot.faq.scorer import Found, trusted
from bot.faq.typos import put_right
from bot.faq.weights import Weights, sure_signs, weights

CONTEXT = 0.3
"""The share of what stood around a question in its vector."""
CLOSELY, NEARNESS = 10, 3.0
"""Entries found by meaning that are looked at closely, and what nearness counts for that."""


@dataclass(frozen=True, slots=True)
class HybridScorer:
    """A `Scorer` over meanings and words."""

    lexical: LexicalScorer
    meanings: Meanings
    encoder: Encoder
    language: str | None = None
    """That of the entries."""
    own: Weights | None = None
    """What the signs count here, where that was found (`adapted.py`)."""

    @property
    def ease(self) -> float:
        """See `Scorer`."""
        return weights().ease

    def settled(self) -> HybridScorer:
        """The same without what only calibration needs."""
        return replace(self, meanings=replace(self.meanings, learned=Learned(self.meanings.learned.slopes)))

    def find(self, text: str, context: str = "") -> list[Found]:
        """See `Scorer`."""
        text = put_right(text, self.lexical.lexicon.speller, self.encoder.vocabulary, self.encoder.likely)
        meant = self.meanings.of(self._vector(text, context))
        promising = _promising(meant)
        found = self.lexical.find(text, context, also=promising, spelled=True)
        return self._joined(meant, found, promising, foreign=is_foreign(text, self.language))

    def find_without(self, text: str, phrasing: int, entry: int) -> tuple[list[Found], list[Found]]:
        """See `Scorer`."""
        without, out = self.meanings.without(phrasing), self.meanings.without_entry(phrasing)
        promising, others = _promising(without), [one for one in _promising(out) if one != entry]
        found, without_it = self.lexical.find_without(text, phrasing, entry, also=promising, instead=others)
        foreign = is_foreign(text, self.language)
        return (
            self._joined(without, found, promising, foreign=foreign),
            self._joined(out, without_it, others, foreign=foreign),
        )

    def confidence(self, found: Sequence[Found]) -> float:
        """See `Scorer`."""
        usual = weights().of(foreign=found[0].foreign)
        used = usual if found[0].foreign or self.own is None else self.own
        signs = sure_signs(found)
        return trusted(found[0], used.offset + sum(map(mul, used.sure, signs)))

    def _vector(self, text: str, context: str) -> Numbers:
        if not context:
            return np.asarray(self.encoder.encode((text,))[0])
        alone, whole = self.encoder.encode((text, f"{context} {text}"))
        mixed = (1 - CONTEXT) * alone + CONTEXT * whole
        return np.asarray(mixed / np.linalg.norm(mixed))

    def _joined(self, meant: Meant, found: list[Found], promising: list[int], *, foreign: bool) -> list[Found]:
        known = {one.entry: one for one in found}
        least = min((one.score for one in found), default=0.0)
        rank = weights().of(foreign=foreign).rank
        joined: list[Found] = []
        for entry in {*promising, *(one.entry for one in found[:CLOSELY])}:
            likely, near = float(meant.likely[entry]), float(meant.near[entry])
            if not isfinite(likely):
                continue
            nearest = self._nearest(meant, entry)
            one = known.get(entry) or Found(least, entry, nearest)
            closer = near - float(self.meanings.usual[entry])
            signs = (near, one.score, one.covered, float(one.missed))
            joined.append(
                replace(
                    one,
                    score=likely + sum(map(mul, rank, signs)),
                    phrasing=nearest,
                    words=one.score,
                    likely=likely,
                    near=near,
                    middle=float(meant.middle[entry]),
                    closer=closer,
                    foreign=foreign,
                )
            )
        return sorted(joined, key=lambda one: (-one.score, one.entry))

    def _nearest(self, meant: Meant, entry: int) -> int:
        starts = self.meanings.starts
        end = starts[entry + 1] if entry + 1 < len(starts) else len(meant.nearest)
        return int(starts[entry] + meant.nearest[starts[entry] : end].argmax())


def _promising(meant: Meant) -> list[int]:
    score = meant.likely + NEARNESS * meant.near
    count = min(CLOSELY, len(score))
    return [int(entry) for entry in np.argpartition(-score, count - 1)[:count]]
