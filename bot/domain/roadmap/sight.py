"""Who may see whose roadmap."""

from __future__ import annotations

from typing import Literal

from bot.domain.people import STAFF, Member
from bot.domain.roadmap.plan import Roadmap
from bot.domain.violation import RuleViolation

Sight = Literal["own", "review", "peer"]
"""`review`: all of it, with comments, and the say about it. `peer`: the plan, but no comments, and not why something was
dropped."""


def sight_of(reader: Member, roadmap: Roadmap) -> Sight:
    """A draft that was never submitted is its author's alone. Raises `access.denied`.

    `reader` is of the roadmap's cohort, and takes part in it.
    """
    if reader.id == roadmap.member_id:
        return "own"
    if roadmap.submitted_at is not None and reader.cohort_id == roadmap.cohort_id and not reader.withdrawn:
        if reader.roles & STAFF:
            return "review"
        if roadmap.shared:
            return "peer"
    raise RuleViolation("access.denied", access=STAFF)
