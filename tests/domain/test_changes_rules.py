"""What has changed in the pack, and when somebody has to decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.changes import Change, Known, Pending, Plan, changes, to_decide

NOW = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)
START = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)


def plan(key: str, days: int = 0, title: str = "", opens: int = 15) -> Plan:
    starts = START + timedelta(days=days)
    ends = starts + timedelta(hours=4)
    return Plan(key, title or key, starts.date(), starts - timedelta(minutes=opens), starts, ends, ends)


def known(one: Plan, *, gone: bool = False, pending: Pending | None = None) -> Known:
    return Known(1, 1, one, gone, pending)


plans = st.dictionaries(
    st.sampled_from("abcde"), st.tuples(st.integers(0, 3), st.sampled_from(["", "X"]), st.sampled_from([10, 15]))
).map(lambda drawn: [plan(key, days, title, opens) for key, (days, title, opens) in drawn.items()])


@given(plans, plans)
def test_what_was_seen_is_no_news_and_all_else_is(before: list[Plan], after: list[Plan]) -> None:
    found = changes([known(one) for one in before], after)
    assert changes([known(one) for one in before], before) == []
    was, now = {p.session: p for p in before}, {p.session: p for p in after}
    kinds = {change.session: change.kind for change in found}
    assert len(kinds) == len(found)
    for key in "abcde":
        old, new = was.get(key), now.get(key)
        expected = None
        if old != new:
            expected = "retimed"
        if old and new and old.title != new.title:
            expected = "renamed"
        if old and new and old.time != new.time:
            expected = "moved"
        if old is None and new:
            expected = "added"
        if old and new is None:
            expected = "cancelled"
        assert kinds.get(key) == expected


def test_what_is_gone_is_told_of_once_and_again_when_it_comes_back() -> None:
    gone = known(plan("a"), gone=True)
    assert changes([gone], []) == []
    assert [change.kind for change in changes([gone], [plan("a")])] == ["back"]


def test_a_day_alone_is_a_time_too() -> None:
    before = Plan("a", "A", date(2025, 3, 3))
    assert [c.kind for c in changes([known(before)], [replace(before, day=date(2025, 3, 4))])] == ["moved"]
    assert [c.kind for c in changes([known(replace(before, day=None))], [before])] == ["moved"]


def test_only_where_people_checked_in_is_there_something_to_decide() -> None:
    moved = Change("moved", known(plan("a")), plan("a", 1))
    assert to_decide(moved, 0, NOW) is None
    found = to_decide(moved, 31, NOW)
    assert found is not None
    assert (found.kind, found.was, found.noticed, found.outcome) == ("moved", plan("a"), NOW, None)
    cancelled = to_decide(Change("cancelled", known(plan("a")), None), 1, NOW)
    assert cancelled is not None
    assert cancelled.kind == "cancelled"
    assert to_decide(Change("added", None, plan("a")), 5, NOW) is None


def test_until_it_is_decided_it_is_measured_by_what_people_checked_in_to() -> None:
    first = Pending(1, "moved", plan("a"), NOW)
    later = NOW + timedelta(hours=1)
    again = to_decide(Change("moved", known(plan("a", 1), pending=first), plan("a", 2)), 3, later)
    assert again is not None
    assert (again.was, again.noticed, again.number != first.number) == (plan("a"), NOW, True)
    assert to_decide(Change("moved", known(plan("a", 1), pending=first), plan("a")), 3, later) is None
    settled = replace(first, outcome="kept", count=3)
    fresh = to_decide(Change("moved", known(plan("a", 1), pending=settled), plan("a", 2)), 3, later)
    assert fresh is not None
    assert (fresh.was, fresh.noticed) == (plan("a", 1), later)


def test_two_changes_within_a_second_are_told_apart() -> None:
    first = to_decide(Change("moved", known(plan("a")), plan("a", 1)), 3, NOW)
    second = to_decide(Change("moved", known(plan("a", 1), pending=first), plan("a", 2)), 3, NOW)
    third = to_decide(Change("moved", known(plan("a", 1)), plan("a", 2)), 3, NOW + timedelta(seconds=1))
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.number not in (second.number, third.number)
