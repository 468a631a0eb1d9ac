"""Exports of meeting software are read whatever their language, encoding and order of columns."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meeting import Attendee, Hours, attendees, clock_of
from bot.domain.people import Member
from bot.programme.meeting_lists import UnreadableList, match, read_list

DAY = date(2024, 11, 6)
WARSAW = ZoneInfo("Europe/Warsaw")
HOURS = Hours(datetime(2024, 11, 6, 9, tzinfo=UTC), datetime(2024, 11, 6, 13, tzinfo=UTC))

ZOOM = """\ufeffMeeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
851 2345 6789,Online day 1,11/06/2024 09:45:12 AM,11/06/2024 02:05:10 PM,office@academy.example,260,4

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room
Ilze (Ilze Kalniņa),ilze@riga.example,11/06/2024 09:55:00 AM,11/06/2024 11:30:00 AM,95,Yes,,No
Ilze (Ilze Kalniņa),ilze@riga.example,11/06/2024 11:40:00 AM,11/06/2024 02:00:00 PM,140,Yes,,No
"Nowak, Zofia",,11/06/2024 09:40:00 AM,11/06/2024 09:55:00 AM,15,Yes,,Yes
"Nowak, Zofia",,11/06/2024 09:55:00 AM,11/06/2024 02:05:00 PM,250,Yes,,No
Γιώργος Παπαδόπουλος,,11/06/2024 12:59:00 PM,11/06/2024 01:59:00 PM,60,Yes,,No
""".encode()

TEAMS = """1. Summary
Meeting title\tOnline day 1
Attended participants\t3
Start time\t11/6/24, 9:45:12 AM
End time\t11/6/24, 2:05:10 PM
Meeting duration\t4h 19m 58s
Average attendance time\t3h 2m

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ilze Kalniņa\t11/6/24, 9:55:00 AM\t11/6/24, 2:00:00 PM\t3h 55m 10s\tilze@riga.example\tilze@riga.example\tAttendee
Zofia Nowak\t11/6/24, 9:55:00 AM\t11/6/24, 2:05:00 PM\t4h 10m\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ilze Kalniņa\t11/6/24, 9:55:00 AM\t11/6/24, 11:30:00 AM\t1h 35m\tilze@riga.example\tAttendee
Ilze Kalniņa\t11/6/24, 11:40:00 AM\t11/6/24, 2:00:00 PM\t2h 20m\tilze@riga.example\tAttendee
Zofia Nowak\t11/6/24, 9:55:00 AM\t11/6/24, 2:05:00 PM\t4h 10m\t\tAttendee
""".encode("utf-16")

TEAMS_GERMAN = """1. Zusammenfassung
Besprechungstitel\tOnline day 1

2. Teilnehmer
Name\tErster Beitritt\tLetztes Verlassen\tBesprechungsdauer\tE-Mail\tTeilnehmer-ID (UPN)\tRolle
Jörg Weiß\t06.11.24, 09:55:00\t06.11.24, 13:00:00\t3 Std. 5 Min. 3 Sek.\tjoerg@lahn.example\tjoerg@lahn.example\tTeilnehmer
Ilze Kalniņa\t06.11.24, 10:00:00\t06.11.24, 14:00:00\t4 Std.\tilze@riga.example\t\tTeilnehmer
""".encode("utf-16")

TEAMS_OLD = """Full Name\tUser Action\tTimestamp
Ilze Kalniņa\tJoined before\t11/6/2024, 9:55:00 AM
Zofia Nowak\tJoined\t11/6/2024, 10:30:00 AM
Ilze Kalniņa\tLeft\t11/6/2024, 11:00:00 AM
Ilze Kalniņa\tJoined\t11/6/2024, 11:30:00 AM
Zofia Nowak\tLeft\t11/6/2024, 2:00:00 PM
""".encode("utf-16")

EXCEL_POLISH = """Nazwisko i imię;Czas trwania (minuty);Adres e-mail
Żółć Grażyna;230;grazyna@slask.example
Wiśniewski Łukasz;15;
""".encode("cp1250")

EXCEL_UKRAINIAN = """Тривалість (хвилини);Ім'я;Електронна пошта
240;Оксана Шевченко;oksana@lviv.example
30;Тарас Мельник;
""".encode("cp1251")

UNKNOWN_LANGUAGE = """სახელი;გასვლა;შემოსვლა;მისამართი
ნინო ბერიძე;2024-11-06 14:00:00;2024-11-06 10:00:00;nino@tbilisi.example
""".encode()


@pytest.mark.parametrize("cell", ["a@" + "." * 100_000 + "@", "1" * 100_000])
def test_a_cell_without_end_takes_no_time(cell: str) -> None:
    began = time.process_time()
    usual = "Ana,ana@people.example,10\n" * 9
    assert len(read_list(f"Name,Email,Duration\n{usual}Bo,{cell},{cell}\n".encode(), ())) == 10
    assert time.process_time() - began < 1


def people(data: bytes) -> dict[str, int]:
    """Minutes by name."""
    return {one.name: one.minutes for one in attendees(read_list(data, {DAY}), HOURS, WARSAW)}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (ZOOM, {"Ilze (Ilze Kalniņa)": 230, "Nowak, Zofia": 240, "Γιώργος Παπαδόπουλος": 60}),
        (TEAMS, {"Ilze Kalniņa": 230, "Zofia Nowak": 240}),
        (TEAMS_GERMAN, {"Jörg Weiß": 180, "Ilze Kalniņa": 240}),
        (TEAMS_OLD, {"Ilze Kalniņa": 60 + 150, "Zofia Nowak": 210}),
        (EXCEL_POLISH, {"Żółć Grażyna": 230, "Wiśniewski Łukasz": 15}),
        (EXCEL_UKRAINIAN, {"Оксана Шевченко": 240, "Тарас Мельник": 30}),
        (UNKNOWN_LANGUAGE, {"ნინო ბერიძე": 240}),
    ],
    ids=["zoom", "teams", "teams in german", "teams of old", "polish excel", "ukrainian excel", "unknown language"],
)
def test_each_kind_of_list_is_read(data: bytes, said: dict[str, int]) -> None:
    assert people(data) == said


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_encoding_separator_and_order_of_columns_do_not_matter(
    separator: str, encoding: str, order: tuple[int, ...]
) -> None:
    rows = [
        ["Name", "Email", "Join Time", "Leave Time"],
        ["Ana Lučić", "ana@split.example", "2024-11-06 10:00", "2024-11-06 12:00"],
        ["Bo Ng", "", "2024-11-06 10:30", "2024-11-06 14:00"],
    ]
    data = "\n".join(separator.join(row[place] for place in order) for row in rows).encode(encoding)
    assert people(data) == {"Ana Lučić": 120, "Bo Ng": 210}


def test_the_days_of_the_programme_tell_november_from_june() -> None:
    written = "Name,Join Time,Leave Time\nAna Lučić,{0} 10:00:00,{0} 12:00:00\n"
    for text in (written.format("11/06/2024"), written.format("06/11/2024"), written.format("6.11.24")):
        (stay,) = read_list(text.encode(), {DAY})
        assert stay.joined == datetime(2024, 11, 6, 10)
    (stay,) = read_list(written.format("06/25/2024").encode(), {DAY})
    assert stay.joined == datetime(2024, 6, 25, 10)


def test_the_clock_is_the_one_by_which_they_were_there() -> None:
    text = "Name,Join Time,Leave Time\nAna,2024-11-06 09:00,2024-11-06 13:00\nBo,2024-11-06 09:00,2024-11-06 10:00\n"
    stays = read_list(text.encode(), {DAY})
    assert clock_of(stays, HOURS, (WARSAW, UTC)) is UTC
    (stay,) = read_list(text.replace("09:00", "10:00").replace("13:00", "14:00").encode(), {DAY})[:1]
    assert clock_of([stay], HOURS, (WARSAW, UTC)) is WARSAW


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_table"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "spreadsheet"),
        (b"hello\nworld\n", "no_table"),
        (b"Name,Email,Role\nAna,ana@x.example,Guest\n", "no_times"),
        (b"x" * 5_000_001, "too_large"),
        (b"Name,Minutes,X\n" + b"Ana,1,y\n" * 20_001, "too_large"),
        (bytes(range(256)) * 4, "no_text"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableList) as caught:
        read_list(data, {DAY})
    assert caught.value.code == code


@given(st.binary(max_size=2000) | st.text(max_size=2000).map(lambda text: text.encode()))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for before in (b"", b"Name,Email,Join Time,Leave Time\n"):
        try:
            read = read_list(before + data, {DAY})
        except UnreadableList:
            continue
        assert all(one.minutes >= 0 for one in attendees(read, HOURS, WARSAW))


def test_two_devices_at_once_do_not_count_twice() -> None:
    text = (
        "Name,Email,Join Time,Leave Time\n"
        "Ana,ana@x.example,2024-11-06 10:00,2024-11-06 12:00\n"
        "Ana's phone,ana@x.example,2024-11-06 11:00,2024-11-06 12:30\n"
    )
    assert people(text.encode()) == {"Ana's phone": 150}


def member(number: int, name: str, email: str = "") -> Member:
    address = email or f"m{number}@people.example"
    return Member(number, 1, name, address, "", "", "", "UTC", "en", frozenset({"participant"}))


ROSTER = [
    member(1, "Ilze Kalniņa", "ilze@riga.example"),
    member(2, "Zofia Nowak"),
    member(3, "Łukasz Wiśniewski"),
    member(4, "Giorgos Papadopoulos"),
    member(5, "Oksana Shevchenko"),
    member(6, "Jo Lee"),
    member(7, "Joe Leigh"),
]


@pytest.mark.parametrize(
    ("name", "email", "how", "who"),
    [
        ("anything", "ilze@riga.example", "email", 1),
        ("Ilze", "someone@else.example", "none", None),
        ("Ilze (Ilze Kalniņa)", "", "exact", 1),
        ("KALNINA ILZE", "", "exact", 1),
        ("Nowak, Zofia", "", "exact", 2),
        ("Lukasz Wisniewski | Silesia Cluster", "", "exact", 3),
        ("Łukasz Wiśniewsky", "", "close", 3),
        ("Γιώργος Παπαδόπουλος", "", "close", 4),
        ("Оксана Шевченко", "", "exact", 5),
        ("iPhone", "", "none", None),
        ("", "", "none", None),
        ("=HYPERLINK(1)", "", "none", None),
    ],
)
def test_only_an_address_is_certain(name: str, email: str, how: str, who: int | None) -> None:
    (found,) = match([Attendee(name, email, 10, None, None)], ROSTER)
    assert found.how == how
    assert (found.member_id, found.suggested_id) == ((who, None) if how == "email" else (None, who))
