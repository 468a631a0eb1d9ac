"""Sessions and people as this feature's messages call them."""

from __future__ import annotations

from bot.chat.text import Moment
from bot.domain.people import Member
from bot.locale.voice import Voice
from bot.programme import Programme, Session


def find_session(programme: Programme, key: str) -> Session | None:
    """None where the pack no longer has it."""
    return next((session for session in programme.sessions if session.key == key), None)


def title_of(programme: Programme, key: str) -> str:
    """Of a session that is gone from the pack only the key is left."""
    found = find_session(programme, key)
    return found.title if found else key


def titles_of(programme: Programme, keys: tuple[str, ...]) -> str:
    return ", ".join(title_of(programme, key) for key in keys)


def all_of(_: Voice, programme: Programme, keys: tuple[str, ...]) -> str:
    """Their titles within a sentence."""
    *others, last = (title_of(programme, key) for key in keys)
    return _.plain("{titles} and {last}", titles=", ".join(others), last=last) if others else last


def when(_: Voice, session: Session) -> str | Moment:
    """Its start on the reader's clock; where no hours are published its day."""
    if session.starts_at:
        return _.moment(session.starts_at)
    return _.day(session.date) if session.date else _.plain("date not published")


def who(member: Member) -> str:
    """For those who work for the programme: a name alone is not enough among fifty people."""
    return f"{member.name} ({member.organisation})" if member.organisation else member.name
