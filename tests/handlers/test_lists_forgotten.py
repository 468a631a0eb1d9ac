"""What is left of a list from meeting software: nothing of who was forgotten, and no file of a list that is too old."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.test_retention import apply
from tests.handlers.test_forget import forget
from tests.handlers.test_meeting_lists import ROWS, listed, people
from tests.house import House


def kept_files(house: House) -> list[bytes]:
    folder = house.config.storage.files
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def test_who_was_forgotten_does_not_come_back_by_the_file(each_house: House) -> None:
    house = each_house
    who = await people(house)
    await who["olga"].sends_file("list.csv", listed(*ROWS))
    card = who["olga"].private[-1]
    await forget(who["bo"])
    assert not [data for data in kept_files(house) if b"bo-ng@people.example" in data]
    await who["olga"].presses("Another session", card)
    await who["olga"].presses("Online day 1")
    async with house.app.database.read() as uow:
        rows = await uow.meeting_lists.people(1)
    assert "Bo Ng" not in [one.person.name for one in rows]


async def test_the_file_goes_with_its_list(each_house: House) -> None:
    house = each_house
    who = await people(house)
    await who["olga"].sends_file("list.csv", listed(*ROWS))
    await house.pass_time(timedelta(days=40))
    await apply(house, keep_meeting_lists=30)
    assert not [data for data in kept_files(house) if b"bo-ng@people.example" in data]


async def test_who_is_counted_at_another_session_is_told_too(each_house: House) -> None:
    house = each_house
    who = await people(house)
    await who["olga"].sends_file("list.csv", b"Name,Email,Duration (Minutes)\nDee,dee-ferrari@people.example,230\n")
    await who["olga"].presses("Online day 1")
    await who["olga"].presses("Count as there (1)", who["olga"].private[-1])
    await house.pass_time(timedelta(days=7))
    before = len(who["dee"].told)
    card = next(one for one in reversed(who["olga"].private) if "Another session" in one.buttons)
    await who["olga"].presses("Another session", card)
    await who["olga"].presses("Online day 2")
    card = next(one for one in reversed(who["olga"].private) if "Another session" in one.buttons)
    await who["olga"].presses("Count as there (1)", card)
    assert ["Online day 2" in said for said in who["dee"].told[before:]] == [True]
