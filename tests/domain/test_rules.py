"""The rules: check-in windows, eligibility, who is at risk, invite codes, spreadsheet cells."""

from __future__ import annotations

import csv
import io
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.check_in import Window, check_in, next_window, open_windows
from bot.domain.csv_cells import DANGEROUS, csv_file
from bot.domain.eligibility import Meeting, at_risk, eligibility
from bot.domain.join import ALPHABET, TRIES, WINDOW, check_may_try, clean_code, hash_code, new_code
from bot.domain.people import Member
from bot.domain.violation import RuleViolation

OPENS = datetime(2024, 11, 6, 8, 45, tzinfo=UTC)
LATE = OPENS + timedelta(minutes=25)
CLOSES = OPENS + timedelta(hours=4, minutes=15)
ONLINE = Window("online-1", OPENS, LATE, CLOSES)
TICK = timedelta(microseconds=1)
moments = st.datetimes(datetime(2024, 11, 6), datetime(2024, 11, 7), timezones=st.just(UTC))


@pytest.mark.parametrize(("at", "late"), [(OPENS, False), (LATE - TICK, False), (LATE, True), (CLOSES - TICK, True)])
def test_a_window_is_open_from_its_first_moment_to_before_its_last(at: datetime, late: bool) -> None:
    assert check_in(ONLINE, at) is late


@pytest.mark.parametrize(
    ("at", "code", "fields"),
    [(OPENS - TICK, "check_in.not_open", {"opens": OPENS}), (CLOSES, "check_in.closed", {"closed": CLOSES})],
)
def test_outside_it_nothing_counts(at: datetime, code: str, fields: dict[str, object]) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_in(ONLINE, at)
    assert (caught.value.code, caught.value.fields) == (code, fields)


@given(now=moments, starts=st.lists(moments, max_size=5))
def test_what_is_open_takes_check_ins_and_what_comes_next_does_not_yet(now: datetime, starts: list[datetime]) -> None:
    hour = timedelta(hours=1)
    windows = [Window(str(n), at, at + hour / 2, at + hour) for n, at in enumerate(starts)]
    opened = open_windows(windows, now)
    assert opened == sorted(opened, key=lambda window: window.opens)
    for window in windows:
        try:
            check_in(window, now)
        except RuleViolation:
            assert window not in opened
        else:
            assert window in opened
    coming = [window.opens for window in windows if window.opens > now]
    following = next_window(windows, now)
    assert (following.opens if following else None) == min(coming, default=None)


@given(now=moments, ends=st.lists(moments | st.none(), min_size=1, max_size=5), data=st.data())
def test_eligibility_sorts_every_precondition_into_one_of_three(
    now: datetime, ends: list[datetime | None], data: st.DataObject
) -> None:
    meetings = [Meeting(f"m{n}", end, True) for n, end in enumerate(ends)]
    attended = data.draw(st.sets(st.sampled_from([m.key for m in meetings])))
    required = tuple(data.draw(st.sets(st.sampled_from([m.key for m in meetings]))))
    found = eligibility(Meeting("goal", None, True, required), meetings, attended, now)
    assert sorted((*found.attended, *found.missed, *found.to_come)) == sorted(required)
    assert set(found.attended) == attended & set(required)
    assert (found.verdict == "yes") == (set(required) <= attended)
    assert (found.verdict == "no") == bool(found.missed)
    over = {meeting.key for meeting in meetings if meeting.closes is not None and meeting.closes <= now}
    assert set(found.missed) == (set(required) - attended) & over


def person(number: int, role: str = "participant") -> Member:
    return Member(number, 1, f"P{number}", "", "", "", "", "UTC", "en", frozenset({role}))  # type: ignore[arg-type]


def test_at_risk_are_learners_who_missed_then_those_who_never_joined() -> None:
    over = Meeting("m1", OPENS, True)
    meetings = [over, Meeting("m2", OPENS, False), Meeting("m3", CLOSES, True), Meeting("m4", None, True)]
    found = at_risk([1, 2, 3, 5], linked={1, 3, 5}, attended={"m1": {1, 2, 99}}, meetings=meetings, now=OPENS)
    assert [(risk.member_id, risk.reason, risk.missed) for risk in found] == [
        (3, "missed", ("m1",)),
        (5, "missed", ("m1",)),
        (2, "not_linked", ()),
    ]
    assert at_risk([1, 2, 3, 5], {1, 2, 3, 5}, {}, meetings, OPENS - TICK) == []


@given(st.randoms(use_true_random=False), st.data())
def test_a_code_is_understood_however_it_is_typed(chance: random.Random, data: st.DataObject) -> None:
    code = new_code(chance.choice)
    spaced = "".join(letter + data.draw(st.sampled_from(["", " ", "-", "–", "\n", "."])) for letter in code)
    typed = data.draw(st.sampled_from([code, code.lower(), spaced]))
    assert clean_code(typed) == code.replace("-", "")
    assert hash_code(typed) == hash_code(code) != hash_code(code[:-1])
    assert code.replace("-", "") not in hash_code(code)
    assert set(code) <= {*ALPHABET, "-"}


@given(st.text(max_size=30))
def test_anything_else_is_no_code(typed: str) -> None:
    cleaned = clean_code(typed)
    assert cleaned is None or (len(cleaned) == 10 and set(cleaned) <= set(ALPHABET))
    assert len(hash_code(typed)) == 64


@given(st.lists(st.integers(-3000, 100), max_size=12))
def test_guessing_is_slowed_down(seconds: list[int]) -> None:
    failures = [OPENS + timedelta(seconds=s) for s in seconds]
    recent = sorted(at for at in failures if at > OPENS - WINDOW)
    if len(recent) < TRIES:
        check_may_try(failures, OPENS)
        return
    with pytest.raises(RuleViolation) as caught:
        check_may_try(failures, OPENS)
    until = caught.value.fields["until"]
    assert caught.value.code == "join.slow_down"
    assert isinstance(until, datetime)
    check_may_try(failures, until)
    with pytest.raises(RuleViolation):
        check_may_try(failures, max(until - TICK, OPENS))


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"))), max_size=5))
def test_no_cell_becomes_a_formula_and_none_is_lost(table: list[list[str]]) -> None:
    data = csv_file(("name", "words"), table).decode("utf-8-sig")
    _, *found = csv.reader(io.StringIO(data, newline=""))
    assert not any(cell.startswith(DANGEROUS) for row in found for cell in row)
    assert [[cell.replace("'", "") for cell in row] for row in found] == [
        [cell.replace("'", "") for cell in row] for row in table
    ]


@given(st.lists(st.lists(st.text("=-＝@;,\t\r\n\"' a", max_size=8), min_size=1), max_size=4), st.sampled_from(",;\t"))
@example([["x", ";=1"]], ";")
@example([["x", 'y;"=1']], ";")
@example([["x", "y\n=1"]], "\t")
@example([["x", "y\n"], ["z"]], ";")
@example([["＝1"]], ",")
def test_whatever_the_program_takes_for_the_separator_no_cell_is_a_formula(
    table: list[list[str]], separator: str
) -> None:
    data = csv_file(("name", "words"), table).decode("utf-8-sig")
    found = csv.reader(io.StringIO(data, newline=""), delimiter=separator)
    assert not any(cell.startswith(DANGEROUS) for row in found for cell in row)


@pytest.mark.parametrize("cell", ["", "Ana-Maria", "a; b", "one\ntwo", "x@y.example", "1 + 1 = 2", "Łódź, „dom”"])
def test_what_is_harmless_stays_as_it_is(cell: str) -> None:
    assert list(csv.reader(io.StringIO(csv_file((), [["x", cell]]).decode("utf-8-sig"), newline="")))[-1] == ["x", cell]
