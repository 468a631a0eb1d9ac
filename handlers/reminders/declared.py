"""The feature that this folder's modules register with, and what they call a session's time."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.reminders import Reminder, reminders
from bot.feature import Feature
from bot.programme import Session
from bot.scene import View

feature = Feature("reminders")


def begins(session: Session) -> datetime | None:
    """When it begins; where its hours are not published, when its check-in opens, or its day begins."""
    if session.date is None:
        return None
    midnight = datetime.combine(session.date, time(), ZoneInfo(session.zone)).astimezone(UTC)
    return session.starts_at or session.opens_at or midnight


def of_session(view: View, session: Session, zone: ZoneInfo) -> list[Reminder]:
    """The reminders of a session that has a day, for people in `zone`."""
    at = begins(session)
    assert at is not None
    return reminders(at, view.config.quiet, zone, hours_known=session.starts_at is not None)


def stamp(starts: datetime) -> str:
    """Tells the times of a session apart that is moved: it is another one to remind of."""
    return f"{starts:%Y%m%dT%H%M}"
