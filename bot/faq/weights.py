"""What speaks for and against a candidate, and what each of these signs counts."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.faq.scorer import Found

WEIGHTS = "weights.toml"
"""Beside this module: what each sign counts, as `benchmarks/faq_fit.py` writes it: it says how they were found."""
MOST_LEAD = 8.0
"""As a logarithm: where nothing else is likely, more says nothing."""

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
