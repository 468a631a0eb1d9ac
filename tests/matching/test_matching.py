"""Matching is exact: it weighs what an exhaustive search weighs; mentors, what every way of giving them out would."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.peers.fit import NEVER, Peer, Weights, points, reasons, weigh
from bot.matching.groups import near_best_trios, pairs, trios
from bot.matching.heaviest import heaviest, weight_of
from bot.matching.mentors import mentors_of
from tests.thorough import examples


def table(size: int, edges: list[int]) -> list[list[int]]:
    """A symmetric square; what is 0 is forbidden."""
    weights = [[NEVER] * size for _ in range(size)]
    for (a, b), weight in zip(combinations(range(size), 2), edges, strict=True):
        weights[a][b] = weights[b][a] = weight or NEVER
    return weights


def most(weights: list[list[int]]) -> int:
    """By trying everything."""

    @cache
    def of(left: int) -> int:
        if not left:
            return 0
        last = left.bit_length() - 1
        rest = left ^ (1 << last)
        with_others = [
            weights[last][other] + of(rest ^ (1 << other))
            for other in range(last)
            if rest >> other & 1 and weights[last][other] > 0
        ]
        return max([of(rest), *with_others])

    return of((1 << len(weights)) - 1)


@st.composite
def squares(draw: st.DrawFn) -> list[list[int]]:
    size = draw(st.integers(2, 9))
    count = size * (size - 1) // 2
    weight = draw(st.sampled_from([st.integers(0, 4), st.integers(0, 10**6), st.integers(10**12, 10**12 + 50)]))
    return table(size, draw(st.lists(weight, min_size=count, max_size=count)))


@settings(max_examples=examples(300), deadline=None)
@given(squares())
def test_pairs_weigh_the_most_there_is(weights: list[list[int]]) -> None:
    found = heaviest(weights)
    people = [one for pair in found for one in pair]
    assert len(people) == len({*people})
    assert sum(weights[a][b] for a, b in found) == most(weights)
    assert all(weights[a][b] > 0 for a, b in found)


@pytest.mark.parametrize("size", [30, 60])
def test_larger_ones_weigh_what_the_whole_graph_says(size: int) -> None:
    """Where not every way can be tried, the library is given all edges at once: what takes too long for a cohort."""
    import networkx

    chance = random.Random(size)
    count = size * (size - 1) // 2
    for _ in range(3):
        weights = table(size, [chance.choice([0, 1, 1, 2, 7]) * 1000 + chance.randrange(3) for _ in range(count)])
        graph = networkx.Graph()
        graph.add_weighted_edges_from(
            (a, b, weights[a][b]) for a, b in combinations(range(size), 2) if weights[a][b] > 0
        )
        whole = sum(weights[a][b] for a, b in networkx.max_weight_matching(graph))
        assert sum(weights[a][b] for a, b in heaviest(weights)) == whole


@settings(max_examples=examples(150), deadline=None)
@given(squares(), st.booleans())
def test_nobody_is_left_over_whom_anything_fits(weights: list[list[int]], three: bool) -> None:
    found, left = (trios if three else pairs)(weights)
    people = [one for group in found for one in group] + left
    assert sorted(people) == [*range(len(weights))]
    assert all(2 <= len(group) <= 3 and weight_of(group, weights) > 0 for group in found)
    for one in left:
        for group in found:
            if len(group) == 2:
                assert weight_of((*group, one), weights) <= 0
    assert not any(weights[a][b] > 0 for a, b in combinations(left, 2)) or three


@pytest.mark.parametrize("size", range(4, 51))
def test_where_all_may_meet_there_are_whole_trios_and_at_most_two_pairs(size: int) -> None:
    weights = table(size, [1000 + n * 7919 % 97 for n in range(size * (size - 1) // 2)])
    found, left = trios(weights)
    assert left == []
    assert [len(group) for group in found].count(2) == {0: 0, 1: 2, 2: 1}[size % 3]
    found, left = pairs(weights)
    assert left == []
    assert [len(group) for group in found].count(3) == size % 2


def ways(people: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    """To part them into groups of one, two or three."""
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    for others in (some for size in range(3) for some in combinations(rest, size)):
        for more in ways(tuple(one for one in rest if one not in others)):
            yield [(first, *others), *more]


@settings(max_examples=examples(40), deadline=None)
@given(squares().filter(lambda weights: 4 <= len(weights) <= 8))
def test_a_few_are_in_the_best_trios_there_are(weights: list[list[int]]) -> None:
    def worth(groups: list[tuple[int, ...]]) -> tuple[int, int, int]:
        sizes = [len(group) for group in groups]
        return -sizes.count(1), -sizes.count(2), sum(weight_of(group, weights) for group in groups)

    def may_be(groups: list[tuple[int, ...]]) -> bool:
        return all(weights[a][b] > 0 for group in groups for a, b in combinations(group, 2))

    found, left = trios(weights)
    assert sorted([one for group in found for one in group] + left) == [*range(len(weights))]
    best = max(worth(way) for way in ways(tuple(range(len(weights)))) if may_be(way))
    assert worth([*found, *[(one,) for one in left]]) == best


@pytest.mark.parametrize("size", [9, 12])
def test_larger_trios_come_near_the_best(size: int) -> None:
    chance = random.Random(7)
    shares = []
    for _ in range(12):
        weights = table(size, [chance.randrange(1, 100) for _ in range(size * (size - 1) // 2)])
        best, near = (sum(weight_of(group, weights) for group in one(weights)[0]) for one in (trios, near_best_trios))
        shares.append(near / best)
    assert sum(shares) / len(shares) > 0.95
    assert 0.85 < min(shares) <= max(shares) <= 1


@settings(max_examples=examples(150), deadline=None)
@given(st.data())
def test_mentors_are_given_out_the_best_way(data: st.DataObject) -> None:
    mentees, mentors = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))
    wanted = [data.draw(st.dictionaries(st.integers(0, mentors - 1), st.integers(0, 50))) for _ in range(mentees)]
    capacities = [data.draw(st.integers(0, 2)) for _ in range(mentors)]
    found = mentors_of(wanted, capacities)
    assert all(found.count(mentor) <= capacity for mentor, capacity in enumerate(capacities))
    seats: list[int | None] = [mentor for mentor, capacity in enumerate(capacities) for _ in range(capacity)]
    ways = set(permutations([*seats, *[None] * mentees], mentees))

    def worth(way: tuple[int | None, ...]) -> tuple[int, int]:
        given_ = [(mentee, mentor) for mentee, mentor in enumerate(way) if mentor is not None]
        if any(mentor not in wanted[mentee] for mentee, mentor in given_):
            return (-1, 0)
        return (len(given_), sum(wanted[mentee][mentor] for mentee, mentor in given_))

    assert worth(tuple(found)) == max(map(worth, ways))


@settings(max_examples=examples(80), deadline=None)
@given(st.integers(1, 12), st.lists(st.integers(1, 3), min_size=1, max_size=8))
def test_where_all_fit_alike_nobody_has_two_before_everybody_has_one(mentees: int, capacities: list[int]) -> None:
    everybody = dict.fromkeys(range(len(capacities)), 7)
    found = mentors_of([everybody] * mentees, capacities)
    counts = [found.count(mentor) for mentor in range(len(capacities))]
    assert sum(counts) == min(mentees, sum(capacities))
    most = max(counts)
    assert all(count >= min(most - 1, capacity) for count, capacity in zip(counts, capacities, strict=True))


def people(size: int) -> list[Peer]:
    tags = ["money", "members", "law", "brand", "export"]
    chance = random.Random(size)

    def some() -> frozenset[str]:
        return frozenset(chance.sample(tags, chance.randrange(0, 3)))

    return [
        Peer(n, f"o{n // 2}", f"c{n % 7}", f"s{n % 3}", some(), some(), frozenset({"en", f"l{n % 4}"}), 255 << n % 9)
        for n in range(1, size + 1)
    ]


def test_ten_rounds_bring_new_people_together_each_time() -> None:
    everybody = people(50)
    met: dict[frozenset[int], int] = {}
    for round_ in range(10):
        found, left = pairs(weigh(everybody, Weights(), met, set(), round_))
        assert left == []
        for a, b in found:
            couple = frozenset((everybody[a].id, everybody[b].id))
            assert couple not in met, round_
            assert everybody[a].organisation != everybody[b].organisation
            met[couple] = 1
    assert len(met) == 250


def test_when_all_have_met_they_meet_again() -> None:
    everybody = [Peer(1), Peer(2), Peer(3), Peer(4)]
    met = {frozenset((a, b)): 1 for a, b in combinations(range(1, 5), 2)}
    met[frozenset((1, 2))] = 3
    found, left = pairs(weigh(everybody, Weights(), met, set(), 0))
    assert (len(found), left) == (2, [])
    assert (0, 1) not in found, "they have met the most"


def test_points_and_reasons() -> None:
    one = Peer(1, "a", "es", "food", frozenset({"law"}), frozenset({"money", "brand"}), frozenset({"en"}), 0b1111)
    other = Peer(
        2, "b", "pl", "food", frozenset({"money"}), frozenset({"law", "brand"}), frozenset({"en", "pl"}), 0b0111
    )
    weights = Weights(help=10, country=4, sector=5, language=12, hours=8, sectors="same")
    assert points(one, other, weights) == points(other, one, weights) == 20 + 4 + 5 + 12 + 6
    said = [(reason.why, reason.what) for reason in reasons(one, other, weights, {})]
    assert said[:4] == [
        ("they_help", ("money",)),
        ("you_help", ("law",)),
        ("both_want", ("brand",)),
        ("same_sector", ()),
    ]
    assert ("new", ()) in said
    assert ("new", ()) not in [(r.why, r.what) for r in reasons(one, other, weights, {frozenset((1, 2)): 1})]
    assert points(Peer(1), Peer(2), weights) == 0, "what nobody has said counts neither way"


def test_kept_apart_is_never() -> None:
    weights = weigh([Peer(1), Peer(2)], Weights(), {}, {frozenset((1, 2))}, 0)
    assert pairs(weights) == ([], [0, 1])
    assert pairs(weigh([Peer(1, "x"), Peer(2, "x")], Weights(), {}, set(), 0)) == ([], [0, 1])
    assert pairs([]) == ([], [])
    assert pairs([[NEVER]]) == ([], [0])
