"""Quiet hours: when the bot does not speak first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` until `ends` on a person's own clock, over midnight where `ends` is the earlier one; none where they
    are the same."""

    begins: time
    ends: time

    def holds(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether `at` (aware) is a quiet moment in `zone`."""
        local = at.astimezone(zone).time()
        if self.begins <= self.ends:
            return self.begins <= local < self.ends
        return local >= self.begins or local < self.ends

    def over(self, at: datetime, zone: ZoneInfo) -> datetime:
        """`at` itself, or, where it is quiet then, the moment in UTC at which quiet ends there.

        Where the clock is put forward over that moment, it is as long after; where it is put back, the first of the two
        that is not before `at`.
        """
        if not self.holds(at, zone):
            return at
        local = at.astimezone(zone)
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        ends = datetime.combine(day, self.ends, zone)
        first, second = ends.astimezone(UTC), ends.replace(fold=1).astimezone(UTC)
        return first if first >= at else max(second, at.astimezone(UTC))
