"""What a question is after: how it asks (when, where, how many …) and the thing it asks about.

`when do we get the badge` and `what is on the badge` share all their telling words and still ask two things.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.faq.concepts import thesaurus
from bot.faq.stems import STOP_WORDS, stem

_ASKED = ("when", "where", "who", "why", "how_many", "how_much", "how_long", "how_often", "what_time")
_NAMED = ("deadline", "cost", "phone", "language")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WAYS_OF_ASKING = frozenset(f"={concept}" for concept in (*_ASKED, *_NAMED))
MONTHS = frozenset(f"={concept}" for concept in _MONTHS)
YEAR = re.compile(r"(?:19|20)\d\d")
BETWEEN = frozenset(("kind", "kinds", "type", "types", "sort", "sorts", "of", "the", "are", "is", "other", "else"))
LIKELY_OTHERWISE = 0.8
"""How well an entry covers a word when it only has a word that means the same."""


@dataclass(frozen=True, slots=True)
class Focus:
    """A question's telling words, each as the terms (stem and concepts) that would cover it, and its rarity."""

    telling: tuple[tuple[tuple[str, ...], float], ...]
    ways: tuple[str, ...]
    thing: tuple[str, ...]
    times: tuple[str, ...]

    @property
    def bare(self) -> bool:
        """Whether nothing is said but how it asks: `when?` may be about anything."""
        return all(any(term in WAYS_OF_ASKING for term in terms) for terms, _ in self.telling)

    def covered(self, has: Callable[[str], bool]) -> float:
        """The part of the telling words that an entry has or has a synonym of."""
        total = sum(weight for _, weight in self.telling)
        if not total:
            return 0.5
        found = 0.0
        for terms, weight in self.telling:
            share = 1.0 if has(terms[0]) else LIKELY_OTHERWISE if any(has(term) for term in terms[1:]) else 0.0
            found += weight * share
        return found / total

    def missed(self, has: Callable[[str], bool]) -> int:
        """How many of these an entry never speaks of: a way of asking, the thing asked about, the month or (if no entry
        does) the year."""
        way = any(not has(concept) for concept in self.ways)
        time = bool(self.ways and self.times) and not any(has(time) for time in self.times)
        thing = bool(self.thing) and not any(has(term) for term in self.thing)
        return way + thing + time


def focus(text: tuple[str, ...], rarity: Mapping[str, float], highest: float) -> Focus:
    """The focus of a question given as folded words; rarity as the index has it."""
    meant: dict[int, list[str]] = {}
    for first, length, concept in thesaurus().of_words(text):
        for place in range(first, first + length):
            meant.setdefault(place, []).append(f"={concept}")
    telling: list[tuple[tuple[str, ...], float]] = []
    for place, word in enumerate(text):
        if word in STOP_WORDS and place not in meant:
            continue
        terms = (stem(word), *meant.get(place, ()))
        telling.append((terms, min((rarity[term] for term in terms if term in rarity), default=highest * 0.7)))
    concepts = sorted({concept for concepts in meant.values() for concept in concepts})
    ways = tuple(concept for concept in concepts if concept in WAYS_OF_ASKING)
    years = (word for word in text if YEAR.fullmatch(word) and word not in rarity)
    times = (*(concept for concept in concepts if concept in MONTHS), *years)
    asked_for = _place_of_thing(text)
    thing = () if asked_for is None else (stem(text[asked_for]), *meant.get(asked_for, ()))
    return Focus(tuple(telling), ways, thing, times)


def _place_of_thing(text: tuple[str, ...]) -> int | None:
    """The word that a `which`, `what` or `how many` asks for."""
    for place, word in enumerate(text):
        if word in ("what", "which", "whose") or (word in ("many", "much") and place and text[place - 1] == "how"):
            after = next((n for n in range(place + 1, len(text)) if text[n] not in BETWEEN), None)
            return None if after is None or text[after] in STOP_WORDS else after
    return None
