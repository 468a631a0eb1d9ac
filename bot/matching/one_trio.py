"""An odd number of people in pairs and one trio: the best way there is.

Prices on people that no pair's weight exceeds bound every way from above: by all prices together, and by what its trio weighs
beyond the prices of the three. So the trio that promises most is looked at: the others are matched in the best way, which is
a way that counts, and yields prices of its own, by which all other trios promise less. That goes on until none promises more
than the best way found. It takes one to four looks where profiles differ, and seldom more where they do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bot.matching.heaviest import NEVER, Group, Weights, heaviest, pair_of, relax, weight_of

Whole = NDArray[np.int64]

EXACT = 101
"""People up to whom the search goes on until it has proof."""

LOOKS = 3
"""Trios looked at where there are more people: with five hundred each takes about a second."""

PROMISING = 200_000
"""Trios that are remembered as worth a look; more than a hundred and one people have in all."""

_FORBIDDEN = -(1 << 59)
_LARGEST = 1 << 54
"""Weights are below it, so that sums of a few of them stay within a machine word, and above what is forbidden."""


@dataclass(frozen=True, slots=True)
class Found:
    """Groups, what they weigh, and what is proven that none can exceed: the same, where they are the best there are."""

    groups: list[Group]
    weight: int
    at_most: int


def pairs_and_a_trio(weights: Weights, looks: int | None = None) -> Found | None:
    """Everybody in a pair, three in a trio, so that the weights add up to the most. None where not everybody can be. `looks`
    ends the search before there is proof; left out, it is `LOOKS`, and no limit up to `EXACT` people."""
    size = len(weights)
    if size < 3 or not size % 2:
        return None
    lift = _lift(weights)
    lifted = [[weight + lift if weight > 0 else NEVER for weight in row] for row in weights] if lift else weights
    if max(map(max, lifted)) >= _LARGEST:
        return None
    if looks is None and size > EXACT:
        looks = LOOKS
    search = _Search(lifted)
    search.run(looks)
    if sum(map(len, search.best)) < size:
        return None
    lifts = lift * (3 + (size - 3) // 2)
    return Found(sorted(search.best), search.weight - lifts, search.at_most - lifts)


def _lift(weights: Weights) -> int:
    """What all weights need on top so that one pair more always weighs more. Those of a round need nothing."""
    size, most = len(weights), max(map(max, weights))
    least = min((weight for row in weights for weight in row if weight > 0), default=most)
    return max(0, (size + 3) // 2 * (most - least) - least + 1)


class _Search:
    """All that is doubled is so for the prices' sake."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.best: list[Group] = []
        self.weight = 0
        self.at_most = 0
        table = np.array(weights, dtype=np.int64)
        self.doubled: Whole = np.where(table > 0, 2 * table, _FORBIDDEN)

    def run(self, looks: int | None) -> None:
        first = relax(self.weights)
        prices = np.array(first.prices, dtype=np.int64)
        most, trio = max(_tops(self.doubled, prices))
        if most < _FORBIDDEN // 4:
            return
        now = self._look_at(trio)
        self.at_most = (first.at_most + most) // 2
        above = max(2 * self.weight + 1 - first.at_most, _FORBIDDEN // 4)
        trios, worth = _promising(self.doubled, prices, above)
        if len(trios) > PROMISING:
            return
        looked = 1
        while True:
            worth = np.minimum(worth, _beyond(self.doubled, now, trios) + (sum(now.tolist()) - first.at_most))
            wanted = worth > 2 * self.weight + 1 - first.at_most
            trios, worth = trios[wanted], worth[wanted]
            self.at_most = (int(worth.max()) + first.at_most) // 2 if len(trios) else self.weight
            if not len(trios) or looked == looks:
                return
            nth = int(worth.argmax())
            now = self._look_at(tuple(trios[nth].tolist()))
            trios, worth = np.delete(trios, nth, 0), np.delete(worth, nth)
            looked += 1

    def _look_at(self, trio: Group) -> Whole:
        """Match all others, unless even their prices say that it is in vain. Returns prices on everybody."""
        others = [one for one in range(len(self.weights)) if one not in trio]
        rest = [[self.weights[a][b] for b in others] for a in others]
        relaxed, own = relax(rest), weight_of(trio, self.weights)
        if relaxed.at_most + 2 * own > 2 * self.weight + 1:
            found = heaviest(rest, relaxed, above=self.weight - own)
            weight = own + sum(rest[a][b] for a, b in found)
            if weight > self.weight:
                self.weight = weight
                self.best = [trio, *(pair_of(others[a], others[b]) for a, b in found)]
        return self._completed(trio, others, relaxed.prices)

    def _completed(self, trio: Group, others: Sequence[int], paid: Sequence[int]) -> Whole:
        """The three get the lowest prices that no pair with them exceeds."""
        prices = np.zeros(len(self.weights), dtype=np.int64)
        prices[others] = paid
        for one in trio:
            prices[one] = max([0, *(self.doubled[one, others] - prices[others]).tolist()])
        for a, b in combinations(trio, 2):
            prices[a] += max(0, int(self.doubled[a, b] - prices[a] - prices[b]))
        return prices


def _beyond(doubled: Whole, prices: Whole, trios: Whole) -> Whole:
    """What each of them weighs beyond its people's prices."""
    a, b, c = trios.T
    found: Whole = doubled[a, b] + doubled[a, c] + doubled[b, c] - prices[a] - prices[b] - prices[c]
    return found


def _by_first(doubled: Whole, prices: Whole) -> Iterator[tuple[int, Whole]]:
    """The same for all trios: a square of the other two, who come later, for each who comes first."""
    for first in range(len(prices) - 2):
        later = doubled[first, first + 1 :] - prices[first + 1 :]
        beyond = doubled[first + 1 :, first + 1 :] + later
        beyond += later[:, None] - prices[first]
        yield first, beyond


def _tops(doubled: Whole, prices: Whole) -> Iterator[tuple[int, Group]]:
    """For each who comes first, the trio that promises most."""
    for first, beyond in _by_first(doubled, prices):
        second, third = sorted(divmod(int(beyond.argmax()), len(beyond)))
        yield int(beyond[second, third]), (first, first + 1 + second, first + 1 + third)


def _promising(doubled: Whole, prices: Whole, above: int) -> tuple[Whole, Whole]:
    """The trios that promise more than that, and how much; some of them, where there are more than `PROMISING`."""
    trios: list[Whole] = [np.empty((0, 3), dtype=np.int64)]
    worth: list[Whole] = [np.empty(0, dtype=np.int64)]
    for first, beyond in _by_first(doubled, prices):
        second, third = np.nonzero(np.triu(beyond > above, 1))
        trios.append(np.stack([np.full(len(second), first), second + first + 1, third + first + 1], axis=1))
        worth.append(beyond[second, third])
        if sum(map(len, worth)) > PROMISING:
            break
    return np.concatenate(trios), np.concatenate(worth)
