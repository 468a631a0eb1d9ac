"""An odd number of people, in pairs and one trio: as heavy as the heaviest of all such ways, which are tried here."""

from __future__ import annotations

import random
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.peers.fit import Couple, Peer, Weights, weigh
from bot.matching.groups import pairs
from bot.matching.heaviest import weight_of
from bot.matching.one_trio import EXACT, pairs_and_a_trio
from tests.matching.test_matching import table


def heaviest_way(weights: list[list[int]]) -> int | None:
    """Of all partitions into pairs and one trio; None where there is none."""

    @cache
    def in_pairs(waiting: int) -> int | None:
        if not waiting:
            return 0
        last = waiting.bit_length() - 1
        rest = waiting ^ (1 << last)
        found = []
        for other in range(last):
            if rest >> other & 1 and weights[last][other] > 0:
                more = in_pairs(rest ^ (1 << other))
                found += [] if more is None else [weights[last][other] + more]
        return max(found, default=None)

    everybody = (1 << len(weights)) - 1
    found = []
    for trio in combinations(range(len(weights)), 3):
        if all(weights[a][b] > 0 for a, b in combinations(trio, 2)):
            more = in_pairs(everybody ^ sum(1 << one for one in trio))
            found += [] if more is None else [weight_of(trio, weights) + more]
    return max(found, default=None)


@st.composite
def odd_squares(draw: st.DrawFn) -> list[list[int]]:
    """Of little to choose between, of much, of a round's kind; and such that many must not meet."""
    size = draw(st.sampled_from([3, 5, 7, 9, 11]))
    count = size * (size - 1) // 2
    kinds = [st.integers(0, 4), st.integers(0, 1), st.integers(0, 10**6), st.integers(10**14, 10**14 + 50)]
    weight = draw(st.sampled_from(kinds))
    return table(size, draw(st.lists(weight, min_size=count, max_size=count)))


@settings(max_examples=400, deadline=None)
@given(odd_squares())
def test_pairs_and_a_trio_weigh_the_most_there_is(weights: list[list[int]]) -> None:
    most = heaviest_way(weights)
    found = pairs_and_a_trio(weights)
    if found is None:
        assert most is None
        return
    assert sorted(one for group in found.groups for one in group) == [*range(len(weights))]
    assert sorted(map(len, found.groups)) == [*[2] * (len(weights) // 2 - 1), 3]
    assert all(weights[a][b] > 0 for group in found.groups for a, b in combinations(group, 2))
    assert sum(weight_of(group, weights) for group in found.groups) == found.weight == found.at_most == most
    assert pairs(weights) == (found.groups, [])


@settings(max_examples=150, deadline=None)
@given(odd_squares(), st.integers(1, 3))
def test_a_search_that_is_cut_short_says_how_much_there_could_be(weights: list[list[int]], looks: int) -> None:
    most = heaviest_way(weights)
    found = pairs_and_a_trio(weights, looks)
    if found is not None:
        assert most is not None
        assert sum(weight_of(group, weights) for group in found.groups) == found.weight <= most <= found.at_most


@pytest.mark.parametrize("seed", range(6))
def test_fifteen_of_a_round_are_in_the_best_pairs_and_trio(seed: int) -> None:
    """With profiles, organisations, people they have met, and some who must not meet."""
    chance = random.Random(seed)
    tags = [f"tag {n}" for n in range(6)]
    everybody = [
        Peer(
            n,
            f"organisation {n // 2}",
            chance.choice("abcd"),
            chance.choice("xyz"),
            frozenset(chance.sample(tags, 2)),
            frozenset(chance.sample(tags, 2)),
            frozenset({"en"}),
            255 << chance.randrange(8),
        )
        for n in range(15)
    ]
    couples = [frozenset(chance.sample(range(15), 2)) for _ in range(30)]
    met: dict[Couple, int] = dict.fromkeys(couples[:20], 1)
    weights = weigh(everybody, Weights(sectors="same"), met, {*couples[20:]}, seed)
    found = pairs_and_a_trio(weights)
    assert found is not None
    assert found.weight == found.at_most == heaviest_way(weights)


@pytest.mark.parametrize("size", [51, 61, EXACT])
def test_a_cohort_is_proven_to_be_in_the_best(size: int) -> None:
    """Nobody can try all ways: the proof is that nothing more is possible."""
    chance = random.Random(size)
    weights = table(size, [10**9 + 1000 * chance.randrange(60) for _ in range(size * (size - 1) // 2)])
    found = pairs_and_a_trio(weights)
    assert found is not None
    assert found.weight == found.at_most


def test_where_a_trio_cannot_be_nobody_is_left_over_who_fits_anywhere() -> None:
    """Two organisations: no three people may all meet, so one stays alone; the others are in pairs."""
    weights = table(7, [1000 * ((a + b) % 2) for a, b in combinations(range(7), 2)])
    assert pairs_and_a_trio(weights) is None
    groups, left = pairs(weights)
    assert [len(group) for group in groups] == [2, 2, 2]
    assert len(left) == 1
