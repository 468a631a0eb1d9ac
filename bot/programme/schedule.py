"""A pack's sessions as the rules of `bot.domain` want them."""

from bot.domain.check_in import Window
from bot.domain.eligibility import Meeting
from bot.programme.pack import Programme, Session


def window(session: Session) -> Window | None:
    """When check-in is open; None while the pack gives no times to tell it from. Nobody is late where no hours are known."""
    if session.opens_at is None or session.closes_at is None:
        return None
    return Window(session.key, session.opens_at, session.late_at or session.closes_at, session.closes_at)


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
