"""Assignments, due dates, what is handed in and when: the rules, without chat or database."""

from __future__ import annotations

import contextlib
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
from bot.domain.homework.items import (
    HEAD,
    NAME_MAX,
    PROGRAMS,
    Limits,
    check_contents,
    check_file,
    looks_like_link,
    read_link,
    safe_name,
)
from bot.domain.homework.more_time import MoreTime, read_more_time
from bot.domain.homework.one_line import Line, read_line
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


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/x", "x"),
        ("C:\\temp\\plan.docx", "plan.docx"),
        ("  ..hidden.pdf ", "hidden.pdf"),
        ("бізнес-план.pdf", "бізнес-план.pdf"),
        ("خطة.pdf", "خطة.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ("", "file"),
        ("...", "file"),
        ('a<b>:"|?*c.txt', "a b c.txt"),
    ],
)
def test_a_name_is_only_a_name(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@given(st.text(max_size=400))
def test_any_name_is_safe_and_short(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= NAME_MAX
    assert not set("/\\\x00\n\u202e") & set(safe)
    assert safe not in (".", "..")


def test_a_long_name_keeps_its_ending() -> None:
    safe = safe_name("Д" * 300 + ".docx")
    assert (len(safe), safe[-6:]) == (NAME_MAX, "….docx")


@pytest.mark.parametrize(
    ("name", "size", "limits", "expected"),
    [
        ("a.pdf", 0, Limits(), "file.empty"),
        ("a.pdf", 50_000_001, Limits(), "file.too_large"),
        ("a.PDF.EXE", 9, Limits(), "file.program"),
        ("run.sh", None, Limits(), "file.program"),
        ("a.zip", 9, Limits(endings=frozenset({"pdf"})), "file.type"),
        ("pdf", 9, Limits(endings=frozenset({"pdf"})), "file.type"),
    ],
)
def test_files_that_are_not_taken(name: str, size: int | None, limits: Limits, expected: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_file(name, size, limits)
    assert code(refused) == expected


@given(st.sampled_from(sorted(PROGRAMS)))
def test_no_ending_of_a_program_gets_in_however_it_is_written(ending: str) -> None:
    for name in (f"plan.{ending}", f"plan.pdf.{ending.upper()}", f"plan.{ending} "):
        with pytest.raises(RuleViolation):
            check_file(safe_name(name), 9, Limits())


@pytest.mark.parametrize(
    "head", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"]
)
def test_a_program_is_one_whatever_it_is_called(head: bytes) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_contents(head[:HEAD])
    assert code(refused) == "file.program"


@pytest.mark.parametrize("head", [b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG", b"Mazurka", b"", b"\xd0\xcf\x11\xe0"])
def test_other_contents_are_fine(head: bytes) -> None:
    check_contents(head)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://docs.example/canvas?id=1#a", "https://docs.example/canvas?id=1#a"),
        ("www.cluster.example/plan", "https://www.cluster.example/plan"),
        ("http://кластер.укр/план", "http://кластер.укр/план"),
    ],
)
def test_links(typed: str, expected: str) -> None:
    assert looks_like_link(typed)
    assert read_link(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        *("https://", "https://localhost", "javascript:alert(1)", "file:///etc/passwd", "https://a b.example", "hello"),
        *("https://[::1", "https://x.example:99999999/", "ftp://x.example", "https://.example", "https://a..b"),
    ],
)
def test_a_link_that_is_none(typed: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        read_link(typed)
    assert code(refused) == "link.none"


@given(st.text(max_size=200))
def test_any_words_are_a_link_or_refused(words: str) -> None:
    with contextlib.suppress(RuleViolation):
        assert "://" in read_link(words)


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
