"""What a list says of one person at one session, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bot.documents.typeset import legible
from bot.domain.check_in import How
from bot.domain.people import Member
from bot.domain.presence import Presence
from bot.locale import dates
from bot.locale.voice import N_, Voice
from bot.programme import Programme, Session
from bot.programme.words import words as said_in
from handlers.sheets.roll import Mark, Roll

PRESENCE: Mapping[Presence, str] = {
    "there": N_("there"),
    "late": N_("late"),
    "missed": N_("absent"),
    "unjustified": N_("absent, not justified"),
    "notice": N_("absent, announced"),
    "excused": N_("absent, justified"),
    "to_come": "",
    "not_taken": N_("no check-in was taken"),
}

HOW: Mapping[How, str] = {
    "tap": N_("tap"),
    "command": N_("command"),
    "code": N_("code"),
    "by_hand": N_("by hand"),
    "list": N_("meeting list"),
}


def presence_words(_: Voice, mark: Mark) -> str:
    return _.plain(PRESENCE[mark.presence]) if PRESENCE[mark.presence] else ""


def how_words(_: Voice, mark: Mark) -> str:
    return _.plain(HOW[mark.how]) if mark.how else ""


def by_words(roll: Roll, mark: Mark) -> str:
    """Who said so; a member whom the database no longer has is just gone."""
    return roll.names.get(mark.by, "") if mark.by is not None else ""


def on_paper(member: Member) -> str:
    """Their name; where the fonts lack its letters, which would be boxes, their e-mail address."""
    return member.name if legible(member.name) else member.email


def time_of_day(_: Voice, at: datetime, day: date | None) -> str:
    """With the day where it is another than the session's: somebody may be marked days later."""
    return f"{at:%H:%M}" if at.date() == day else f"{dates.day(at.date(), _.spoken)} {at:%H:%M}"


def when_words(_: Voice, session: Session) -> str:
    """'Wed 6 Nov 2024, 10:00–14:00 CET', on the programme's clock; the day alone where no hours are published."""
    if session.starts_at and session.ends_at:
        return dates.span(session.starts_at, session.ends_at, _.zone, _.spoken)
    return _.day(session.date) if session.date else ""


def where_words(_: Voice, session: Session) -> str:
    kind = said_in(_.spoken)[session.kind]
    return f"{session.place} ({kind})" if session.place else kind


def programme_words(_: Voice, programme: Programme) -> str:
    if not programme.edition:
        return programme.title
    return _.plain("{title}, edition {edition}", title=programme.title, edition=programme.edition)


def zone_words(_: Voice, programme: Programme) -> str:
    """Which clock the times are on."""
    return _.plain("on the clock of {city} ({zone})", city=dates.city(programme.tz, _.spoken), zone=programme.zone)


def turnout_words(_: Voice, roll: Roll, session: str) -> str:
    """Empty before anybody could have come."""
    if all(mark.presence == "to_come" for mark in roll.marks[session]):
        return ""
    late = roll.count(session, "late")
    words = _.plain("{n} of {all}", n=roll.count(session, "there") + late, all=len(roll.people))
    return words + ", " + _.plural("{n} of them late", "{n} of them late", late) if late else words
