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
SHORTEST_WITH_TWO = 6
"""Letters of a word in which two slips are looked for, if one does not explain it."""
MOST, MOST_WITH_TWO = 12, 1
"""Words of a text that are looked at: who mistypes more cannot be helped so."""
OTHER_LETTER, OTHER_LETTER_TOO_MANY, AT_THE_BEGINNING, SECOND = -2.0, -1.0, -1.0, -3.0
"""How much less usual these slips are than letters that change places, are left out or come twice, as logarithms."""
KNOWN = 3.0
"""How much likelier a word is that the index uses. All of these were chosen on the validation part of a public question set."""
_WORD = re.compile(r"[^\W\d_]+")
_SHORTHAND = shorthand()
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Slips = dict[str, float]


def put_right(text: str, known: Container[str], vocabulary: Pieces) -> str:
    """The text, lower-cased, with each word that is none replaced by the likeliest one that is a slip or two away."""
    if guess_language(text) not in SPOKEN:
        return text
    plain = text.lower()
    words = [word for word in dict.fromkeys(_WORD.findall(plain)) if _may_be_wrong(word, known)][:MOST]
    if not words:
        return text
    wrong = [word for word, cost in zip(words, vocabulary.costs_of(words), strict=True) if cost == -np.inf]
    better = _likeliest({word: _slips(word) for word in wrong}, known, vocabulary)
    left = [word for word in wrong if word not in better and len(word) >= SHORTEST_WITH_TWO][:MOST_WITH_TWO]
    better |= _likeliest({word: _two_slips(word) for word in left}, known, vocabulary)
    return _WORD.sub(lambda match: better.get(match[0], match[0]), plain) if better else text


def _may_be_wrong(word: str, known: Container[str]) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word not in known and word not in _SHORTHAND


def _likeliest(slips: dict[str, Slips], known: Container[str], vocabulary: Pieces) -> dict[str, str]:
    """For each word the word it was meant to be, where there is any; all are looked up at once."""
    variants = list({variant for found in slips.values() for variant in found})
    if not variants:
        return {}
    costs = dict(zip(variants, vocabulary.costs_of(variants).tolist(), strict=True))
    better: dict[str, str] = {}
    for word, found in slips.items():
        meant = {
            one: costs[one] + prior + KNOWN * (one in known) for one, prior in found.items() if costs[one] > -np.inf
        }
        if meant:
            better[word] = max(sorted(meant), key=meant.__getitem__)
    return better


def _slips(word: str, *, other_letters: bool = True) -> Slips:
    """What a single slip of a finger may have made this word of, and how usual that slip is."""
    found: Slips = {}
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        first = 0.0 if place else AT_THE_BEGINNING
        for letter in _LETTERS:
            _add(found, before + letter + after, first)
            if place and after and other_letters:
                _add(found, before + letter + after[1:], OTHER_LETTER)
        if after:
            twice = place and after[0] == word[place - 1]
            _add(found, before + after[1:], first if twice else first + OTHER_LETTER_TOO_MANY)
        if len(after) > 1:
            _add(found, before + after[1] + after[0] + after[2:], first)
    found.pop(word, None)
    return found


def _two_slips(word: str) -> Slips:
    """The same for two slips, of which one made letters change places or come twice and the other is no other letter."""
    found: Slips = {}
    for place in range(len(word) - 1):
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        undone = [swapped] if word[place] != word[place + 1] else [word[:place] + word[place + 1 :]]
        for once in undone:
            for twice, prior in _slips(once, other_letters=False).items():
                _add(found, twice, prior + SECOND)
    found.pop(word, None)
    return found


def _add(found: Slips, word: str, prior: float) -> None:
    if word and prior > found.get(word, -np.inf):
        found[word] = prior
