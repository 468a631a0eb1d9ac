"""Absence notices: what is short notice, also when the clocks change, and what may be said when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.absence import Absence, State, announce, by_member, mark_of, short_notice, take_back
from bot.domain.violation import RuleViolation

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2024, 11, 5, 8, 0, tzinfo=UTC)
SPRING, AUTUMN = date(2025, 3, 30), date(2024, 10, 27)
"""Days on which the clocks change in Warsaw."""


def notice(state: State, session: str = "online-1", member: int = 1) -> Absence:
    return Absence(1, session, member, "ill", NOW, False, state)


@pytest.mark.parametrize(
    ("local", "day", "late"),
    [
        (datetime(2024, 10, 28, 0, 0), date(2024, 11, 11), False),
        (datetime(2024, 10, 28, 23, 59, 59), date(2024, 11, 11), False),
        (datetime(2024, 10, 29, 0, 0), date(2024, 11, 11), True),
        # 14 days over the night on which an hour is won, and on which one is lost.
        (datetime(2024, 10, 20, 23, 59, 59), date(2024, 11, 3), False),
        (datetime(2024, 10, 21, 0, 0), date(2024, 11, 3), True),
        (datetime(2025, 3, 20, 23, 59, 59), date(2025, 4, 3), False),
        (datetime(2025, 3, 21, 0, 0), date(2025, 4, 3), True),
        # On the very day of the change: both two o'clocks are the same day.
        (datetime(2024, 10, 27, 2, 30, fold=0), date(2024, 11, 10), False),
        (datetime(2024, 10, 27, 2, 30, fold=1), date(2024, 11, 10), False),
        (datetime(2025, 3, 30, 3, 0), date(2025, 4, 13), False),
    ],
)
def test_two_weeks_are_fourteen_days_of_the_programmes_calendar(local: datetime, day: date, late: bool) -> None:
    assert short_notice(day, 14, WARSAW, local.replace(tzinfo=WARSAW).astimezone(UTC)) is late


@given(
    day=st.dates(date(2024, 1, 1), date(2026, 12, 31)) | st.sampled_from([SPRING, AUTUMN]),
    days=st.integers(1, 60),
    seconds=st.integers(-100 * 86400, 86400),
    zone=st.sampled_from(["Europe/Warsaw", "America/St_Johns", "Pacific/Chatham", "Asia/Kathmandu", "UTC"]),
)
def test_a_notice_is_late_from_one_midnight_on(day: date, days: int, seconds: int, zone: str) -> None:
    home = ZoneInfo(zone)
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
    late = short_notice(day, days, home, now)
    assert late == (now.astimezone(home).date() > day - timedelta(days=days))
    if late:
        assert short_notice(day, days, home, now + timedelta(hours=1))
        assert short_notice(day, days + 1, home, now)
    assert short_notice(day, None, home, now) is False


@pytest.mark.parametrize(
    ("over", "known", "there", "code"),
    [
        (None, None, False, "absence.no_date"),
        (NOW, None, False, "absence.over"),
        (NOW + timedelta(microseconds=1), None, True, "absence.checked_in"),
        (NOW + timedelta(hours=1), notice("justified"), False, "absence.decided"),
        (NOW + timedelta(hours=1), notice("unjustified"), False, "absence.decided"),
        (NOW + timedelta(hours=1), notice("open"), False, None),
        (NOW + timedelta(hours=1), notice("withdrawn"), False, None),
        (NOW + timedelta(hours=1), None, False, None),
    ],
)
def test_when_a_notice_may_be_sent(over: datetime | None, known: Absence | None, there: bool, code: str | None) -> None:
    if code is None:
        announce(over, known, NOW, checked_in=there)
        return
    with pytest.raises(RuleViolation) as caught:
        announce(over, known, NOW, checked_in=there)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("over", "known", "code"),
    [
        (NOW, notice("open"), "absence.over"),
        (NOW + timedelta(hours=1), None, "absence.none"),
        (NOW + timedelta(hours=1), notice("withdrawn"), "absence.none"),
        (NOW + timedelta(hours=1), notice("justified"), "absence.decided"),
        (NOW + timedelta(hours=1), notice("open"), None),
        (None, notice("open"), None),
    ],
)
def test_when_it_may_be_taken_back(over: datetime | None, known: Absence | None, code: str | None) -> None:
    if code is None:
        take_back(over, known, NOW)
        return
    with pytest.raises(RuleViolation) as caught:
        take_back(over, known, NOW)
    assert caught.value.code == code


def test_notices_by_member() -> None:
    found = by_member([notice("open"), notice("justified", "online-2"), notice("unjustified", member=2)])
    assert found == {1: {"online-1": "open", "online-2": "justified"}, 2: {"online-1": "unjustified"}}


@given(st.lists(st.text(max_size=40), max_size=10, unique=True))
def test_reasons_are_told_apart(reasons: list[str]) -> None:
    assert len({mark_of(reason) for reason in reasons}) == len(reasons)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_mark_fits_a_button(reason: str) -> None:
    assert len(mark_of(reason)) == 8
