"""Being forgotten: asked twice, done at once, and nothing of it is left but what is declared."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.forms import Field, Form
from bot.chat.messages import Message, OutgoingFile
from bot.chat.text import Mention, Paragraph, Span, plain
from bot.config import PrivacyConfig
from bot.domain.people import Member
from bot.ports import ToAccount
from handlers.my_data.forget import KeepAll
from storage.dialogs import Dialog
from storage.outgoing import Outgoing
from storage.personal.policies import POLICIES, Keep
from storage.tables import absence, audit, check_in, erasure, member, metadata, outbox, processed_event
from tests.begun import app_of, start
from tests.filled import everything, fill
from tests.handlers.test_my_data import refuse, someone
from tests.house import DAY_1, House, Person

GOODBYE = (
    "Done. In {title} everything that I had stored about you is erased.\n"
    "Only at which sessions somebody was is still counted, without your name.\nWhat stands in this chat, I cannot take away: you "
    "can delete it in your app. If you write to me again, I will not know you. All the best!"
)
MINUTE = timedelta(minutes=1)
LAST = "Nothing was erased. There is no other organiser who has joined"


async def with_privacy(house: House, **settings: object) -> None:
    """The same bot with another `[privacy]`."""
    await house.app.stop()
    house.config = house.config.model_copy(update={"privacy": PrivacyConfig.model_validate(settings)})
    house.app = app_of(house.config, house.clock, house.wall)
    house.app.platforms["test"] = house.platform
    await start(house.app)


async def forget(person: Person) -> None:
    await person.sends("/forgetme")
    await person.presses("Erase my data …")
    await person.presses("Yes, erase it now")


async def test_a_name_that_is_a_word_of_ours_breaks_nobodys_message(each_house: House, olga: Person) -> None:
    """Bold is a name in Mongolia, and a word in which messages are stored."""
    house = each_house
    bold = await house.joined("Bold")
    mention = Mention("Bold")
    waits = Message((Paragraph((Span("Please bring bold ideas, "), mention, Span("says Bold", bold=True))),))
    async with house.app.database.write() as uow:
        to = ToAccount(olga.account_id)
        later = house.clock.at + timedelta(hours=1)
        row = Outgoing("test", to, waits, cohort_id=house.cohort.id, not_before=later)
        await uow.outbox.add(row, house.wall.at, None)
    await forget(bold)
    await house.pass_time(timedelta(hours=2))
    posted = next(one for one in olga.private if one.text.startswith("Please bring"))
    assert re.fullmatch(r"Please bring .* ideas, Former participant \d+says Former participant \d+", posted.text)
    _first, _named, last = posted.message.text[0].inlines  # type: ignore[union-attr]
    assert isinstance(last, Span)
    assert last.bold


@pytest.mark.parametrize("written", ["ılker Kaya", "İLKER KAYA"])
async def test_a_name_in_other_letters_is_taken_out_of_what_waits(
    each_house: House, olga: Person, written: str
) -> None:
    """A stored message shows those letters as they are: no escape hides them from the database."""
    house = each_house
    ilker = await house.joined("Ilker Kaya")
    async with house.app.database.write() as uow:
        later = house.clock.at + timedelta(hours=1)
        waits = Message((Paragraph((Span(f"Please ask {written} about it."),)),))
        row = Outgoing("test", ToAccount(olga.account_id), waits, cohort_id=house.cohort.id, not_before=later)
        await uow.outbox.add(row, house.wall.at, None)
    await forget(ilker)
    await house.pass_time(timedelta(hours=2))
    posted = next(one.text for one in olga.private if one.text.startswith("Please ask"))
    assert re.fullmatch(r"Please ask Former participant \d+ about it\.", posted)


async def test_a_made_up_button_changes_nothing_that_the_group_reads(house: House) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    await olga.sends("/status", group=True)
    before = house.group[-1].text
    await house.stranger().presses_token(button("", KeepAll()).token, house.group[-1])
    assert house.group[-1].text == before


async def test_a_form_that_somebody_fills_in_offers_them_no_more(each_house: House, olga: Person) -> None:
    house = each_house
    olga.forms = False
    zoe = await house.joined("Zoe Kaur")
    await house.joined("Zoe Bell")
    await house.move_to(DAY_1)
    await olga.sends("/mark Zoe")
    await forget(zoe)
    assert not [cell async for cell in cells(house) if "Zoe Kaur" in cell[2]]
    await olga.says("Zoe Bell (Zoe Bell's cluster)")
    assert "What shall I record?" in olga.told[-1]


async def all_members(house: House) -> list[Member]:
    async with house.app.database.read() as uow:
        return await uow.members.of_cohort(house.cohort.id, erased=True)


@pytest.fixture
async def olga(each_house: House) -> Person:
    return await each_house.joined("Olga Nowak", "organiser")


async def test_nothing_is_left_but_what_is_declared(each_house: House, tmp_path: Path, olga: Person) -> None:
    house = each_house
    zoe, yan = await house.joined("Zoe Kaur"), await house.joined("Yan Øst", "organiser")
    one, other = await someone(house, zoe, "ZOES"), await someone(house, yan, "YANS")
    beside = [await someone(house, await house.joined(name), "YANS") for name in ("Wu Min", "Xenia Ruiz")]
    key = await house.app.files.put(b"ZOES roadmap")
    shared = await house.app.files.put(b"for everybody")
    async with house.app.database.write() as uow:
        await fill(uow.connection, one, beside[0], elsewhere="ZOES", files=(key, shared))
        await fill(uow.connection, other, beside[1], elsewhere="YANS", files=(shared,))
        reply = {"event_id": "test:0", "at": house.wall.at, "reply": '{"toast": {"text": "Welcome, Zoe Kaur"}}'}
        await uow.connection.execute(processed_event.insert().values(**reply))
        told = {"reason": "She shared a taxi with zoe kaur (zoe-kaur@people.example)"}
        await uow.connection.execute(check_in.update().where(check_in.c.member_id == other.member).values(**told))
    yans = len([cell async for cell in cells(house) if cell[2].startswith("YANS")])
    await forget(zoe)
    assert zoe.told[-1] == GOODBYE.format(title=house.cohort.title)
    await house.tick()
    kept = {
        (name, column)
        for name, policy in POLICIES.items()
        for concern in policy.concerns
        if isinstance(concern.erased, Keep)
        for column in set(metadata.tables[name].c.keys())
    }
    found = {
        (table, column): text
        async for table, column, text in cells(house)
        for word in ("ZOES", "Zoe Kaur", "zoe kaur", "zoe-kaur", str(zoe.email))
        if word in text
    }
    assert found.keys() <= kept, found
    assert not any("Kaur" in text or "zoe" in text.casefold().replace("zoes", "") for text in found.values())
    assert len([cell async for cell in cells(house) if cell[2].startswith("YANS")]) == yans
    stored = [path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert stored == [b"for everybody"]


async def cells(house: House) -> AsyncIterator[tuple[str, str, str]]:
    async with house.app.database.read() as uow:
        for cell in await everything(uow.connection):
            yield cell


async def test_it_is_asked_twice_and_a_double_tap_keeps_everything(house: House) -> None:
    zoe = await house.joined("Zoe Kaur")
    await zoe.sends("/forgetme")
    first = zoe.private[-1]
    assert [label for row in first.message.buttons for label in [button.label for button in row]] == [
        "Keep everything",
        "Erase my data …",
    ]
    await zoe.presses("Erase my data …")
    second = zoe.private[-1]
    assert second.text == "Zoe Kaur, are you sure? This cannot be undone, not even by the organisers."
    assert [row[0].label for row in second.message.buttons] == ["No, keep everything", "Yes, erase it now"]
    await zoe.presses("No, keep everything")
    assert second.text == "Nothing was erased. Everything is as it was."
    assert [one.name for one in await all_members(house)] == ["Zoe Kaur"]


async def test_an_old_button_erases_nobody(house: House) -> None:
    zoe = await house.joined("Zoe Kaur")
    await zoe.sends("/forgetme")
    await zoe.presses("Erase my data …")
    await house.pass_time(timedelta(minutes=16))
    for label in ("Erase my data …", "Yes, erase it now"):
        reply = await zoe.presses(label)
        assert reply.toast
        assert reply.toast.text == "This button is too old, so nothing was erased. Please send the command again."
    assert [one.name for one in await all_members(house)] == ["Zoe Kaur"]


async def test_nobody_presses_for_another(house: House) -> None:
    zoe, mallory = await house.joined("Zoe Kaur"), await house.joined("Mallory", "trainer")
    await zoe.sends("/forgetme")
    await zoe.presses("Erase my data …")
    token = zoe.private[-1].buttons["Yes, erase it now"].token
    for somebody in (mallory, house.stranger("Eve")):
        reply = await somebody.presses_token(token)
        assert reply.toast
        assert not reply.toast.text.startswith("Done")
    assert {one.name for one in await all_members(house)} == {"Zoe Kaur", "Mallory"}


async def test_who_was_forgotten_is_a_stranger_with_a_number(
    house: House,
) -> None:
    await house.joined("Olga Nowak", "organiser")
    zoe = await house.joined("Zoe Kaur")
    await forget(zoe)
    (left,) = [one for one in await all_members(house) if one.erased]
    assert left.name.removeprefix("Former participant ").isdigit()
    assert left.email.endswith("@erased.invalid")
    assert (left.organisation, left.country, left.sector) == ("", "", "")
    await house.tick()
    before = len(zoe.told)
    await zoe.sends("/me")
    assert zoe.told[before:] == [
        "This is for members of the programme. Do you have an invite code? Send /join and the code to join."
    ]
    async with house.app.database.read() as uow:
        assert await uow.members.by_email(str(zoe.email)) == []
        assert await uow.personal.erased_among(house.cohort.id, {"zoe-kaur@people.example", "x@people.example"}) == {
            "zoe-kaur@people.example"
        }


async def test_the_goodbye_arrives_also_when_the_platform_is_away_for_a_while(
    house: House, olga_in_house: Person
) -> None:
    zoe = await house.joined("Zoe Kaur")
    await zoe.sends("/forgetme")
    await zoe.presses("Erase my data …")
    busy = refuse(house, lambda message: plain(message.text).startswith("Done."))
    await zoe.presses("Yes, erase it now")
    await house.tick()
    assert not zoe.told[-1].startswith("Done")
    busy.clear()
    await house.pass_time(timedelta(minutes=10))
    assert zoe.told[-1] == GOODBYE.format(title=house.cohort.title)
    await house.tick()
    assert [cell async for cell in cells(house) if "zoe" in cell[2]] == []


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


async def test_a_stranger_is_forgotten_too(house: House) -> None:
    mallory = house.stranger("Mallory Tan")
    await mallory.asks("Which sauna is there at the airport?")
    await forget(mallory)
    assert mallory.told[-1].startswith("Done. Everything that I had stored about you is erased.")
    await house.tick()
    assert [cell async for cell in cells(house) if "sauna" in cell[2] or "allory" in cell[2]] == []


async def test_the_number_tells_nothing(house: House, olga_in_house: Person) -> None:
    people = [await house.joined(f"Person {letter}") for letter in "ABCDEF"]
    for person in people:
        await forget(person)
    async with house.app.database.read() as uow:
        rows = await uow.connection.execute(select(member.c.name).where(member.c.erased_at.is_not(None)).order_by("id"))
        numbers = [int(name.rpartition(" ")[2]) for name in rows.scalars()]
    assert len(set(numbers)) == 6
    assert numbers != sorted(numbers) or numbers != list(range(numbers[0], numbers[0] + 6))


async def test_a_form_that_somebody_fills_in_goes_on_without_their_name(each_house: House, olga: Person) -> None:
    house = each_house
    zoe = await house.joined("Zoe Kaur")
    answers = {"text": "Please ask Zoe Kaur for the slides.", "when": "now"}
    form = Form("announce", "Announcement", (Field("text", "What?"), Field("when", "When?")), "Send")
    async with house.app.database.write() as uow:
        await uow.dialogs.save("test", olga.account_id, Dialog(house.cohort.id, form, 1, answers, house.clock.at))
    await forget(zoe)
    async with house.app.database.read() as uow:
        found = await uow.dialogs.find("test", olga.account_id)
    assert found
    assert re.fullmatch(r"Please ask Former participant \d+ for the slides\.", found.answers["text"])
    assert found.answers["when"] == "now"


async def test_their_files_go_also_where_no_goodbye_arrives(house: House, olga_in_house: Person) -> None:
    zoe = await house.joined("Zoe Kaur")
    key = await house.app.files.put(b"what is only for Zoe")
    message = Message((), files=(OutgoingFile(key, "zoe.txt", "text/plain", 20),))
    later = house.clock.at + timedelta(days=9)
    async with house.app.database.write() as uow:
        waits = Outgoing("test", ToAccount(zoe.account_id), message, cohort_id=house.cohort.id, not_before=later)
        await uow.outbox.add(waits, house.wall.at, None)
    await zoe.sends("/forgetme")
    await zoe.presses("Erase my data …")
    await house.app.delivery.stop()
    token = zoe.private[-1].buttons["Yes, erase it now"].token
    press = zoe.event(ButtonPressed, token=token)
    (await house.app.dispatcher.handle(press)).release()
    async with house.app.database.write() as uow:
        goodbye = outbox.c.key.startswith("goodbye")
        await uow.connection.execute(update(outbox).where(goodbye).values(state="dropped", lease_until=None))
    assert await house.app.files.get(key)
    await house.app.schedule.tick()
    with pytest.raises(KeyError):
        await house.app.files.get(key)
