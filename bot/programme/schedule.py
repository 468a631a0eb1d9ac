"""A pack's sessions as the rules of `bot.domain` want them."""

from datetime import datetime, timedelta

from bot.domain.check_in import Window
from bot.domain.eligibility import Meeting
from bot.domain.presence import Sitting
from bot.programme.pack import Programme, Session
from bot.programme.upcoming import dated


def window(session: Session) -> Window | None:
    """When check-in is open; None while the pack gives no times to tell it from. Nobody is late where no hours are known."""
    if session.opens_at is None or session.closes_at is None:
        return None
    late_from = session.late_at or session.closes_at
    return Window(session.key, session.opens_at, late_from, session.closes_at, _second_from(session))


def _second_from(session: Session) -> datetime | None:
    """The minutes count back from the end, or from where check-in closes before it."""
    minutes, opens, closes = session.check_in.second_before, session.opens_at, session.closes_at
    if not minutes or opens is None or closes is None:
        return None
    return max(min(session.ends_at or closes, closes) - timedelta(minutes=minutes), opens)


def windows(programme: Programme) -> list[Window]:
    """Those of all sessions that have one, in the pack's order."""
    return [found for session in programme.sessions if (found := window(session))]


def meetings(programme: Programme) -> list[Meeting]:
    """All sessions, with the kinds in their preconditions spelt out as sessions."""
    return [
        Meeting(session.key, session.closes_at or session.over_at, session.compulsory, _required(session, programme))
        for session in programme.sessions
    ]


def _required(session: Session, programme: Programme) -> tuple[str, ...]:
    wanted = set(session.requires)
    return tuple(other.key for other in programme.sessions if other is not session and wanted & {other.key, other.kind})


def sittings(programme: Programme, now: datetime) -> list[Sitting]:
    """The sessions whose day is published, in order of time, as they are at `now`."""
    return [_sitting(session, now) for session in dated(programme)]


def _sitting(session: Session, now: datetime) -> Sitting:
    found = window(session)
    begins = found.opens if found else session.starts_at or session.over_at
    ends = found.closes if found else session.over_at
    return Sitting(session.key, bool(begins and begins <= now), bool(ends and ends <= now), taken=found is not None)
