"""Questions that ask the same, put together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.faq.stems import STOP_WORDS, stem
from bot.faq.text import words

ALIKE = 0.72
"""From this cosine on two questions ask the same, mostly; below it they share a topic."""
SHARED_WORDS = 0.6
"""Without an encoder: the telling words that two questions have in common, of all that they have."""


def clusters(texts: Sequence[str]) -> list[list[int]]:
    """Places of texts that ask the same, the largest cluster first; within one in the order given."""
    from bot.faq.opened import encoder

    found: list[list[int]] = []
    usable = encoder()
    if usable and texts:
        near = (vectors := usable.encode(texts)) @ vectors.T
        alike = [[float(near[one, other]) >= ALIKE for other in range(len(texts))] for one in range(len(texts))]
    else:
        telling = [frozenset(stem(word) for word in words(text) if word not in STOP_WORDS) for text in texts]
        alike = [[_shared(one, other) >= SHARED_WORDS for other in telling] for one in telling]
    for place in range(len(texts)):
        own = next((cluster for cluster in found if alike[place][cluster[0]]), None)
        if own is None:
            found.append([place])
        else:
            own.append(place)
    return sorted(found, key=lambda cluster: (-len(cluster), cluster[0]))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0
