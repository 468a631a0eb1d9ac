"""Files that are handed in: those that are not taken, slow ones, those that never come, and a disk that is full."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat.errors import SendError
from bot.chat.events import FileSent
from bot.domain.homework.submissions import AT_ONCE
from bot.engine.fetching import TRIES
from tests.handlers.homework.desk import (
    DUE,
    IN_TIME,
    LINE,
    MINUTE,
    PDF,
    SUM,
    ana_with_task,
    newest,
    receipt,
    sends_file,
    toast,
)
from tests.house import House


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        (
            "empty.pdf",
            b"",
            "empty.pdf is empty (0 bytes), so I did not take it. Please check the file and send it again.",
        ),
        ("big.pdf", bytes(1_000_001), "big.pdf is too large: the limit is 1 MB."),
        ("setup.exe", b"MZ", "setup.exe is a program, and I take none."),
        ("canvas.pdf", b"MZ\x90\x00", "canvas.pdf is a program, and I take none."),
        ("canvas.pdf", b"#!/bin/sh\nrm -rf /", "canvas.pdf is a program, and I take none."),
    ],
)
async def test_files_that_are_not_taken(house: House, name: str, data: bytes, says: str) -> None:
    ana = await ana_with_task(house)
    house.app.deployment.homework.__dict__["largest_file_mb"] = 1
    await ana.sends_file(name, data, "application/pdf")
    assert newest(ana).startswith(says)
    await ana.presses_token("hh:1")
    assert not any("✅" in said for said in ana.told)
    assert [path for path in house.config.storage.files.rglob("*") if path.is_file()] == []


async def test_a_file_that_turns_out_larger_than_it_said(house: House) -> None:
    ana = await ana_with_task(house)
    house.app.deployment.homework.__dict__["largest_file_mb"] = 1
    house.platform.files["big"] = bytes(1_000_001)
    await ana.does(FileSent, file_id="big", name="big.pdf", size=10)
    assert "big.pdf is too large: the limit is 1 MB." in "\n".join(ana.told)
    assert [path for path in house.config.storage.files.rglob("*") if path.is_file()] == []


async def test_a_file_where_links_are_wanted(house: House) -> None:
    ana = await ana_with_task(house, LINE + " accepts link")
    await sends_file(ana, "a.pdf", PDF)
    assert newest(ana) == "This task takes links only."


async def test_the_same_file_twice_is_kept_once(each_house: House) -> None:
    ana = await ana_with_task(each_house)
    await sends_file(ana, "canvas.pdf", PDF)
    await sends_file(ana, "canvas (1).pdf", PDF)
    assert ana.told[-2] == "You have sent the contents of canvas (1).pdf already, so I keep them once."
    await ana.presses("Hand it in now")
    assert newest(ana).count("• file") == 1
    (item,) = [path for path in each_house.config.storage.files.rglob("*") if path.is_file()]
    assert item.read_bytes() == PDF


async def test_a_slow_file_is_waited_for_and_counts_from_the_tap(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await house.move_to(DUE - MINUTE)
    house.platform.fetch_faults = [SendError("broken off")]
    await sends_file(ana, "canvas.pdf", PDF)
    assert "• file canvas.pdf – on its way …" in newest(ana)
    said = toast(await ana.presses("Hand it in now"))
    assert said == "A file is still on its way. You get your receipt as soon as it is safe with me."
    assert not any("✅" in one for one in ana.told)
    house.clock.at = DUE + 10 * MINUTE
    house.wall.at += 10 * MINUTE
    house.app.fetching.poke()
    await house.app.fetching.settled()
    await house.app.delivery.settled()
    assert newest(ana) == receipt(
        *(1, 1, "Wed 13 Nov 2024, 17:59 CET", IN_TIME), f"• file canvas.pdf ({len(PDF)} B), checksum {SUM}"
    )


async def test_a_file_that_never_comes_is_said_and_nothing_is_claimed(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await ana.says("https://canvas.example")
    house.platform.fetch_faults = [SendError("500")] * TRIES
    await sends_file(ana, "canvas.pdf", PDF)
    await ana.presses("Hand it in now")
    for _try in range(TRIES):
        house.wall.at += timedelta(minutes=10)
        house.app.fetching.poke()
        await house.app.fetching.settled()
    await house.app.delivery.settled()
    assert newest(ana) == (
        "I could not get canvas.pdf from the chat, so I do not have it. Please send it again.\n"
        "Nothing was handed in yet. The rest is still here: tap Hand it in now once more when you are ready."
    )
    await ana.presses("Hand it in now")
    assert newest(ana).splitlines()[-1] == "• link: https://canvas.example"


async def test_a_full_disk_claims_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await ana_with_task(house)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.files._Part.write", full)
    await sends_file(ana, "canvas.pdf", PDF)
    await ana.presses("Hand it in now")
    assert not any("✅" in said for said in ana.told)
    assert list(house.config.storage.files.rglob("*.part")) == []
    monkeypatch.undo()
    house.wall.at += timedelta(minutes=10)
    house.app.fetching.poke()
    await house.app.fetching.settled()
    await house.app.delivery.settled()
    assert newest(ana).startswith("✅ Handed in")


async def test_what_was_taken_out_again_does_not_stay(each_house: House) -> None:
    house = each_house
    ana, bo = await ana_with_task(house), await house.joined("Bo Li")
    await sends_file(ana, "mine.pdf", b"only mine")
    await sends_file(ana, "ours.pdf", PDF)
    await sends_file(bo, "ours.pdf", PDF)
    await ana.presses("Stop")
    await house.tick()
    kept = [path.read_bytes() for path in house.config.storage.files.rglob("*") if path.is_file()]
    assert kept == [PDF]
    await bo.presses("Hand it in now")
    assert newest(bo).startswith("✅")


async def test_one_message_below_an_album_shows_all_of_it(each_house: House) -> None:
    """The button stays where they look: below what they sent."""
    house = each_house
    ana = await ana_with_task(house)
    before = len(ana.private)
    for name, data in (("1.pdf", b"one"), ("2.pdf", b"two"), ("3.pdf", b"three")):
        await ana.sends_file(name, data)
    assert len(ana.private) == before, "more may come"
    await house.pass_time(AT_ONCE)
    (page,) = ana.private[before:]
    assert [line for line in page.text.splitlines() if line.startswith("•")] == [
        "• file 1.pdf (3 B)",
        "• file 2.pdf (3 B)",
        "• file 3.pdf (5 B)",
    ]
    await sends_file(ana, "4.pdf", b"four")
    assert page.text == "Business model canvas: see below."
    assert "• file 4.pdf (4 B)" in newest(ana)
    assert "Hand it in now" in ana.private[-1].buttons


async def test_who_stops_at_once_reads_no_more_of_it(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.sends_file("1.pdf", PDF)
    await ana.says("Stop")
    await house.pass_time(AT_ONCE)
    assert newest(ana) == "Stopped. Nothing was handed in for Business model canvas just now."


async def test_a_refusal_leaves_the_button_where_they_look(each_house: House) -> None:
    ana = await ana_with_task(each_house)
    await sends_file(ana, "canvas.pdf", PDF)
    await ana.sends_file("empty.pdf", b"")
    assert newest(ana).startswith("empty.pdf is empty")
    await ana.presses("Hand it in now", ana.private[-1])
    assert newest(ana).startswith("✅ Handed in: Business model canvas")
