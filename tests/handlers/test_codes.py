"""A check-in that asks for a code, from the outside."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from bot.chat.events import FormSubmitted
from bot.domain.codes import FAILURES_WITHIN, MOST_FAILURES
from tests.house import DAY_1, House, Person

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
CONTEXT = "1:online-1"
WRONG = {"code": "This is not the code. Please type the 6 digits that the trainer shows now."}
OLD = {"code": "This code is over: there is a new one every 30 seconds. Please type the one that is shown now."}
SHORT = {"code": "Please type the 6 digits that the trainer shows now."}


def shown(trainer: Person) -> str:
    """The code in the newest message that has one."""
    return next(found[0] for text in reversed(trainer.told) if (found := re.search(r"\d{3} \d{3}", text)))


def other_than(code: str) -> str:
    return "".join(str((int(digit) + 1) % 10) if digit.isdigit() else digit for digit in code)


async def there(house: House) -> tuple[int, int]:
    async with house.app.database.read() as uow:
        return await uow.check_ins.count(house.cohort.id, "online-1")


@pytest.fixture
async def tina(house: House) -> Person:
    """The trainer of an open session that asks for a code."""
    tina = await house.joined("Tina Trenerka", "trainer")
    await house.move_to(DAY_1)
    await tina.sends("/code")
    return tina


async def test_a_trainer_shows_a_code_and_a_participant_types_it(each_house: House) -> None:
    house = each_house
    tina = await house.joined("Tina Trenerka", "trainer", zone="Europe/Vilnius")
    ana = await house.joined("Ana Ćosić")
    await house.move_to(DAY_1 + 11 * SECOND)
    await tina.sends("/code", group=True)
    assert tina.told == [
        (
            f"Code for Online day 1\n{shown(tina)}\nIt works for 49 more seconds; a new one comes every 30 seconds. Show it or "
            "read it out, and please do not post it in the group: whoever types it counts as present."
        )
    ]
    (card,) = house.group
    reply = await ana.presses("I am here")
    assert reply.form is not None
    assert (reply.form.title, reply.form.intro, reply.toast) == ("Check in", "Online day 1", None)
    assert (await there(house), card.text.count("0 of 1")) == ((0, 0), 1)

    wrong = await ana.submits(reply.form.name, reply.form.context, code=other_than(shown(tina)))
    assert wrong.errors == WRONG
    right = await ana.submits(reply.form.name, reply.form.context, code=shown(tina))
    assert (right.errors, ana.told) == ({}, ["You are checked in to Online day 1. Welcome!"])
    assert "1 of 1 are here" in card.text
    async with house.app.database.read() as uow:
        (record,) = await uow.check_ins.records(house.cohort.id, ["online-1"])
        deeds = await uow.audit.latest(house.cohort.id, 9)
    assert (record.how, record.late) == ("code", False)
    assert [(deed.action, deed.session) for deed in deeds] == [("code_on", "online-1")]
    again = await ana.presses("I am here")
    assert again.form is None
    assert again.toast
    assert again.toast.text.startswith("You are checked in already, since 10:00 CET.")


async def test_the_code_changes_in_place_and_the_one_before_still_works(house: House, tina: Person) -> None:
    ana, ben = await house.joined("Ana"), await house.joined("Ben")
    first = shown(tina)
    await house.pass_time(30 * SECOND)
    await tina.presses("Show the code now")
    assert (len(tina.private), shown(tina) != first) == (1, True)
    assert (await ana.submits("attendance.code", CONTEXT, code=first)).errors == {}
    await house.pass_time(30 * SECOND)
    assert (await ben.submits("attendance.code", CONTEXT, code=first)).errors == OLD
    assert (await ben.submits("attendance.code", CONTEXT, code=shown(tina))).errors == {}
    assert await there(house) == (2, 0)


async def test_checkin_asks_for_it_too_and_where_there_are_no_windows_it_is_asked_in_private(
    house: House, tina: Person
) -> None:
    ana = await house.joined("Ana")
    ana.forms = False
    await ana.sends("/checkin")
    assert ana.told[-1].startswith("Check in (1 of 1)\nOnline day 1\nThe code that the trainer shows\n6 digits")
    await ana.says("where is it?")
    assert ana.told[-1].startswith(SHORT["code"])
    await ana.says(other_than(shown(tina)))
    assert ana.told[-1].startswith(WRONG["code"])
    await ana.says(shown(tina).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    assert ana.told[-1] == "You are checked in to Online day 1. Welcome!"
    assert await there(house) == (1, 0)

    ben = await house.joined("Ben")
    ben.forms = False
    (card,) = house.group
    reply = await ben.presses("I am here", card)
    assert reply.toast is not None
    assert reply.toast.text == "Please type the code in our private chat. I have asked you for it there."
    await ben.says(shown(tina))
    assert await there(house) == (2, 0)


async def test_who_guesses_has_to_wait_and_organisers_hear_of_it_once(each_house: House) -> None:
    house = each_house
    tina, olga = await house.joined("Tina", "trainer"), await house.joined("Olga", "organiser")
    mallory, ana = await house.joined("Mallory Marković"), await house.joined("Ana")
    await house.move_to(DAY_1)
    await tina.sends("/code")
    guess = other_than(shown(tina))
    tries = [
        mallory.event(FormSubmitted, form="attendance.code", context=CONTEXT, values={"code": guess}) for _ in range(20)
    ]
    handled = await asyncio.gather(*(house.receive(event) for event in tries))
    judged = [one for one in handled if one.reply.errors]
    assert len(judged) == MOST_FAILURES - 1
    assert mallory.told[-1] == (
        "There were too many wrong codes, so I take no code from you before 10:10 CET. You are not checked in yet. Are you "
        "here? Then please ask the trainer to mark you."
    )
    assert olga.told == [
        (
            "Mallory Marković typed 5 wrong codes for Online day 1, and can try again in 10 minutes. Are they with you? Then you "
            "can mark them with /mark."
        )
    ]
    await tina.presses("Show the code now")
    await mallory.submits("attendance.code", CONTEXT, code=shown(tina))
    assert await there(house) == (0, 0), "the right one is not judged either"
    assert (await ana.submits("attendance.code", CONTEXT, code=shown(tina))).errors == {}

    await house.pass_time(FAILURES_WITHIN)
    for _ in range(MOST_FAILURES):
        await mallory.submits("attendance.code", CONTEXT, code=guess)
    assert len(olga.told) == 1
    await house.pass_time(FAILURES_WITHIN)
    await tina.presses("Show the code now")
    await mallory.submits("attendance.code", CONTEXT, code=shown(tina))
    assert mallory.told[-1] == "You are checked in to Online day 1, but late."


async def test_an_old_code_or_a_word_is_no_guess(house: House, tina: Person) -> None:
    ana, old = await house.joined("Ana"), shown(tina)
    await house.pass_time(2 * MINUTE)
    for _ in range(2 * MOST_FAILURES):
        assert (await ana.submits("attendance.code", CONTEXT, code=old)).errors == OLD
        assert (await ana.submits("attendance.code", CONTEXT, code="12 34 5")).errors == SHORT
    await tina.presses("Show the code now")
    assert (await ana.submits("attendance.code", CONTEXT, code=shown(tina))).errors == {}


async def test_off_and_on_again(house: House, tina: Person) -> None:
    ana = await house.joined("Ana")
    first = shown(tina)
    await tina.sends("/code off")
    assert tina.told[-1] == (
        "Check-in to Online day 1 asks for no code. A tap on the card is enough. To ask for one again, send /code."
    )
    reply = await ana.presses("I am here")
    assert (reply.form, await there(house)) == (None, (1, 0))
    await tina.sends("/code off")
    assert tina.told[-1] == "No check-in asks for a code. To have one ask for it, send /code."
    await tina.sends("/code")
    assert shown(tina) != first, "a new secret"
    ben = await house.joined("Ben")
    form = (await ben.presses("I am here")).form
    await tina.presses("No code any more")
    assert form is not None
    assert (await ben.submits(form.name, form.context, code="000000")).errors == {}
    assert await there(house) == (2, 0), "the form was open when the code was dropped"


async def test_two_trainers_see_the_same_code_and_need_none_themselves(house: House, tina: Person) -> None:
    olga = await house.joined("Olga", "organiser")
    await olga.sends("/code")
    assert shown(olga) == shown(tina)
    assert (await tina.presses("I am here", house.group[0])).form is None


async def test_before_the_day_one_chooses_the_session(house: House) -> None:
    tina, ana = await house.joined("Tina", "trainer"), await house.joined("Ana")
    await tina.sends("/code")
    assert tina.told == ["Which session's check-in shall ask for a code?"]
    assert list(tina.private[0].buttons)[:3] == ["Online day 1", "Online day 2", "Online day 3"]
    await tina.presses("Online day 1")
    assert "Check-in opens on Wed 6 Nov 2024, 09:45 CET. Please show the code then." in tina.told[0]
    await house.move_to(DAY_1)
    assert (await ana.presses("I am here")).form is not None
    await house.move_to(DAY_1 + timedelta(hours=4))
    await tina.presses("Show the code now")
    assert tina.told[0] == "This check-in is over, so there is no code any more."


async def test_a_code_typed_too_late_or_for_nothing(house: House, tina: Person) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1 + timedelta(hours=4) - SECOND)
    await tina.presses("Show the code now")
    code = shown(tina)
    await house.move_to(DAY_1 + timedelta(hours=4))
    before = len(ana.told)
    await ana.submits("attendance.code", CONTEXT, code=code)
    assert "closed on Wed 6 Nov 2024, 14:00 CET, so nothing was recorded" in "".join(ana.told[before:])
    for context in ("", "x", "1:", "1:no-such-session", "9:online-1", "1:online-1:more", "²:online-1"):
        reply = await ana.submits("attendance.code", context, code=code)
        assert reply.toast or ana.told, context
    assert await there(house) == (0, 0)


@pytest.mark.parametrize("form", ["{}", "{} ", "/checkin {}"])
async def test_the_code_alone_in_private_checks_in(house: House, tina: Person, form: str) -> None:
    ana = await house.joined("Ana Ćosić")
    await ana.says(shown(tina), group=True)
    assert (ana.told, await there(house)) == ([], (0, 0))
    for code in (other_than(shown(tina)), other_than(shown(tina)).replace(" ", "")):
        await (ana.sends if form.startswith("/") else ana.says)(form.format(code))
        assert (ana.told[-1], await there(house)) == (WRONG["code"], (0, 0))
    await (ana.sends if form.startswith("/") else ana.says)(form.format(shown(tina).replace(" ", "")))
    assert (ana.told[-1], await there(house)) == ("You are checked in to Online day 1. Welcome!", (1, 0))
    async with house.app.database.read() as uow:
        (record,) = await uow.check_ins.records(house.cohort.id, ["online-1"])
    assert record.how == "code"
    await ana.says(shown(tina))
    assert ana.told[-1].startswith("You are checked in already")


async def test_wrong_codes_alone_are_counted_and_strangers_check_in_nobody(house: House, tina: Person) -> None:
    mallory, olga = await house.joined("Mallory"), await house.joined("Olga", "organiser")
    for _ in range(MOST_FAILURES):
        await mallory.says(other_than(shown(tina)))
    assert mallory.told[-1].startswith("There were too many wrong codes")
    await mallory.says(shown(tina))
    assert mallory.told[-1].startswith("There were too many wrong codes")
    assert "Mallory typed 5 wrong codes" in olga.told[-1]
    await house.stranger("Xenia").says(shown(tina))
    assert await there(house) == (0, 0)


async def test_digits_are_no_code_where_none_is_asked_for(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    await ana.says("723 321")
    assert ("code" in ana.told[-1], await there(house)) == (False, (0, 0))
