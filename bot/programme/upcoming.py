"""Which sessions lie ahead; pure questions to a programme and a moment."""

from datetime import datetime

from bot.programme.pack import Programme, Session


def dated(programme: Programme) -> list[Session]:
    """The sessions whose day is published, in order of time."""
    return sorted(
        (session for session in programme.sessions if session.over_at),
        key=lambda session: (session.date, session.starts_at or session.over_at),
    )


def upcoming(programme: Programme, now: datetime) -> list[Session]:
    """The sessions that aren't over, the running one included."""
    return [session for session in dated(programme) if session.over_at and session.over_at > now]


def next_session(programme: Programme, now: datetime) -> Session | None:
    """The session that runs now or else comes next; None after the last one and where no dates are published."""
    return next(iter(upcoming(programme, now)), None)


def running_session(programme: Programme, now: datetime) -> Session | None:
    """The session whose check-in is open."""
    open_now = (s for s in dated(programme) if s.opens_at and s.closes_at and s.opens_at <= now < s.closes_at)
    return next(open_now, None)
