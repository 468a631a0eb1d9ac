"""Was somebody there? And whose Monday morning is it?"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.check_in import CheckIn
from bot.domain.presence import ABSENT, PRESENT, presence
from bot.domain.quiet import QuietHours
from bot.domain.weekly import is_time, monday_somewhere, this_week

AT = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)
HERE, LATE = CheckIn("s", 1, AT, late=False), CheckIn("s", 1, AT, late=True)
AWAY = CheckIn("s", 1, AT, late=False, absent=True)
NIGHT = QuietHours(time(21), time(8))


@pytest.mark.parametrize(
    ("record", "notice", "over", "taken", "found"),
    [
        (HERE, None, True, True, "there"),
        (LATE, "justified", True, True, "late"),  # who came is there, whatever they had said
        (HERE, None, False, True, "there"),
        (HERE, None, True, False, "there"),  # marked by hand where there was no check-in
        (None, None, True, True, "missed"),
        (None, "withdrawn", True, True, "missed"),
        (None, "open", True, True, "notice"),
        (None, "justified", True, True, "excused"),
        (None, "unjustified", True, True, "unjustified"),
        (None, None, False, True, "to_come"),
        (None, "open", False, True, "notice"),
        (None, "unjustified", False, True, "to_come"),  # they are expected
        (None, None, True, False, "not_taken"),
        (AWAY, None, True, True, "missed"),
        (AWAY, None, False, True, "missed"),
        (AWAY, "justified", True, True, "excused"),
    ],
)
def test_presence(record: CheckIn | None, notice: str | None, over: bool, taken: bool, found: str) -> None:
    assert presence(record, notice, over=over, taken=taken) == found  # type: ignore[arg-type]


@given(
    st.sampled_from([None, HERE, LATE, AWAY]),
    st.sampled_from([None, "open", "justified", "unjustified", "withdrawn"]),
    st.booleans(),
    st.booleans(),
)
def test_present_is_who_has_a_check_in_and_nobody_else(
    record: CheckIn | None, notice: str, over: bool, taken: bool
) -> None:
    found = presence(record, notice, over=over, taken=taken)  # type: ignore[arg-type]
    assert (found in PRESENT) == (record is not None and not record.absent)
    assert not (found in PRESENT and found in ABSENT)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.sampled_from(sorted(available_timezones())))
def test_every_week_has_one_monday_morning(naive: datetime, name: str) -> None:
    now, zone = naive.replace(tzinfo=UTC), ZoneInfo(name)
    week, at = this_week(now, zone, NIGHT)
    assert at.astimezone(zone).weekday() == 0
    assert not NIGHT.holds(at, zone)
    assert this_week(at, zone, NIGHT) == (week, at)
    assert this_week(now + timedelta(days=7), zone, NIGHT)[0] != week
    if is_time(now, at):
        assert monday_somewhere(now)


def test_on_their_own_clock_and_after_quiet_hours() -> None:
    now = datetime(2024, 11, 11, 12, tzinfo=UTC)
    assert this_week(now, ZoneInfo("Asia/Tbilisi"), NIGHT) == ("2024-W46", datetime(2024, 11, 11, 4, tzinfo=UTC))
    late = QuietHours(time(21), time(9, 30))
    assert this_week(now, ZoneInfo("Europe/Warsaw"), late)[1] == datetime(2024, 11, 11, 8, 30, tzinfo=UTC)
