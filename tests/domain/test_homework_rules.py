"""Assignments, due dates, what is handed in and when: the rules, without chat or database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.homework.assignments import (
    POSSIBLE,
    Act,
    Assignment,
    Audience,
    State,
    Task,
    check_act,
    check_task,
    concerned,
    parts_of,
)
from bot.domain.homework.due import Dates, Length, check_extension, dates_for, later, moved
from bot.domain.homework.submissions import Submission, Version, may_hand_in, standing, stood_at_due
from bot.domain.people import Member, Role
from bot.domain.violation import RuleViolation

WARSAW = ZoneInfo("Europe/Warsaw")


NOW = datetime(2024, 11, 7, 9, 0, tzinfo=UTC)


DUE = datetime(2024, 11, 13, 17, 0, tzinfo=UTC)


HOUR = timedelta(hours=1)


INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))


def task(**more: object) -> Task:
    return replace(Task("Canvas", DUE), **more)  # type: ignore[arg-type]


def one(state: State = "open", **more: object) -> Assignment:
    return Assignment(1, 1, 7, task(**more), state)


def code(violation: pytest.ExceptionInfo[RuleViolation]) -> str:
    return violation.value.code


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"title": "  "}, "assignment.no_title"),
        ({"title": "x" * 121}, "assignment.long_title"),
        ({"instructions": "x" * 8001}, "assignment.long"),
        ({"accepts": ()}, "assignment.accepts_nothing"),
        ({"due": NOW}, "assignment.due_past"),
        ({"cutoff": DUE - HOUR}, "assignment.cutoff_early"),
    ],
)
def test_a_task_that_cannot_be_given_out(wrong: dict[str, object], expected: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_task(task(**wrong), NOW)
    assert code(refused) == expected


def test_a_task_with_its_cutoff_at_its_due_date_is_fine() -> None:
    check_task(task(cutoff=DUE), NOW)


@pytest.mark.parametrize("state", list(POSSIBLE))
@pytest.mark.parametrize("act", ["post", "schedule", "change", "extend", "close", "reopen", "withdraw", "discard"])
def test_what_can_be_done_in_which_state(state: State, act: Act) -> None:
    found = one(state)
    if act in POSSIBLE[state]:
        check_act(found, act, NOW)
    else:
        with pytest.raises(RuleViolation) as refused:
            check_act(found, act, NOW)
        assert code(refused) == "assignment.not_now"


def test_nothing_is_posted_without_a_date_or_after_it() -> None:
    with pytest.raises(RuleViolation) as undated:
        check_act(one("draft", due=None), "post", NOW)
    with pytest.raises(RuleViolation) as past:
        check_act(one("draft"), "post", DUE)
    with pytest.raises(RuleViolation) as over:
        check_act(one("closed", cutoff=DUE + HOUR), "reopen", DUE + 2 * HOUR)
    assert [code(undated), code(past), code(over)] == [
        "assignment.no_due",
        "assignment.due_past",
        "assignment.cutoff_past",
    ]


def person(number: int, *roles: Role, withdrawn: bool = False) -> Member:
    text = f"p{number}"
    return Member(number, 1, text, f"{text}@x.example", "", "", "", "UTC", "en", frozenset(roles), withdrawn=withdrawn)


def test_who_is_concerned() -> None:
    people = [
        person(1, "participant"),
        person(2, "trainer"),
        person(3, "mentee"),
        person(4, "participant", withdrawn=True),
    ]
    everybody = [member.id for member in concerned(people, Audience())]
    chosen = [member.id for member in concerned(people, Audience("people", people=frozenset({2, 3, 4})))]
    assert (everybody, chosen) == ([1, 3], [3])


@given(st.text(alphabet="texfilnk ", max_size=30))
def test_parts_are_read_from_anything(stored: str) -> None:
    assert set(parts_of(stored)) <= {"text", "file", "link"}


@given(INSTANTS)
def test_late_and_over_at_the_very_instant(at: datetime) -> None:
    dates = Dates(at, at + HOUR)
    tick = timedelta(microseconds=1)
    assert (dates.late(at), dates.late(at + tick)) == (False, True)
    assert (dates.over(at + HOUR), dates.over(at + HOUR + tick)) == (False, True)


@given(INSTANTS, st.none() | INSTANTS, st.none() | st.timedeltas(timedelta(0), timedelta(days=30)))
def test_an_extension_only_ever_gives_time(due: datetime, until: datetime | None, gap: timedelta | None) -> None:
    found = one(due=due, cutoff=None if gap is None else due + gap)
    dates = dates_for(found, until)
    assert dates.due == max(due, until or due)
    assert (dates.cutoff is None) == (gap is None)
    if dates.cutoff is not None and gap is not None:
        assert dates.cutoff == max(due + gap, dates.due)


def test_the_cutoff_keeps_its_distance_when_all_get_more_time() -> None:
    assert moved(task(cutoff=DUE + 2 * HOUR), DUE + 24 * HOUR) == Dates(DUE + 24 * HOUR, DUE + 26 * HOUR)
    assert moved(task(), DUE + HOUR) == Dates(DUE + HOUR)


@pytest.mark.parametrize(
    ("due", "days", "expected"),
    [
        # 18:00 stays 18:00 by the clock on the wall, over the night that is an hour shorter, and the longer one.
        (datetime(2025, 3, 29, 18, 0), 2, datetime(2025, 3, 31, 18, 0)),
        (datetime(2024, 10, 26, 18, 0), 1, datetime(2024, 10, 27, 18, 0)),
        # An hour that the clock skips is the one after it.
        (datetime(2025, 3, 29, 2, 30), 1, datetime(2025, 3, 30, 3, 30)),
    ],
)
def test_days_more_are_days_by_the_clock_also_when_it_changes(due: datetime, days: int, expected: datetime) -> None:
    got = later(due.replace(tzinfo=WARSAW).astimezone(UTC), Length(days, "days"), WARSAW)
    assert got.astimezone(WARSAW).replace(tzinfo=None) == expected


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (Length(0, "days"), "extension.nothing"),
        (Length(60, "weeks"), "extension.too_long"),
        (Length(10**9, "hours"), "extension.too_long"),
    ],
)
def test_no_time_and_too_much(length: Length, expected: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        later(DUE, length, WARSAW)
    assert code(refused) == expected


@pytest.mark.parametrize(
    ("until", "now", "expected"),
    [
        (DUE + HOUR, DUE + 2 * HOUR, "extension.past"),
        (DUE, NOW, "extension.no_gain"),
        (DUE + timedelta(days=367), NOW, "extension.too_long"),
    ],
)
def test_more_time_that_is_none(until: datetime, now: datetime, expected: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_extension(Dates(DUE), until, now)
    assert code(refused) == expected


@given(st.lists(INSTANTS, max_size=6), INSTANTS)
def test_the_version_that_stood_at_the_due_date_is_the_last_in_time(moments: list[datetime], due: datetime) -> None:
    versions = [Version(number, at, due) for number, at in enumerate(sorted(moments), 1)]
    in_time = [one for one in versions if one.at <= due]
    assert stood_at_due(versions, due) == (in_time[-1] if in_time else None)


def handed(at: datetime | None, state: str = "handed_in", last: datetime | None = None) -> Submission:
    return Submission(1, 1, 1, 1, state, 1, at, last or at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "state", "now", "expected"),
    [
        (None, "open", NOW, "open"),
        (None, "open", DUE + HOUR, "overdue"),
        (None, "open", DUE + 3 * HOUR, "missing"),
        (None, "closed", NOW, "missing"),
        (Submission(1, 1, 1, 1), "open", NOW, "open"),
        (handed(DUE), "open", DUE + HOUR, "handed_in"),
        (handed(DUE + HOUR), "open", DUE + HOUR, "late"),
        (handed(DUE - HOUR, last=DUE + HOUR), "open", DUE + HOUR, "handed_in"),
        (handed(DUE + HOUR, "accepted"), "closed", DUE + HOUR, "accepted"),
        (handed(DUE, "changes_asked"), "open", DUE, "changes_asked"),
    ],
)
def test_where_somebody_stands(found: Submission | None, state: State, now: datetime, expected: str) -> None:
    assert standing(found, one(state), Dates(DUE, DUE + 2 * HOUR), now) == expected


@pytest.mark.parametrize(
    ("state", "theirs", "now", "until", "expected"),
    [
        ("open", True, DUE + HOUR, None, None),
        ("open", True, DUE + 3 * HOUR, None, "submission.over"),
        ("open", True, DUE + 3 * HOUR, DUE + 4 * HOUR, None),
        ("open", False, NOW, None, "submission.not_yours"),
        ("draft", True, NOW, None, "submission.not_yours"),
        ("scheduled", True, NOW, None, "submission.not_yours"),
        ("withdrawn", True, NOW, DUE + 9 * HOUR, "submission.withdrawn"),
        ("closed", True, NOW, None, "submission.closed"),
        ("closed", True, DUE + HOUR, DUE + 4 * HOUR, None),
        ("closed", True, DUE + 5 * HOUR, DUE + 4 * HOUR, "submission.closed"),
    ],
)
def test_who_may_hand_in(
    state: State, theirs: bool, now: datetime, until: datetime | None, expected: str | None
) -> None:
    found = one(state, cutoff=DUE + 2 * HOUR)
    if expected is None:
        may_hand_in(found, dates_for(found, until), now, theirs=theirs)
        return
    with pytest.raises(RuleViolation) as refused:
        may_hand_in(found, dates_for(found, until), now, theirs=theirs)
    assert code(refused) == expected
