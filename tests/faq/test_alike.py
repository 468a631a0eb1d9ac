"""Who works on something alike: found by words and letters, with a reason that is true."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.interests import Interests
from bot.faq.alike import WEIGHT, alike

TEXT = st.text(max_size=80)
INTERESTS = st.builds(
    Interests,
    st.lists(TEXT, max_size=3).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
)

MINE = Interests(
    ("Ten paying members. Grants end in 2026",), ("How to set membership fees",), ("Running a trade fair stand",)
)
OTHERS = {
    1: Interests(("A hydrogen valley with three ports",), ("Lobbying",), ("We have set membership fees three times",)),
    2: Interests(("Win more paying members",), (), ()),
    3: Interests(("Digitalisation of small bakeries",), ("somebody who runs trade fairs",), ()),
    4: Interests(("Circular textiles",), ("A good printer",), ("Photography",)),
    5: Interests(),
}


def test_help_and_goals_find_one_another() -> None:
    found = {match.whose: (match.reason, match.mine, match.theirs) for match in alike(MINE, OTHERS)}
    assert found == {
        1: ("they_offer", "How to set membership fees", "We have set membership fees three times"),
        2: ("goal", "Ten paying members. Grants end in 2026", "Win more paying members"),
        3: ("they_want", "Running a trade fair stand", "somebody who runs trade fairs"),
    }


def test_endings_and_spellings_count() -> None:
    mine = Interests(("Digitalization of bakery members",))
    assert alike(mine, OTHERS)[0].whose == 3
    polish = Interests(("Cyfryzacja klastra drzewnego",))
    assert [match.whose for match in alike(polish, {1: Interests(("Cyfryzacja klastrów",)), 2: OTHERS[4]})] == [1]


def test_words_that_everybody_uses_say_little() -> None:
    sectors = ("wood", "steel", "textile", "health", "water", "logistics", "food", "tourism")
    common = {n: Interests((f"Services {sector}",)) for n, sector in enumerate(sectors)}
    mine = Interests(("Services drones",))
    found = alike(mine, common | {99: Interests(("Drones over vineyards",))})
    assert found[0].whose == 99


@given(mine=INTERESTS, others=st.dictionaries(st.integers(0, 20), INTERESTS, max_size=6))
def test_whatever_people_type(mine: Interests, others: dict[int, Interests]) -> None:
    found = alike(mine, others)
    assert found == alike(mine, others)
    assert len({match.whose for match in found}) == len(found) <= 5
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    for match in found:
        theirs = others[match.whose]
        sides = {
            "they_offer": (mine.wanted, theirs.offered),
            "they_want": (mine.offered, theirs.wanted),
            "goal": (mine.goals, theirs.goals),
        }
        ours, their = sides[match.reason]
        assert match.mine in ours
        assert match.theirs in their
        assert 0 < match.score <= max(WEIGHT.values()) + 1e-9


@given(mine=INTERESTS)
def test_somebody_with_the_same_goals_is_found(mine: Interests) -> None:
    goals = Interests(("Timber bridges over the Daugava", *mine.goals))
    assert [match.whose for match in alike(goals, {1: goals})] == [1]


def test_a_thousand_people_are_compared_within_a_moment() -> None:
    others = {
        n: Interests(
            (f"Goal {n} of cluster {n % 37}. Because {n % 91} members asked",), (f"Help with {n % 53}",), ("x",)
        )
        for n in range(1000)
    }
    begun = time.process_time()
    alike(MINE, others)
    assert time.process_time() - begun < 2
