"""Entries as calendar files. The library is loaded when the first one is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import Entry, Method, Person

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PRODUCT = "-//groupmate//groupmate//EN"
REFRESH = timedelta(hours=1)
"""How often a calendar is asked to look at its feed again."""


def invitation(entry: Entry, method: Method, organiser: Person, attendees: Iterable[Person]) -> bytes:
    """One entry, to be taken in, updated or taken out."""
    from icalendar import vCalAddress

    calendar = _calendar()
    calendar.add("method", method)
    event = _event(entry)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event["organizer"] = vCalAddress(f"mailto:{organiser.email}")
    event["organizer"].params["cn"] = organiser.name
    for person in attendees:
        address = vCalAddress(f"mailto:{person.email}")
        # They agreed in chat, so no calendar need ask them again.
        address.params.update({"cn": person.name, "role": "REQ-PARTICIPANT", "partstat": "ACCEPTED", "rsvp": "FALSE"})
        event.add("attendee", address, encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def feed(name: str, entries: Iterable[Entry]) -> bytes:
    """A whole calendar to subscribe to."""
    calendar = _calendar()
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(entry: Entry) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _whole(entry.changed))
    event.add("last-modified", _whole(entry.changed))
    if entry.day is not None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    elif entry.starts_at is not None and entry.ends_at is not None:
        event.add("dtstart", _whole(entry.starts_at))
        event.add("dtend", _whole(entry.ends_at))
    event.add("summary", _printable(entry.title))
    for name, value in (("location", entry.place), ("description", entry.about), ("url", entry.link)):
        if value:
            event.add(name, _printable(value))
    return event


def _whole(at: datetime) -> datetime:
    """In UTC, which needs no table of time zones, and in whole seconds."""
    return at.astimezone(UTC).replace(microsecond=0)


def _printable(words: str) -> str:
    """Without control characters, which the format has no way to write; lines stay."""
    return "".join(letter for letter in words if letter in "\n\t" or letter.isprintable() or letter in "\u200d\u200c")
