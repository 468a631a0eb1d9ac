"""Working hours across zones, and times to meet within them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.peers.meet import LENGTH, NOTICE, WAKING, Clock, propose
from bot.domain.peers.profiles import OFFICE, PeerProfile, half_hours, hours_of, tags_of
from bot.domain.peers.rounds import Pairing, Place, came_to_nothing, check_dates, silent_partners, unanswered
from bot.domain.violation import RuleViolation
from tests.thorough import examples

NOW = datetime(2024, 11, 18, 8, 0, tzinfo=UTC)
WARSAW, RIGA, TOKYO = ZoneInfo("Europe/Warsaw"), ZoneInfo("Europe/Riga"), ZoneInfo("Asia/Tokyo")
ZONES = ["Europe/Warsaw", "Asia/Tokyo", "America/New_York", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Auckland"]


def test_office_hours_one_zone_apart_share_seven() -> None:
    day = date(2024, 11, 18)
    assert (half_hours(OFFICE, WARSAW, day) & half_hours(OFFICE, RIGA, day)).bit_count() == 14
    assert half_hours(OFFICE, WARSAW, day) & half_hours(OFFICE, TOKYO, day) == 0
    assert half_hours(OFFICE, ZoneInfo("Asia/Kathmandu"), day).bit_count() == 16, "a quarter past counts as begun"


@settings(max_examples=examples(80), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(ZONES), st.integers(7, 11), st.integers(13, 20)), min_size=2, max_size=3),
    st.integers(3, 30),
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1)),
)
def test_proposed_times_are_within_everybodys_hours(
    given_: list[tuple[str, int, int]], days: int, since: datetime
) -> None:
    since = since.replace(tzinfo=UTC)
    until = since + timedelta(days=days)
    clocks = [Clock((time(first), time(last)), ZoneInfo(zone)) for zone, first, last in given_]
    found = propose(clocks, since, until)
    assert len(found) <= 3
    assert list(found) == sorted(set(found))
    for at in found:
        assert since + NOTICE <= at
        assert at + LENGTH <= until
        for clock in clocks:
            local = at.astimezone(clock.zone)
            assert local.weekday() < 5
            assert WAKING[0] <= local.time()
            assert (at + LENGTH).astimezone(clock.zone).time() <= WAKING[1]
    own = [
        all(
            c.hours[0] <= at.astimezone(c.zone).time() and (at + LENGTH).astimezone(c.zone).time() <= c.hours[1]
            for c in clocks
        )
        for at in found
    ]
    assert len(set(own)) <= 1, "either all within working hours, or none was"


def test_times_avoid_what_people_have_to_do_and_differ_in_day() -> None:
    busy = ((NOW + timedelta(days=2), NOW + timedelta(days=3)),)
    clocks = [Clock(OFFICE, WARSAW, busy), Clock(OFFICE, RIGA)]
    found = propose(clocks, NOW, NOW + timedelta(days=14))
    assert len({at.date() for at in found}) == 3
    assert not any(first < at + LENGTH and at < last for at in found for first, last in busy)
    assert propose(clocks, NOW, NOW + timedelta(hours=5)) == ()


def test_tags_and_hours() -> None:
    assert tags_of(" a , A;b\n\n c ,") == ("a", "b", "c")
    with pytest.raises(RuleViolation) as refused:
        hours_of(time(17), time(9))
    assert refused.value.code == "peers.hours"


@pytest.mark.parametrize(
    ("standing", "until", "takes_part"),
    [("in", None, True), ("out", None, False), ("paused", None, False), ("paused", date(2024, 11, 18), False), ("paused", date(2024, 11, 17), True)],
)  # fmt: skip
def test_taking_part(standing: str, until: date | None, takes_part: bool) -> None:
    profile = PeerProfile(1, standing=standing, until=until)  # type: ignore[arg-type]
    assert profile.takes_part(date(2024, 11, 18)) == takes_part


@pytest.mark.parametrize(("days", "code"), [(-1, "round.past"), (2, "round.short"), (200, "round.long")])
def test_dates_that_cannot_be(days: int, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_dates(NOW, NOW + timedelta(days=days), NOW)
    assert refused.value.code == code


def test_who_is_silent() -> None:
    asked = Place(1, 1, 10, asked_at=NOW)
    active = Place(2, 1, 11, active=True)
    pairing = Pairing(1, 1, (asked, active), kept=False, since=NOW)
    day = timedelta(days=1)
    assert [unanswered(pairing, NOW + n * day) for n in (1, 2)] == [[], [asked]]
    reached = {10: NOW + day}
    assert [silent_partners(pairing, NOW + n * day, reached) for n in (2, 3)] == [[], [asked]]
    assert [silent_partners(pairing, NOW + n * day, {}) for n in (3, 4)] == [[], [asked]], "it never reached them"
    assert [came_to_nothing(pairing, one) for one in (10, 11)] == [True, False]
    met = Pairing(1, 1, (asked, Place(2, 1, 11, answer="met", active=True)), kept=False, since=NOW)
    assert not came_to_nothing(met, 10), "the other says that they met"
