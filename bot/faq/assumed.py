"""What a question takes for granted: `so you pay for my hotel, right?` is answered with `No` first.

An entry lists what is so and what is not so, in plain sentences. A question that waits for a yes or a no is held against
them word by word. Its meaning as the encoder has it does not tell: `the education is free` and `the education costs something`
are near each other. Wherever it is not clear, nothing is said: the answer itself says how it is, and a wrong `Yes` would be
believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.faq.concepts import thesaurus
from bot.faq.forms import CLAIM_AT_END, PRONOUNS, WH_WORDS
from bot.faq.lists import turns, word_set
from bot.faq.stems import STOP_WORDS, stem
from bot.faq.text import normalise, words

ALIKE = 0.75
"""The terms that a question and a sentence share, of all that they have: one more or less in a short sentence."""
CLEARLY = 0.2
"""By how much it must be more like what is so than like what is not, or the other way round."""
ASKING_FIRST = word_set("asking_first")
ALTERNATIVES = word_set("alternatives")
_DECISIVE = word_set("negations") | word_set("quantities")
_PERSONS = {"i": "i", "we": "i", "me": "i", "us": "i", "you": "you", "they": "they", "he": "they", "she": "they"}
_AUXILIARIES = word_set("auxiliaries")
_FILLERS = word_set("fillers")
_TAG = re.compile(rf"(?:{turns('tag')})\s*[?!.]*\s*$", re.IGNORECASE)


def assumption(text: str) -> str | None:
    """The question without what only asks for agreement; None where it waits for no yes or no, or for one of two things."""
    plain = normalise(text).strip()
    bare = _TAG.sub("", plain).rstrip(" ,;:?!.")
    said = _begun(bare)
    tagged = bare != plain.rstrip(" ,;:?!.") or bool(CLAIM_AT_END.search(" ".join(said)))
    if len(said) < 3 or _asks_for_something(said, tagged) or any(word in ALTERNATIVES for word in said):
        return None
    return bare


def holds(text: str, so: Iterable[str], not_so: Iterable[str]) -> bool | None:
    """Whether what the text takes for granted is so, by these sentences; None where it takes nothing for granted that they
    speak of clearly."""
    assumed = assumption(text)
    if assumed is None:
        return None
    asked = _terms(assumed)
    for_it = max((_likeness(asked, _terms(sentence)) for sentence in so), default=0.0)
    against_it = max((_likeness(asked, _terms(sentence)) for sentence in not_so), default=0.0)
    if max(for_it, against_it) < ALIKE or abs(for_it - against_it) < CLEARLY:
        return None
    return for_it > against_it


Terms = tuple[frozenset[str], frozenset[str]]


def _likeness(one: Terms, other: Terms) -> float:
    """0 where a number, a negation, a quantity or who does it differs: such a word turns a sentence into another."""
    if one[0] != other[0]:
        return 0.0
    return len(one[1] & other[1]) / len(one[1] | other[1]) if one[1] | other[1] else 0.0


@lru_cache(maxsize=2_000)
def _terms(sentence: str) -> Terms:
    """What decides, and all that tells, with one term for what means the same."""
    said = _begun(sentence)
    if len(said) > 1 and said[0] in _AUXILIARIES and said[1] == "not":  # `isn't it free?` means what `is it free?` does
        said = (said[0], *said[2:])
    meant: dict[int, str] = {}
    for first, length, concept in thesaurus().of_words(said):
        meant.update((place, f"={concept}") for place in range(first, first + length) if place not in meant)
    decisive: set[str] = set()
    telling: set[str] = set()
    for place, word in enumerate(said):
        term = meant.get(place) or stem(word)
        if word in _PERSONS:
            decisive.add(_PERSONS[word])
        elif word in _DECISIVE or stem(word).isdigit() or any(map(str.isdigit, word)):
            decisive.add(stem(word))
        elif word not in STOP_WORDS or place in meant:
            telling.add(term)
    return frozenset(decisive), frozenset(telling | decisive)


def _asks_for_something(said: tuple[str, ...], tagged: bool) -> bool:
    """Whether it wants more than a yes or a no; `was` asks so in German, and in English it does not."""
    if said[0] in ASKING_FIRST or (said[0] == "was" and said[1] not in PRONOUNS):
        return True
    return any(word in WH_WORDS for word in (said[:1] if tagged else said))


def _begun(text: str) -> tuple[str, ...]:
    said = words(text)
    while len(said) > 1 and said[0] in _FILLERS:
        said = said[1:]
    return said
