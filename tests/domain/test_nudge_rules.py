"""How often somebody is nudged, as rules; whatever they were sent, and whatever their clock shows."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nudges import APART, IGNORED, WEEK, Limits, Often, Past, given_up, leaves_at
from bot.domain.quiet import QuietHours

QUIET = QuietHours(time(21), time(8))
START = datetime(2024, 3, 25, tzinfo=UTC)
ZONES = ("Europe/Warsaw", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Kiritimati", "UTC")
HOUR = timedelta(hours=1)


@given(
    st.lists(st.integers(0, 14 * 24 * 60), min_size=1, max_size=60),
    st.sampled_from(ZONES),
    st.integers(0, 7),
    st.sampled_from(("usual", "fewer", "digest")),
)
def test_who_keeps_to_it_is_never_over_the_cap_nor_heard_at_night(
    minutes: list[int], zone_name: str, cap: int, often: Often
) -> None:
    zone, limits = ZoneInfo(zone_name), Limits(often)
    sent: list[datetime] = []
    for minute in sorted(minutes):
        at = leaves_at(limits, cap, sent, START + timedelta(minutes=minute), QUIET, zone)
        # As the bot does it: one at a time, and only when its time has come.
        if at is not None and at <= START + timedelta(minutes=minute):
            sent.append(at)
    assert not any(QUIET.holds(at, zone) for at in sent)
    assert all(later - earlier >= APART for earlier, later in pairwise(sent))
    most = limits.per_week(cap)
    assert all(len([at for at in sent if first <= at < first + WEEK]) <= most for first in sent)


@given(st.lists(st.integers(-30 * 24, 30 * 24), max_size=10), st.integers(1, 7), st.sampled_from(ZONES))
def test_it_leaves_within_a_week_and_a_night(hours: list[int], cap: int, zone_name: str) -> None:
    """Nothing waits for ever, whatever the clock has done meanwhile."""
    sent = [START + timedelta(hours=hour) for hour in hours]
    at = leaves_at(Limits(), cap, sent, START, QUIET, ZoneInfo(zone_name))
    assert at is not None
    assert START <= at <= START + WEEK + timedelta(hours=13)


@pytest.mark.parametrize(
    ("often", "cap", "most"),
    [("usual", 3, 3), ("usual", 0, 0), ("fewer", 3, 1), ("fewer", 0, 0), ("digest", 3, 0)],
)
def test_what_a_member_chose_only_makes_it_less(often: Often, cap: int, most: int) -> None:
    assert Limits(often).per_week(cap) == most
    at = leaves_at(Limits(often), cap, [], START + 12 * HOUR, QUIET, ZoneInfo("UTC"))
    assert at == (START + 12 * HOUR if most else None)


def past(*answers: bool) -> list[Past]:
    return [Past(START - timedelta(days=2 * place + 1), answer) for place, answer in enumerate(answers)]


@pytest.mark.parametrize(
    ("answers", "over"),
    [
        ([], False),
        ([False] * (IGNORED - 1), False),
        ([False] * IGNORED, True),
        ([False] * IGNORED + [True], True),
        ([True, False, False, False], False),
        ([False, False, True, False, False], False),
    ],
)
def test_three_in_a_row_without_an_answer(answers: list[bool], over: bool) -> None:
    assert given_up(past(*answers), START) == over


def test_there_must_have_been_time_to_answer() -> None:
    fresh = [Past(START - APART + HOUR, answered=False), *past(False, False)]
    assert not given_up(fresh, START)
    assert given_up(fresh, START + HOUR)
    assert not given_up([Past(START - HOUR, answered=True), *past(False, False, False)], START), "just now"
    assert not given_up([Past(START + WEEK, answered=False), *past(False, False)], START), "a clock that was put back"
