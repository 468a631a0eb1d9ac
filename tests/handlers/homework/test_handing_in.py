"""Handing in: text, links and files in several messages, receipts, versions, what is late and what is refused."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest

from bot.chat.errors import SendError
from bot.chat.events import ButtonPressed, FileSent
from bot.engine.fetching import TRIES
from tests.handlers.homework.desk import DUE, HOUR, LINE, PDF, handed_in, newest, posted, toast, trainer
from tests.house import EVE, House, Person

SUM = hashlib.sha256(PDF).hexdigest()[:16]
MINUTE = timedelta(minutes=1)
IN_TIME = "In time: it is due on Wed 13 Nov 2024, 18:00 CET. Until then you can hand in a better version."


def receipt(number: int, version: int, when: str, *lines: str) -> str:
    head = f"✅ Handed in: Business model canvas\nReceipt {number}, version {version}: {when}."
    return "\n".join([head, *lines])


async def ana_with_task(house: House, line: str = LINE) -> Person:
    ana = await house.joined("Ana Silva")
    await posted(house, line)
    return ana


async def test_text_link_and_file_in_several_messages(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await ana.presses("Hand in")
    page = ana.private[-1]
    assert page.text == (
        "For Business model canvas – 1 week and 1 day left\n"
        "Please send me your text, files or links now, in one message or several. Then tap Hand it in now."
    ) or page.text.startswith("For Business model canvas – 8 days")
    await ana.says("Our cluster sells *advice*.")
    await ana.says("https://canvas.example/ana")
    await ana.sends_file("../../etc/canvas.pdf", PDF, "application/pdf")
    assert page.text.splitlines()[1:] == [
        "• text: “Our cluster sells *advice*.”",
        "• link: https://canvas.example/ana",
        f"• file canvas.pdf ({len(PDF)} B)",
        "Not handed in yet. Send me more, or tap Hand it in now.",
    ]
    assert "Handed in: 0 of 1." in house.group[0].text
    await ana.presses("Hand it in now", page)
    assert newest(ana) == receipt(
        *(1, 1, "Tue 5 Nov 2024, 09:00 CET", IN_TIME),
        "• text: “Our cluster sells *advice*.”",
        "• link: https://canvas.example/ana",
        f"• file canvas.pdf ({len(PDF)} B), checksum {SUM}",
    )
    assert "Handed in: 1 of 1." in house.group[0].text
    assert "Ana" not in house.group[0].text


async def test_a_file_alone_finds_the_only_task(each_house: House) -> None:
    ana = await ana_with_task(each_house)
    await ana.sends_file("бізнес.pdf", PDF)
    assert "• file бізнес.pdf" in newest(ana)
    await ana.presses("Hand it in now")
    assert newest(ana).startswith("✅ Handed in: Business model canvas")


async def test_with_several_tasks_it_is_asked_which(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await posted(house, '/assign "Second" due 20 Nov 18:00', tomas)
    await ana.sends_file("a.pdf", PDF)
    asked = ana.private[-1]
    assert asked.text == "Thank you. Which task is this for?"
    assert list(asked.buttons) == ["Business model canvas", "Second", "For none of them"]
    await ana.sends_file("b.pdf", b"another")
    assert ana.private[-1] is asked, "what is sent at once is asked about once"
    await ana.presses("Second")
    assert asked.text == "For Second."
    assert ["• file a.pdf (18 B)" in newest(ana), "• file b.pdf (7 B)" in newest(ana)] == [True, True]
    await ana.presses("Hand it in now")
    assert newest(ana).startswith("✅ Handed in: Second")


async def test_for_none_of_them(house: House) -> None:
    ana = await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await posted(house, '/assign "Second" due 20 Nov 18:00', tomas)
    await ana.says("https://canvas.example")
    await ana.presses("For none of them")
    assert newest(ana) == "All right, I did nothing with it."
    await ana.presses_token("hj:1:1")
    assert newest(ana) == "All right, I did nothing with it."


async def test_words_are_homework_only_while_it_is_put_together(house: House) -> None:
    ana = await ana_with_task(house)
    assert "text:" not in await ana.asks("What does the hotel cost?")
    await ana.sends("/submit")
    await house.pass_time(2 * HOUR)
    await ana.says("What does the hotel cost?")
    assert not any("text:" in said for said in ana.told)
    await ana.sends("/submit")
    page = ana.private[-1]
    await ana.says("My work")
    await ana.says("4711")
    assert "• text: “My work”" in page.text
    assert "4711" not in page.text


async def test_a_new_version_and_the_one_that_stood_at_the_due_date(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house, LINE + " cutoff 15 Nov 18:00")
    await handed_in(ana, "First")
    await house.move_to(DUE)
    await handed_in(ana, "On the very minute")
    await house.move_to(DUE + 5 * MINUTE)
    await handed_in(ana, "Too late")
    assert newest(ana) == receipt(
        *(1, 3, "Wed 13 Nov 2024, 18:05 CET"),
        "It was due on Wed 13 Nov 2024, 18:00 CET: late by 5 minutes.",
        "• text: “Too late”",
    )
    await ana.sends("/homework")
    assert newest(ana) == "My tasks\n• Business model canvas: handed in, due Wed 13 Nov 2024, 18:00 CET"
    await ana.presses("Business model canvas")
    assert newest(ana).splitlines()[-4:] == [
        "State: handed in",
        "Version 3, handed in Wed 13 Nov 2024, 18:05 CET:",
        "• text: “Too late”",
        "At the due date, version 2 stood (Wed 13 Nov 2024, 18:00 CET).",
    ]


async def test_after_the_cutoff_it_is_refused_with_what_to_do(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house, LINE + " cutoff 14 Nov 18:00")
    await ana.sends("/submit")
    await ana.says("Nearly done")
    await house.move_to(DUE + 25 * HOUR)
    over = (
        "The last moment to hand this in was Thu 14 Nov 2024, 18:00 CET, so I cannot take it any more. If you need more time, "
        "ask your trainers: /extend."
    )
    await ana.presses("Hand it in now")
    assert newest(ana) == over
    await ana.sends("/submit")
    assert newest(ana) == "You have no task to hand in now. /homework shows what was and what is to come."
    await ana.sends("/homework")
    assert newest(ana) == "My tasks\n• Business model canvas: not handed in, due Wed 13 Nov 2024, 18:00 CET"


async def test_more_time_for_one(each_house: House) -> None:
    house = each_house
    ana, bo = await ana_with_task(house, LINE + " cutoff 14 Nov 18:00"), await house.joined("Bo Li")
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await tomas.sends("/extend @Ana 2 days")
    await tomas.presses("Business model canvas: Fri 15 Nov 2024, 18:00 CET")
    assert newest(tomas) == "Ana Silva has time for Business model canvas until Fri 15 Nov 2024, 18:00 CET."
    assert newest(ana) == "You have more time for Business model canvas: until Fri 15 Nov 2024, 18:00 CET."
    await house.move_to(DUE + 47 * HOUR)
    await handed_in(ana, "Done")
    assert "In time" in newest(ana)
    await bo.sends("/submit")
    assert newest(bo).startswith("You have no task to hand in now.")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("@Zed 2 days", "I do not know Zed"),
        ("@Tomas 2 days", "I do not know Tomas"),
        ("Ana", "Please say how much more time"),
        ("Ana 0 days", "Please say how much more time"),
        ("Ana 99 weeks", "That is more than a year"),
        ("Ana until 12 Nov 18:00", "That is no more time"),
        ("Ana until 1 Nov 18:00", "That time is already past"),
        ("", "To give somebody more time"),
    ],
)
async def test_more_time_that_cannot_be_given(house: House, typed: str, says: str) -> None:
    await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await tomas.sends(f"/extend {typed}")
    assert says in newest(tomas)


async def test_more_time_is_asked_for_and_given(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    asked = (await ana.sends("/extend")).form
    assert asked is not None
    early = await ana.submits(asked.name, asked.context, until="12 Nov 18:00", why="ill")
    assert list(early.errors) == ["until"]
    await ana.submits(asked.name, asked.context, until="16 Nov 18:00", why="My child is **ill**")
    assert newest(tomas) == (
        "Ana Silva asks for more time for Business model canvas: until Sat 16 Nov 2024, 18:00 CET.\nMy child is **ill**"
    )
    await tomas.presses("Give it")
    assert newest(ana) == "You have more time for Business model canvas: until Sat 16 Nov 2024, 18:00 CET."
    assert newest(tomas).endswith("✅ Given.")
    assert toast(await tomas.presses_token(f"he:1:{int(EVE.timestamp()) // 60}:0")).startswith(
        "This was decided already"
    )
    assert newest(ana).startswith("You have more time")


async def test_more_time_is_asked_for_and_not_given(house: House) -> None:
    ana = await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    asked = (await ana.sends("/extend")).form
    assert asked is not None
    await ana.submits(asked.name, asked.context, until="16 Nov 18:00", why="ill")
    await tomas.presses("No")
    assert newest(ana) == (
        "Your trainers could not give you more time for Business model canvas. It is due on Wed 13 Nov 2024, 18:00 CET."
    )


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


@pytest.mark.parametrize("words", ["not a link at all", "https://localhost", "www.x", "https://a b"])
async def test_what_is_no_link_where_links_are_wanted(house: House, words: str) -> None:
    ana = await ana_with_task(house, LINE + " accepts link")
    await ana.sends("/submit")
    await ana.says(words)
    assert newest(ana) in (
        "This task takes links only.",
        "That does not look like a link. A link begins with https:// and leads to a page.",
    )
    await ana.says("www.canvas.example/ana")
    assert "• link: https://www.canvas.example/ana" in "\n".join(ana.told)


async def test_a_file_where_links_are_wanted(house: House) -> None:
    ana = await ana_with_task(house, LINE + " accepts link")
    await ana.sends_file("a.pdf", PDF)
    assert newest(ana) == "This task takes links only."


async def test_the_same_file_twice_is_kept_once(each_house: House) -> None:
    ana = await ana_with_task(each_house)
    await ana.sends_file("canvas.pdf", PDF)
    await ana.sends_file("canvas (1).pdf", PDF)
    assert newest(ana) == "You have sent the contents of canvas (1).pdf already, so I keep them once."
    await ana.presses("Hand it in now")
    assert newest(ana).count("• file") == 1
    (item,) = [path for path in each_house.config.storage.files.rglob("*") if path.is_file()]
    assert item.read_bytes() == PDF


async def test_a_slow_file_is_waited_for_and_counts_from_the_tap(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await house.move_to(DUE - MINUTE)
    house.platform.fetch_faults = [SendError("broken off")]
    await ana.sends_file("canvas.pdf", PDF)
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
    await ana.sends_file("canvas.pdf", PDF)
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
    await ana.sends_file("canvas.pdf", PDF)
    await ana.presses("Hand it in now")
    assert not any("✅" in said for said in ana.told)
    assert list(house.config.storage.files.rglob("*.part")) == []
    monkeypatch.undo()
    house.wall.at += timedelta(minutes=10)
    house.app.fetching.poke()
    await house.app.fetching.settled()
    await house.app.delivery.settled()
    assert newest(ana).startswith("✅ Handed in")


async def test_two_devices_at_once_hand_in_one_version(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await ana.says("https://canvas.example")
    tapped = [ana.event(ButtonPressed, token="hh:1") for _ in range(2)]
    await asyncio.gather(*(house.receive(one) for one in tapped))
    assert [said.splitlines()[1] for said in ana.told if "✅" in said] == [
        "Receipt 1, version 1: Tue 5 Nov 2024, 09:00 CET."
    ]


async def test_nothing_new_to_hand_in(house: House) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.presses_token("hh:1")
    assert newest(ana) == "There is nothing new to hand in. Please send me your text, link or file first."


async def test_remove_the_last_and_stop(house: House) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    page = ana.private[-1]
    await ana.says("One")
    await ana.says("Two")
    assert toast(await ana.presses("Remove the last")) == "Removed."
    assert page.text.splitlines()[1:2] == ["• text: “One”"]
    await ana.presses("Stop")
    assert newest(ana) == "Stopped. Nothing was handed in for Business model canvas just now."
    assert page.buttons == {}
    assert "text:" not in await ana.asks("What does the hotel cost?")


async def test_what_was_taken_out_again_does_not_stay(each_house: House) -> None:
    house = each_house
    ana, bo = await ana_with_task(house), await house.joined("Bo Li")
    await ana.sends_file("mine.pdf", b"only mine")
    await ana.sends_file("ours.pdf", PDF)
    await bo.sends_file("ours.pdf", PDF)
    await ana.presses("Stop")
    await house.tick()
    kept = [path.read_bytes() for path in house.config.storage.files.rglob("*") if path.is_file()]
    assert kept == [PDF]
    await bo.presses("Hand it in now")
    assert newest(bo).startswith("✅")


async def test_somebody_elses_work_is_not_touched(each_house: House) -> None:
    house = each_house
    ana, bo = await ana_with_task(house), await house.joined("Bo Li")
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await ana.says("https://secret.example/ana")
    for other in (bo, tomas, house.stranger()):
        for token in ("hh:1", "hb:1:1", "hs:1", "hn:1", "hv:1:1"):
            await other.presses_token(token)
        assert not any("secret" in said for said in other.told)
    await ana.presses("Hand it in now")
    assert newest(ana).startswith("✅")
    async with house.app.database.read() as uow:
        found = await uow.submissions.by_id(1)
        assert found is not None
        assert (found.version, found.consent) == (1, False)


async def test_who_may_see_it_is_theirs_to_say(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana Silva")
    tomas = await trainer(house)
    await tomas.submits("assignments.write", "", title="Canvas", due="13 Nov 18:00", share="yes")
    await tomas.presses("Post it now")
    await handed_in(ana, "Mine")
    shown = ana.private[-1]
    assert shown.text.endswith("Only your trainers see it.")
    await ana.presses("Let the others see it", shown)
    assert shown.text.endswith("The others may see it.")
    await ana.presses("Only for trainers", shown)
    assert shown.text.endswith("Only your trainers see it.")


async def test_a_form_left_for_a_week_and_items_that_wait(house: House) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.says("Half of it")
    await house.pass_time(timedelta(days=7))
    await ana.sends("/submit")
    await ana.says("The rest")
    await ana.presses("Hand it in now")
    assert newest(ana).splitlines()[-2:] == ["• text: “Half of it”", "• text: “The rest”"]


async def test_it_is_in_me_and_in_the_calendar(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await ana.sends("/me")
    assert "My homework\n• Business model canvas: to do, due Wed 13 Nov 2024, 18:00 CET" in newest(ana)
    async with house.app.database.read() as uow:
        (member,) = [one for one in await uow.members.of_cohort(house.cohort.id) if one.name == "Ana Silva"]
        from bot.scene import View

        view = View(house.app.deployment, uow, house.clock.at, house.cohort)
        parts = [part for feature in house.app.deployment.registry.features for part in feature.calendar_parts]
        entries = [entry for part in parts for entry in await part(view, member) if "Due" in entry.title]
        plans = [plan for feature in house.app.deployment.registry.features for plan in feature.planners]
        planned = [one.what for plan in plans for one in await plan(view)]
    assert [(one.title, one.ends_at) for one in entries] == [("Due: Business model canvas", DUE)]
    assert "Due: Business model canvas" in planned
