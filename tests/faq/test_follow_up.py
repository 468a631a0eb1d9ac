"""Questions that leave out what they are about."""

from __future__ import annotations

import pytest

from bot.faq.decide import Outcome, decide
from bot.faq.encoder import open_encoder
from bot.faq.entries import Entry
from bot.faq.index import Index, build_index
from bot.faq.questions import follows_up


@pytest.mark.parametrize(
    "text",
    [
        "and in Warsaw?",
        "what about lunch?",
        "Und das Mittagessen?",
        "et pour le train ?",
        "why?",
        "And then?",
        "y el hotel?",
    ],
)
def test_it_follows(text: str) -> None:
    assert follows_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀",
        "Who pays for the hotel?",
        "and I would also like to know, if I may, who it is that pays for all of the hotels",
    ],
)
def test_it_stands_alone(text: str) -> None:
    assert not follows_up(text)


EDITIONS = (
    Entry(
        "first", "Where was the first edition?", ("where did edition one take place", "in which city was the first one")
    ),
    Entry(
        "second",
        "Where was the second edition?",
        ("where did edition two take place", "in which city was the second one"),
    ),
    Entry("second-day", "What happens on the second day?", ("programme of the second day", "what do we do on day two")),
    Entry("lunch", "Who pays for lunch?", ("is lunch free", "do I pay for my lunch")),
)


@pytest.fixture(scope="module")
def editions() -> Index:
    return build_index(EDITIONS, open_encoder())


def test_it_is_read_after_the_question_before(editions: Index) -> None:
    verdict = decide(editions, "and the second?", True, "Where was the first edition?")
    assert (verdict.outcome, verdict.parts[0].entry_id) == (Outcome.ANSWERED, "second")
    assert decide(editions, "and the second?", True).outcome is not Outcome.ANSWERED


def test_what_stands_alone_is_not_bent_to_the_question_before(editions: Index) -> None:
    verdict = decide(editions, "Who pays for lunch?", True, "Where was the first edition?")
    assert verdict.parts[0].entry_id == "lunch"
