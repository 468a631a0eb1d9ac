"""Slips of the finger, put right against the encoder's vocabulary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.encoder import open_encoder
from bot.faq.spelling import speller
from bot.faq.typos import put_right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("the coching sesion", "the coaching session"),
        ("how is the exchnage rate for dollasr", "how is the exchange rate for dollars"),
        ("Who pays for the hotel?", "Who pays for the hotel?"),
        ("what does smartpolis cost", "what does smartpolis cost"),
        ("kuna on järgmine kohtumine", "kuna on järgmine kohtumine"),
        ("ECCP?", "ECCP?"),
        ("waht is teh weahter", "what is the weather"),
        ("the least capital of December", "the least capital of December"),
        ("can Uwe yu ask fro hte pasport", "can uwe you ask fro the passport"),
        ("who pais fro smartplois", "who pais fro smartpolis"),
    ],
)
def test_slips_are_put_right_and_nothing_else(text: str, right: str) -> None:
    assert put_right(text, speller(("smartpolis",)), open_encoder().vocabulary, open_encoder().likely) == right


@given(st.text(max_size=200))
def test_whatever_is_typed(text: str) -> None:
    put_right(text, speller(("smartpolis",)), open_encoder().vocabulary, open_encoder().likely)
