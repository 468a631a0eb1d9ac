"""What the placeholders of answers stand for, worded for one reader: their language, their zone, this moment."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.locale import dates
from bot.programme.meetings import (
    Reader,
    module_dates,
    module_line,
    session_day,
    session_hours,
    session_length,
    session_line,
    session_times,
)
from bot.programme.pack import FaqEntry, Module, Programme, Session, Venue
from bot.programme.placeholders import KINDS, PLACEHOLDER
from bot.programme.upcoming import dated, next_session
from bot.programme.words import words

MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#&])")
# A German date at the start of a line, "6. November", would become a list.
LIST_START = re.compile(r"^(\d*)([.)+=-])")

HOURS: Mapping[str, Callable[[Session, Reader], str]] = {
    "hours": session_hours,
    "starts": lambda session, reader: _clock(session.starts, reader),
    "ends": lambda session, reader: _clock(session.ends, reader),
    "length": session_length,
}

Facts = Iterator[tuple[str, Callable[[], str]]]


def render_answer(template: str, programme: Programme, *, now: datetime, zone: ZoneInfo, language: str) -> str:
    """The template as Markdown with its placeholders filled in; KeyError for a placeholder that isn't known."""
    known = dict(_all(programme, Reader(now, zone, language)))

    def filled(match: re.Match[str]) -> str:
        value = markdown_safe(known[match[1]]())
        begins_line = match.start() == 0 or template[match.start() - 1] == "\n"
        return LIST_START.sub(r"\1\\\2", value) if begins_line else value

    return PLACEHOLDER.sub(filled, template)


def render_entry(
    entry: FaqEntry, programme: Programme, *, now: datetime, zone: ZoneInfo, language: str, assumed: bool | None = None
) -> str:
    """The entry's answer in that language where it has one, otherwise wholly in the pack's, facts included. It begins with
    Yes or No where the question took something for granted that is so, or is not (`assumed`)."""
    template, written_in = entry.answer_in(language, programme.language)
    answer = render_answer(template, programme, now=now, zone=zone, language=written_in)
    return answer if assumed is None else f"**{words(written_in)['yes' if assumed else 'no']}.** {answer}"


def facts(programme: Programme, *, now: datetime, zone: ZoneInfo, language: str) -> Mapping[str, str]:
    """Every placeholder of the pack with its value, escaped for Markdown."""
    return {name: markdown_safe(word()) for name, word in _all(programme, Reader(now, zone, language))}


def markdown_safe(value: str) -> str:
    """One line of plain text that Markdown shows as it stands."""
    return MARKDOWN.sub(r"\\\1", " ".join(value.split()))


def next_session_line(programme: Programme, reader: Reader) -> str:
    """The session that runs or comes next, or plainly that there is none."""
    session = next_session(programme, reader.now)
    if session:
        return session_line(session, reader)
    past = dated(programme)
    if past and past[-1].date:
        return words(reader.language)["all_over"].format(day=dates.day(past[-1].date, reader.language))
    return words(reader.language)["no_sessions"]


def _all(programme: Programme, reader: Reader) -> Facts:
    for name in ("title", "edition", "about", "website", "zone"):
        yield name, partial(str, getattr(programme, name))
    for table in ("contact", "cost", "fact"):
        values: dict[str, str] = getattr(programme, f"{table}s")
        for key, value in values.items():
            yield f"{table}.{key}", partial(str, value)
    if programme.rules.cancel_before_days:
        notice = timedelta(days=programme.rules.cancel_before_days)
        yield "rule.cancel_before", partial(dates.duration, notice, reader.language)
    for venue in programme.venues:
        yield from _venue(f"venue.{venue.key}", venue)
    if programme.venues:
        yield from _venue("venue", programme.venues[0])
    yield from _sessions(programme, reader)
    yield "modules", lambda: "; ".join(module_line(module, reader.language) for module in programme.modules)
    yield "modules.count", lambda: str(len(programme.modules))
    for module in programme.modules:
        yield from _module(module, reader.language)


def _venue(name: str, venue: Venue) -> Facts:
    yield name, lambda: f"{venue.name}, {venue.city}, {venue.country}"
    yield f"{name}.name", lambda: venue.name
    yield f"{name}.city", lambda: venue.city
    yield f"{name}.country", lambda: venue.country


def _sessions(programme: Programme, reader: Reader) -> Facts:
    yield "next_session", partial(next_session_line, programme, reader)
    yield "sessions", partial(session_times, programme.sessions, reader, kinds=True)
    yield "sessions.count", lambda: str(len(programme.sessions))
    for kind in KINDS:
        chosen = [session for session in programme.sessions if session.kind == kind]
        days = [session.date for session in chosen if session.date]
        yield f"sessions.{kind}", partial(session_times, chosen, reader)
        yield f"sessions.{kind}.count", partial(str, len(chosen))
        yield f"sessions.{kind}.days", partial(dates.day_list, days, reader.language)
        for part, word in HOURS.items():
            yield f"sessions.{kind}.{part}", partial(_once, word, chosen, reader)
    for session in programme.sessions:
        yield f"sessions.{session.key}", partial(session_times, [session], reader)
        yield f"sessions.{session.key}.day", partial(session_day, session, reader.language)


def _once(word: Callable[[Session, Reader], str], sessions: Iterable[Session], reader: Reader) -> str:
    """What these sessions have in common, said once; where they differ, each."""
    said = dict.fromkeys(word(session, reader) for session in sessions)
    return " / ".join(said) or words(reader.language)["no_hours"]


def _clock(at: time | None, reader: Reader) -> str:
    return f"{at:%H:%M}" if at else words(reader.language)["no_hours"]


def _module(module: Module, language: str) -> Facts:
    name = f"module.{module.number}"
    yield name, partial(module_line, module, language)
    yield f"{name}.title", partial(str, module.title)
    yield f"{name}.dates", partial(module_dates, module, language)
    for part, day in (("starts", module.starts), ("ends", module.ends)):
        yield f"{name}.{part}", partial(dates.day_list, [day] if day else [], language)
    yield f"{name}.host", partial(str, module.host)
    yield f"{name}.place", partial(str, module.place)
    yield f"{name}.outcomes", lambda: "; ".join(module.outcomes)
