"""What the signs of being right count in one index: what they count usually, put right by what the index says of itself.

In some indexes entries share their words and only meaning tells them apart, in others it is the other way round. The
phrasings that were asked with themselves, or with their entry, left out show it. The weights that were fitted on many sets
(`weights.toml`) are where each index begins (a normal prior around them), so that few phrasings change little.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from bot.faq.scorer import Found
from bot.faq.weights import Weights, sure_signs

FIRMNESS = 40.0
"""How firmly an index holds to the usual weights, each sign taken in its own spread. With 40, draws from the training parts of
public sets gained 2.5 points (sofmattress), 3.4 (powerplay11), 2.1 (CLINC, 150 entries) and 3.4 (BANKING77) of what can be
answered with 3 to 7 % wrong, and lost 0.7 (curekart); with 20 a little more, but what is out of scope was then told apart
less well."""
ROUNDS = 12

Tried = tuple[int, Sequence[Found], Sequence[Found]]
"""An entry's number, what was found for a phrasing of it that was left out, and what was found without the entry."""


def adapted(usual: Weights, tried: Iterable[Tried]) -> Weights:
    """The weights for questions in the entries' own language, likeliest after these trials. On the whole they are as sure as the
    usual ones: trials are harder than what people ask, and by how much is for the thresholds to say (`confidence.py`)."""
    both = [
        (sure_signs(found), found[0].entry == owner)
        for owner, *found_each in tried
        for found in found_each
        if found and not found[0].foreign
    ]
    if not both:
        return usual
    signs = np.array([(1.0, *row) for row, _ in both])
    right = np.array([float(hit) for _, hit in both])
    held = FIRMNESS * np.diag((1.0, *signs[:, 1:].var(axis=0) + 1e-9))
    prior = np.array((usual.offset, *usual.sure))
    weights = prior.copy()
    for _ in range(ROUNDS):
        sure = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (sure - right) + held @ (weights - prior)
        curve = (signs * (sure * (1 - sure))[:, None]).T @ signs + held
        weights -= np.linalg.solve(curve, slope)
    level = float(np.mean(signs @ (prior - weights)))
    offset, *sure_of = weights.tolist()
    return replace(usual, offset=offset + level, sure=tuple(sure_of))
