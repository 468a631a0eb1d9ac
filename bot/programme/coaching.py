"""How a programme gives out coaching: the pack's table `[coaching]`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationInfo, field_validator

from bot.domain.coaching.slots import Policy, Span
from bot.programme.fields import CalendarDate, Key, fault

if TYPE_CHECKING:
    from bot.programme.pack import Programme

Hours = Annotated[int, Field(strict=True, ge=0, le=24 * 28)]
Days = Annotated[int, Field(strict=True, ge=1, le=90)]

NO_ROADMAPS = "groupmate has no roadmaps yet, so it cannot ask for one before coaching"


class Coaching(BaseModel):
    """When coaching takes place (after and before sessions, or from a day to a day, both included), when it can be
    booked, and how. Hours and days not given are the bot's own settings, never facts of the programme."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: Key | None = None
    before: Key | None = None
    first_day: CalendarDate | None = None
    last_day: CalendarDate | None = None
    booking_opens: CalendarDate | None = None
    booking_closes: CalendarDate | None = None
    per_member: Annotated[int, Field(strict=True, ge=1, le=20)] = 1
    minutes: Annotated[int, Field(strict=True, ge=10, le=240)] = 30
    notice_hours: Hours = 12
    cancel_hours: Hours = 24
    offer_hours: Annotated[int, Field(strict=True, ge=1, le=24 * 7)] = 12
    first_nudge_days: Days = 2
    nudge_every_days: Days = 7
    nudges: Annotated[int, Field(strict=True, ge=0, le=10)] = 3
    again_after_no_show: StrictBool = False
    roadmap_first: StrictBool = False

    @field_validator("roadmap_first")
    @classmethod
    def _no_roadmaps_yet(cls, value: bool) -> bool:
        if value:
            raise fault(NO_ROADMAPS, "Leave roadmap_first out, or write false.")
        return value

    @field_validator("last_day", "booking_closes")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        begins = info.data.get("first_day" if info.field_name == "last_day" else "booking_opens")
        if value and begins and value < begins:
            raise fault(f"{value} is before {begins}", f"Write a date from {begins} on.")
        return value


def policy(programme: Programme) -> Policy | None:
    """The rules as `bot.domain.coaching` wants them; None where the programme has no coaching."""
    given = programme.coaching
    if given is None:
        return None
    zone = programme.tz
    after = programme.session(given.after).over_at if given.after else None
    before = _begins(programme, given.before) if given.before else None
    first = [at for at in (after, _midnight(given.first_day, zone)) if at]
    last = [at for at in (before, _midnight(given.last_day, zone, days=1)) if at]
    return Policy(
        first=max(first, default=None),
        last=min(last, default=None),
        opens=_midnight(given.booking_opens, zone),
        closes=_midnight(given.booking_closes, zone, days=1),
        per_member=given.per_member,
        notice=timedelta(hours=given.notice_hours),
        cancel_before=timedelta(hours=given.cancel_hours),
        hold=timedelta(hours=given.offer_hours),
        length=timedelta(minutes=given.minutes),
        again_after_no_show=given.again_after_no_show,
        first_nudge=timedelta(days=given.first_nudge_days),
        nudge_every=timedelta(days=given.nudge_every_days),
        nudges=given.nudges,
    )


def session_spans(programme: Programme) -> list[tuple[str, Span]]:
    """When the programme itself meets. A day without published hours counts while its check-in is open."""
    found = []
    for session in programme.sessions:
        begins, ends = (
            (session.starts_at, session.ends_at) if session.starts_at else (session.opens_at, session.closes_at)
        )
        if begins and ends:
            found.append((session.title, Span(begins, ends)))
    return found


def _begins(programme: Programme, key: str) -> datetime | None:
    session = programme.session(key)
    return session.starts_at or _midnight(session.date, ZoneInfo(session.zone))


def _midnight(day: date | None, zone: ZoneInfo, days: int = 0) -> datetime | None:
    """The beginning of the day, or of one `days` later."""
    return datetime.combine(day + timedelta(days=days), time(), zone).astimezone(UTC) if day else None
