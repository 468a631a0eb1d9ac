"""Every hour around every change of the clocks, in forty zones, against a table made the other way round: from UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.coaching.offer import Hours, spans
from bot.domain.local_time import instant
from bot.domain.violation import RuleViolation
from bot.locale import dates
from storage.engine import Database
from storage.tables import slot

ZONES = """Europe/Warsaw Europe/Lisbon Europe/London Europe/Dublin Europe/Helsinki Europe/Athens Europe/Bucharest Europe/Kyiv
    Europe/Istanbul Europe/Moscow Europe/Chisinau Asia/Jerusalem Asia/Beirut Africa/Cairo Africa/Casablanca Africa/Tunis
    Africa/Johannesburg Asia/Tbilisi Asia/Tehran Asia/Kolkata Asia/Kathmandu Asia/Tokyo Asia/Amman Asia/Gaza
    Australia/Sydney Australia/Lord_Howe Australia/Adelaide Pacific/Auckland Pacific/Chatham Pacific/Apia America/New_York
    America/St_Johns America/Los_Angeles America/Sao_Paulo America/Santiago America/Havana America/Asuncion America/Nuuk
    Atlantic/Azores UTC""".split()  # noqa: SIM905
QUARTER = timedelta(minutes=15)
YEAR = datetime(2025, 1, 1, tzinfo=UTC)


@cache
def changes(name: str) -> tuple[datetime, ...]:
    """The instants of 2025 at which the zone's clocks change."""
    zone = ZoneInfo(name)
    hours = [YEAR + timedelta(hours=hour) for hour in range(365 * 24)]
    local = [at.astimezone(zone).utcoffset() for at in hours]
    return tuple(at for at, before, after in zip(hours[1:], local, local[1:], strict=False) if before != after)


@cache
def around(name: str) -> tuple[datetime, ...]:
    """Quarters of an hour from a day before to a day after each change; of a zone without, around Europe's."""
    found = changes(name) or changes("Europe/Warsaw")
    return tuple(at + QUARTER * step for at in found for step in range(-96, 97))


def outcome(rule: Callable[[], Any]) -> Any:
    """What the rule says, or the code of its refusal."""
    try:
        return rule()
    except RuleViolation as violation:
        return violation.code


def test_there_are_forty_of_them_and_clocks_do_change() -> None:
    assert len(set(ZONES)) == 40
    assert sum(len(changes(name)) == 2 for name in ZONES) >= 24


@pytest.mark.parametrize("name", ZONES)
def test_each_local_time_is_the_instant_it_means(name: str) -> None:
    zone = ZoneInfo(name)
    meant: dict[datetime, list[datetime]] = {}
    for at in around(name):
        meant.setdefault(at.astimezone(zone).replace(tzinfo=None, fold=0), []).append(at)
    seen = {"once": 0, "time.twice": 0, "time.skipped": 0}
    for wall in {
        at.astimezone(zone).replace(tzinfo=None) + QUARTER * step for at in changes(name) for step in range(-40, 41)
    }:
        found = meant.get(wall, [])
        given = outcome(lambda wall=wall: instant(wall.date(), wall.time(), zone))
        seen[given if isinstance(given, str) else "once"] += 1
        assert {"time.twice": 2, "time.skipped": 0}.get(str(given), 1) == len(found), (name, wall)
        assert isinstance(given, str) or given == found[0], (name, wall)
    if len(changes(name)) == 2:
        assert seen["time.twice"] == seen["time.skipped"] > 0


@pytest.mark.parametrize("coach", ZONES)
def test_what_a_coach_says_is_what_everybody_else_sees(coach: str) -> None:
    """On the coach's clock in; on the reader's clock out, with every reader, around the changes of both."""
    here = ZoneInfo(coach)
    for reader in ZONES:
        there = ZoneInfo(reader)
        for at in (*around(coach)[::16], *around(reader)[::16]):
            local = at.astimezone(here)
            hours = Hours((local.date(),), local.time(), (local + 2 * QUARTER).time(), 2 * QUARTER)
            found = outcome(lambda hours=hours: spans(hours, here))
            if isinstance(found, str) or len(found) > 1:
                # The change is within it, or it goes over midnight.
                assert found not in ("slots.too_many", []), (coach, local)
                continue
            (span,) = found
            assert span.starts_at == at, (coach, local)
            seen = at.astimezone(there)
            words = dates.moment(span.starts_at, there, "en")
            assert f"{seen.day} " in words
            assert f", {seen:%H:%M} " in words


async def test_they_are_stored_as_they_are(database: Database) -> None:
    from sqlalchemy import select

    from bot.domain.coaching.slots import Details, Span
    from bot.domain.people import Profile

    async with database.write() as uow:
        cohort = await uow.cohorts.ensure("a", "academy", "A")
        await uow.members.save(cohort.id, [Profile("Anna", "anna@x.example", roles=frozenset({"coach"}))])
        (coach,) = await uow.members.of_cohort(cohort.id)
        given = {at: at.astimezone(ZoneInfo(name)) for name in ZONES for at in around(name)[::24]}
        wanted = [Span(local, (at + QUARTER).astimezone(local.tzinfo)) for at, local in sorted(given.items())]
        await uow.slots.add(coach, wanted, Details(), YEAR)
    async with database.read() as uow:
        stored = (
            await uow.connection.execute(select(slot.c.starts_at, slot.c.ends_at).order_by(slot.c.starts_at, slot.c.id))
        ).all()
    assert [(row.starts_at, row.ends_at) for row in stored] == [(at, at + QUARTER) for at in sorted(given)]
    assert {row.starts_at.tzinfo for row in stored} == {UTC}
