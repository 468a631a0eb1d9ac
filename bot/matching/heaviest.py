"""The heaviest matching in a graph in which almost everybody could be matched with almost everybody.

networkx finds it exactly, and takes minutes where five hundred people have 125,000 edges between them. So it is asked about
few edges, and proof is given that the others do not matter: prices on people that no edge's weight exceeds bound every
matching from above; an edge whose prices exceed its weight by more than what is still missing to the bound is in no
heavier matching. The prices are those of the assignment of people to people, which is this problem's relaxation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from itertools import combinations
from operator import sub

from bot.matching.assign import Assignment

NEVER = -(1 << 62)
"""The weight of an edge that there is not. All others are above 0."""

NEAREST = 8
"""Edges of each person with which the search begins: enough in most cases, and proven afterwards in all."""

FIRST = 5
"""Edges for every two people that are tried first, those whose prices exceed them the least."""

Weights = Sequence[Sequence[int]]
"""Square and symmetric; `NEVER` from everybody to themselves."""

Pair = tuple[int, int]
Group = tuple[int, ...]


def weight_of(group: Sequence[int], weights: Weights) -> int:
    """Of all pairs within it; below 0 where any of them must not be."""
    return sum(weights[a][b] for a, b in combinations(group, 2))


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Twice each one's price, so that they are whole numbers: two people's together are never below twice what they weigh,
    and nobody's is below 0. `known` are the edges looked at, besides those to oneself."""

    prices: list[int]
    known: set[Pair]

    @property
    def at_most(self) -> int:
        """Twice what all pairs could weigh together."""
        return sum(self.prices)


def heaviest(weights: Weights, relaxed: Relaxed | None = None, *, above: int = 0) -> list[Pair]:
    """Pairs of indices that weigh the most together, each with the smaller one first, in order. `relaxed` is these
    weights' own, where it is known already. What does not weigh more than `above` need not be the most."""
    if len(weights) < 2:
        return []
    relaxed = relaxed or relax(weights)
    prices, known = relaxed.prices, relaxed.known
    tightest = {*nsmallest(FIRST * len(weights) // 2, known, key=lambda pair: _slack(weights, prices, pair))}
    if above:
        worth = _worth(weights, prices, relaxed.at_most - 2 * above)
        if len(worth) <= 2 * len(tightest):
            return _solve(weights, worth)
    for tried in (tightest, known):
        found = _solve(weights, tried)
        missing = relaxed.at_most - 2 * sum(weights[a][b] for a, b in found)
        worth = _worth(weights, prices, missing)
        if worth <= tried:
            return found
        if len(worth) < len(known):
            break
    return _solve(weights, worth)


def _slack(weights: Weights, prices: Sequence[int], pair: Pair) -> int:
    a, b = pair
    return prices[a] + prices[b] - 2 * weights[a][b]


def pair_of(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def relax(weights: Weights) -> Relaxed:
    """People assigned to people, or to themselves for nothing; with prices that hold for all edges."""
    size = len(weights)
    rows: list[dict[int, int]] = []
    for a, row in enumerate(weights):
        nearest = nlargest(NEAREST, range(size), key=row.__getitem__)
        rows.append({b: row[b] for b in nearest if row[b] > 0} | {a: 0})
    for a, found in enumerate([*map(tuple, rows)]):
        for b in found:
            rows[b][a] = rows[a][b]
    relaxed = Assignment(rows, size)
    while True:
        relaxed.solve()
        if not _add_violated(weights, relaxed):
            known = {pair_of(a, b) for a, row in enumerate(relaxed.rows) for b in row if a != b}
            return Relaxed([u + v for u, v in zip(relaxed.u, relaxed.v, strict=True)], known)


def _add_violated(weights: Weights, relaxed: Assignment) -> bool:
    """The edges that the prices are too low for, as far as they were left out."""
    added = False
    for a, row in enumerate(weights):
        over = list(map(sub, row, relaxed.v))
        if max(over) > relaxed.u[a]:
            added = True
            for b in nlargest(NEAREST, range(len(row)), key=over.__getitem__):
                if over[b] > relaxed.u[a]:
                    relaxed.rows[a][b] = relaxed.rows[b][a] = row[b]
    return added


def _worth(weights: Weights, prices: list[int], missing: int) -> set[Pair]:
    """The edges that a heavier matching could have. What is said of pairs is said twice, as prices are doubled."""
    return {
        (a, b)
        for b, row in enumerate(weights)
        for a in range(b)
        if row[a] > 0 and prices[a] + prices[b] - 2 * row[a] <= missing
    }


def _solve(weights: Weights, edges: Iterable[Pair]) -> list[Pair]:
    import networkx  # takes a fifth of a second, and only a round needs it

    class Plain(networkx.Graph):  # type: ignore[misc]  # has no types
        """Without views between the search and its edges, of which it asks millions of times."""

        def __getitem__(self, one: int) -> Mapping[int, Mapping[str, int]]:
            found: Mapping[int, Mapping[str, int]] = self._adj[one]
            return found

    graph = Plain()
    graph.add_weighted_edges_from((a, b, weights[a][b]) for a, b in sorted(edges))
    return sorted(pair_of(a, b) for a, b in networkx.max_weight_matching(graph))
