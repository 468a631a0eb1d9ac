"""Typed errors put right against the encoder's own vocabulary of many languages and against the index's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

from bot.faq.languages import guess_language
from bot.faq.lists import shorthand
from bot.faq.spelling import Speller
from bot.faq.text import words
from bot.faq.vocabulary import LONGEST, Vocabulary

SPOKEN = frozenset(("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", None))
"""The encoder's languages in Latin letters; words of others may be missing from its vocabulary and are right all the same."""
SHORTEST, SHORT, SHORTEST_WITH_TWO = 2, 4, 6
"""Letters of a word that is looked at; up to which only a few slips are thought of, towards common words; and in which two
slips are looked for, where one does not explain it."""
COMMON = {2: -8.5, 3: -9.0, 4: -10.5}
"""How usual a word must be, as a logarithm, that one of so many letters is taken for."""
MOST = 12
"""Words of a text that are looked at: who mistypes more cannot be helped so."""
OTHER_LETTER, OTHER_LETTER_TOO_MANY, AT_THE_BEGINNING, SECOND = -2.0, -1.0, -1.0, -3.0
"""How much less usual these slips are than letters that change places, are left out or come twice, as logarithms."""
KNOWN, ONLY_KNOWN = 3.0, -13.5
"""How much likelier a word is that the index uses, and how usual one is that the vocabulary does not have."""
RARE = -12.5
"""A short word that is less usual is rather a slip."""
UNLIKELY = -13.5
"""Under this a word is rather one that nobody knows."""
ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers")
"""What has one of these behind a word is a word."""
_WORD = re.compile(r"[^\W\d_]+")
_SHORTHAND = shorthand()


def put_right(text: str, speller: Speller, vocabulary: Vocabulary) -> str:
    """The text, lower-cased, with each word that is none replaced by the likeliest one that is a slip or two away."""
    if guess_language(text) not in SPOKEN:
        said = words(text)
        repaired = speller.repair(said)
        return text if repaired == said else " ".join(repaired)
    better: dict[str, str] = {}
    shouted = text.isupper()
    for said in list(dict.fromkeys(_WORD.findall(text))):
        word = said.lower()
        if len(better) < MOST and word not in better and _may_be_wrong(said, word, shouted=shouted):
            if vocabulary.usual(word) <= RARE and word in _SHORTHAND:
                better[word] = " ".join(_SHORTHAND[word])
            elif not _is_right(word, speller, vocabulary):
                meant = _meant(word, speller, vocabulary)
                better |= {word: meant} if meant else {}
    return _WORD.sub(lambda match: better.get(match[0], match[0]), text.lower()) if better else text


def _may_be_wrong(said: str, word: str, *, shouted: bool) -> bool:
    """A short word in capitals is a name."""
    if not (SHORTEST <= len(word) <= LONGEST and word.isascii()):
        return False
    return len(word) > SHORT or said.islower() or shouted


def _is_right(word: str, speller: Speller, vocabulary: Vocabulary) -> bool:
    if word in speller.known or word in _SHORTHAND:
        return True
    if vocabulary.usual(word) > (RARE if len(word) <= SHORT else -inf):
        return True
    stems = (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
    return any(
        len(stem) > (SHORT - (stem + "s" == word)) and (vocabulary.usual(stem) > -inf or stem in speller.known)
        for stem in stems
    )


def _meant(word: str, speller: Speller, vocabulary: Vocabulary) -> str | None:
    """The word that this one was meant to be, where there is any."""
    found = dict(_candidates(word, speller, vocabulary))
    best = max(sorted(found), key=found.__getitem__, default=None)
    return best if best is not None and found[best] > UNLIKELY else None


def _candidates(word: str, speller: Speller, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    most = 2 if len(word) >= SHORTEST_WITH_TWO else 1
    near = [*speller.near(word, most), *vocabulary.near(word, most)]
    near = [one for one in near if one[2] == 1 or one[0][0] == word[0]]
    fewest = min((slips for _, _, slips in near), default=0)
    for candidate, cost, slips in near:
        if slips > fewest:
            continue
        if len(word) <= SHORT and not (
            _is_usual_slip(word, candidate) and (cost > COMMON[len(word)] or candidate in speller.used)
        ):
            continue
        usual = max(cost, ONLY_KNOWN) + KNOWN * (candidate in speller.known)
        yield candidate, usual + _prior(word, candidate)


def _prior(word: str, meant: str) -> float:
    """How usual it is to slip from one to the other."""
    prior = 0.0 if word[0] == meant[0] else AT_THE_BEGINNING
    if len(word) > len(meant):
        return prior if _comes_twice(word, meant) else prior + OTHER_LETTER_TOO_MANY
    return prior + OTHER_LETTER if len(word) == len(meant) and sorted(word) != sorted(meant) else prior


def _is_usual_slip(word: str, meant: str) -> bool:
    if len(word) == len(meant):
        return sorted(word) == sorted(meant)
    return len(word) < len(meant) or _comes_twice(word, meant)


def _comes_twice(word: str, meant: str) -> bool:
    return any(
        word[place] == word[place + 1] and word[:place] + word[place + 1 :] == meant for place in range(len(word) - 1)
    )
