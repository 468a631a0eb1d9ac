"""What a question takes for granted is confirmed or put right, and only where that is clear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.assumed import assumption, holds
from bot.programme import load_programme
from tests.house import ACADEMY

SO = ("I pay for the hotel myself", "the training is free", "there are three online days")
NOT_SO = ("you pay for my hotel", "the training costs money", "there are four online days", "the hotel is included")


@pytest.mark.parametrize(
    ("asked", "is_so"),
    [
        ("so you pay for my hotel, right?", False),
        ("You'll pay for my hotel in Warsaw, won't you?", False),
        ("is the hotel included?", False),
        ("So I pay for the hotel myself?", True),
        ("isn't the training free?", True),
        ("the training is free, no?", True),
        ("there are four online days, i guess", False),
        ("are there 3 online days?", True),
    ],
)
def test_it_is_confirmed_or_put_right(asked: str, is_so: bool) -> None:
    assert holds(asked, SO, NOT_SO) is is_so


@pytest.mark.parametrize(
    "asked",
    [
        "who pays for my hotel?",
        "so who pays for my hotel, right?",
        "Was kostet das Training?",
        "you don't pay for my hotel, right?",
        "I don't pay for the hotel myself, right?",
        "does my boss pay for my hotel?",
        "is the training free or do I have to pay?",
        "are there five online days?",
        "do you pay for my hotel and for the dinner with my family?",
        "free?",
        "",
    ],
)
def test_what_is_not_clear_is_left_to_the_answer(asked: str) -> None:
    assert holds(asked, SO, NOT_SO) is None


def test_what_says_both_says_nothing() -> None:
    assert holds("so you pay for my hotel, right?", ("you pay for my hotel",), ("you pay for my hotel",)) is None


@pytest.mark.parametrize("pack", sorted(path.parent.name for path in ACADEMY.parent.glob("*/faq.toml")))
def test_the_packs_sentences_are_told_apart(pack: str) -> None:
    """Asked as people would, each is recognised as what it is, so that no answer begins with the wrong word."""
    wrong = [
        (entry.id, sentence)
        for entry in load_programme(ACADEMY.parent / pack).faq
        for is_so, sentences in ((True, entry.so), (False, entry.not_so))
        for sentence in sentences
        if holds(f"so {sentence}, right?", entry.so, entry.not_so) is not is_so
    ]
    assert wrong == []


@pytest.mark.parametrize("pack", sorted(path.parent.name for path in ACADEMY.parent.glob("*/faq.toml")))
def test_a_sentence_left_out_is_not_taken_for_its_opposite(pack: str) -> None:
    wrong = [
        (entry.id, sentence)
        for entry in load_programme(ACADEMY.parent / pack).faq
        for is_so, sentences in ((True, entry.so), (False, entry.not_so))
        for sentence in sentences
        if holds(
            f"so {sentence}, right?",
            [other for other in entry.so if other != sentence],
            [other for other in entry.not_so if other != sentence],
        )
        is (not is_so)
    ]
    assert wrong == []


@given(st.text(max_size=300))
def test_whatever_is_typed(text: str) -> None:
    taken = assumption(text)
    assert taken is None or len(taken) <= len(text) * 18  # NFKC makes eighteen letters of one, at most
    holds(text, SO, NOT_SO)
