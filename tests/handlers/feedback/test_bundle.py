"""Everything that was handed in, as ZIP files."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from bot.domain.homework import bundle
from tests.handlers.feedback.desk import DUE, HOUR, POSTED, given_out, hands_in
from tests.house import House, Person, Posted


@pytest.fixture
async def tom(house: House) -> Person:
    house.clock.at = POSTED
    return await house.joined("Tom", "trainer")


async def keeps(house: House, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What is sent is removed from the file store: here is a copy."""
    copies: dict[str, bytes] = {}
    send = house.platform.send

    async def keep(target: object, message: object, dedup: str) -> object:
        for file in message.files:  # type: ignore[attr-defined]
            copies[file.name] = await house.app.files.get(file.key)
        return await send(target, message, dedup)  # type: ignore[arg-type]

    monkeypatch.setattr(house.platform, "send", keep)
    return copies


def sent(person: Person) -> list[Posted]:
    return [posted for posted in person.private if posted.message.files]


async def test_a_folder_for_each_and_a_sheet(house: House, tom: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bo = await house.joined("Ana Núñez"), await house.joined("=HYPERLINK(1)/../Bo")
    await house.joined("Cem Çelik")
    task = await given_out(house, tom, "Canvas: a/b?")
    await hands_in(house, ana, task, "First", files={"old.pdf": b"old"})
    await hands_in(
        house, ana, task, "My canvas", "More", files={"plan.pdf": b"one", "Plan.pdf": b"two", "../../etc/x": b"three"}
    )
    house.clock.at = DUE + HOUR
    await hands_in(house, bo, task, link="https://x.example/bo")
    copies = await keeps(house, monkeypatch)
    await tom.sends("/submissions")
    reply = await tom.presses("Everything as a ZIP")
    assert reply.toast is not None
    assert reply.toast.text == "I am packing it. It comes in a moment."
    (posted,) = sent(tom)
    assert posted.text == "Canvas: a/b?: what 2 people handed in."
    (file,) = posted.message.files
    assert file.name == "Canvas a-b .zip"
    with zipfile.ZipFile(io.BytesIO(copies[file.name])) as archive:
        assert archive.namelist() == [
            "Overview.xlsx",
            "001 Ana Núñez/text.txt",
            "001 Ana Núñez/text (2).txt",
            "001 Ana Núñez/plan.pdf",
            "001 Ana Núñez/Plan (2).pdf",
            "001 Ana Núñez/x",
            "002 Bo/link.txt",
        ]
        assert archive.read("001 Ana Núñez/x") == b"three"
        assert archive.read("002 Bo/link.txt") == b"https://x.example/bo"
        sheet = load_workbook(io.BytesIO(archive.read("Overview.xlsx"))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(at for at, row in enumerate(rows) if row[0] == "Name")
    assert [row[0] for row in rows[head + 1 :]] == ["=HYPERLINK(1)/../Bo", "Ana Núñez", "Cem Çelik"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}
    late = rows[head + 1]
    assert (late[3], late[4], late[6], late[7], late[8]) == (
        *("to look at, came late", 1, "late"),
        *("002 Bo", "https://x.example/bo"),
    )
    assert rows[head + 3][3:5] == ["overdue", None]
    with pytest.raises(KeyError):
        await house.app.files.get(file.key)
    async with house.app.database.read() as uow:
        (deed,) = await uow.audit.latest(house.cohort.id, 5)
    assert deed.action == "homework_taken"


async def test_what_is_too_much_for_one_comes_in_parts(
    house: House, tom: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle.parts, "__defaults__", (250_000,))
    task = await given_out(house, tom)
    for number in range(5):
        person = await house.joined(f"Person {number}")
        await hands_in(house, person, task, files={"a.pdf": bytes([number]) * 100_000})
    copies = await keeps(house, monkeypatch)
    await tom.sends("/submissions")
    await tom.presses("Everything as a ZIP")
    assert list(copies) == [f"Business model canvas {n} of 3.zip" for n in (1, 2, 3)]
    names = [name for data in copies.values() for name in zipfile.ZipFile(io.BytesIO(data)).namelist()]
    assert names == ["Overview.xlsx", *(f"{n + 1:03d} Person {n}/a.pdf" for n in range(5))]
    assert max(map(len, copies.values())) < 250_000


async def test_who_is_no_trainer_any_more_gets_nothing(house: House, tom: Person) -> None:
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    await tom.sends("/submissions")
    assert "Everything as a ZIP" not in tom.private[-1].buttons
    empty = await tom.presses_token(f"jz:{task.id}")
    assert empty.toast is not None
    assert empty.toast.text == "Nobody has handed in anything yet."
    await hands_in(house, ana, task, "Mine")
    house.platform.offline = True
    await tom.presses_token(f"jz:{task.id}")
    async with house.app.database.write() as uow:
        (member,) = await uow.members.by_email(str(tom.email))
        await uow.members.withdraw(member.id, house.clock.at)
    house.platform.offline = False
    for _ in range(3):
        house.wall.at += HOUR
        await house.tick()
    assert sent(tom) == []
