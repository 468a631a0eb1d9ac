"""The rules of roadmaps, by themselves: steps, who sees what, when the author hears of an action."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.people import ROLES, STAFF, Member, Role
from bot.domain.roadmap.follow import ASKED_FOR, MORNING, OF_USE, follow_up_due, morning_of, wants_reminder
from bot.domain.roadmap.plan import STATES, Part, Roadmap, State
from bot.domain.roadmap.sight import sight_of
from bot.domain.roadmap.steps import (
    CHANGEABLE,
    FOLLOWED,
    WAYS,
    Step,
    after,
    check_all_settled,
    check_changeable,
    check_complete,
    gaps,
)
from bot.domain.violation import RuleViolation
from bot.programme.roadmap import RoadmapTemplate
from tests.thorough import examples

NOW = datetime(2024, 11, 18, 9, 0, tzinfo=UTC)
TEMPLATE = RoadmapTemplate().as_values()
EMPTY = Roadmap(1, 1, 7, "draft", NOW, NOW)
PARTS = (
    Part(1, "vision", {"vision": "Here"}),
    Part(2, "pass_on", {"whom": "Bo"}),
    Part(3, "goal", {"goal": "Ten members"}),
    Part(4, "action", {"what": "Ask"}, under=3, due=date(2025, 1, 14)),
)
STEPS: tuple[Step, ...] = get_args(Step)


def test_every_step_leads_somewhere_and_no_state_is_a_dead_end() -> None:
    assert set(WAYS) == set(STEPS)
    reached: set[State] = {"draft"}
    for _ in STATES:
        reached |= {way.to for way in WAYS.values() if way.since & reached}
    assert reached == set(STATES)
    assert all(any(state in way.since for way in WAYS.values()) or state == "active" for state in STATES)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_from_its_states_alone(state: State, step: Step) -> None:
    if state in WAYS[step].since:
        assert after(state, step) == WAYS[step].to
    else:
        with pytest.raises(RuleViolation) as caught:
            after(state, step)
        assert (caught.value.code, caught.value.fields) == ("roadmap.step", {"state": state, "step": step})


@pytest.mark.parametrize(
    ("left_out", "code"),
    [(1, "roadmap.incomplete"), (2, "roadmap.incomplete"), (3, "roadmap.no_goal"), (4, "roadmap.no_action")],
)
def test_what_is_missing_is_said(left_out: int, code: str) -> None:
    whole = replace(EMPTY, parts=PARTS)
    check_complete(whole, TEMPLATE)
    with pytest.raises(RuleViolation) as caught:
        check_complete(replace(whole, parts=tuple(part for part in PARTS if part.id != left_out)), TEMPLATE)
    assert caught.value.code == code


def test_all_that_is_missing_is_said_in_the_order_of_the_page() -> None:
    assert [gap.code for gap in gaps(EMPTY, TEMPLATE)] == [
        "roadmap.incomplete",
        "roadmap.no_goal",
        "roadmap.incomplete",
    ]
    assert gaps(replace(EMPTY, parts=PARTS), TEMPLATE) == []


def test_blanks_are_no_answer() -> None:
    parts = (replace(PARTS[0], answers={"vision": " \n"}), *PARTS[1:])
    with pytest.raises(RuleViolation):
        check_complete(replace(EMPTY, parts=parts), TEMPLATE)


def test_it_is_completed_once_nothing_is_open() -> None:
    with pytest.raises(RuleViolation) as caught:
        check_all_settled(replace(EMPTY, parts=PARTS))
    assert caught.value.fields == {"n": 1}
    check_all_settled(replace(EMPTY, parts=(*PARTS[:3], replace(PARTS[3], outcome="dropped"))))


def member(number: int, *roles: Role, cohort: int = 1, withdrawn: bool = False) -> Member:
    return Member(number, cohort, "M", "m@x.example", "", "", "", "UTC", "en", frozenset(roles), withdrawn)


@given(
    roles=st.frozensets(st.sampled_from(sorted(ROLES))),
    state=st.sampled_from(STATES),
    submitted=st.booleans(),
    shared=st.booleans(),
    cohort=st.sampled_from([1, 2]),
    number=st.sampled_from([7, 8]),
    withdrawn=st.booleans(),
)
def test_who_sees_what(
    roles: frozenset[Role], state: State, submitted: bool, shared: bool, cohort: int, number: int, withdrawn: bool
) -> None:
    """Said the other way round than in the rule: what must never be seen."""
    roadmap = replace(EMPTY, state=state, submitted_at=NOW if submitted else None, shared=shared)
    reader = member(number, *roles, cohort=cohort, withdrawn=withdrawn)
    if number != 7 and (not submitted or cohort != 1 or withdrawn or (not shared and not roles & STAFF)):
        with pytest.raises(RuleViolation) as caught:
            sight_of(reader, roadmap)
        assert caught.value.code == "access.denied"
        return
    sight = sight_of(reader, roadmap)
    assert (sight == "own") == (number == 7)
    if sight != "own":
        assert submitted
        assert (cohort, withdrawn) == (1, False)
    if sight == "review":
        assert roles & STAFF
    if sight == "peer":
        assert shared
        assert not roles & STAFF


@given(
    day=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    zone=st.sampled_from(
        ["Europe/Warsaw", "America/Sao_Paulo", "Pacific/Auckland", "Asia/Kathmandu", "Pacific/Chatham"]
    ),
    minutes=st.integers(-3 * 1440, 3 * 1440),
)
def test_a_reminder_is_due_from_the_morning_on_and_not_for_ever(day: date, zone: str, minutes: int) -> None:
    tz = ZoneInfo(zone)
    at = morning_of(day, tz)
    assert at.astimezone(tz).time() == MORNING
    assert at.astimezone(tz).date() == day
    now = at + timedelta(minutes=minutes)
    assert wants_reminder(day, tz, now) == (timedelta() <= now - at < OF_USE)


@given(days=st.lists(st.integers(1, 400), max_size=6), passed=st.integers(-10, 500), asked=st.integers(0, 400))
def test_each_question_is_asked_at_most_once_and_in_time(days: list[int], passed: int, asked: int) -> None:
    found = follow_up_due(NOW, days, NOW + timedelta(days=passed), asked)
    if found is None:
        return
    assert found in days
    assert asked < found <= passed < found + ASKED_FOR.days
    assert not [day for day in days if found < day <= passed]
    assert follow_up_due(NOW, days, NOW + timedelta(days=passed), found) is None


def test_a_programme_without_published_days_has_no_end() -> None:
    assert follow_up_due(None, (30,), NOW, 0) is None


class Life(RuleBasedStateMachine):
    """An author and a reviewer who press whatever they like: what holds whichever way they go."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State = "draft"
        self.agreed_since_draft = False

    @rule(step=st.sampled_from(STEPS))
    def press(self, step: Step) -> None:
        before = self.state
        try:
            self.state = after(before, step)
        except RuleViolation:
            assert before not in WAYS[step].since
            return
        assert self.state != before
        self.agreed_since_draft = step == "agree" or (self.agreed_since_draft and self.state != "draft")

    @invariant()
    def nothing_is_agreed_that_no_reviewer_has_seen(self) -> None:
        if self.state in ("agreed", "active", "completed"):
            assert self.agreed_since_draft

    @invariant()
    def what_is_read_does_not_change(self) -> None:
        reading = self.state in ("submitted", "in_review", "completed")
        assert (self.state in CHANGEABLE) != reading
        if reading:
            with pytest.raises(RuleViolation):
                check_changeable(self.state)

    @invariant()
    def drafts_and_completed_ones_are_not_followed(self) -> None:
        assert (self.state in FOLLOWED) == (self.state not in ("draft", "completed"))

    @precondition(lambda self: self.state == "completed")
    @rule()
    def a_completed_one_can_only_be_opened_again(self) -> None:
        assert [step for step in STEPS if self.state in WAYS[step].since] == ["reopen"]


Life.TestCase.settings = settings(max_examples=examples(60), stateful_step_count=40, deadline=None)
TestLife = Life.TestCase
