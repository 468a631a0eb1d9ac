"""A small regression over the phrasings' vectors: which entry a question is about, and how near it comes to one.

Softmax regression, fitted by Böhning's bound with Nesterov's momentum: every step uses one and the same inverse, so that
a pack is learned in less than a second. What a phrasing or an entry would have got, had it been left out, follows from
the same inverse without fitting again; calibration lives on that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.faq.pieces import Numbers

PENALTY = 1 / 20
STEPS = 25
STEPS_FROM_EARLIER = 10
BOUND = 0.5
"""Of the curvature of the softmax (Böhning 1992)."""
INFLUENCE = 0.025
"""The curvature by which the influence of a phrasing on its own score is reckoned. The softmax is far flatter than its
bound almost everywhere; with this the scores of what is left out agree with those of a regression fitted without it."""
BLOCK = 1024
USUALLY = 0.65
"""How near two phrasings of an entry are where no entry has two."""
MOST_WORK = 6e10
"""Multiplications in all the steps; a larger index takes fewer, and at least the first ones."""
FEWEST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Learned:
    """`slopes` (width x entries), and while calibrating the inverse by which the influence of phrasings is known."""

    slopes: Numbers
    inverse: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """For each entry how likely it is meant (logarithm), and how near its nearest phrasing and the middle of all its
    phrasings come (cosine). `nearest` is how near each phrasing comes."""

    likely: Numbers
    near: Numbers
    middle: Numbers
    nearest: Numbers


@dataclass(frozen=True, slots=True)
class Meanings:
    """The phrasings' `vectors` (each of length one) with their owners, which ascend, and what was learned of them."""

    vectors: Numbers
    owners: Numbers
    starts: Numbers
    learned: Learned
    lengths: Numbers
    """Of the sum of each entry's vectors, which points to the middle of its phrasings."""
    usual: Numbers
    """How near an entry's phrasings usually are to the nearest of their own kind: some are all alike, some differ much."""

    def of(self, vector: Numbers) -> Meant:
        """What a question's vector means."""
        near = self.vectors @ vector
        return self._meant(vector @ self.learned.slopes, near, self._middle(near))

    def without(self, phrasing: int) -> Meant:
        """What an entry's own phrasing means once it is left out."""
        vector, owner = self.vectors[phrasing], self.owners[phrasing]
        near = self.vectors @ vector
        middle = self._middle(near)
        rest = self.vectors[self.owners == owner].sum(axis=0) - vector
        middle[owner] = rest @ vector / (np.linalg.norm(rest) or 1.0)
        near[phrasing] = -1.0
        return self._meant(self._left_out(np.array([phrasing]))[0], near, middle)

    def without_entry(self, phrasing: int) -> Meant:
        """What a phrasing means once its whole entry is left out."""
        owner = self.owners[phrasing]
        rows = np.nonzero(self.owners == owner)[0]
        near = self.vectors @ self.vectors[phrasing]
        middle = self._middle(near)
        near[rows] = -1.0
        logits = self._left_out(rows)[int(phrasing - rows[0])]
        logits[owner] = -np.inf
        return self._meant(logits, near, middle)

    def _middle(self, near: Numbers) -> Numbers:
        return np.asarray(np.add.reduceat(near, self.starts) / self.lengths)

    def _left_out(self, rows: Numbers) -> Numbers:
        """Logits of these phrasings as if the regression had not seen them (one step of Newton from where it stands)."""
        vectors = self.vectors[rows]
        logits = vectors @ self.learned.slopes
        owners = self.owners[rows]
        wrong = _softmax(logits)
        wrong[np.arange(len(rows)), owners] -= 1.0
        count = np.bincount(self.owners, minlength=logits.shape[1])
        weight = len(self.owners) / np.count_nonzero(count) / count[owners]
        assert self.learned.inverse is not None
        leverage = vectors @ self.learned.inverse @ vectors.T
        pull = np.linalg.solve(
            np.eye(len(rows)) - INFLUENCE * leverage * weight[None, :], leverage @ (wrong * weight[:, None])
        )
        return np.asarray(logits + pull)

    def _meant(self, logits: Numbers, near: Numbers, middle: Numbers) -> Meant:
        nearest = np.maximum.reduceat(near, self.starts)
        top = logits.max()
        return Meant(logits - top - np.log(np.exp(logits - top).sum()), nearest, middle, near)


def meanings(
    vectors: Numbers,
    owners: Sequence[int],
    entries: int,
    learned: Learned | None = None,
    earlier: Numbers | None = None,
) -> Meanings:
    """Learn the phrasings, if they are not learned already, from scratch or from earlier slopes that almost fit; `owners`
    ascend and every entry has a phrasing."""
    numbers = np.asarray(owners, dtype=np.int64)
    starts = np.searchsorted(numbers, np.arange(entries))
    lengths = np.linalg.norm(np.add.reduceat(vectors, starts), axis=1)
    learned = learned or learn(vectors, numbers, entries, earlier)
    return Meanings(vectors, numbers, starts, learned, lengths, _usual(vectors, starts))


def _usual(vectors: Numbers, starts: Numbers) -> Numbers:
    """See `Meanings`; an entry with a single phrasing is taken to be like the others."""
    found = np.full(len(starts), np.nan, dtype=np.float32)
    for entry, rows in enumerate(np.split(vectors, starts[1:])):
        if len(rows) > 1:
            near = rows @ rows.T
            np.fill_diagonal(near, -1.0)
            found[entry] = near.max(axis=1).mean()
    return np.where(np.isnan(found), np.nanmean(found) if not np.isnan(found).all() else USUALLY, found)


def learn(vectors: Numbers, owners: Numbers, entries: int, earlier: Numbers | None = None) -> Learned:
    """Fit the regression; every entry counts the same, however many phrasings it has. From `earlier` slopes on it takes
    fewer steps."""
    rows, width = vectors.shape
    count = np.bincount(owners, minlength=entries)
    weight = (rows / np.count_nonzero(count) / count[owners]).astype(np.float32)[:, None]
    inverse = _inverse(vectors, weight, BOUND)
    slopes = np.zeros((width, entries), dtype=np.float32) if earlier is None else earlier
    before, momentum = slopes, 1.0
    steps = _steps(rows, width, entries)
    for _ in range(steps if earlier is None else min(steps, STEPS_FROM_EARLIER)):
        after = (1 + (1 + 4 * momentum * momentum) ** 0.5) / 2
        ahead = slopes + (momentum - 1) / after * (slopes - before)
        before, momentum = slopes, after
        slopes = ahead - inverse @ (_gradient(vectors, owners, weight, ahead) + PENALTY * ahead)
    return Learned(slopes, None if earlier is not None else _inverse(vectors, weight, INFLUENCE))


def _gradient(vectors: Numbers, owners: Numbers, weight: Numbers, slopes: Numbers) -> Numbers:
    """Of the loss, block by block: a table of all phrasings by all entries would take hundreds of megabytes."""
    total = np.zeros_like(slopes)
    for first in range(0, len(vectors), BLOCK):
        rows = vectors[first : first + BLOCK]
        wrong = _softmax(rows @ slopes)
        wrong[np.arange(len(rows)), owners[first : first + BLOCK]] -= 1.0
        total += rows.T @ (wrong * weight[first : first + BLOCK])
    return total


def _inverse(vectors: Numbers, weight: Numbers, curvature: float) -> Numbers:
    penalty = PENALTY * np.eye(vectors.shape[1], dtype=np.float32)
    return np.asarray(np.linalg.inv(curvature * (vectors * weight).T @ vectors + penalty), dtype=np.float32)


def _steps(rows: int, width: int, entries: int) -> int:
    return max(FEWEST_STEPS, min(STEPS, int(MOST_WORK / (2 * rows * width * entries))))


def _softmax(logits: Numbers) -> Numbers:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
