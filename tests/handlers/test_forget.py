"""Being forgotten: asked twice, done at once, and nothing of it is left but what is declared."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.forms import Field, Form
from bot.chat.messages import Message, OutgoingFile
from bot.chat.text import Mention, Paragraph, Span, plain
from bot.domain.people import Member
from bot.ports import ToAccount
from handlers.my_data.forget import KeepAll
from storage.dialogs import Dialog
from storage.outgoing import Outgoing
from storage.personal.policies import POLICIES, Keep
from storage.tables import check_in, metadata, outbox, processed_event
from tests.filled import everything, fill
from tests.handlers.test_my_data import refuse, someone
from tests.house import DAY_1, House, Person

GOODBYE = (
    "Done. In {title} everything that I had stored about you is erased.\n"
    "Only at which sessions somebody was is still counted, without your name.\nWhat stands in this chat, I cannot take away: you "
    "can delete it in your app. If you write to me again, I will not know you. All the best!"
)
MINUTE = timedelta(minutes=1)


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


@pytest.fixture
async def olga_in_house(house: House) -> Person:
    return await house.joined("Olga Nowak", "organiser")


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


async def test_a_stranger_is_forgotten_too(house: House) -> None:
    mallory = house.stranger("Mallory Tan")
    await mallory.asks("Which sauna is there at the airport?")
    await forget(mallory)
    assert mallory.told[-1].startswith("Done. Everything that I had stored about you is erased.")
    await house.tick()
    assert [cell async for cell in cells(house) if "sauna" in cell[2] or "allory" in cell[2]] == []


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
