"""Marking somebody by hand, from the outside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.domain.people import Profile
from tests.house import DAY_1, House, Person

CLOSED = DAY_1 + timedelta(hours=4)
CONTACT = "events@clustercollaboration.eu"
MEANS = (
    "What it means: to come to Warsaw day 1 and Warsaw day 2 you need to have been at Online day 1. As it stands, you may not "
    "come to them."
)


@pytest.fixture
async def tina(house: House) -> Person:
    """The trainer of an open session."""
    tina = await house.joined("Tina Trenerka", "trainer")
    await house.move_to(DAY_1)
    return tina


async def recorded(house: House) -> dict[str, tuple[str, bool, bool, str | None]]:
    async with house.app.database.read() as uow:
        names = {member.id: member.name for member in await uow.members.of_cohort(house.cohort.id)}
        records = await uow.check_ins.records(house.cohort.id, ["online-1", "online-2", "online-3"])
    return {f"{names[r.member_id]}, {r.session}": (r.how, r.late, r.absent, r.reason) for r in records}


async def test_a_trainer_marks_somebody_and_both_are_told(each_house: House) -> None:
    house = each_house
    tina, ana = await house.joined("Tina Trenerka", "trainer"), await house.joined("Ana Ćosić")
    await house.move_to(DAY_1)
    (card,) = house.group
    await tina.sends("/mark @ana cosic there her phone is *broken*", group=True)
    assert tina.told == [
        "Marked: Ana Ćosić (Ana Ćosić's cluster), there, on time, at Online day 1.\nher phone is *broken*\nI have told them."
    ]
    assert ana.told == [
        (
            "Tina Trenerka has marked you as present at Online day 1.\nher phone is *broken*\n"
            f"Is this not right? Then please tell Tina Trenerka or the organisers, {CONTACT}."
        )
    ]
    assert "1 of 1 are here" in card.text
    assert await recorded(house) == {"Ana Ćosić, online-1": ("by_hand", False, False, "her phone is *broken*")}
    async with house.app.database.read() as uow:
        (deed,) = await uow.audit.latest(house.cohort.id, 9)
    assert (deed.action, deed.session, deed.details) == ("marked", "online-1", {"what": "there", "before": "nothing"})

    await tina.sends("/mark ana late it was 10:40")
    assert (
        "Marked: Ana Ćosić (Ana Ćosić's cluster), late, at Online day 1.\nBefore, they were marked as: there, on time"
        in tina.told[-1]
    )
    assert "1 of 1 are here, 1 of them late" in card.text
    told = len(ana.told)
    await tina.sends("/mark ana late it was 10:40")
    assert tina.told[-1] == (
        "Ana Ćosić (Ana Ćosić's cluster) is marked like this at Online day 1 already, with this reason. Nothing has changed."
    )
    assert len(ana.told) == told


async def test_a_tap_does_not_overrule_an_absence_and_the_mark_overrules_a_tap(house: House, tina: Person) -> None:
    ana = await house.joined("Ana")
    (card,) = house.group
    await ana.presses("I am here", card)
    await tina.sends("/mark ana absent somebody else tapped on her phone")
    assert "0 of 1 are here" in card.text
    assert "Before: there, on time, recorded on Wed 6 Nov 2024, 10:00 CET." in tina.told[-1]
    assert ana.told == [
        (
            f"Tina Trenerka has marked you as absent from Online day 1.\nsomebody else tapped on her phone\n{MEANS}\n"
            f"Is this not right? Then please tell Tina Trenerka or the organisers, {CONTACT}."
        )
    ]
    reply = await ana.presses("I am here", card)
    assert reply.toast is not None
    assert (reply.toast.text, reply.toast.alert) == (
        (
            "Tina Trenerka has marked you as absent from Online day 1, so this does not count. Are you here? Then please tell them: "
            "they can change it."
        ),
        True,
    )
    assert "0 of 1 are here" in card.text
    await ana.sends("/me")
    assert "checked in" not in ana.told[-1]
    await tina.sends("/mark ana there I was wrong")
    assert "1 of 1 are here" in card.text


async def test_several_people_of_that_name_are_asked_about(house: House, tina: Person) -> None:
    ana, ben = await house.joined("Ana Silva"), await house.joined("Ana Sousa")
    reply = await tina.sends("/mark ana late traffic jam")
    assert reply.form is not None
    (field,) = reply.form.fields
    assert [option.label for option in field.options] == [
        "Ana Silva (Ana Silva's cluster)",
        "Ana Sousa (Ana Sousa's cluster)",
    ]
    await tina.submits(reply.form.name, reply.form.context, member=field.options[1].value)
    assert (ana.told, len(ben.told)) == ([], 1)
    assert await recorded(house) == {"Ana Sousa, online-1": ("by_hand", True, False, "traffic jam")}

    tina.forms = False
    await tina.sends("/mark ana s absent")
    assert list(tina.private[-1].buttons) == [*[option.label for option in field.options], "Cancel"]
    await tina.presses("Ana Silva (Ana Silva's cluster)")
    await tina.says("She is in hospital, her boss wrote.")
    assert (await recorded(house))["Ana Silva, online-1"] == (
        "by_hand",
        False,
        True,
        "She is in hospital, her boss wrote.",
    )


async def test_the_whole_as_a_form_also_for_a_session_of_the_past(house: House) -> None:
    tina, ana = await house.joined("Tina", "trainer"), await house.joined("Ana")
    await tina.sends("/mark ana late x")
    assert tina.told == ["No check-in has opened yet, so there is nobody to mark. Please try again at the session."]
    await house.move_to(CLOSED + timedelta(days=6))
    reply = await tina.sends("/mark")
    assert reply.form is not None
    assert [field.name for field in reply.form.fields] == ["member", "session", "what", "reason"]
    who, session, _what, _why = reply.form.fields
    assert ([o.label for o in who.options], session.value) == (
        ["Ana (Ana's cluster)", "Tina (Tina's cluster)"],
        "online-2",
    )
    empty = await tina.submits(reply.form.name, reply.form.context)
    assert set(empty.errors) == {"member", "session", "what", "reason"}
    values = {"member": who.options[0].value, "session": "online-1", "what": "there", "reason": "She was on the call."}
    for wrong in (
        {"session": "online-3"},
        {"session": "nope"},
        {"what": "dead"},
        {"member": "999"},
        {"reason": "x" * 401},
    ):
        assert set((await tina.submits(reply.form.name, reply.form.context, **(values | wrong))).errors) == set(wrong)
    assert (await tina.submits(reply.form.name, reply.form.context, **values)).errors == {}
    assert await recorded(house) == {"Ana, online-1": ("by_hand", False, False, "She was on the call.")}
    assert "has marked you as present at Online day 1" in ana.told[-1]


async def test_after_the_close_the_last_session_is_meant_and_its_card_counts_along(house: House, tina: Person) -> None:
    await house.joined("Ana")
    await house.move_to(CLOSED)
    (card,) = house.group
    assert "0 of 1 were here" in card.text
    await tina.sends("/mark Ana there")
    reply = await tina.submits("attendance.mark", f"{house.cohort.id}|online-1|2|there|", reason="seen")
    assert reply.errors == {}
    assert "1 of 1 were here" in card.text


async def test_who_has_left_or_is_unknown_is_refused_plainly(house: House, tina: Person) -> None:
    await house.joined("Ana Odeszła")
    async with house.app.database.write() as uow:
        await uow.connection.execute(text("UPDATE member SET withdrawn_at = '2024-11-01' WHERE name = 'Ana Odeszła'"))
    await tina.sends("/mark ana late traffic")
    assert tina.told[-1] == (
        "Ana Odeszła has left the programme, so nothing was recorded: no attendance is counted for them any more. Are they "
        "back? Then an organiser has to send /readmit first."
    )
    await tina.sends("/mark Zoë late traffic")
    assert tina.told[-1].startswith("I found nobody called “Zoë” in this programme, so nothing was recorded.")
    await tina.submits("attendance.mark", f"{house.cohort.id}|online-1|2|there|traffic")
    assert "has left the programme" in tina.told[-1]
    assert await recorded(house) == {}


async def test_in_a_large_cohort_the_name_is_typed(house: House, tina: Person) -> None:
    async with house.app.database.write() as uow:
        await uow.members.save(house.cohort.id, [Profile(f"Person {n}", f"p{n}@x.example", "Org") for n in range(70)])
    reply = await tina.sends("/mark")
    assert reply.form is not None
    assert (reply.form.fields[0].options, reply.form.fields[0].label) == ((), "Who? Name or e-mail address")
    values = {"what": "there", "reason": "seen"}
    many = await tina.submits(reply.form.name, reply.form.context, member="person 1", **values)
    none = await tina.submits(reply.form.name, reply.form.context, member="Nobody", **values)
    assert "" not in many.errors
    assert many.errors == {}, "the whole name comes before the beginnings"
    assert none.errors == {
        "member": "I found nobody of that name. Please write it as it is on the roster, or the e-mail address."
    }
    some = await tina.submits(reply.form.name, reply.form.context, member="p1", **values)
    assert some.errors["member"].startswith("This can be 11 people: Person 1 (Org), p1@x.example; Person 10 (Org)")
    await tina.sends("/mark person late rain")
    assert tina.told[-1] == "“person” can be 70 people. Please write more of the name."


async def test_what_is_made_up_is_refused(house: House, tina: Person) -> None:
    ana = await house.joined("Ana")
    for context in ("", "x", "1|online-1|2|there|", "1|online-1|2|there|seen", "9|online-1|2|there|seen"):
        reply = await ana.submits("attendance.mark", context, reason="me")
        assert reply.toast is not None
        assert "can be done only by" in reply.toast.text
    for context in ("", "x", "1|online-1", "²|online-1|2|there|seen", f"{house.cohort.id}|online-1|999|there|seen"):
        assert (await tina.submits("attendance.mark", context)).toast is not None
    assert await recorded(house) == {}


async def test_who_was_told_that_they_may_not_come_hears_that_it_counts_now(house: House, tina: Person) -> None:
    ana, ben = await house.joined("Ana"), await house.joined("Ben")
    counts = "What it means: Online day 1 counts for you now. To see which sessions you may come to, send /eligibility."
    await tina.sends("/mark ana absent I did not see her")
    await tina.sends("/mark ana late I see her now")
    assert counts in ana.told[-1]
    await tina.sends("/mark ana there she was quick")
    assert counts not in ana.told[-1]
    await house.move_to(CLOSED)
    assert MEANS in ben.told[-1]
    await tina.sends("/mark ben there I forgot him")
    assert counts in ben.told[-1]
