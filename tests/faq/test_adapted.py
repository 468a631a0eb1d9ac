"""What signs count in one index: as usual where it says little, otherwise where it says much, and never surer on the whole."""

from __future__ import annotations

import numpy as np
import pytest

from bot.faq.adapted import Tried, adapted
from bot.faq.scorer import Found
from bot.faq.weights import SURE_SIGNS, Weights, sure_signs, weights

NEARNESS = SURE_SIGNS.index("closer")


def tried(count: int, *, telling: bool) -> list[Tried]:
    """Trials of which half are right; where nearness is `telling`, these and no others are near, else half of both."""
    found: list[Tried] = []
    for number in range(count):
        right = number % 2 == 0
        near = 0.1 if (right if telling else number % 4 < 2) else -0.1
        found.append((0, [Found(1.0, 0 if right else 1, 0, closer=near), Found(0.5, 2, 0)], []))
    return found


def counts(used: Weights) -> float:
    return used.sure[NEARNESS]


def test_nothing_tried_changes_nothing() -> None:
    usual = weights().own
    assert adapted(usual, []) == usual
    foreign: list[Tried] = [(0, [Found(1.0, 0, 0, foreign=True)], [])]
    assert adapted(usual, foreign) == usual, "questions in other languages keep weights of their own"


def test_what_tells_right_from_wrong_counts_more_and_the_more_trials_the_more() -> None:
    usual = weights().own
    few, many = (adapted(usual, tried(count, telling=True)) for count in (4, 80))
    assert counts(usual) < counts(few) < counts(many)
    assert counts(adapted(usual, tried(80, telling=False))) < counts(usual)


@pytest.mark.parametrize("telling", [True, False])
def test_on_the_whole_it_is_as_sure_as_usual(telling: bool) -> None:
    usual, asked = weights().own, tried(80, telling=telling)
    here = adapted(usual, asked)
    signs = np.array([sure_signs(found) for _, found, _ in asked])
    usually, now = (one.offset + signs @ np.array(one.sure) for one in (usual, here))
    assert np.mean(now) == pytest.approx(np.mean(usually))
