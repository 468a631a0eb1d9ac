"""`groupmate export`: everything of a cohort, beside a bot that runs; and an import that brings nobody back."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.config import ConfigError
from bot.domain.people import Profile
from bot.export import export_cohort
from bot.roster_import import import_roster
from storage import direct_sqlite
from storage.engine import Database, StorageError
from storage.tables import booking, pairing_member, peer_profile, roadmap, roadmap_part
from tests.filled import fill
from tests.handlers.test_my_data import someone
from tests.house import DAY_1, House

NOW = datetime(2024, 11, 6, 12, 0, tzinfo=UTC)


async def cohort_with_people(house: House) -> None:
    zoe, yan = await house.joined("=HYPERLINK(0)"), await house.joined("Yan Øst", "organiser")
    one, other = await someone(house, zoe, "ZOES"), await someone(house, yan, "YANS")
    async with house.app.database.write() as uow:
        await fill(uow.connection, one, other, elsewhere="ZOES")
        elsewhere = await uow.cohorts.ensure("other", "academy", "Another cohort")
        await uow.members.save(elsewhere.id, [Profile("Nobody's Business", "other@people.example")])
    await house.move_to(DAY_1)
    await zoe.presses("I am here")


async def test_everything_of_the_cohort_while_the_bot_runs(
    each_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cohort_with_people(each_house)
    monkeypatch.chdir(tmp_path)
    said = await export_cohort(each_house.config, "aca", None, NOW)
    assert said.startswith("Wrote aca-2024-11-06.zip: 1 cohort, 1 chat_group, 2 member, 2 account,")
    packed = zipfile.ZipFile(tmp_path / "aca-2024-11-06.zip")
    assert stat.S_IMODE((tmp_path / "aca-2024-11-06.zip").stat().st_mode) == 0o600
    whole = json.loads(packed.read("everything.json"))
    assert {f"{name}.csv" for name in whole["tables"]} == set(packed.namelist()) - {"everything.json"}
    for name, rows in whole["tables"].items():
        table = list(csv.DictReader(io.StringIO(packed.read(f"{name}.csv").decode("utf-8-sig"))))
        assert len(table) == len(rows), name
    for name in ("check_in", "absence", "question", "faq_asked", "audit", "meeting_row", "announcement"):
        assert whole["tables"][name], name
    text = b"".join(packed.read(name) for name in packed.namelist()).decode()
    for secret in ("Nobody's Business", "other@people.example", "ZOES check_in_code", "ZOES invite", "ZOES outbox"):
        assert secret not in text, secret


async def test_what_people_were_promised_that_organisers_do_not_see(each_house: House, tmp_path: Path) -> None:
    await cohort_with_people(each_house)
    kept = {booking: "own_note", pairing_member: "learned", peer_profile: "contact", roadmap_part: "note"}
    async with each_house.app.database.write() as uow:
        for table, column in kept.items():
            await uow.connection.execute(update(table).values({column: f"SECRET {column}"}))
        await uow.connection.execute(update(pairing_member).values(share="unnamed"))
        await uow.connection.execute(update(roadmap).values(submitted_at=None))
        await uow.connection.execute(update(roadmap_part).values(answers={"what": "SECRET answer"}))
    out = tmp_path / "out"
    await export_cohort(each_house.config, "aca", out, NOW)
    tables = json.loads((out / "everything.json").read_text())["tables"]
    assert not [file.name for file in out.iterdir() if "SECRET" in file.read_text("utf-8-sig")]
    assert {row["text"] for row in tables["takeaway"]} == {"ZOES takeaway"}
    assert {(row["member_id"], row["member_id_name"]) for row in tables["takeaway"]} == {(None, None)}
    assert {(row["text"], row["account_id"]) for row in tables["faq_asked"]} == {("ZOES faq_asked", None)}
    async with each_house.app.database.write() as uow:
        await uow.connection.execute(update(pairing_member).values(share="named"))
        await uow.connection.execute(update(roadmap).values(submitted_at=NOW))
    await export_cohort(each_house.config, "aca", tmp_path / "again", NOW)
    shown = {file.name for file in (tmp_path / "again").iterdir() if "SECRET" in file.read_text("utf-8-sig")}
    assert shown == {"everything.json", "pairing_member.csv", "roadmap_part.csv"}


async def test_organisers_see_that_it_was_taken(each_house: House, tmp_path: Path) -> None:
    olga = await each_house.joined("Olga", "organiser")
    await export_cohort(each_house.config, "aca", tmp_path / "out", NOW)
    with pytest.raises(ConfigError):
        await export_cohort(each_house.config, "aca", tmp_path / "out", NOW)
    await olga.sends("/audit")
    assert [line for line in olga.told[-1].split("\n") if "exported" in line] == [
        "• Wed 6 Nov 2024, 13:00 CET: everything that is stored was exported to a file on the server"
    ]


async def test_it_waits_for_a_turn_that_writes(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    olga = await house.joined("Olga", "organiser")
    begin, asked = direct_sqlite.begin, asyncio.Event()

    async def begin_seen(connection: sqlite3.Connection) -> None:
        asked.set()
        await begin(connection)

    async with house.app.database.write():
        monkeypatch.setattr(direct_sqlite, "begin", begin_seen)
        exporting = asyncio.create_task(export_cohort(house.config, "aca", tmp_path / "out", NOW))
        await asyncio.wait({exporting, seen := asyncio.create_task(asked.wait())}, return_when="FIRST_COMPLETED")
        seen.cancel()
    assert (await exporting).startswith(f"Wrote {tmp_path / 'out'}: ")
    await olga.sends("/audit")
    assert "everything that is stored was exported" in olga.told[-1]


async def test_cells_are_no_formulas_and_people_have_names(house: House, tmp_path: Path) -> None:
    await cohort_with_people(house)
    await export_cohort(house.config, "aca", tmp_path / "out", NOW)
    members = list(csv.DictReader(io.StringIO((tmp_path / "out" / "member.csv").read_text("utf-8-sig"))))
    assert [row["name"] for row in members] == ["'=HYPERLINK(0)", "Yan Øst"]
    check_ins = list(csv.DictReader(io.StringIO((tmp_path / "out" / "check_in.csv").read_text("utf-8-sig"))))
    assert {row["member_id_name"] for row in check_ins} == {"'=HYPERLINK(0)", "Yan Øst"}
    assert {row["late"] for row in check_ins} == {"no"}


async def test_nothing_is_overwritten(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for out, name in ((None, "aca-2024-11-06.zip"), (tmp_path / "out", "out")):
        await export_cohort(house.config, "aca", out, NOW)
        with pytest.raises(ConfigError, match=rf"{re.escape(name)} is there already, and I overwrite nothing\."):
            await export_cohort(house.config, "aca", out, NOW)


async def test_what_is_not_there_is_said(house: House, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no cohort 'acca' in the config. It has: aca\."):
        await export_cohort(house.config, "acca", None, NOW)
    nowhere = house.config.model_copy(
        update={"storage": house.config.storage.model_copy(update={"url": f"sqlite:///{tmp_path / 'no.db'}"})}
    )
    with pytest.raises(StorageError, match=r"There is no database .* Start the bot once first"):
        await export_cohort(nowhere, "aca", None, NOW)
    assert not (tmp_path / "no.db").exists()


ROSTER = b"name,email,role\nZoe Kaur,Zoe-Kaur@people.example,participant\nBen Tan,ben@people.example,participant\n"


async def test_a_list_does_not_bring_back_who_was_erased(each_house: House) -> None:
    house = each_house
    zoe = await house.joined("Zoe Kaur")
    await zoe.sends("/forgetme")
    await zoe.presses("Erase my data …")
    await zoe.presses("Yes, erase it now")
    await house.close()
    report = await import_roster(house.config, "aca", ROSTER, dry_run=False)
    assert report.text == (
        "Imported 1 person: 1 new, 0 updated.\n"
        "Left out, as they have had their data erased: zoe-kaur@people.example. Please take them out of the file. "
        "If they want to take part again, run the same with --readmit."
    )
    report = await import_roster(house.config, "aca", ROSTER, dry_run=False, readmit=True)
    assert report.text == "Imported 2 people: 1 new, 1 updated."


async def test_an_import_stands_in_the_audit_trail(each_house: House) -> None:
    await each_house.close()
    await import_roster(each_house.config, "aca", ROSTER, dry_run=True)
    await import_roster(each_house.config, "aca", ROSTER, dry_run=False)
    database = Database.open_to_read(each_house.config.storage.url)
    async with database.read() as uow:
        deeds = await uow.audit.latest(each_house.cohort.id, 10)
    await database.close()
    assert [(deed.action, deed.actor_id, deed.details) for deed in deeds] == [("imported", None, {"people": 2})]
