"""What could be lost: work whose files are still coming, contents that two people share, changes of two trainers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.chat.errors import SendError
from bot.ports import Stored
from tests.handlers.homework.desk import LINE, MINUTE, PDF, newest, posted, sends_file, toast, trainer
from tests.house import EVE, House, Person


async def test_who_removes_the_file_that_is_waited_for_is_handed_in_without_it(each_house: House) -> None:
    """They were told that a receipt comes; nothing else would ever send it."""
    house = each_house
    ana = await house.joined("Ana Silva")
    await posted(house)
    await ana.sends("/submit")
    await ana.says("My canvas in words")
    house.platform.fetch_faults = [SendError("broken off")]
    await sends_file(ana, "canvas.pdf", PDF)
    await ana.presses("Hand it in now")
    assert not any("✅" in said for said in ana.told)
    await ana.presses("Remove the last")
    assert newest(ana).startswith("✅ Handed in: Business model canvas")
    assert newest(ana).splitlines()[-1] == "• text: “My canvas in words”"
    house.wall.at += 10 * MINUTE
    house.app.fetching.poke()
    await house.app.fetching.settled()
    assert sum("✅" in said for said in ana.told) == 1


async def test_who_removes_all_that_is_waited_for_hands_in_nothing(house: House) -> None:
    ana = await house.joined("Ana Silva")
    await posted(house)
    await ana.sends("/submit")
    house.platform.fetch_faults = [SendError("broken off")]
    await sends_file(ana, "canvas.pdf", PDF)
    await ana.presses("Hand it in now")
    await ana.presses("Remove the last")
    assert not any("✅" in said for said in ana.told)
    await ana.says("Words instead")
    assert "Not handed in yet." in newest(ana)


async def test_the_same_contents_that_another_stops_sending_are_kept(
    each_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that two send at the same moment, of whom one changes their mind: the other's copy stays."""
    house = each_house
    ana, bo = await house.joined("Ana Silva"), await house.joined("Bo Lind")
    await posted(house)
    keep, remove = house.app.files.keep, house.app.files.remove
    both, removed = asyncio.Barrier(2), asyncio.Event()
    calls: list[int] = []

    async def kept(chunks: AsyncIterator[bytes]) -> Stored:
        calls.append(1)
        first = len(calls) == 1
        stored = await keep(chunks)
        if len(calls) <= 2 and not removed.is_set():
            await both.wait()
            if not first:
                await asyncio.wait_for(removed.wait(), 5)
        return stored

    async def gone(key: str) -> None:
        await remove(key)
        removed.set()

    house.platform.fetch_faults = [SendError("broken off"), SendError("broken off")]
    await ana.sends_file("template.pdf", PDF)
    await bo.sends_file("template.pdf", PDF)
    await ana.says("Stop")
    await bo.says("Hand it in now")
    monkeypatch.setattr(house.app.files, "keep", kept)
    monkeypatch.setattr(house.app.files, "remove", gone)
    for _try in range(3):
        house.wall.at += 10 * MINUTE
        house.app.fetching.poke()
        await house.app.fetching.settled()
    await house.app.delivery.settled()
    assert newest(bo).startswith("✅ Handed in")
    async with house.app.database.read() as uow:
        (item,) = list(await uow.submission_items.of_version(2, 1))
    assert await house.app.files.get(item.file) == PDF


async def test_of_two_trainers_who_change_it_the_second_looks_again(each_house: House) -> None:
    """Else the older preview would take back what the other has just given to all."""
    house = each_house
    ana = await house.joined("Ana Silva")
    tomas = await posted(house)
    olga = await house.joined("Olga Nowak", "organiser")
    await olga.sends("/assignments")
    await olga.presses("Business model canvas")
    olgas = (await olga.presses("Change")).form
    assert olgas is not None
    await olga.submits(olgas.name, olgas.context, title="Canvas of my business")
    preview = olga.private[-1]
    asked = (await tomas.presses("More time for all")).form
    assert asked is not None
    await tomas.submits(asked.name, asked.context, due="20 Nov 18:00")
    await tomas.presses("Yes, change it")
    assert "Due: Wed 20 Nov 2024, 18:00 CET" in house.group[0].text
    said = toast(await olga.presses("Yes, change it", preview))
    assert (
        said
        == "Somebody else has changed it meanwhile, so nothing was changed now. Please begin again from /assignments."
    )
    assert "Due: Wed 20 Nov 2024, 18:00 CET" in house.group[0].text
    assert "Yes, change it" not in preview.buttons
    assert newest(ana) == "Business model canvas has a new due date: Wed 20 Nov 2024, 18:00 CET."


async def late(house: House) -> tuple[Person, Person, int]:
    """A task posted by day; then it is 23:00 for all. How much has been said so far."""
    ana = await house.joined("Ana Silva")
    tomas = await posted(house)
    await house.move_to(EVE.replace(hour=22))
    return ana, tomas, len(ana.told)


async def test_a_change_wakes_nobody(each_house: House) -> None:
    house = each_house
    ana, tomas, before = await late(house)
    asked = (await tomas.presses("More time for all")).form
    assert asked is not None
    await tomas.submits(asked.name, asked.context, due="20 Nov 18:00")
    await tomas.presses("Yes, change it")
    assert len(ana.told) == before
    await house.move_to(EVE.replace(day=6, hour=9))
    assert ana.told[before:] == ["Business model canvas has a new due date: Wed 20 Nov 2024, 18:00 CET."]


async def test_what_is_taken_back_wakes_nobody(each_house: House) -> None:
    house = each_house
    ana, tomas, before = await late(house)
    await tomas.presses("Take it back")
    await tomas.presses("Yes, take it back")
    assert len(ana.told) == before
    await house.move_to(EVE.replace(day=6, hour=9))
    assert ana.told[before:] == ["Business model canvas was taken back by your trainers: there is nothing to do."]


async def test_more_time_wakes_nobody(each_house: House) -> None:
    house = each_house
    ana, tomas, before = await late(house)
    await tomas.sends("/extend Ana 2 days")
    await tomas.presses(next(iter(tomas.private[-1].buttons)))
    assert len(ana.told) == before
    await house.move_to(EVE.replace(day=6, hour=9))
    assert ana.told[before:] == ["You have more time for Business model canvas: until Fri 15 Nov 2024, 18:00 CET."]


async def test_a_wish_for_more_time_is_answered_in_the_morning(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana Silva")
    tomas = await posted(house, LINE, await trainer(house))
    asked = (await ana.sends("/extend")).form
    assert asked is not None
    await ana.submits(asked.name, asked.context, until="16 Nov 18:00", why="ill")
    await house.move_to(EVE.replace(hour=22))
    before = len(ana.told)
    await tomas.presses("No")
    assert len(ana.told) == before
    await house.move_to(EVE.replace(day=6, hour=9))
    assert "could not give you more time" in newest(ana)


async def test_who_is_no_trainer_any_more_reads_no_reasons(each_house: House) -> None:
    """Asked for at night, and the trainer left before the morning."""
    house = each_house
    ana, tomas, _before = await late(house)
    asked = (await ana.sends("/extend")).form
    assert asked is not None
    await ana.submits(asked.name, asked.context, until="16 Nov 18:00", why="I was in hospital")
    async with house.app.database.write() as uow:
        assert tomas.email
        (member,) = await uow.members.by_email(tomas.email)
        await uow.members.withdraw(member.id, house.clock.at)
    await house.move_to(EVE.replace(day=6, hour=9))
    assert not any("hospital" in said for said in tomas.told)


async def test_who_is_told_gets_the_file_that_was_still_on_its_way(house: House) -> None:
    """The trainer has attached it and posted at once."""
    ana, tomas = await house.joined("Ana Silva"), await trainer(house)
    await tomas.sends(LINE)
    preview = tomas.private[-1]
    await tomas.presses("Add files", preview)
    house.platform.fetch_faults = [SendError("broken off")]
    await tomas.sends_file("template.pdf", PDF)
    await tomas.presses("Post it now", preview)
    house.wall.at += MINUTE
    house.app.fetching.poke()
    await house.app.fetching.settled()
    for _minute in range(3):
        await house.pass_time(MINUTE)
    (told,) = [one for one in ana.private if "Homework: Business model canvas" in one.text]
    assert [file.name for file in told.message.files] == ["template.pdf"]


async def test_what_was_not_attached_does_not_stay(house: House) -> None:
    tomas = await trainer(house)
    await tomas.sends(LINE)
    preview = tomas.private[-1]
    await tomas.presses("Add files", preview)
    await tomas.sends_file("template.pdf", b"MZ\x90 a program")
    assert "is a program" in newest(tomas)
    house.platform.fetch_faults = [SendError("broken off")]
    await tomas.sends_file("canvas.pdf", PDF)
    await tomas.presses("Discard", preview)
    house.wall.at += MINUTE
    house.app.fetching.poke()
    await house.app.fetching.settled()
    assert [path for path in house.config.storage.files.rglob("*") if path.is_file()] == []
