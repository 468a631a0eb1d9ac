"""When somebody is reminded of a session, and until when that is of use."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from bot.domain.eligibility import Meeting, Notices, eligibility
from bot.domain.people import Member
from bot.domain.quiet import QuietHours

Kind = Literal["day", "hour"]
KINDS: tuple[Kind, ...] = get_args(Kind)

BEFORE: dict[Kind, timedelta] = {"day": timedelta(hours=24), "hour": timedelta(hours=1)}

IN_GOOD_TIME = timedelta(hours=3)
"""The first reminder comes so long before the session at least: two within the hour would pester."""

A_MOMENT = timedelta(minutes=1)

MISSED_FOR = timedelta(days=2)
"""So long after a session it is still worth saying that nobody was reminded of it."""

EARLIEST = timedelta(hours=48)
"""No reminder is due longer before its session than this."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of a session for everybody whose clock shows the same: sent from `at` on, and of use before `until`."""

    kind: Kind
    at: datetime
    until: datetime


def reminders(starts: datetime, quiet: QuietHours, zone: ZoneInfo, *, hours_known: bool = True) -> list[Reminder]:
    """Those of a session that starts then (aware), for people in `zone`. None is due in quiet hours, or after the start.

    The one of the day before waits for the end of quiet hours; where that leaves no time, it comes before they begin. The
    one of the last hour waits, too, and is left out where the session begins by then: then the first is the only one.
    So it is where the session's hours are not published (`hours_known`), and `starts` is when its day begins for us.
    """
    starts = starts.astimezone(UTC)  # so that an hour is an hour when the clocks change
    hour = _last_hour(starts, quiet, zone) if hours_known else None
    day = _day_before(starts, quiet, zone)
    if day is None or (hour is not None and hour.at <= day):
        return [hour] if hour else []
    first = Reminder("day", day, hour.at if hour else starts)
    return [first, hour] if hour else [first]


def _last_hour(starts: datetime, quiet: QuietHours, zone: ZoneInfo) -> Reminder | None:
    at = _aloud(starts - BEFORE["hour"], quiet, zone)
    return Reminder("hour", at, starts) if at is not None and at < starts else None


def _day_before(starts: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    at = starts - BEFORE["day"]
    after = _aloud(at, quiet, zone)
    if after is not None and after <= starts - IN_GOOD_TIME:
        return after
    # Quiet hours last until the session, or nearly so.
    before = _last_aloud(at, quiet, zone)
    return before if before is not None and starts - before < EARLIEST else after


def _aloud(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    """`at`, or the end of the quiet hours that it lies in."""
    found = quiet.over(at, zone)
    # Where the clocks are put back over the end of quiet hours, they begin once more.
    while quiet.holds(found, zone) and found < at + timedelta(days=1):
        found += A_MOMENT
    return found if not quiet.holds(found, zone) else None


def _last_aloud(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    """The minute before the quiet hours in which `at` lies."""
    local = at.astimezone(zone)
    day = local.date() if local.time() >= quiet.begins else local.date() - timedelta(days=1)
    before = datetime.combine(day, quiet.begins, zone).astimezone(UTC) - A_MOMENT
    return before if before < at and not quiet.holds(before, zone) else None


def sent_at(reminder: Reminder, now: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    """When it is sent, seen from `now`: at its time; later where that has passed, if it is still of use; None where not."""
    if now <= reminder.at:
        return reminder.at
    at = _aloud(now, quiet, zone)
    return at if at is not None and at < reminder.until else None


def concerns(
    meeting: Meeting,
    member: Member,
    meetings: Sequence[Meeting],
    attended: Collection[str],
    notices: Notices,
    now: datetime,
    *,
    justified_counts: bool,
) -> bool:
    """Whether the member is expected there: a trainer, or a learner who may come as it stands; and who has neither sent
    an absence notice nor is there already. `attended` and `notices` are the member's own, as in `eligibility`."""
    said_no = notices.get(meeting.key, "withdrawn") != "withdrawn"
    if member.withdrawn or said_no or meeting.key in attended:
        return False
    if not member.learner:
        return "trainer" in member.roles
    judged = eligibility(meeting, meetings, attended, now, notices, justified_counts=justified_counts)
    return judged.verdict != "no"
