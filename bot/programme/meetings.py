"""Sessions and modules in words: '6, 11 and 15 November 2024, 10:00–14:00 CET (11:00–15:00 in Vilnius)'."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.locale import dates
from bot.programme.pack import Module, Session
from bot.programme.words import words


@dataclass(frozen=True)
class Reader:
    """For whom facts are worded; `now` must be aware."""

    now: datetime
    zone: ZoneInfo
    language: str


def session_times(sessions: Iterable[Session], reader: Reader, *, kinds: bool = False) -> str:
    """Days and hours of these sessions, the hours once where they are the same; with `kinds` also which are online."""
    said = words(reader.language)

    def alike(session: Session) -> tuple[str, str]:
        return session.kind if kinds else "", session_hours(session, reader)

    ordered = sorted(sessions, key=lambda s: (s.date is None, s.date or date.max, s.starts or time.min))
    lines = []
    for (kind, hours), group in groupby(ordered, alike):
        days = [session.date for session in group if session.date]
        parts = [dates.day_list(days, reader.language) if days else said["no_date"], hours if days else ""]
        line = ", ".join(filter(None, parts))
        lines.append(f"{line}, {said[kind]}" if kind else line)
    return "; ".join(lines) or said["no_date"]


def session_line(session: Session, reader: Reader) -> str:
    """'Online day 2: Mon 11 Nov 2024, 10:00–14:00 CET, online'."""
    said = words(reader.language)
    day = dates.day(session.date, reader.language) if session.date else said["no_date"]
    hours = session_hours(session, reader) if session.date else ""
    place = said[session.kind] + (f", {session.place}" if session.place else "")
    return f"{session.title}: {', '.join(filter(None, [day, hours, place]))}"


def session_day(session: Session, language: str) -> str:
    """'6 November 2024'."""
    return dates.day_list([session.date], language) if session.date else words(language)["no_date"]


def session_length(session: Session, reader: Reader) -> str:
    """'4 hours'."""
    if session.starts_at is None or session.ends_at is None:
        return words(reader.language)["no_hours"]
    return dates.duration(session.ends_at - session.starts_at, reader.language)


def module_dates(module: Module, language: str) -> str:
    """'1 September – 6 November 2020'."""
    if not (module.starts and module.ends):
        return dates.day_list([module.starts], language) if module.starts else words(language)["no_date"]
    return f"{dates.day_list([module.starts], language)} – {dates.day_list([module.ends], language)}"


def module_line(module: Module, language: str) -> str:
    """'Collaboration and Leadership (1 September 2020 – 6 November 2020, Karlshamn, Sweden)'."""
    details = [module_dates(module, language) if module.starts else "", module.place]
    said = ", ".join(filter(None, details))
    return f"{module.number} {module.title}" + (f" ({said})" if said else "")


def session_hours(session: Session, reader: Reader) -> str:
    """'10:00–14:00 CET (11:00–15:00 in Vilnius)', or that they aren't published."""
    start, end = session.starts_at, session.ends_at
    if start is None or end is None:
        return words(reader.language)["no_hours"]
    home = ZoneInfo(session.zone)
    said = dates.hours(start, end, home, reader.language)
    theirs, ours = start.astimezone(reader.zone), start.astimezone(home)
    if theirs.utcoffset() == ours.utcoffset():
        return said
    own = dates.hours_in(start, end, reader.zone, reader.language)
    # On another day there, so the reader gets their date as well.
    other_day = "" if theirs.date() == ours.date() else f"{dates.day(theirs.date(), reader.language)}, "
    return f"{said} ({other_day}{own})"
