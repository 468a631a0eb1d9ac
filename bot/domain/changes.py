"""The pack says something else of a session than before: what has changed, and when must somebody decide about check-ins?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["added", "back", "moved", "renamed", "cancelled", "retimed"]
"""`back`: it had been taken out and is there again. `retimed`: only the minutes of check-in are others; nobody is told."""

Outcome = Literal["kept", "dropped"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A session as the pack has it. The instants are aware."""

    session: str
    title: str
    day: date | None
    opens_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    closes_at: datetime | None = None

    @property
    def time(self) -> tuple[date | None, datetime | None, datetime | None]:
        """What people have in their calendars."""
        return self.day, self.starts_at, self.ends_at


@dataclass(frozen=True, slots=True)
class Pending:
    """People had checked in when the session was moved or cancelled, so organisers decide whether that counts.

    `number` tells it from other changes of the session. `was` is the session as they checked in to it, `noticed` when the
    bot saw the change: later check-ins are to the session as it is now. `count` of them were kept or dropped.
    """

    number: int
    kind: Literal["moved", "cancelled"]
    was: Plan
    noticed: datetime
    outcome: Outcome | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A session as the bot last saw it. `gone`: the pack did not have it then."""

    id: int
    cohort_id: int
    plan: Plan
    gone: bool = False
    pending: Pending | None = None
    decided_by: int | None = None

    @property
    def undecided(self) -> Pending | None:
        return self.pending if self.pending and self.pending.outcome is None else None


@dataclass(frozen=True, slots=True)
class Change:
    """`known` is None for a session that is new, `plan` for one that is gone from the pack."""

    kind: Kind
    known: Known | None
    plan: Plan | None

    @property
    def session(self) -> str:
        found = self.plan or (self.known.plan if self.known else None)
        assert found is not None
        return found.session


def begins_anew(change: Change, now: datetime) -> bool:
    """Whether the session has another beginning than before, and is still ahead or under way: nobody has been absent from
    it yet. Where only its end is another, or the day was put right afterwards, what was said of it stays."""
    if change.known is None or change.plan is None:
        return False
    was, plan = change.known.plan, change.plan
    over = plan.closes_at or plan.ends_at
    return (was.day, was.starts_at) != (plan.day, plan.starts_at) and (over is None or over > now)


def changes(known: Iterable[Known], plans: Sequence[Plan]) -> list[Change]:
    """What is other in the pack than it was: in the pack's order, then what is gone."""
    before = {one.plan.session: one for one in known}
    found = [Change(kind, before.get(p.session), p) for p in plans if (kind := _kind(before.get(p.session), p))]
    here = {plan.session for plan in plans}
    gone = [one for one in before.values() if one.plan.session not in here and not one.gone]
    return found + [Change("cancelled", one, None) for one in gone]


def _kind(known: Known | None, plan: Plan) -> Kind | None:
    if known is None:
        return "added"
    if known.gone:
        return "back"
    if known.plan.time != plan.time:
        return "moved"
    if known.plan.title != plan.title:
        return "renamed"
    return None if known.plan == plan else "retimed"


def to_decide(change: Change, check_ins: int, now: datetime) -> Pending | None:
    """What organisers have to decide after the change, where there are `check_ins` to the session as it was.

    While they have not decided, further changes are measured by the session that people checked in to; once it is as it
    was, there is nothing to decide.
    """
    known = change.known
    if known is None or not check_ins:
        return None
    undecided = known.undecided
    was = undecided.was if undecided else known.plan
    if change.plan and change.plan.time == was.time:
        return None
    noticed = undecided.noticed if undecided else now
    number = max(int(now.timestamp()), known.pending.number + 1 if known.pending else 0)
    return Pending(number, "moved" if change.plan else "cancelled", was, noticed)
