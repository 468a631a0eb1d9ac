"""What organisers have to do with it when somebody is forgotten, and what they still see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.config import PrivacyConfig
from storage.tables import absence, audit, check_in, erasure, member
from tests.begun import app_of, start
from tests.handlers.test_forget import GOODBYE, all_members, forget
from tests.handlers.test_my_data import someone
from tests.house import DAY_1, House, Person

LAST = "Nothing was erased. There is no other organiser who has joined"


async def with_privacy(house: House, **settings: object) -> None:
    """The same bot with another `[privacy]`."""
    await house.app.stop()
    house.config = house.config.model_copy(update={"privacy": PrivacyConfig.model_validate(settings)})
    house.app = app_of(house.config, house.clock, house.wall)
    house.app.platforms["test"] = house.platform
    await start(house.app)


@pytest.fixture
async def olga(each_house: House) -> Person:
    return await each_house.joined("Olga Nowak", "organiser")


@pytest.fixture
async def olga_in_house(house: House) -> Person:
    return await house.joined("Olga Nowak", "organiser")


async def test_the_last_organiser_is_refused_and_told_what_to_do(house: House) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    await house.on_roster("Otto", "organiser")  # has not joined, so answers nobody
    await olga.sends("/forgetme")
    assert olga.told[-1].startswith(LAST)
    assert "/invites" in olga.told[-1]
    await house.joined("Oda", "organiser")
    await forget(olga)
    assert olga.told[-1].startswith("Done.")


async def test_of_two_organisers_who_both_go_one_stays(each_house: House, olga: Person) -> None:
    oda = await each_house.joined("Oda", "organiser")
    for one in (olga, oda):
        await one.sends("/forgetme")
        await one.presses("Erase my data …")
    await oda.presses("Yes, erase it now")
    await olga.presses("Yes, erase it now")
    assert olga.told[-1].startswith(LAST)
    async with each_house.app.database.read() as uow:
        assert [one.name for one in await uow.members.organisers(each_house.cohort.id)] == ["Olga Nowak"]


async def test_what_organisers_see_of_a_question_is_taken_down(house: House, olga_in_house: Person) -> None:
    zoe, yan = await house.joined("Zoe Kaur"), await house.joined("Yan Øst")
    for asker, words in ((zoe, "Which sauna is there at the airport?"), (yan, "Is there a swimming pool nearby?")):
        await asker.asks(words)
        await asker.presses(
            "None of these: ask the organisers"
        ) if "None of these: ask the organisers" in asker.private[-1].buttons else None
    cards = {posted.text.partition("\n")[0]: posted for posted in olga_in_house.private}
    assert len(cards) == 2
    await forget(zoe)
    texts = [posted.text for posted in cards.values()]
    assert sum("What stood here is erased" in text for text in texts) == 1
    assert sum("swimming pool" in text for text in texts) == 1
    assert not any("sauna" in text or "Zoe" in text for text in texts)
    gone = next(posted for posted in cards.values() if "erased" in posted.text)
    assert gone.message.buttons == ()


async def test_an_answer_that_was_made_for_everybody_stays(house: House, olga_in_house: Person) -> None:
    zoe = await house.joined("Zoe Kaur")
    await zoe.asks("Which sauna is there at the airport?")
    if "None of these: ask the organisers" in zoe.private[-1].buttons:
        await zoe.presses("None of these: ask the organisers")
    async with house.app.database.read() as uow:
        (question,) = await uow.questions.open_ones(house.cohort.id)
    await olga_in_house.submits("faq.answer", str(question.id), answer="The red one.")
    await olga_in_house.presses("Keep as an entry") if "Keep as an entry" in olga_in_house.private[-1].buttons else None
    await forget(zoe)
    async with house.app.database.read() as uow:
        assert await uow.questions.by_id(question.id) is None


async def check_in_all(house: House, *people: Person) -> None:
    await house.move_to(DAY_1)
    for person in people:
        await person.presses("I am here")


async def test_a_card_that_counts_is_right_afterwards(each_house: House, olga: Person) -> None:
    house = each_house
    zoe, yan = await house.joined("Zoe Kaur"), await house.joined("Yan Øst")
    await check_in_all(house, zoe, yan)
    await settle(house)
    assert "2 of 2 are here" in house.group[0].text
    await forget(zoe)
    await settle(house)
    assert "1 of 1 are here" in house.group[0].text
    async with house.app.database.read() as uow:
        rows = (await uow.connection.execute(select(check_in.c.reason, check_in.c.by_member_id))).all()
    assert [tuple(row) for row in rows] == [(None, None)] * 2


async def settle(house: House) -> None:
    """A card is edited every few seconds at most."""
    house.wall.at += timedelta(seconds=10)
    await house.tick()


async def test_with_erase_attendance_goes_too(house: House, olga_in_house: Person) -> None:
    await with_privacy(house, attendance_of_erased="erase")
    zoe, yan = await house.joined("Zoe Kaur"), await house.joined("Yan Øst")
    await check_in_all(house, zoe, yan)
    await forget(zoe)
    await settle(house)
    assert "1 of 1 are here" in house.group[0].text
    async with house.app.database.read() as uow:
        assert len((await uow.connection.execute(select(check_in.c.id))).all()) == 1


async def test_with_ask_an_organiser_decides_once(each_house: House, olga: Person) -> None:
    house = each_house
    await with_privacy(house, attendance_of_erased="ask")
    oda, zoe = await house.joined("Oda", "organiser"), await house.joined("Zoe Kaur")
    await check_in_all(house, zoe)
    await forget(zoe)
    assert zoe.told[-1].startswith("Done.")
    for organiser in (olga, oda):
        assert organiser.told[-1].startswith(
            "A member has had their data erased. In my lists they are now called Former"
        )
        assert "Zoe" not in organiser.told[-1]
    await olga.sends("/status")
    assert "• Attendance of erased members to decide: 1. Send /forget." in olga.told[-1]
    await olga.presses("Erase it, too")
    async with house.app.database.read() as uow:
        assert (await uow.connection.execute(select(check_in.c.id))).all() == []
        assert (await uow.connection.execute(select(erasure.c.state))).scalars().all() == ["removed"]
    card = oda.private[-1]
    assert card.text.endswith("Decided: their attendance is erased, too.")
    await olga.sends("/forget")
    assert "To erase somebody who has asked you for it" in olga.told[-1]


async def test_of_who_was_never_there_nothing_is_to_be_decided(house: House, olga_in_house: Person) -> None:
    await with_privacy(house, attendance_of_erased="ask")
    zoe = await house.joined("Zoe Kaur")
    await forget(zoe)
    async with house.app.database.read() as uow:
        assert await uow.personal.open_erasures(house.cohort.id) == []


async def test_an_organiser_erases_who_asked_by_mail(each_house: House, olga: Person) -> None:
    house = each_house
    zoe, zora = await house.joined("Zoe Kaur"), await house.on_roster("Zora Kaur")
    await olga.sends("/forget kaur")
    assert set(olga.private[-1].buttons) == {"Zoe Kaur (Zoe Kaur's cluster)", "Zora Kaur (Zora Kaur's cluster)"}
    await olga.presses("Zoe Kaur (Zoe Kaur's cluster)")
    assert olga.told[-1].startswith("Erase Zoe Kaur (Zoe Kaur's cluster)? Please do so only where they have asked")
    await olga.presses("Erase them …")
    assert olga.told[-1] == "Erase Zoe Kaur (Zoe Kaur's cluster): are you sure? This cannot be undone."
    await olga.presses("Yes, erase them now")
    assert zoe.told[-1] == GOODBYE.format(title=house.cohort.title)
    assert olga.told[-1].startswith("Done. They are erased, and called Former participant ")
    async with house.app.database.read() as uow:
        (line,) = (await uow.connection.execute(select(audit).where(audit.c.action == "erased"))).all()
        names = await uow.audit.names({line.actor_id, line.subject_id})
    assert names[line.actor_id] == "Olga Nowak"
    assert names[line.subject_id].startswith("Former participant ")
    await olga.sends(f"/forget {zora.email}")
    await olga.presses("Erase them …")
    await olga.presses("Yes, erase them now")
    assert [one.name for one in await all_members(house) if not one.erased] == ["Olga Nowak"]


async def test_a_request_and_open_forms_and_notices_are_no_trouble(house: House, olga_in_house: Person) -> None:
    zoe = await house.joined("Zoe Kaur")
    me = await someone(house, zoe, "ZOES")
    async with house.app.database.write() as uow:
        await uow.connection.execute(
            absence.insert().values(
                cohort_id=me.cohort,
                session="online-2",
                member_id=me.member,
                reason="A wedding",
                at=house.clock.at,
                short_notice=False,
            )
        )
    zoe.forms = False
    await zoe.sends("/absent")
    await forget(zoe)
    assert zoe.told[-1].startswith("Done.")
    async with house.app.database.read() as uow:
        (row,) = (await uow.connection.execute(select(absence.c.reason, absence.c.state))).all()
        assert tuple(row) == ("", "withdrawn")
        assert await uow.dialogs.find("test", zoe.account_id) is None
    await house.move_to(DAY_1 + timedelta(days=2))
    await olga_in_house.sends("/status")
    assert "Zoe" not in olga_in_house.told[-1]


async def test_the_number_tells_nothing(house: House, olga_in_house: Person) -> None:
    people = [await house.joined(f"Person {letter}") for letter in "ABCDEF"]
    for person in people:
        await forget(person)
    async with house.app.database.read() as uow:
        rows = await uow.connection.execute(select(member.c.name).where(member.c.erased_at.is_not(None)).order_by("id"))
        numbers = [int(name.rpartition(" ")[2]) for name in rows.scalars()]
    assert len(set(numbers)) == 6
    assert numbers != sorted(numbers) or numbers != list(range(numbers[0], numbers[0] + 6))
