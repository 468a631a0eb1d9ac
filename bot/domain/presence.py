"""Was somebody at a session? What a list, a picture or a count says of one person and one session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from bot.domain.absence import State

Presence = Literal["there", "late", "missed", "unjustified", "notice", "excused", "to_come", "not_taken"]
"""`notice`: absent with a reason on which nobody has decided. `not_taken`: over, and nobody could check in."""

PRESENCES: tuple[Presence, ...] = get_args(Presence)
PRESENT: frozenset[Presence] = frozenset({"there", "late"})
ABSENT: frozenset[Presence] = frozenset({"missed", "unjustified", "notice", "excused"})

_BY_NOTICE: dict[State, Presence] = {"open": "notice", "justified": "excused", "unjustified": "unjustified"}


class Recorded(Protocol):
    """What is known of somebody at a session: a `CheckIn`, or what many have in common."""

    @property
    def late(self) -> bool: ...

    @property
    def absent(self) -> bool: ...


def presence(record: Recorded | None, notice: State | None, *, over: bool, taken: bool) -> Presence:
    """`record` is what is known of the member there, `notice` what became of their absence notice. `over`: check-in is
    closed. `taken`: there was a check-in at all.

    Who came is there, whatever they had announced. Before the end, only a notice tells of an absence.
    """
    if record is not None and not record.absent:
        return "late" if record.late else "there"
    announced = _BY_NOTICE.get(notice) if notice else None
    if not over and record is None:
        return "to_come" if announced in (None, "unjustified") else announced
    if record is None and not taken:
        return announced or "not_taken"
    return announced or "missed"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session at a moment: it has `begun` (its check-in is open, or was), is `over`, and `taken` says whether one could
    check in to it at all."""

    session: str
    begun: bool
    over: bool
    taken: bool
