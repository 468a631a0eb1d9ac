"""Typed errors put right against the encoder's own vocabulary of many languages and against the index's words.

A noisy channel: a word is replaced where another one, and a slip from it, are likelier together than the word as it was typed.
What no list has is judged by the pieces that it falls into: `absolutely` into two, `absollutely` into four.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
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
ONE_OF_A_PAIR = 2.0
"""How much more usual it is that only one of a pair is typed."""
KNOWN, ONLY_KNOWN = 3.0, -13.5
"""How much likelier a word is that the index uses, and how usual one is that the vocabulary does not have."""
RARE = -12.5
"""A short word that is less usual is rather a slip."""
SLIP, SHORT_SLIP = -6.0, -4.0
"""How much less usual a word is with a slip in it, as a logarithm: as it was typed, it may be one that no list has. A short
one is only taken for a common word. Of 4, 6 and 8, on 1,000 questions of CLINC's validation part, 8 left more slips as they
were, and 4 changed twice as many words that were right."""
ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers")
"""What has one of these behind a word is a word."""
Likely = Callable[[Sequence[str]], list[float]]
"""How likely words are (`Pieces.likely`)."""
_WORD = re.compile(r"[^\W\d_]+")
_SHORTHAND = shorthand()


def put_right(text: str, speller: Speller, vocabulary: Vocabulary, likely: Likely) -> str:
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
                meant = _meant(word, speller, vocabulary, likely)
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


def _meant(word: str, speller: Speller, vocabulary: Vocabulary, likely: Likely) -> str | None:
    """The word that this one was meant to be, where it is likelier a slip than what it is. Of a longer word also what the
    vocabulary has only in pieces is thought of."""
    found = dict(_candidates(word, speller, vocabulary))
    undone = sorted(_undone(word) - found.keys()) if len(word) > SHORT else []
    itself, *others = likely((word, *undone))
    found |= {other: cost + SLIP for other, cost in zip(undone, others, strict=True)}
    best = max(sorted(found), key=found.__getitem__, default=None)
    return best if best is not None and found[best] > itself else None


def _undone(word: str) -> set[str]:
    """The word with two letters in the other order, or with one letter of a pair."""
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    return (swapped | {word[:n] + word[n + 1 :] for n in range(len(word) - 1) if word[n] == word[n + 1]}) - {word}


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
        usual = (
            max(cost, ONLY_KNOWN)
            + KNOWN * (candidate in speller.known)
            + (SLIP if len(word) > SHORT else SHORT_SLIP) * slips
        )
        yield candidate, usual + _prior(word, candidate)


def _prior(word: str, meant: str) -> float:
    """How usual it is to slip from one to the other."""
    prior = 0.0 if word[0] == meant[0] else AT_THE_BEGINNING
    prior += ONE_OF_A_PAIR * _comes_twice(meant, word)
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
