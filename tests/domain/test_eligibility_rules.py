"""Who may come: properties that hold whatever the programme asks, and whatever people did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast, get_args

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.absence import State
from bot.domain.eligibility import (
    Eligibility,
    Meeting,
    at_risk,
    eligibility,
    is_over,
    judge_all,
    with_same_preconditions,
)
from bot.domain.people import Member, Role

NOW = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)
KEYS = [f"m{n}" for n in range(6)]
RANK = {"no": 0, "open": 1, "yes": 2}

keys = st.sets(st.sampled_from(KEYS))
notices = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(get_args(State)))


@dataclass(frozen=True)
class Case:
    """A programme, what somebody did in it, and the session that they ask about."""

    meetings: list[Meeting]
    attended: set[str]
    notices: dict[str, State]
    counts: bool

    @property
    def goal(self) -> Meeting:
        return self.meetings[-1]

    def judged(self, attended: set[str] | None = None, meetings: Sequence[Meeting] | None = None) -> Eligibility:
        there = self.attended if attended is None else attended
        return eligibility(self.goal, meetings or self.meetings, there, NOW, self.notices, justified_counts=self.counts)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    ends = st.none() | st.integers(-1000, 1000).map(lambda minutes: NOW + timedelta(minutes=minutes))
    meetings = [Meeting(key, draw(ends), draw(st.booleans())) for key in KEYS]
    goal = Meeting("goal", None, True, tuple(draw(st.permutations(sorted(draw(keys))))))
    return Case([*meetings, goal], draw(keys), draw(notices), draw(st.booleans()))


@given(cases())
def test_each_precondition_is_in_one_of_four(case: Case) -> None:
    found = case.judged()
    parts = (*found.attended, *found.excused, *found.missed, *found.to_come)
    assert sorted(parts) == sorted(case.goal.requires)
    assert found.verdict == ("no" if found.missed else "open" if found.to_come else "yes")
    assert set(found.notices) <= set(found.missed) | set(found.to_come)
    assert "withdrawn" not in found.notices.values()
    assert case.counts or not found.excused


@given(cases(), st.sampled_from(KEYS))
def test_one_more_attended_session_never_takes_a_right_away(case: Case, more: str) -> None:
    before, after = case.judged(), case.judged(case.attended | {more})
    assert RANK[after.verdict] >= RANK[before.verdict]
    assert set(after.missed) <= set(before.missed)


@given(cases(), st.data())
def test_the_order_of_sessions_is_irrelevant(case: Case, data: st.DataObject) -> None:
    found, other = case.judged(), case.judged(meetings=data.draw(st.permutations(case.meetings)))
    assert (found.verdict, sorted(found.missed), sorted(found.to_come), sorted(found.excused)) == (
        other.verdict,
        sorted(other.missed),
        sorted(other.to_come),
        sorted(other.excused),
    )


@given(cases())
def test_a_notice_alone_opens_nothing_unless_the_pack_says_so(case: Case) -> None:
    without = eligibility(case.goal, case.meetings, case.attended, NOW)
    with_notices = eligibility(case.goal, case.meetings, case.attended, NOW, case.notices)
    assert (with_notices.verdict, with_notices.missed) == (without.verdict, without.missed)
    counting = eligibility(case.goal, case.meetings, case.attended, NOW, case.notices, justified_counts=True)
    assert RANK[counting.verdict] >= RANK[without.verdict]
    accepted = {key for key in case.goal.requires if case.notices.get(key) == "justified"} - case.attended
    assert set(counting.excused) == accepted


@given(cases(), st.integers(0, 10_000))
def test_time_alone_only_closes_doors(case: Case, minutes: int) -> None:
    later = NOW + timedelta(minutes=minutes)
    then = eligibility(case.goal, case.meetings, case.attended, later, case.notices, justified_counts=case.counts)
    assert RANK[then.verdict] <= RANK[case.judged().verdict]


roles = st.sets(st.sampled_from(get_args(Role)), min_size=1)
people = st.lists(st.tuples(roles, st.booleans()), max_size=8).map(
    lambda drawn: [
        Member(n, 1, f"P{n}", "", "", "", "", "UTC", "en", frozenset(cast("set[Role]", held)), gone)
        for n, (held, gone) in enumerate(drawn)
    ]
)


@given(cases(), people, st.data())
def test_everybody_who_learns_stands_in_one_list_and_who_left_in_none(
    case: Case, members: list[Member], data: st.DataObject
) -> None:
    ids = st.sets(st.sampled_from([m.id for m in members])) if members else st.just(set[int]())
    there = {key: data.draw(ids) for key in KEYS}
    said = {member.id: data.draw(notices) for member in members}
    found = judge_all(members, case.goal, case.meetings, there, said, NOW, justified_counts=case.counts)
    listed = [member for verdict in found.values() for member, _judged in verdict]
    assert sorted(m.id for m in listed) == [m.id for m in members if m.learner]
    assert not any(member.withdrawn for member in listed)
    for verdict, judged_members in found.items():
        for member, judged in judged_members:
            attended = {key for key in KEYS if member.id in there[key]}
            alone = eligibility(case.goal, case.meetings, attended, NOW, said[member.id], justified_counts=case.counts)
            assert (judged, judged.verdict) == (alone, verdict)


@given(cases(), people, st.data())
def test_at_risk_are_those_who_were_not_there_each_for_its_reason(
    case: Case, members: list[Member], data: st.DataObject
) -> None:
    ids = st.sets(st.sampled_from([m.id for m in members])) if members else st.just(set[int]())
    there, linked = {key: data.draw(ids) for key in KEYS}, data.draw(ids)
    said = {member.id: data.draw(notices) for member in members}
    found = at_risk(
        [m.id for m in members if m.learner], linked, there, case.meetings, NOW, said, justified_counts=case.counts
    )
    over = {m.key for m in case.meetings if m.compulsory and is_over(m, NOW)}
    for member in members:
        mine = {risk.reason: set(risk.missed) for risk in found if risk.member_id == member.id}
        lacking = {key for key in over if member.id not in there.get(key, ())} if member.learner else set()
        accepted = {key for key in lacking if said[member.id].get(key) == "justified"}
        waiting = {key for key in lacking if said[member.id].get(key) == "open"}
        expected = {"missed": lacking - accepted - waiting, "waiting": waiting}
        expected["excused"] = set() if case.counts else accepted
        assert {reason: sessions for reason, sessions in mine.items() if sessions} == {
            reason: sessions for reason, sessions in expected.items() if sessions
        }
        assert ("not_linked" in mine) == (member.learner and not lacking and member.id not in linked)
    assert [risk.reason for risk in found] == sorted(
        (risk.reason for risk in found), key=["missed", "waiting", "excused", "not_linked"].index
    )


def test_sessions_with_the_same_preconditions_are_judged_together() -> None:
    a, b = Meeting("a", None, True, ("x", "y")), Meeting("b", None, True, ("y", "x"))
    c, free = Meeting("c", None, True, ("x",)), Meeting("free", None, True)
    assert with_same_preconditions([a, free, c, b]) == [(a, b), (c,)]
