"""The regression over phrasings, what is known of what was left out, and what is kept of it on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.faq.confidence import Zones
from bot.faq.encoder import Encoder, open_encoder
from bot.faq.entries import Entry
from bot.faq.hybrid import HybridScorer
from bot.faq.index import build_index
from bot.faq.meaning import Learned, meanings
from bot.faq.shelf import Shelf, index_key
from bot.faq.weights import Weights

CLASSES, EACH, WIDTH = 12, 6, 64


@pytest.fixture(scope="module")
def clouds() -> tuple[np.ndarray, np.ndarray]:
    """Points around a dozen centres."""
    chance = np.random.default_rng(5)
    centres = chance.normal(size=(CLASSES, WIDTH))
    points = np.repeat(centres, EACH, axis=0) + 0.9 * chance.normal(size=(CLASSES * EACH, WIDTH))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return points.astype(np.float32), np.repeat(np.arange(CLASSES), EACH)


def test_it_learns_and_names_likelihoods(clouds: tuple[np.ndarray, np.ndarray]) -> None:
    points, owners = clouds
    learned = meanings(points, owners.tolist(), CLASSES)
    for point, owner in zip(points, owners, strict=True):
        meant = learned.of(point)
        assert meant.likely.argmax() == meant.near.argmax() == owner
        assert np.exp(meant.likely).sum() == pytest.approx(1, abs=1e-3)


def test_what_is_left_out_scores_as_if_it_had_not_been_learned(clouds: tuple[np.ndarray, np.ndarray]) -> None:
    points, owners = clouds
    whole = meanings(points, owners.tolist(), CLASSES)
    for left in (0, 17, 40):
        rest = np.arange(len(owners)) != left
        fitted = meanings(points[rest], owners[rest].tolist(), CLASSES).of(points[left])
        reckoned = whole.without(left)
        owner = owners[left]
        assert abs(reckoned.likely[owner] - fitted.likely[owner]) < abs(
            whole.of(points[left]).likely[owner] - fitted.likely[owner]
        )
        assert np.allclose(reckoned.near, fitted.near, atol=1e-5)
        gone = whole.without_entry(left)
        assert gone.likely[owner] == -np.inf
        assert gone.near[owner] == -1


class Counting:
    """Counts what it is asked to encode."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: tuple[str, ...]) -> np.ndarray:
        self.seen += texts
        return open_encoder().encode(texts)


def test_a_phrasing_is_encoded_once(tmp_path: Path) -> None:
    counting = Counting()
    encoder: Encoder = counting  # type: ignore[assignment]
    first = Shelf(tmp_path).vectors(("One?", "Two?", "one"), encoder)
    assert np.array_equal(first[0], first[2])
    again = Shelf(tmp_path).vectors(("Two?", "Three?"), encoder)
    assert sorted(counting.seen) == ["One?", "Three?", "Two?", "one"] or sorted(counting.seen) == [
        "Three?",
        "Two?",
        "one",
    ]
    assert np.array_equal(again[0], first[1])


def test_damaged_files_cost_time_and_nothing_else(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    own = Weights((1.0,), -2.0, (0.5, 0.25))
    shelf.keep_index("k", Learned(np.ones((2, 2))), Zones(0.6, 0.2), own)
    kept = shelf.index("k")
    assert kept is not None
    assert kept[1:] == (Zones(0.6, 0.2), own)
    (tmp_path / "index-k.npz").write_bytes(b"nonsense")
    assert shelf.index("k") is None
    (tmp_path / "vectors.bin").write_bytes(b"short")
    assert shelf.vectors(("One?",), open_encoder()).shape == (1, 512)


def test_another_precision_or_phrasing_is_another_index() -> None:
    keys = {index_key(("a", "b"), (0, owner), calibrated) for owner in (0, 1) for calibrated in ("0.9", "0.95")}
    assert len(keys) == 4


def test_more_precision_asks_back_more(entries: tuple[Entry, ...]) -> None:
    careless, usual, careful = (
        build_index(entries, open_encoder(), None, wanted).zones for wanted in (0.8, 0.95, 0.99)
    )
    assert careless.answer_from <= usual.answer_from <= careful.answer_from
    assert careless.answer_from < careful.answer_from


def test_from_an_index_that_differs_little_it_goes_on(entries: tuple[Entry, ...]) -> None:
    many = tuple(Entry(f"{e.id}-{n}", f"{e.question} {n}", e.phrasings) for n in range(3) for e in entries)
    before = build_index(many, open_encoder())
    piano = Entry("piano", "Is there a piano on board?")
    after = build_index((*many, piano), open_encoder(), None, before.precision, before)
    assert isinstance(after.scorer, HybridScorer)
    assert after.zones == before.zones
    assert after.rank("do we have a piano on the boat?")[0].entry_id == "piano"
    assert after.rank(entries[0].phrasings[0])[0].entry_id.startswith(entries[0].id)


def test_without_the_encoder_words_alone_serve(entries: tuple[Entry, ...]) -> None:
    index = build_index(entries, None)
    assert index.rank(entries[0].question)[0].entry_id == entries[0].id
