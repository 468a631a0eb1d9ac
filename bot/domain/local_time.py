"""From a day and an hour on somebody's clock to the instant meant: an hour that is skipped or comes twice is not guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.violation import RuleViolation


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """In UTC.

    Raises `time.skipped` where the clocks go forward over it, and `time.twice` where they go back and it comes twice
    (both with `day`, `at`).
    """
    meant = datetime.combine(day, at)
    try:
        before, after = (meant.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    except OverflowError:
        raise RuleViolation("time.absurd", day=day, at=at) from None
    if before == after:
        return before
    # PEP 495: within a gap neither reading comes back as it was written; within a fold both do.
    if before.astimezone(zone).replace(tzinfo=None) == meant:
        raise RuleViolation("time.twice", day=day, at=at)
    raise RuleViolation("time.skipped", day=day, at=at)
