"""May a member come to a session, given what has to be attended before it? And who is at risk of losing a place?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.absence import State
from bot.domain.people import Member


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the rules need to know of a session. `closes` is when its check-in ends, None while it has no date;
    `requires` are the keys of the sessions that must have been attended."""

    key: str
    closes: datetime | None
    compulsory: bool
    requires: tuple[str, ...] = ()


Notices = Mapping[str, State]
"""What became of somebody's absence notices, by session."""

Verdict = Literal["yes", "open", "no"]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """`yes`: every precondition is met. `open`: none is missed, `to_come` are still ahead. `no`: `missed` cannot be made up.

    Each precondition is in one of `attended`, `excused` (where a justified absence counts), `missed` and `to_come`.
    `notices` are those of sessions in the last two.
    """

    verdict: Verdict
    attended: tuple[str, ...]
    missed: tuple[str, ...]
    to_come: tuple[str, ...]
    excused: tuple[str, ...] = ()
    notices: Notices = field(default_factory=dict)

    def noticed(self, state: State, among: Collection[str]) -> tuple[str, ...]:
        """Those of the sessions whose notice is in that state."""
        return tuple(key for key in among if self.notices.get(key) == state)


def eligibility(
    meeting: Meeting,
    meetings: Sequence[Meeting],
    attended: Collection[str],
    now: datetime,
    notices: Notices | None = None,
    *,
    justified_counts: bool = False,
) -> Eligibility:
    """Judge `meeting` for a member who `attended` the sessions of those keys, and sent these `notices`.

    An absence opens nothing by itself, however good its reason, unless the programme says that a justified one counts.
    """
    said = notices or {}
    required = [m for m in meetings if m.key in meeting.requires]
    lacking = [m for m in required if m.key not in attended]
    excused = tuple(m.key for m in lacking if justified_counts and said.get(m.key) == "justified")
    lacking = [m for m in lacking if m.key not in excused]
    missed = tuple(m.key for m in lacking if is_over(m, now))
    to_come = tuple(m.key for m in lacking if not is_over(m, now))
    return Eligibility(
        "no" if missed else "open" if to_come else "yes",
        tuple(m.key for m in required if m.key in attended),
        missed,
        to_come,
        excused,
        {m.key: said[m.key] for m in lacking if said.get(m.key, "withdrawn") != "withdrawn"},
    )


def is_over(meeting: Meeting, now: datetime) -> bool:
    return meeting.closes is not None and meeting.closes <= now


def with_same_preconditions(meetings: Iterable[Meeting]) -> list[tuple[Meeting, ...]]:
    """The sessions that have preconditions, those with the same ones together: what is true of one is true of all."""
    found: dict[frozenset[str], list[Meeting]] = {}
    for meeting in meetings:
        if meeting.requires:
            found.setdefault(frozenset(meeting.requires), []).append(meeting)
    return [tuple(alike) for alike in found.values()]


def judge_all(
    members: Iterable[Member],
    meeting: Meeting,
    meetings: Sequence[Meeting],
    attended: Mapping[str, Collection[int]],
    notices: Mapping[int, Notices],
    now: datetime,
    *,
    justified_counts: bool = False,
) -> dict[Verdict, list[tuple[Member, Eligibility]]]:
    """Every learner under the verdict on them, in the order given. `attended` has the ids of those who were there by
    session, `notices` are by member id. Who left the programme stands nowhere; who never joined is judged like all
    others, as they may have been marked by hand."""
    found: dict[Verdict, list[tuple[Member, Eligibility]]] = {"no": [], "open": [], "yes": []}
    for member in members:
        if member.learner:
            there = {key for key in meeting.requires if member.id in attended.get(key, ())}
            said = notices.get(member.id)
            judged = eligibility(meeting, meetings, there, now, said, justified_counts=justified_counts)
            found[judged.verdict].append((member, judged))
    return found


Risk = Literal["missed", "waiting", "excused", "not_linked"]


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A learner (member id) the organisers should look at, and the sessions (keys) that it is about; none for who never
    joined.

    `missed` without a reason that was accepted; absent with a reason on which a decision is `waiting`; absent with an
    accepted one (`excused`), which still does not replace having been there.
    """

    member_id: int
    reason: Risk
    missed: tuple[str, ...] = ()


def at_risk(
    learners: Sequence[int],
    linked: Collection[int],
    attended: Mapping[str, Collection[int]],
    meetings: Sequence[Meeting],
    now: datetime,
    notices: Mapping[int, Notices] | None = None,
    *,
    justified_counts: bool = False,
) -> list[AtRisk]:
    """Learners who were not at a compulsory session, the most serious first, then those who have not joined; each in the
    order given, and once for each reason.

    People are member ids; `attended` has those who were there by session, `notices` are by member.
    """
    expected = frozenset(learners)
    lacking: dict[int, list[str]] = {}
    for meeting in meetings:
        if meeting.compulsory and is_over(meeting, now):
            for member_id in expected.difference(attended.get(meeting.key, ())):
                lacking.setdefault(member_id, []).append(meeting.key)
    found: dict[Risk, list[AtRisk]] = {"missed": [], "waiting": [], "excused": [], "not_linked": []}
    for member_id in learners:
        if member_id not in lacking:
            if member_id not in linked:
                found["not_linked"].append(AtRisk(member_id, "not_linked"))
            continue
        for reason, keys in _by_reason(lacking[member_id], (notices or {}).get(member_id, {})).items():
            if not (reason == "excused" and justified_counts):
                found[reason].append(AtRisk(member_id, reason, tuple(keys)))
    return [risk for risks in found.values() for risk in risks]


def _by_reason(lacking: Iterable[str], said: Notices) -> dict[Risk, list[str]]:
    reasons: Mapping[State | None, Risk] = {"open": "waiting", "justified": "excused"}
    found: dict[Risk, list[str]] = {}
    for key in lacking:
        found.setdefault(reasons.get(said.get(key), "missed"), []).append(key)
    return found
