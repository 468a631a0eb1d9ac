"""What trainers type in one line: an assignment, more time for somebody."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.homework.due import Length
from bot.domain.homework.more_time import MoreTime, read_length, read_more_time
from bot.domain.homework.one_line import Line, read_line
from bot.domain.violation import RuleViolation


def code(violation: pytest.ExceptionInfo[RuleViolation]) -> str:
    return violation.value.code


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            'homework "Business model canvas" due Wed 13 Nov 18:00',
            Line("Business model canvas", "Wed 13 Nov 18:00"),
        ),
        ("Business model canvas due in 3 days", Line("Business model canvas", "in 3 days")),
        ("“Plan for 2025” due 13/11 18h cut-off 15/11 18h", Line("Plan for 2025", "13/11 18h", cutoff="15/11 18h")),
        ("Plan for 2025 due friday 17:00 for Ana, Bo", Line("Plan for 2025", "friday 17:00", people="Ana, Bo")),
        (
            'roadmap "R" due: 1 Dec 9:00, accepts files and links\nWrite one page.\nAdd a picture.',
            Line(
                "R", "1 Dec 9:00", "roadmap", accepts=("file", "link"), instructions="Write one page.\nAdd a picture."
            ),
        ),
        ("„Plan“ due jutro 9:00 debrief Online day 2", Line("Plan", "jutro 9:00", debrief="Online day 2")),
    ],
)
def test_one_line(typed: str, expected: Line) -> None:
    assert read_line(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('homework "" due friday 17:00', "line.no_title"),
        ("due friday 17:00", "line.no_title"),
        ('"Canvas"', "line.no_due"),
        ('"Canvas" due', "line.no_due"),
        ('"Canvas" due friday due monday', "line.twice"),
        ('"Canvas" due friday 17:00 accepts songs', "line.accepts"),
    ],
)
def test_one_line_that_says_too_little(typed: str, expected: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        read_line(typed)
    assert code(refused) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("@Ana 2 days", MoreTime("@Ana", Length(2, "days"))),
        ("Bo Li, 36h", MoreTime("Bo Li", Length(36, "hours"))),
        ("Zoë +1 week", MoreTime("Zoë", Length(1, "weeks"))),
        ("Ana 2 Tage", MoreTime("Ana", Length(2, "days"))),
        ("Ana 3 jours", MoreTime("Ana", Length(3, "days"))),
        ("Ana 2 días", MoreTime("Ana", Length(2, "days"))),
        ("Ana 2 dni", MoreTime("Ana", Length(2, "days"))),
        ("Ana 1 settimana", MoreTime("Ana", Length(1, "weeks"))),
        ("Ana until 20 Nov 18:00", MoreTime("Ana", None, "20 Nov 18:00")),
    ],
)
def test_more_time_in_one_line(typed: str, expected: MoreTime) -> None:
    assert read_more_time(typed) == expected


@given(st.text(max_size=200))
def test_any_words_for_more_time_are_read_or_refused(typed: str) -> None:
    with contextlib.suppress(RuleViolation):
        assert read_more_time(typed).name


@given(st.text(max_size=300))
def test_any_line_is_read_or_refused(typed: str) -> None:
    with contextlib.suppress(RuleViolation):
        found = read_line(typed)
        assert found.title
        assert found.due


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2 days", Length(2, "days")),
        (" + 1  Woche ", Length(1, "weeks")),
        ("3 godziny", Length(3, "hours")),
        ("Ana 2 days", None),
        ("20 Nov 18:00", None),
        ("2", None),
        ("", None),
    ],
)
def test_a_length_alone(typed: str, expected: Length | None) -> None:
    assert read_length(typed) == expected
