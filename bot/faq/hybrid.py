"""Scoring by meaning and by words together: each finds what the other overlooks."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
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

WEIGHTS = "weights.toml"
"""What each sign counts, as `benchmarks/faq_fit.py` writes it: it says how they were found."""
CONTEXT = 0.3
"""The share of what stood around a question in its vector."""
CLOSELY, NEARNESS = 10, 3.0
"""Entries found by meaning that are looked at closely, and what nearness counts for that."""
MOST_LEAD = 8.0
"""As a logarithm: where nothing else is likely, more says nothing."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`rank` joins what speaks for a candidate beside how likely it is; `offset` and `sure` make a probability of what speaks
    for the first of them. Their order is that of `RANK_SIGNS` and `SURE_SIGNS`."""

    rank: tuple[float, ...]
    offset: float
    sure: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The weights for questions in the entries' language and in others; `ease` is `Scorer.ease`."""

    own: Weights
    foreign: Weights
    ease: float

    def of(self, *, foreign: bool) -> Weights:
        """Those for a question."""
        return self.foreign if foreign else self.own


@cache
def weights() -> Book:
    """Those in use."""
    found = tomllib.loads(files("bot.faq").joinpath(WEIGHTS).read_text(encoding="utf-8"))
    return Book(_weights(found["own"]), _weights(found["foreign"]), found["ease"])


def _weights(found: dict[str, dict[str, float]]) -> Weights:
    rank, sure = found["rank"], found["sure"]
    return Weights(tuple(rank[name] for name in RANK_SIGNS), sure["offset"], tuple(sure[name] for name in SURE_SIGNS))


@dataclass(frozen=True, slots=True)
class HybridScorer:
    """A `Scorer` over meanings and words."""

    lexical: LexicalScorer
    meanings: Meanings
    encoder: Encoder
    language: str | None = None
    """That of the entries."""

    @property
    def ease(self) -> float:
        """See `Scorer`."""
        return weights().ease

    def settled(self) -> HybridScorer:
        """The same without what only calibration needs."""
        return replace(self, meanings=replace(self.meanings, learned=Learned(self.meanings.learned.slopes)))

    def find(self, text: str, context: str = "") -> list[Found]:
        """See `Scorer`."""
        text = put_right(text, self.lexical.lexicon.speller, self.encoder.vocabulary)
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
        used = weights().of(foreign=found[0].foreign)
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
                Found(
                    *(likely + sum(map(mul, rank, signs)), entry, nearest),
                    *(one.covered, one.missed, one.length, one.bare),
                    *(one.score, likely, near, float(meant.middle[entry]), closer, foreign),
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


RANK_SIGNS = ("near", "words", "covered", "missed")


def rank_signs(found: Found) -> tuple[float, ...]:
    """What speaks for a candidate: how likely it is, and then `RANK_SIGNS`."""
    return found.likely, found.near, found.words, found.covered, float(found.missed)


SURE_SIGNS = ("middle", "closer", "covered", "missed", "length", "words_lead", "likely_lead", "stands_out")


def sure_signs(found: Sequence[Found]) -> tuple[float, ...]:
    """What speaks for the first of the candidates: itself, its lead over the best of the others, and how far it stands out
    among all of them."""
    first, others = found[0], found[1:]
    usual = sum(one.near for one in others) / len(others) if others else 0.0
    return (
        *(first.middle, first.closer, first.covered, float(first.missed), first.length),
        first.words - max((one.words for one in others), default=0.0),
        min(first.likely - max((one.likely for one in others), default=-MOST_LEAD), MOST_LEAD),
        first.near - usual,
    )
