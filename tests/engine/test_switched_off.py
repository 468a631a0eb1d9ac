"""A platform that the config no longer names: nothing is said there, and organisers see who is not reached."""

from __future__ import annotations

from datetime import timedelta

from bot.ports import ToAccount
from storage.outgoing import Outgoing
from storage.personal.ageing import Ageing
from tests.engine.features import words
from tests.handlers.test_attendance import BEFORE
from tests.handlers.test_delivery_report import report
from tests.handlers.test_faq_ask import UNKNOWN
from tests.house import DAY_1, House, Person
from tests.storage.test_outbox import states

GONE = "gone"
"""What the platform was called."""


async def was_there(house: House, person: Person) -> None:
    """Their account on it is the one that they used last."""
    async with house.app.database.write() as uow:
        assert person.email
        (member,) = await uow.members.by_email(person.email)
        seen = house.wall.at + timedelta(minutes=5)
        there = await uow.accounts.identify(GONE, f"{person.account_id}-there", person.name, seen)
        assert await uow.accounts.link(there.account.id, member, GONE, seen)
        assert (await uow.accounts.of_member(member.id))[0].platform == GONE


async def test_who_was_only_there_is_not_reached_and_organisers_see_it(each_house: House) -> None:
    house = each_house
    amara, tomasz = await house.on_roster("Amara", "organiser"), await house.joined("Tomasz", "organiser")
    await was_there(house, amara)
    linh = await house.joined("Linh")
    await linh.says(UNKNOWN)
    assert [told.split(",")[0] for told in tomasz.told] == ["Question from Linh"]
    await tomasz.presses("Ignore")
    assert await report(house, "organiser", "Sefa") == ["Not delivered: 1.", "• Amara: question for an organiser"]


async def test_who_is_also_elsewhere_gets_it_there(each_house: House) -> None:
    house = each_house
    amara = await house.joined("Amara", "organiser")
    await was_there(house, amara)
    linh = await house.joined("Linh")
    await linh.says(UNKNOWN)
    assert [told.split(",")[0] for told in amara.told] == ["Question from Linh"]
    await amara.presses("Ignore")
    assert await report(house, "organiser", "Sefa") == []


async def test_no_card_is_made_for_a_group_there(each_house: House) -> None:
    house = each_house
    await house.joined("Linh")
    async with house.app.database.write() as uow:
        await uow.cohorts.bind_group(house.cohort.id, GONE, "old-group")
    await house.move_to(DAY_1 - BEFORE)
    assert await states(house.app.database) == [("check-in:1:online-1@test:the-group", "sent")]
    assert len(house.group) == 1


async def test_what_cannot_arrive_from_the_beginning_is_forgotten_in_time(house: House) -> None:
    async with house.app.database.write() as uow:
        await uow.outbox.add(
            Outgoing("test", ToAccount("ana"), words("secret"), cohort_id=house.cohort.id, state="failed"),
            house.wall.at,
        )
    async with house.app.database.read() as uow:
        (row,) = await uow.outbox.failed(house.cohort.id, 9)
    assert row.message is None
    async with house.app.database.write() as uow:
        soon = house.wall.at + timedelta(seconds=1)
        assert await Ageing(uow.connection, house.cohort.id).forget("messages", soon, (), 9) == 1
    async with house.app.database.read() as uow:
        assert await uow.outbox.failed(house.cohort.id, 9) == []
