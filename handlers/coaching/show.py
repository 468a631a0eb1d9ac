"""How a time and a booking look to whoever reads."""

from __future__ import annotations

import zlib
from datetime import datetime, time, timedelta
from functools import lru_cache

from bot.chat.text import Moment, Span, Text, bullets
from bot.domain.coaching import slots
from bot.domain.coaching.slots import Booking, Policy, Slot
from bot.domain.people import Member
from bot.locale import dates
from bot.locale.voice import Voice

LABEL_MAX = 44
"""Characters of a button's label that a phone shows in one line or two."""


def ends(_: Voice, at: datetime) -> str:
    """'Sun 2 Mar 2025' where it ends with that day: nobody reads midnight as the day before."""
    local = at.astimezone(_.zone)
    if local.time() == time():
        return _.day(local.date() - timedelta(days=1))
    return _.moment(at).text


def topic_mark(topic: str) -> str:
    """A topic as a number, for buttons; the # tells it from a language."""
    return f"#{zlib.crc32(topic.casefold().encode())}"


def when(span: slots.Span, _: Voice) -> Moment:
    """'Tue 14 Jan 2025, 14:00–14:30 CET', on the reader's clock."""
    return Moment(span.starts_at, dates.span(span.starts_at, span.ends_at, _.zone, _.spoken))


def whose(slot: Slot, reader: Member, _: Voice) -> Text:
    """Its `when`, and for anybody else its coach: people may offer the same hours."""
    if slot.coach_id == reader.id:
        return _("{when}", when=when(slot.span, _))
    return _("{when}, {coach}", when=when(slot.span, _), coach=slot.coach)


def short(slot: Slot, _: Voice) -> str:
    """'Tue 14 Jan, 14:00', for buttons."""
    day = dates.short_day(slot.starts_at.astimezone(_.zone).date(), _.spoken)
    return f"{day}, {dates.clock_time(slot.starts_at, _.zone)}"


def label(slot: Slot, _: Voice, *, coach: bool) -> str:
    words = f"{short(slot, _)} · {slot.coach}" if coach else short(slot, _)
    return words if len(words) <= LABEL_MAX else words[: LABEL_MAX - 1] + "…"


@lru_cache(maxsize=64)
def language_word(code: str) -> str:
    """The language's own name; looked up by itself, as the list of all takes 0.4 seconds."""
    from babel import Locale, UnknownLocaleError

    try:
        words = Locale.parse(code).get_display_name(code) or code
    except (UnknownLocaleError, ValueError):
        return code
    return words[:1].upper() + words[1:]


def facts(slot: Slot, _: Voice, *, booked: bool) -> Text:
    """Coach, place, language, topics, places. A link is only for those who have booked."""
    details = slot.details
    place: str | Span = Span(details.place, link=details.link) if details.link else details.place
    if details.link and not booked:
        place = _.plain("online; you get the link when you book")
    lines: list[tuple[str, str | Span]] = [(_.plain("Coach"), slot.coach), (_.plain("Where"), place)]
    lines += [(_.plain("Language"), language_word(details.language) if details.language else "")]
    lines += [(_.plain("Topics"), ", ".join(details.topics))]
    if details.capacity > 1:
        free = _.plain("{free} of {all} places are free", free=max(slot.free, 0), all=details.capacity)
        lines += [(_.plain("In a group"), free)]
    return bullets(*(_("{label}: {value}", label=name, value=value) for name, value in lines if value))


def booked(booking: Booking, policy: Policy, _: Voice) -> Text:
    """A booking as its participant sees it."""
    head = _("**Your coaching: {when}**", when=when(booking.slot.span, _).text)
    about = _("You want to talk about: {about}", about=booking.about) if booking.about else ()
    until = booking.slot.starts_at - policy.cancel_before
    return (
        *head,
        *facts(booking.slot, _, booked=True),
        *about,
        *_("You can move or cancel it here until {until}.", until=_.moment(until)),
    )
