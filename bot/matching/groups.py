"""Pairs or trios of people, with nobody left over as long as anything else is allowed.

Pairs are the optimum; of an odd number, pairs and one trio are (`one_trio`). Where people must not meet, and that cannot be,
whom an odd number leaves goes to the pair where they fit best: it is counted, when pairs are made, what each could hope for
there. The best trios of all are a problem that nobody can solve exactly for fifty people. For a dozen every way is tried;
else they are begun from the best pairs, and improved as long as exchanging two people improves them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations

from bot.matching.assign import Assignment
from bot.matching.heaviest import NEVER, Group, Weights, heaviest, weight_of
from bot.matching.one_trio import pairs_and_a_trio


def pairs(weights: Weights) -> tuple[list[Group], list[int]]:
    """Pairs, with one trio for whom an odd number leaves; and who is left over, as they must not meet those who remain."""
    found = pairs_and_a_trio(weights)
    return (found.groups, []) if found else pairs_and_thirds(weights)


def pairs_and_thirds(weights: Weights) -> tuple[list[Group], list[int]]:
    """Pairs, with trios for whom they leave; and who is left over even so."""
    size = len(weights)
    if size % 2 and size > 1:
        weights = _with_nobody(weights)
    found = [pair for pair in heaviest(weights) if pair[1] < size]
    matched = {one for pair in found for one in pair}
    return _seated(found, [one for one in range(size) if one not in matched], weights)


def _with_nobody(weights: Weights) -> Weights:
    """One place more, in an odd number's: whoever is matched with it becomes the third somewhere. It is worth to each
    what two good partners are worth to them on the average, so that it takes whom a trio suits."""
    size = len(weights)
    worth = []
    for row in weights:
        best = sorted((weight for weight in row if weight > 0), reverse=True)[:2]
        worth.append(sum(best) // 2 if len(best) == 2 else 1)
    return [*([*row, worth[a]] for a, row in enumerate(weights)), [*worth, NEVER]] if size else weights


TRIED = 12
"""People for whom the best trios are found by trying every way: in some 40 ms, and more than twice that for one more."""


def trios(weights: Weights) -> tuple[list[Group], list[int]]:
    """Groups of three; pairs where the number leaves no other way; and who is left over even so."""
    if len(weights) < 4:
        return pairs(weights)
    return best_trios(weights) if len(weights) <= TRIED else near_best_trios(weights)


def best_trios(weights: Weights) -> tuple[list[Group], list[int]]:
    """As few as can be are left over, then as few as can be are in pairs, and then the weights add up to the most."""

    @cache
    def of(waiting: int) -> tuple[int, int, int, tuple[Group, ...]]:
        """The same of these, as bits: those not left over, less the pairs, and the weight; and the groups."""
        if not waiting:
            return 0, 0, 0, ()
        one = waiting.bit_length() - 1
        rest = waiting ^ (1 << one)
        found = [of(rest)]
        others = [other for other in range(one) if rest >> other & 1 and weights[one][other] > 0]
        for some in (*combinations(others, 1), *combinations(others, 2)):
            weight = weight_of((*some, one), weights)
            if weight > 0:
                placed, single, gained, groups = of(rest ^ sum(1 << other for other in some))
                size = len(some) + 1
                found.append((placed + size, single - (size == 2), gained + weight, (*groups, (*some, one))))
        return max(found, key=lambda way: way[:3])

    groups = of((1 << len(weights)) - 1)[3]
    placed = {one for group in groups for one in group}
    return sorted(groups), [one for one in range(len(weights)) if one not in placed]


def near_best_trios(weights: Weights) -> tuple[list[Group], list[int]]:
    """In time for hundreds."""
    size = len(weights)
    # Whole trios and at most two pairs: the heaviest pairs stay, and everybody else becomes a third.
    by_weight = sorted(heaviest(weights), key=lambda pair: -weight_of(pair, weights))
    kept = by_weight[: -(-size // 3)]
    placed = {one for pair in kept for one in pair}
    seated, left = _seated(kept, [one for one in range(size) if one not in placed], weights)
    # Where many must not meet, exchanges may have made room, or pairs may leave fewer.
    found, left = _seated(_improved(seated, weights), left, weights)
    others = pairs(weights) if left else (found, left)
    return others if len(others[1]) < len(left) else (found, left)


def _seated(begun: Sequence[Group], waiting: list[int], weights: Weights) -> tuple[list[Group], list[int]]:
    """Each who waits becomes the third of a pair of their own, so that the weights gained add up to the most."""
    found = list(begun)
    two = [number for number, group in enumerate(found) if len(group) == 2]
    if not waiting or not two:
        return sorted(found), waiting
    rows = []
    for number, one in enumerate(waiting):
        gains = {at: weights[one][found[place][0]] + weights[one][found[place][1]] for at, place in enumerate(two)}
        # A seat is better than none, whatever it weighs.
        rows.append({at: gain + _MORE for at, gain in gains.items() if gain > 0} | {len(two) + number: 0})
    seats = Assignment(rows, len(two) + len(waiting))
    seats.solve()
    left = []
    for one, at in zip(waiting, seats.column_of, strict=True):
        if at < len(two):
            found[two[at]] = tuple(sorted((*found[two[at]], one)))
        else:
            left.append(one)
    return sorted(found), left


_MORE = 1 << 61


def _improved(groups: list[Group], weights: Weights) -> list[Group]:
    """Two people change places, as long as that makes it better."""
    changed = {*range(len(groups))}
    while changed:
        looked_at, changed = changed, set()
        for first, second in combinations(range(len(groups)), 2):
            if not {first, second} & (looked_at | changed):
                continue
            exchanged = _best_exchange(groups[first], groups[second], weights)
            if exchanged:
                groups[first], groups[second] = exchanged
                changed |= {first, second}
    return sorted(groups)


def _best_exchange(one: Group, other: Group, weights: Weights) -> tuple[Group, Group] | None:
    """Of a person of the one and a person of the other; None where no exchange weighs more than what is."""
    own = {a: sum(weights[a][x] for x in one if x != a) for a in one}
    own |= {b: sum(weights[b][x] for x in other if x != b) for b in other}
    there = {b: sum(weights[b][x] for x in one) for b in other} | {a: sum(weights[a][x] for x in other) for a in one}
    gain, a, b = max((there[a] + there[b] - 2 * weights[a][b] - own[a] - own[b], a, b) for a in one for b in other)
    if gain <= 0:
        return None
    return tuple(sorted({*one} - {a} | {b})), tuple(sorted({*other} - {b} | {a}))
