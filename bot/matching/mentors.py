"""Mentees to mentors who take several: the whole pool at once, so that nobody gets what was left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.matching.assign import Assignment

_MATCHED = 1 << 40
"""More than all weights together: a mentee with a mentor comes before any two with better ones."""


def mentors_of(mentees: Sequence[Mapping[int, int]], capacities: Sequence[int]) -> list[int | None]:
    """For each mentee a mentor, or None. A mentee is {mentor: weight}, with those mentors alone who may be theirs; weights
    are from 0 to a million. As many mentees as can be have a mentor, and then the weights add up to the most; among plans
    that are as good, mentors have as few mentees each as can be."""
    seats = [(mentor, nth) for mentor, most in enumerate(capacities) for nth in range(min(most, len(mentees)))]
    of: dict[int, list[tuple[int, int]]] = {}
    for seat, (mentor, nth) in enumerate(seats):
        of.setdefault(mentor, []).append((seat, nth))
    # More than all `nth` together: which seats of a mentor are taken counts less than any weight.
    unit = sum(sorted((nth for _mentor, nth in seats), reverse=True)[: len(mentees)]) + 1
    rows = [
        {
            seat: (weight + _MATCHED) * unit - nth
            for mentor, weight in wanted.items()
            for seat, nth in of.get(mentor, ())
        }
        | {len(seats) + number: 0}
        for number, wanted in enumerate(mentees)
    ]
    found = Assignment(rows, len(seats) + len(mentees))
    found.solve()
    return [seats[at][0] if at < len(seats) else None for at in found.column_of]
