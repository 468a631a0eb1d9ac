"""When people are reminded of a session: over clocks, zones and quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiet import QuietHours
from bot.domain.reminders import EARLIEST, reminders, sent_at

WARSAW = ZoneInfo("Europe/Warsaw")
NIGHT = QuietHours(time(21), time(8))


def shown(starts: datetime, quiet: QuietHours = NIGHT, zone: ZoneInfo = WARSAW) -> list[str]:
    return [f"{r.kind} {r.at.astimezone(zone):%a %H:%M}" for r in reminders(starts.replace(tzinfo=zone), quiet, zone)]


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        (datetime(2024, 11, 6, 10, 0), ["day Tue 10:00", "hour Wed 09:00"]),
        (datetime(2024, 11, 6, 8, 30), ["day Tue 08:30", "hour Wed 08:00"]),
        (datetime(2024, 11, 6, 7, 0), ["day Tue 08:00"]),
        (datetime(2024, 11, 6, 8, 0), ["day Tue 08:00"]),
        (datetime(2024, 11, 6, 21, 30), ["day Wed 08:00", "hour Wed 20:30"]),
        (datetime(2024, 11, 6, 23, 0), ["day Wed 08:00"]),
        # The clocks: 24 hours before is another time of day then.
        (datetime(2025, 3, 30, 10, 0), ["day Sat 09:00", "hour Sun 09:00"]),
        (datetime(2025, 10, 26, 10, 0), ["day Sat 11:00", "hour Sun 09:00"]),
    ],
)
def test_a_night_is_waited_for(starts: datetime, expected: list[str]) -> None:
    assert shown(starts) == expected


def test_where_only_an_hour_is_not_quiet_it_comes_before_the_quiet_begins() -> None:
    """Quiet from 09:00 until 08:00: at the end of it, only half an hour would be left."""
    hardly = QuietHours(time(9), time(8))
    assert shown(datetime(2024, 11, 6, 8, 30), hardly) == ["day Tue 08:30", "hour Wed 08:00"]
    assert shown(datetime(2024, 11, 6, 9, 30), hardly) == ["day Tue 08:59", "hour Wed 08:30"]
    assert shown(datetime(2024, 11, 6, 9, 0), hardly) == ["day Tue 08:59", "hour Wed 08:00"]


def test_without_hours_there_is_one() -> None:
    starts = datetime(2025, 3, 3, 8, 0, tzinfo=WARSAW)
    (only,) = reminders(starts, NIGHT, WARSAW, hours_known=False)
    assert (only.kind, only.at, only.until) == ("day", starts - timedelta(hours=24), starts)


zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Europe/Warsaw",
            "Europe/London",
            "America/Sao_Paulo",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
            "Pacific/Auckland",
            "UTC",
        )
    ]
)
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))
quiets = st.builds(QuietHours, hours, hours)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
near_a_change = st.builds(
    lambda base, minutes: base + timedelta(minutes=minutes),
    st.sampled_from([datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 10, 26, 1, tzinfo=UTC)]),
    st.integers(-2000, 4000),
)
starts_at = st.one_of(moments, near_a_change)


@given(starts_at, quiets, zones, st.booleans())
def test_never_in_quiet_hours_nor_after_the_start(
    starts: datetime, quiet: QuietHours, zone: ZoneInfo, known: bool
) -> None:
    found = reminders(starts, quiet, zone, hours_known=known)
    assert len({r.kind for r in found}) == len(found) <= 2
    for reminder in found:
        assert not quiet.holds(reminder.at, zone)
        assert starts - EARLIEST < reminder.at < reminder.until <= starts
    if len(found) == 2:
        assert found[0].at < found[0].until == found[1].at


@given(starts_at, quiets, zones, st.integers(-3000, 3000))
def test_whenever_the_bot_wakes_up_it_keeps_the_quiet_and_the_time(
    starts: datetime, quiet: QuietHours, zone: ZoneInfo, minutes: int
) -> None:
    now = starts + timedelta(minutes=minutes)
    for reminder in reminders(starts, quiet, zone):
        at = sent_at(reminder, now, quiet, zone)
        assert at is None or (max(now, reminder.at) <= at < reminder.until and not quiet.holds(at, zone))
        if now <= reminder.at or (now < reminder.until and not quiet.holds(now, zone)):
            assert at == max(now, reminder.at)


@given(starts_at, zones)
def test_without_quiet_hours_they_come_when_their_names_say(starts: datetime, zone: ZoneInfo) -> None:
    quiet = QuietHours(time(), time())
    assert [(r.kind, starts - r.at) for r in reminders(starts, quiet, zone)] == [
        ("day", timedelta(hours=24)),
        ("hour", timedelta(hours=1)),
    ]


@pytest.mark.parametrize(
    ("at", "over"),
    [
        # In Warsaw the clock goes back from 3:00 to 2:00 at 1:00 UTC: 2:30 is there twice.
        (datetime(2025, 10, 26, 0, 10, tzinfo=UTC), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
        (datetime(2025, 10, 26, 1, 10, tzinfo=UTC), datetime(2025, 10, 26, 1, 30, tzinfo=UTC)),
        # And forward from 2:00 to 3:00 at 1:00 UTC: 2:30 is not there.
        (datetime(2025, 3, 30, 0, 50, tzinfo=UTC), datetime(2025, 3, 30, 1, 30, tzinfo=UTC)),
    ],
)
def test_quiet_hours_that_end_while_the_clock_is_changed(at: datetime, over: datetime) -> None:
    assert QuietHours(time(21), time(2, 30)).over(at, WARSAW) == over


@given(starts_at, quiets, zones)
def test_quiet_is_over_afterwards_within_a_day(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> None:
    over = quiet.over(at, zone)
    assert at <= over <= at + timedelta(hours=25)
    local = over.astimezone(zone)
    assert not quiet.holds(over, zone) or local.time() != quiet.ends
    if quiet.holds(over, zone):
        ends = datetime.combine(local.date(), quiet.ends, zone)
        assert ends.astimezone(UTC).astimezone(zone).time() != quiet.ends, "only where that moment does not exist"
