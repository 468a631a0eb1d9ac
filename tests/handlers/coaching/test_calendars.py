"""Calendar entries and feeds, read by two parsers that know nothing of the one that wrote them; and files from coaches."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar import Calendar as OtherCalendar
from ical.calendar_stream import IcsCalendarStream

from bot.calendars.read import EVENTS_MAX, free_spans
from bot.calendars.write import feed, invitation
from bot.chat.messages import Message
from bot.domain.calendar import Entry, Person
from bot.domain.coaching.slots import Span
from bot.domain.feed_address import read_token, token
from bot.domain.violation import RuleViolation
from bot.ports import Sent, Target
from tests.handlers.coaching.desk import NOW, books, label, offers, slots_of
from tests.house import House
from tests.house import Person as Somebody
from tests.thorough import examples

AT = datetime(2025, 1, 14, 13, 0, tzinfo=UTC)
ANA, ANNA = Person('Ana: "Núñez"; & co', "ana@x.example"), Person("Anna", "anna@x.example")


def other(data: bytes) -> OtherCalendar:
    return IcsCalendarStream.calendar_from_ics(data.decode())


def first(data: bytes) -> Any:
    return vobject.readOne(data.decode())


def keep_entries(house: House) -> list[tuple[str, bytes]]:
    """(to whom, calendar file) of what is sent from now on."""
    kept: list[tuple[str, bytes]] = []
    send = house.platform.send

    async def sending(target: Target, message: Message, dedup: str) -> Sent:
        sent = await send(target, message, dedup)
        kept.extend([(sent.chat_id, await house.app.files.get(file.key)) for file in message.files])
        return sent

    house.platform.send = sending  # type: ignore[method-assign]
    return kept


@settings(max_examples=examples(60), deadline=None)
@example("Coaching", "", datetime(2024, 3, 10, 2, 0, fold=1, tzinfo=ZoneInfo("America/Boise")), 0)
@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=120).filter(str.strip),
    st.text(st.characters(codec="utf-8"), max_size=200),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.timezones()),
    st.integers(0, 1000),
)
def test_both_parsers_read_what_was_meant(title: str, about: str, at: datetime, sequence: int) -> None:
    at = at.astimezone(UTC).astimezone(at.tzinfo)  # half an hour on a clock that is changed is not half an hour
    ends = (at.astimezone(UTC) + timedelta(minutes=30)).astimezone(at.tzinfo)
    entry = Entry("u1@groupmate", title, AT, at, ends, sequence=sequence, about=about)
    data = invitation(entry, "REQUEST", ANNA, [ANNA, ANA])
    begins = at.astimezone(UTC).replace(microsecond=0)
    one, two = first(data).vevent, other(data).events[0]
    assert (one.uid.value, two.uid) == ("u1@groupmate", "u1@groupmate")
    assert (int(one.sequence.value), two.sequence) == (sequence, sequence)
    assert one.dtstart.value == begins
    assert two.dtstart == begins
    assert one.dtend.value - one.dtstart.value == timedelta(minutes=30)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_the_method_and_who_is_meant() -> None:
    entry = Entry("u1@groupmate", "Coaching", AT, AT, AT + timedelta(minutes=30), place="Room 5")
    data = invitation(entry, "CANCEL", ANNA, [ANNA, ANA])
    one, two = first(data), other(data)
    assert one.method.value == "CANCEL"
    assert one.vevent.status.value == "CANCELLED"
    assert str(two.events[0].status) in ("CANCELLED", "EventStatus.CANCELLED")
    assert [attendee.value for attendee in one.vevent.attendee_list] == [
        "mailto:anna@x.example",
        "mailto:ana@x.example",
    ]
    assert one.vevent.organizer.value == "mailto:anna@x.example"
    assert one.vevent.location.value == two.events[0].location == "Room 5"


def test_a_whole_day_is_one_in_every_zone() -> None:
    data = feed("My days", [Entry("d@x", "Warsaw day 1", AT, day=date(2025, 3, 3))])
    assert first(data).vevent.dtstart.value == date(2025, 3, 3)
    assert other(data).events[0].dtstart == date(2025, 3, 3)


@pytest.fixture
async def two(house: House) -> tuple[House, Somebody, Somebody]:
    house.clock.at = NOW
    anna, ana = await house.joined("Anna", "coach"), await house.joined("Ana")
    await offers(anna)
    return house, anna, ana


async def test_invitation_update_and_cancellation(two: tuple[House, Somebody, Somebody]) -> None:
    house, _anna, ana = two
    kept = keep_entries(house)
    await books(ana, "14:00")
    page = ana.private[-2]
    await ana.presses("Move", page)
    await ana.presses(label("16:00"), page)
    await ana.presses("Move to this time", page)
    await ana.presses("Cancel", page)
    await ana.presses("Yes, cancel it", page)
    for chat in ("dm-ana", "dm-anna"):
        files = [data for to, data in kept if to == chat]
        assert [first(data).method.value for data in files] == ["REQUEST", "REQUEST", "CANCEL"]
        assert len({other(data).events[0].uid for data in files}) == 1
        sequences = [other(data).events[0].sequence or 0 for data in files]
        assert all(later > earlier for earlier, later in itertools.pairwise(sequences)), sequences
        assert [first(data).vevent.dtstart.value.hour for data in files] == [13, 15, 15]
    titles = {to: other(data).events[0].summary for to, data in kept}
    assert titles == {"dm-ana": "Coaching with Anna", "dm-anna": "Coaching: Ana"}


async def test_with_another_coach_the_first_one_is_told_to_take_it_out(two: tuple[House, Somebody, Somebody]) -> None:
    house, anna, ana = two
    await offers(await house.joined("Berta", "coach"), "/slots add 15 Jan 9:00-9:30 30m")
    kept = keep_entries(house)
    await books(ana, "14:00", "Anna")
    page = ana.private[-2]
    await ana.presses("Move", page)
    await ana.presses("Wed 15 Jan, 09:00 · Berta", page)
    await ana.presses("Move to this time", page)
    said = {to: [first(data).method.value for person, data in kept if person == to] for to, _data in kept}
    assert said == {"dm-ana": ["REQUEST", "REQUEST"], "dm-anna": ["REQUEST", "CANCEL"], "dm-berta": ["REQUEST"]}
    assert anna.told[-1] == "Ana has moved to another coach, so Tue 14 Jan 2025, 14:00–14:30 CET is free again."


# --- The private calendar ---


async def address_of(house: House, person: Somebody) -> str:
    object.__setattr__(house.app.deployment, "public_url", lambda: f"http://127.0.0.1:{house.app.port}")
    await person.sends("/calendar")
    return next(line for line in person.told[-1].split("\n") if line.startswith("http"))


async def fetched(address: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        if answer.status == 200:
            assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
            assert answer.headers["Cache-Control"] == "private, no-store"
        return answer.status, await answer.read()


async def test_a_calendar_has_sessions_and_bookings_and_follows_changes(two: tuple[House, Somebody, Somebody]) -> None:
    house, anna, ana = two
    bo = await house.joined("Zdenka")
    await books(bo, "14:40")
    address = await address_of(house, ana)
    status, data = await fetched(address)
    assert status == 200
    days = ["Online day 1", "Online day 2", "Online day 3", "Warsaw day 1", "Warsaw day 2"]
    assert [event.summary for event in other(data).events] == [f"{day} (Cluster Booster Academy)" for day in days]
    assert other(data).events[3].dtstart == date(2025, 3, 3)
    await books(ana, "14:00")
    _status, data = await fetched(address)
    (mine,) = [event for event in other(data).events if event.uid and not event.uid.startswith("session-")]
    assert (mine.summary, mine.dtstart) == ("Coaching with Anna", AT)
    assert b"Zdenka" not in data
    _status, coach_data = await fetched(await address_of(house, anna))
    titles = sorted(e.summary or "" for e in other(coach_data).events if "Coaching" in (e.summary or ""))
    assert titles == ["Coaching: Ana", "Coaching: Zdenka"]
    await ana.sends("/coaching")
    await ana.presses("Cancel", ana.private[-1])
    await ana.presses("Yes, cancel it", ana.private[-1])
    _status, data = await fetched(address)
    assert b"Coaching with" not in data
    assert len(first(data).vevent_list) == 5


async def test_an_address_that_leaked_is_made_void(two: tuple[House, Somebody, Somebody]) -> None:
    house, _anna, ana = two
    old = await address_of(house, ana)
    assert await address_of(house, ana) == old
    reply = await ana.presses("Make a new address (the old one stops)")
    assert reply.toast is not None
    new = await address_of(house, ana)
    assert new != old
    assert [(await fetched(address))[0] for address in (old, new)] == [404, 200]


async def test_an_address_cannot_be_guessed(two: tuple[House, Somebody, Somebody]) -> None:
    house, anna, ana = two
    address, others = await address_of(house, ana), await address_of(house, anna)
    base, _slash, name = address.rpartition("/")
    nonce, signature = name.removesuffix(".ics").split(".")
    their_nonce = others.rpartition("/")[2].split(".")[0]
    wrong = [
        f"{their_nonce}.{signature}",
        f"{nonce}.{'0' * 40}",
        nonce,
        f"{nonce}.",
        f".{signature}",
        "x" * 5000,
        "..%2f..",
        f"{nonce}.{signature}x",
    ]
    for made_up in wrong:
        assert (await fetched(f"{base}/{made_up}.ics"))[0] == 404, made_up
    async with house.app.database.write() as uow:
        key = await uow.calendar_feeds.key()
        assert key is not None
        assert await uow.calendar_feeds.ensure_key(b"another") == key
    assert (await fetched(f"{base}/{token(b'my own key', nonce)}.ics"))[0] == 404
    assert (await fetched(f"{base}/{token(key, 'n' * 20)}.ics"))[0] == 404


async def test_without_a_public_address_it_is_said_so(two: tuple[House, Somebody, Somebody]) -> None:
    _house, _anna, ana = two
    await ana.sends("/calendar", group=True)
    assert ana.told[-1].startswith(
        "I cannot give you a calendar address: the organisers have not told me the public address"
    )


@given(st.binary(min_size=1, max_size=40), st.text(max_size=90))
def test_no_token_but_a_signed_one_is_read(key: bytes, given_: str) -> None:
    assert read_token(key, given_) is None
    signed = token(key, "abcdefghij0123456789")
    assert read_token(key, signed) == "abcdefghij0123456789"
    assert read_token(key + b"x", signed) is None


# --- Files from coaches ---

WARSAW = ZoneInfo("Europe/Warsaw")
SINCE, UNTIL = datetime(2024, 11, 18, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)


def event(begin: str, end: str, *more: str) -> str:
    return "\r\n".join(
        ["BEGIN:VEVENT", "UID:1", "DTSTAMP:20240101T000000Z", f"DTSTART{begin}", f"DTEND{end}", *more, "END:VEVENT"]
    )


def calendar(*events: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *events, "END:VCALENDAR", ""]).encode()


def read(*events: str) -> list[str]:
    return [
        f"{s.starts_at.astimezone(WARSAW):%d.%m. %H:%M}-{s.ends_at.astimezone(WARSAW):%H:%M}"
        for s in free_spans(calendar(*events), WARSAW, SINCE, UNTIL)
    ]


def test_free_time_in_many_ways() -> None:
    plain = event(":20250114T140000", ":20250114T170000")
    assert read(plain) == ["14.01. 14:00-17:00"], "without a zone it is on the coach's clock"
    assert read(event(":20250114T130000Z", ":20250114T160000Z")) == ["14.01. 14:00-17:00"]
    assert read(event(";TZID=Europe/Helsinki:20250114T150000", ";TZID=Europe/Helsinki:20250114T180000")) == [
        "14.01. 14:00-17:00"
    ]
    marked = event(":20250115T090000", ":20250115T100000", "TRANSP:TRANSPARENT")
    assert read(plain, marked) == ["15.01. 09:00-10:00"], "where something is marked as free, the rest is busy"
    assert read(plain, event(":20250116T090000", ":20250116T100000", "STATUS:CANCELLED")) == ["14.01. 14:00-17:00"]
    busy = "BEGIN:VFREEBUSY\r\nUID:2\r\nDTSTAMP:20240101T000000Z\r\nFREEBUSY;FBTYPE=FREE:20250117T080000Z/20250117T090000Z\r\nFREEBUSY;FBTYPE=BUSY:20250117T090000Z/20250117T100000Z\r\nEND:VFREEBUSY"
    assert read(busy) == ["17.01. 09:00-10:00"]


def test_repetitions_follow_the_clock() -> None:
    weekly = event(
        ";TZID=Europe/Warsaw:20250324T090000", ";TZID=Europe/Warsaw:20250324T100000", "RRULE:FREQ=WEEKLY;COUNT=2"
    )
    assert read(weekly) == ["24.03. 09:00-10:00", "31.03. 09:00-10:00"], "also over the change to summer time"
    days = event(
        ";TZID=Europe/Warsaw:20250106T090000",
        ";TZID=Europe/Warsaw:20250106T100000",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20250122T235959Z",
    )
    assert read(days) == ["06.01. 09:00-10:00", "08.01. 09:00-10:00", "20.01. 09:00-10:00", "22.01. 09:00-10:00"]
    daily = event(
        ":20250106T090000", ":20250106T100000", "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3", "EXDATE:20250108T090000"
    )
    assert read(daily) == ["06.01. 09:00-10:00", "10.01. 09:00-10:00"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "calendar.empty"),
        (b"hello", "calendar.broken"),
        (b"\xff\xfe\x00\x01", "calendar.broken"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:99999999T999999\r\nEND:VEVENT\r\nEND:VCALENDAR", "calendar.broken"),
        (calendar(), "calendar.empty"),
        (calendar(event(";VALUE=DATE:20250114", ";VALUE=DATE:20250115")), "calendar.empty"),
        (calendar(event(":20250114T170000", ":20250114T140000")), "calendar.empty"),
        (calendar(event(":20230114T140000", ":20230114T170000")), "calendar.empty"),
        (calendar(event(":20250106T090000", ":20250106T100000", "RRULE:FREQ=SECONDLY")), "calendar.repeats"),
        (calendar(event(":20250106T090000", ":20250106T100000", "RRULE:FREQ=MONTHLY;BYDAY=2TU")), "calendar.repeats"),
        (b"x" * 1_000_001, "calendar.too_big"),
        (b"BEGIN:VEVENT\r\n" * (2 * EVENTS_MAX + 1), "calendar.too_many"),
    ],
)  # fmt: skip
def test_broken_or_enormous_files(data: bytes, code: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        free_spans(data, WARSAW, SINCE, UNTIL)
    assert caught.value.code in (code, "calendar.empty" if code == "calendar.broken" else code)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from([b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"DTSTART:20250106T090000\r\n", b"DTEND:20250106T100000\r\n", b"DTSTART;TZID=Nowhere:20250106T090000\r\n", b"RRULE:FREQ=WEEKLY;COUNT=x\r\n", b"RRULE:;;\r\n", b"EXDATE:\r\n", b"DURATION:P\r\n", b"DURATION:PT1H\r\n", b"\xff\r\n", b"TRANSP:TRANSPARENT\r\n", b"BEGIN:VFREEBUSY\r\n", b"FREEBUSY;FBTYPE=FREE:20250117T080000Z/PT1H\r\n", b"END:VFREEBUSY\r\n", b"RRULE:FREQ=DAILY;INTERVAL=0\r\n"]), max_size=14))  # fmt: skip
def test_any_file_is_read_or_refused(lines: list[bytes]) -> None:
    found: list[Any]
    try:
        found = list(free_spans(b"BEGIN:VCALENDAR\r\n" + b"".join(lines) + b"END:VCALENDAR\r\n", WARSAW, SINCE, UNTIL))
    except RuleViolation as refused:
        found = [refused.code]
    assert found
    assert all(isinstance(one, Span) or one.startswith("calendar.") for one in found)


async def test_a_coach_sends_a_file(two: tuple[House, Somebody, Somebody]) -> None:
    house, anna, ana = two
    data = calendar(event(":20250121T090000", ":20250121T101000"), event(":20250114T140000", ":20250114T143000"))
    await anna.sends_file("free.ics", data, "text/calendar")
    assert anna.told[-2] == "Thank you, I am reading your calendar."
    assert "• Tue 21 Jan 2025: 09:00–09:30, 09:30–10:00" in anna.told[-1]
    assert "Tue 14 Jan 2025, 14:00–14:30 CET: you have offered" in anna.told[-1]
    await anna.presses("Offer these 2 times")
    assert len(await slots_of(house)) == 6
    await anna.sends_file("free.ics", b"nonsense", "text/calendar")
    assert anna.told[-1].startswith(("I cannot read this calendar file.", "I found no free times"))
    await ana.sends_file("free.ics", data, "text/calendar")
    assert ana.told[-1].startswith("I cannot use files yet") or "nothing" in ana.told[-1]
    assert len(await slots_of(house)) == 6
