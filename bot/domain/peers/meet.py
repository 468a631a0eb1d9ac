"""Three times to meet, within everybody's working hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LENGTH = timedelta(minutes=45)
PROPOSED = 3
NOTICE = timedelta(hours=36)
"""From being introduced to the first time: people have to see it first."""

STEP = timedelta(minutes=30)

WAKING = (time(7), time(21))


@dataclass(frozen=True, slots=True)
class Clock:
    """Somebody's working hours on their own clock, and when they have something else."""

    hours: tuple[time, time]
    zone: ZoneInfo
    busy: tuple[tuple[datetime, datetime], ...] = ()


def propose(clocks: Sequence[Clock], since: datetime, until: datetime) -> tuple[datetime, ...]:
    """Up to three, in UTC, on different days where that can be; on weekdays of everybody, within the working hours of
    everybody, else between 7 and 21 on everybody's clock; none where there is no such hour."""
    return _proposed(frozenset(clocks), since, until)


# In a round many have the same hours in the same zone, and hundreds of groups are looked at at once: what was found is kept.


@lru_cache(maxsize=1024)
def _proposed(clocks: frozenset[Clock], since: datetime, until: datetime) -> tuple[datetime, ...]:
    for hours in (None, WAKING):
        found = list(_possible(clocks, since + NOTICE, until, hours))
        if found:
            return tuple(_spread(found))
    return ()


def _possible(
    clocks: Iterable[Clock], since: datetime, until: datetime, hours: tuple[time, time] | None
) -> Iterator[datetime]:
    first = _whole_hour(since)
    suits = -1
    for clock in clocks:
        suits &= _free(clock, hours or clock.hours, first, until)
    while suits > 0:
        lowest = suits & -suits
        yield first + (lowest.bit_length() - 1) * STEP
        suits ^= lowest


@lru_cache(maxsize=1024)
def _free(clock: Clock, hours: tuple[time, time], first: datetime, until: datetime) -> int:
    """The half hours from `first` on that suit somebody, as bits."""
    last = (until - LENGTH - first) // STEP
    return sum(1 << step for step in range(last + 1) if _suits(clock, first + step * STEP, hours))


def _whole_hour(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    whole = at.replace(minute=0, second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(hours=1)


def _suits(clock: Clock, at: datetime, hours: tuple[time, time]) -> bool:
    begins, ends = at.astimezone(clock.zone), (at + LENGTH).astimezone(clock.zone)
    if begins.weekday() > 4 or begins.date() != ends.date():
        return False
    if begins.time() < hours[0] or ends.time() > hours[1]:
        return False
    return all(at + LENGTH <= first or last <= at for first, last in clock.busy)


def _spread(found: list[datetime]) -> list[datetime]:
    """Different days first, and different hours: what does not suit one day may suit another."""
    by_day: dict[date, list[datetime]] = {}
    for at in found:
        by_day.setdefault(at.date(), []).append(at)
    days = list(by_day.values())
    step = max(len(days) // PROPOSED, 1)
    chosen = [days[n * step] for n in range(min(PROPOSED, len(days)))]
    picked = [hours[len(hours) * (2 * n + 1) // (2 * PROPOSED)] for n, hours in enumerate(chosen)]
    rest = (at for at in found if at not in picked and all(abs(at - one) >= LENGTH for one in picked))
    while len(picked) < PROPOSED and (more := next(rest, None)) is not None:
        picked.append(more)
    return sorted(picked)
