"""Codes of a check-in: which are accepted, for how long, however they are typed, and how often one may guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.codes import (
    DIGITS,
    FAILURES_WITHIN,
    MOST_FAILURES,
    REMEMBERED,
    STEP,
    code_at,
    digits,
    grouped,
    judge,
    wait_until,
    works_until,
)

SECRET = "a secret that nobody else has"
NOON = datetime(2024, 11, 6, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
secrets = st.text("0123456789abcdef", min_size=1, max_size=64)


@given(secret=secrets, shown=moments, seconds=st.floats(0, 2 * STEP))
def test_a_code_works_from_when_it_is_shown_until_it_is_said_to(secret: str, shown: datetime, seconds: float) -> None:
    code, end = code_at(secret, shown), works_until(shown)
    typed = shown + timedelta(seconds=seconds)
    assert timedelta(seconds=STEP) < end - shown <= timedelta(seconds=2 * STEP)
    assert (len(code), code.isdigit()) == (DIGITS, True)
    if typed < end:
        assert judge(secret, code, typed) == "right"


@given(shown=moments, steps=st.integers(2, 10_000))
def test_an_old_code_is_not_accepted_and_after_a_while_not_known(shown: datetime, steps: int) -> None:
    late = shown + timedelta(seconds=steps * STEP)
    accepted = {code_at(SECRET, late), code_at(SECRET, late - timedelta(seconds=STEP))}
    code = code_at(SECRET, shown)
    if code not in accepted:
        verdict = judge(SECRET, code, late)
        assert verdict in ({"old"} if steps <= REMEMBERED else {"old", "wrong"})


def test_a_code_of_the_future_or_of_another_session_is_wrong() -> None:
    for minutes in range(1, 60):
        ahead = code_at(SECRET, NOON + timedelta(minutes=minutes))
        assert judge(SECRET, ahead, NOON) == "wrong"
    assert judge("another secret", code_at(SECRET, NOON), NOON) == "wrong"
    assert len({code_at(SECRET, NOON + n * STEP * SECOND) for n in range(200)}) > 195


def test_it_agrees_with_the_standard() -> None:
    """RFC 6238, appendix B, in its last six digits: the key for HMAC-SHA-256, and the times whose codes it lists."""
    key = "12345678901234567890123456789012"
    listed = {59: "119246", 1111111109: "084774", 1111111111: "062674", 1234567890: "819424", 2000000000: "698825"}
    assert {at: code_at(key, datetime.fromtimestamp(at, UTC)) for at in listed} == listed


@pytest.mark.parametrize(
    "typed",
    ["482913", "482 913", " 482-913 ", "４８２９１３", "٤٨٢٩١٣", "۴۸۲ ۹۱۳", "४८२९१३", "4 8 2 9 1 3", "482\u00a0913"],
)
def test_however_it_is_typed_it_is_the_same_code(typed: str) -> None:
    assert digits(typed) == "482913"
    assert digits(grouped("482913")) == "482913"


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_has_a_verdict(typed: str) -> None:
    right = {code_at(SECRET, NOON), code_at(SECRET, NOON - STEP * SECOND)}
    assert (judge(SECRET, typed, NOON) == "right") == (digits(typed) in right)


@given(st.lists(st.integers(0, 3600), max_size=20), st.integers(0, 7200))
def test_after_five_wrong_codes_in_ten_minutes_one_waits(seconds: list[int], after: int) -> None:
    failures, now = [NOON + s * SECOND for s in seconds], NOON + after * SECOND
    recent = [at for at in failures if now - FAILURES_WITHIN < at <= now]
    until = wait_until(failures, now)
    assert (until is not None) == (len(recent) >= MOST_FAILURES)
    if until is not None:
        assert now < until <= now + FAILURES_WITHIN
        assert wait_until(failures, until) is None or any(at > now for at in failures)
