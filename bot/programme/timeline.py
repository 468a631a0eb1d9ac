"""The programme laid out for the person who checks a pack: what the bot takes for true, what looks unfinished."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.locale import dates
from bot.programme.meetings import module_dates
from bot.programme.pack import Programme, Session
from bot.programme.upcoming import upcoming

FEW_PHRASINGS = 3


def timeline(programme: Programme, found: Sequence[str] | None = None) -> str:
    """Sessions, modules, entries and warnings as plain text, in English and on the programme's clock.

    `found` are the warnings, where they are others than the pack's own.
    """
    edition = f", edition {programme.edition}" if programme.edition else ""
    lines = [f"{programme.title}{edition} ({programme.id})", f"Clock: {programme.zone}", ""]
    for heading, told in (
        ("Sessions", list(_sessions(programme))),
        ("Modules", list(_modules(programme))),
        ("Questions", list(_faq(programme))),
        ("Warnings", warnings(programme) if found is None else found),
    ):
        lines += [heading, *(f"  {line}" for line in told or ["none"]), ""]
    return "\n".join(lines).rstrip() + "\n"


def _sessions(programme: Programme) -> Iterator[str]:
    ordered = sorted(programme.sessions, key=lambda s: s.over_at or datetime.max.replace(tzinfo=UTC))
    for session in ordered:
        about = [session.kind.replace("_", " "), session.place]
        about += [word for word, said in (("compulsory", session.compulsory), ("camera on", session.camera)) if said]
        yield f"{_when(session)}  {session.key}: {session.title} ({', '.join(filter(None, about))})"
        if session.requires:
            yield f"    requires attendance of: {', '.join(session.requires)}"
        if session.opens_at and session.closes_at:
            yield f"    check-in {_check_in(session)}"


def _when(session: Session) -> str:
    if session.starts_at and session.ends_at:
        return dates.span(session.starts_at, session.ends_at, ZoneInfo(session.zone), "en")
    return f"{dates.day(session.date, 'en')}, hours not published" if session.date else "date not published"


def _check_in(session: Session) -> str:
    zone = ZoneInfo(session.zone)
    opens, closes = session.opens_at, session.closes_at
    if opens is None or closes is None:
        return "never opens"
    late = f", late from {dates.clock_time(session.late_at, zone)}" if session.late_at else ""
    return f"{dates.hours(opens, closes, zone, 'en')}{late}"


def _modules(programme: Programme) -> Iterator[str]:
    for module in sorted(programme.modules, key=lambda module: module.number):
        about = ", ".join(filter(None, [module_dates(module, "en"), module.host, module.place]))
        yield f"{module.number} {module.title}: {about}; {_count(len(module.outcomes), 'learning outcome')}"


def _faq(programme: Programme) -> Iterator[str]:
    phrasings = sum(len(entry.phrasings) for entry in programme.faq)
    if programme.faq:
        yield f"{_count(len(programme.faq), 'entry', 'entries')} with {_count(phrasings, 'phrasing')}"
    for topic, count in sorted(Counter(entry.topic for entry in programme.faq).items()):
        yield f"{topic}: {count}"


def warnings(programme: Programme) -> list[str]:
    """What the pack may hold but its author should look at again."""
    return list(_warnings(programme))


def over(programme: Programme, now: datetime) -> list[str]:
    """The warning that nothing is to come any more; empty where something is, or where there are no sessions."""
    if not programme.sessions or upcoming(programme, now):
        return []
    return ["all its dates are in the past: the bot will say that all is over"]


def _warnings(programme: Programme) -> Iterator[str]:
    for session in programme.sessions:
        if session.date is None:
            yield f"{session.key} has no date: no reminders and no check-in until it has one"
        elif session.opens_at is None or session.closes_at is None:
            yield f"{session.key} has no hours: give check_in = {{ from = …, until = … }} so that people can check in"
    for entry in programme.faq:
        if len(entry.phrasings) < FEW_PHRASINGS:
            few = _count(len(entry.phrasings), "phrasing")
            yield f"entry {entry.id} has only {few}: add ways in which people ask it"
    if not programme.faq:
        yield "there are no questions and answers: faq.toml is missing or empty"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
