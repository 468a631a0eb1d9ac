"""Typed errors put right against the encoder's own vocabulary of many languages, where the index's words do not tell."""

from __future__ import annotations

import re
from collections.abc import Container

import numpy as np

from bot.faq.languages import guess_language
from bot.faq.lists import shorthand
from bot.faq.pieces import Pieces

SPOKEN = frozenset(("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", None))
"""The encoder's languages in Latin letters; words of others may be missing from its vocabulary and are right all the same."""
SHORTEST, LONGEST = 5, 20
MOST = 12
"""Words of a text that are looked at: who mistypes more cannot be helped so."""
_WORD = re.compile(r"[^\W\d_]+")
_SHORTHAND = shorthand()
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def put_right(text: str, known: Container[str], vocabulary: Pieces) -> str:
    """The text, lower-cased, with each word that is none replaced by the most usual one that is a single slip away."""
    if guess_language(text) not in SPOKEN:
        return text
    plain = text.lower()
    words = [word for word in dict.fromkeys(_WORD.findall(plain)) if _may_be_wrong(word, known)][:MOST]
    if not words:
        return text
    wrong = [word for word, cost in zip(words, vocabulary.costs_of(words), strict=True) if cost == -np.inf]
    better = {word: found for word in wrong if (found := _nearest(word, vocabulary))}
    return _WORD.sub(lambda match: better.get(match[0], match[0]), plain) if better else text


def _may_be_wrong(word: str, known: Container[str]) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word not in known and word not in _SHORTHAND


def _nearest(word: str, vocabulary: Pieces) -> str | None:
    variants = sorted(_slips(word) - {word})
    costs = vocabulary.costs_of(variants)
    best = int(costs.argmax())
    return variants[best] if costs[best] > -np.inf else None


def _slips(word: str) -> set[str]:
    """What a single slip of a finger may have made this word of; the first letter is mostly right."""
    cuts = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    left_out = {before + letter + after for before, after in cuts for letter in _LETTERS}
    typed_too_many = {before + after[1:] for before, after in cuts if after}
    changed_places = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    other_letter = {before + letter + after[1:] for before, after in cuts if after for letter in _LETTERS}
    return left_out | typed_too_many | changed_places | other_letter
