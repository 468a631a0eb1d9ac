"""Attendance lists as files: who gets them, what is in them, and what cannot get in."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pypdf
import pytest

from bot.chat.events import ButtonPressed
from bot.chat.messages import Message
from bot.domain.people import Profile, Role
from bot.ports import Sent, Target
from handlers.sheets.declared import AsXlsx
from tests.house import DAY_1, House, Person

FORMULA = "=cmd|'/c calc'!A1"
HEAD = ["Name", "Organisation", "Country", "Attendance", "Time", "Recorded", "Recorded by", "Remark"]
DAY_1_BUTTON = "Online day 1, Wed 6 Nov 2024"


class Files(dict[str, bytes]):
    """The files that are sent from now on, by name; the bot itself forgets them."""

    def __init__(self, house: House) -> None:
        send = house.platform.send

        async def sending(target: Target, message: Message, dedup: str) -> Sent:
            found = {file.name: await house.app.files.get(file.key) for file in message.files}
            assert [len(data) for data in found.values()] == [file.size for file in message.files]
            sent = await send(target, message, dedup)
            self.update(found)
            return sent

        house.platform.send = sending  # type: ignore[method-assign]

    def csv(self, name: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self[name].decode("utf-8-sig"))))

    def book(self, name: str) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(self[name]))

    def pdf(self, name: str) -> str:
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(self[name])).pages)


async def after_day_1(house: House) -> Person:
    """Ana came, Béla late, somebody with a formula for a name was marked by Olga, Dana sent a notice, 山田 is missing."""
    olga = await house.joined("Olga", "organiser")
    ana, bela, dana = [await house.joined(name) for name in ("Ana", "Béla", "Dana")]
    people = [
        Profile(FORMULA, "f@people.example", "+1 Ltd", "Norway", time_zone="Europe/Oslo"),
        Profile("山田太郎", "taro@people.example", "株式会社", "Japan"),
    ]
    async with house.app.database.write() as uow:
        await uow.members.save(house.cohort.id, people)
        by_name = {member.name: member for member in await uow.members.of_cohort(house.cohort.id)}
        notice = await uow.absences.announce(
            by_name["Dana"], "online-1", "my divorce", house.clock.now(), short_notice=True
        )
        assert notice is not None
        await uow.absences.decide(notice, "justified", by_name["Olga"].id, house.clock.now(), reason="my divorce")
    assert dana
    await house.move_to(DAY_1 + timedelta(minutes=2))
    await ana.sends("/checkin")
    await house.move_to(DAY_1 + timedelta(minutes=21))
    await bela.sends("/checkin")
    await house.move_to(DAY_1 + timedelta(hours=5))
    async with house.app.database.write() as uow:
        await uow.check_ins.mark(
            by_name[FORMULA], "online-1", house.clock.now(), by=by_name["Olga"].id, reason="=1+1", platform="test"
        )
    return olga


async def take(person: Person, which: str, form: str) -> None:
    await person.sends("/attendance")
    await person.presses(which)
    await person.presses(form)


async def test_a_session_as_csv(each_house: House) -> None:
    olga, files = await after_day_1(each_house), Files(each_house)
    await take(olga, DAY_1_BUTTON, "CSV")
    assert files.csv("attendance-aca-online-1.csv") == [
        HEAD,
        [f"'{FORMULA}", "'+1 Ltd", "Norway", "there", "2024-11-06 15:00", "by hand", "Olga", "'=1+1"],
        ["Ana", "Ana's cluster", "Poland", "there", "2024-11-06 10:02", "command", "", ""],
        ["Béla", "Béla's cluster", "Poland", "late", "2024-11-06 10:21", "command", "", ""],
        ["Dana", "Dana's cluster", "Poland", "absent, justified", "", "", "", ""],
        ["山田太郎", "株式会社", "Japan", "absent", "", "", "", ""],
    ]
    assert olga.told[-1].endswith("Times are on the clock of Warsaw (Europe/Warsaw).")


async def test_a_session_as_a_workbook(house: House) -> None:
    olga, files = await after_day_1(house), Files(house)
    await take(olga, DAY_1_BUTTON, "Excel")
    sheet = files.book("attendance-aca-online-1.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows[:8]] == [
        "Attendance list: Online day 1",
        "Programme: Cluster Booster Academy, edition 4",
        "Session: Online day 1",
        "When: Wed 6 Nov 2024, 10:00–14:00 CET",
        "Where: online",
        "Present: 3 of 5, 1 of them late",
        "Times: on the clock of Warsaw (Europe/Warsaw)",
        "Made on Wed 6 Nov 2024, 15:00 CET for Olga",
    ]
    assert rows[9] == HEAD
    assert rows[10][0] == FORMULA
    assert rows[10][7] == "=1+1"
    assert {cell.data_type for row in sheet.iter_rows(min_row=11) for cell in row} <= {"s", "inlineStr", "d", "n"}
    assert "my divorce" not in str(rows)


async def test_a_session_as_a_pdf_to_sign(house: House) -> None:
    olga, files = await after_day_1(house), Files(house)
    await take(olga, DAY_1_BUTTON, "PDF, to print and sign")
    text = files.pdf("attendance-aca-online-1.pdf")
    for words in (
        "Attendance list: Online day 1",
        "Cluster Booster Academy, edition 4",
        "Wed 6 Nov 2024, 10:00–14:00 CET",
        "3 of 5, 1 of them late",
        "10:02",
        "late, command",
        "absent, justified",
        FORMULA,
        "taro@people.example",
        "Signature",
        "Place and date",
        "Made on Wed 6 Nov 2024, 15:00 CET for Olga",
        "Page 1 of 1",
    ):
        assert words in text, words
    assert "by hand, Olga: =1+1" in text.replace("\n", " ")
    assert "my divorce" not in text
    assert "e-mail address instead" in olga.told[-1]


async def test_the_whole_programme(house: House) -> None:
    olga, files = await after_day_1(house), Files(house)
    for form in ("Excel", "CSV", "PDF, to print"):
        await take(olga, "Whole programme", form)
    book = files.book("attendance-aca.xlsx")
    assert book.sheetnames == ["Attendance", "Sessions", "By hand and notices"]
    people = [[cell.value for cell in row][:8] for row in book["Attendance"].iter_rows(min_row=7)]
    assert people == [
        [
            "Name",
            "Organisation",
            "Country",
            "There",
            "Late",
            "Absent",
            "Online day 1\nWed 6 Nov 2024",
            "Online day 2\nMon 11 Nov 2024",
        ],
        [FORMULA, "+1 Ltd", "Norway", 1, 0, 0, "15:00 by hand", None],
        ["Ana", "Ana's cluster", "Poland", 1, 0, 0, "10:02 command", None],
        ["Béla", "Béla's cluster", "Poland", 1, 1, 0, "10:21 late, command", None],
        ["Dana", "Dana's cluster", "Poland", 0, 0, 1, "absent, justified", None],
        ["山田太郎", "株式会社", "Japan", 0, 0, 1, "absent", None],
    ]
    assert [cell.value for cell in book["Sessions"][2]][3:] == [3, 1, 2, 1]
    assert [row[1].value for row in book["By hand and notices"].iter_rows(min_row=2)] == [FORMULA, "Dana"]
    lines = files.csv("attendance-aca.csv")
    assert len(lines) == 1 + 5 * 5
    assert lines[2] == [
        "Online day 1",
        "2024-11-06",
        "Ana",
        "Ana's cluster",
        "Poland",
        "there",
        "2024-11-06 10:02",
        "command",
        "",
        "",
    ]
    text = files.pdf("attendance-aca.pdf")
    assert "10:21 late" in text
    assert "Warsaw University of Technology (in person)" in text


async def test_who_left_is_on_the_list_of_the_sessions_they_were_at(house: House) -> None:
    olga, files = await after_day_1(house), Files(house)
    async with house.app.database.write() as uow:
        for member in await uow.members.of_cohort(house.cohort.id):
            if member.name in ("Ana", "Dana"):
                await uow.members.withdraw(member.id, house.clock.now())
    await take(olga, DAY_1_BUTTON, "CSV")
    assert [line[0] for line in files.csv("attendance-aca-online-1.csv")[1:]] == [
        f"'{FORMULA}",
        "Ana",
        "Béla",
        "山田太郎",
    ]


async def test_before_a_session_the_pdf_is_an_empty_list_to_sign(house: House) -> None:
    olga, files = await after_day_1(house), Files(house)
    await take(olga, "Warsaw day 1, Mon 3 Mar 2025", "PDF, to print and sign")
    text = files.pdf("attendance-aca-warsaw-1.pdf")
    assert "Ana" in text
    assert "absent" not in text
    assert "Present" not in text


@pytest.mark.parametrize("role", ["organiser", "trainer"])
async def test_asked_for_in_the_group_it_is_answered_in_private(house: House, role: Role) -> None:
    await after_day_1(house)
    keeper, before = await house.joined("Karla", role), len(house.group)
    await keeper.sends("/attendance", group=True)
    assert len(house.group) == before
    assert keeper.told[-1] == "Cluster Booster Academy: the attendance list of which session?"


async def test_it_is_noted_who_took_what(house: House) -> None:
    olga = await after_day_1(house)
    await take(olga, DAY_1_BUTTON, "Excel")
    async with house.app.database.read() as uow:
        (deed,) = [deed for deed in await uow.audit.latest(house.cohort.id, 10) if deed.action == "exported"]
        (member,) = await uow.members.organisers(house.cohort.id)
    assert (deed.actor_id, deed.session, deed.details) == (
        member.id,
        "online-1",
        {"what": "attendance", "format": "xlsx"},
    )


async def test_somebody_who_is_no_organiser_any_more_is_sent_nothing(house: House) -> None:
    """The list was promised, and could not leave before."""
    olga, files = await after_day_1(house), Files(house)
    house.platform.offline = True
    token = AsXlsx(house.cohort.id, "online-1").pack()
    await house.receive(olga.event(ButtonPressed, token=token, message_id=None))
    async with house.app.database.write() as uow:
        (member,) = await uow.members.organisers(house.cohort.id)
        await uow.members.withdraw(member.id, house.clock.now())
    house.platform.offline = False
    await house.pass_time(timedelta(minutes=5))
    assert files == {}


async def test_a_session_that_is_gone_is_said_so(house: House) -> None:
    olga = await after_day_1(house)
    reply = await olga.presses_token(AsXlsx(house.cohort.id, "no-such-session").pack())
    assert reply.toast is not None
    assert reply.toast.text.startswith("This session is no longer in the programme.")
