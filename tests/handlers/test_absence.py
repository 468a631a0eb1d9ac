"""Somebody cannot come to a session and says so; organisers decide, once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.chat.events import ButtonPressed
from tests.house import DAY_1, EVE, House, Person

DAY_2 = datetime(2024, 11, 11, 9, 5, tzinfo=UTC)
IN_TIME = datetime(2024, 10, 20, 9, 0, tzinfo=UTC)
LATE = "Late: this is less than 2 weeks before the session."
CONSEQUENCE = (
    "Cancelling less than 2 weeks before the date without justification can limit your later access to ECCP events and "
    "services."
)
NEEDED = (
    "Please know: to come to Warsaw day 1 and Warsaw day 2 you need to have been at Online day 2. A good reason does not "
    "replace that by itself. Whether you may come all the same is for the organisers to decide."
)


async def announces(who: Person, session: str = "online-2", reason: str = "My sister marries") -> None:
    context = f"{who.house.cohort.id}:"
    await who.submits("attendance.absence", context, session=session, reason=reason)


async def test_a_notice_reaches_the_organisers_and_their_decision_the_member(each_house: House) -> None:
    house = each_house
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    tom, ana, ben = await house.joined("Tom", "trainer"), await house.joined("Ana"), await house.joined("Ben")
    form = (await ana.sends("/absent")).form
    assert form is not None
    assert [option.value for option in form.fields[0].options] == [
        "online-1",
        "online-2",
        "online-3",
        "warsaw-1",
        "warsaw-2",
    ]
    await ana.submits(form.name, form.context, session="online-2", reason="My sister marries\n<b>*far away*</b>")
    assert ana.told[-1] == "\n".join(
        [
            (
                "I have told the organisers that you cannot come to Online day 2: Mon 11 Nov 2024, 10:00 CET. I will tell you "
                "what they decide."
            ),
            LATE,
            CONSEQUENCE,
            NEEDED,
        ]
    )
    copy = "\n".join(
        [
            "Ana (Ana's cluster) cannot come to Online day 2, Mon 11 Nov 2024, 10:00 CET.",
            "Late notice: sent on Tue 5 Nov 2024, 09:00 CET.",
            "My sister marries\n<b>*far away*</b>",
        ]
    )
    waits = f"{copy}\nIs this absence justified? I will tell them what you decide."
    assert [olga.told, pavel.told, tom.told, ben.told, house.group] == [[waits], [waits], [], [], []]
    reply = await pavel.presses("Justified")
    assert reply.toast is not None
    assert (reply.toast.text, reply.toast.alert) == ("Decided. Ana is told.", False)
    assert [olga.told, pavel.told] == [[f"{copy}\nJustified, decided by Pavel."]] * 2
    accepted = "Your reason is accepted. The organisers know that you cannot come to Online day 2."
    assert ana.told[-1] == f"{accepted}\n{NEEDED}"
    async with house.app.database.read() as uow:
        (deed,) = await uow.audit.latest(house.cohort.id, 10)
    assert (deed.action, deed.session, deed.details) == (
        "absence_decided",
        "online-2",
        {"decision": "justified", "late": True},
    )


async def test_the_first_of_two_decisions_counts(each_house: House) -> None:
    house = each_house
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    ana = await house.joined("Ana")
    await announces(ana)
    yes = olga.event(ButtonPressed, token=olga.private[-1].buttons["Justified"].token, message_id="bot-0")
    no = pavel.event(ButtonPressed, token=pavel.private[-1].buttons["Not justified"].token, message_id="bot-0")
    both = await asyncio.gather(house.receive(yes), house.receive(no))
    said = sorted(handled.reply.toast.text for handled in both if handled.reply.toast)
    assert said == ["Decided. Ana is told.", "This was settled already, so nothing has changed."]
    assert len([text for text in ana.told if "accepted" in text]) == 1
    async with house.app.database.read() as uow:
        assert len(await uow.audit.latest(house.cohort.id, 10)) == 1


async def test_nobody_decides_on_words_they_have_not_read(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await announces(ana, reason="I am ill")
    token = olga.private[-1].buttons["Justified"].token
    await announces(ana, reason="I am not ill, but the weather is fine")
    assert olga.told[-1].splitlines()[2] == "I am not ill, but the weather is fine"
    assert ana.told[-1].startswith("The organisers see your new reason for not coming to Online day 2")
    reply = await olga.presses_token(token, olga.private[-1])
    assert reply.toast is not None
    assert (
        reply.toast.text == "They have changed the reason, so nothing is decided yet. To read it again, send /absences."
    )
    await olga.presses("Not justified")
    assert ana.told[-1] == "\n".join(
        [
            "Your reason is not accepted. The organisers still expect you at Online day 2.",
            CONSEQUENCE,
            (
                "Can you come after all? Then just come and check in. Is this a mistake? Then please write to the organisers, "
                "events@clustercollaboration.eu."
            ),
        ]
    )
    assert len(olga.told) == 1


async def test_a_decided_one_stays_as_it_is(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await announces(ana)
    mine = ana.private[-1]
    await olga.presses("Not justified")
    decided = (
        "The organisers have decided about your absence from Online day 2 already, so nothing has changed.\n"
        "Can you come after all? Then just come and check in: that is what counts.\n"
        "Is there something that they should know? Then please write to them, events@clustercollaboration.eu."
    )
    await announces(ana, reason="A better reason")
    assert ana.told[-1] == decided
    await ana.presses("I can come after all", mine)
    assert ana.told[-1] == decided
    await ana.sends("/absent Online day 2")
    assert ana.told[-1] == decided
    assert "My sister marries" in olga.told[-1]


async def test_taken_back_and_announced_again_is_told_again(each_house: House) -> None:
    house = each_house
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await house.move_to(IN_TIME)
    await announces(ana)
    assert LATE not in ana.told[-1]
    assert "Sent on Sun 20 Oct 2024, 11:00 CEST, in time." in olga.told[-1]
    token = olga.private[-1].buttons["Justified"].token
    await ana.presses("I can come after all")
    assert ana.told[-1] == (
        "Good! The organisers can see now that you come to Online day 2 after all: Mon 11 Nov 2024, 10:00 CET."
    )
    assert olga.told[-1].endswith("They have taken it back and come after all. There is nothing to decide.")
    assert "My sister" not in olga.told[-1]
    reply = await olga.presses_token(token, olga.private[-1])
    assert reply.toast is not None
    assert reply.toast.text == "This was settled already, so nothing has changed."
    await ana.presses("I can come after all")
    assert ana.told[-1] == "You have taken this back already. I expect you at Online day 2."
    await house.move_to(EVE)
    await announces(ana, reason="It rains")
    assert LATE in ana.told[-1]
    assert len(olga.told) == 2
    assert "Late notice: sent on Tue 5 Nov 2024" in olga.told[-1]


async def test_a_new_reason_makes_an_early_notice_no_later(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await house.move_to(IN_TIME)
    await announces(ana)
    await house.move_to(EVE)
    await announces(ana, reason="The same, in other words")
    assert LATE not in ana.told[-1]
    assert olga.told[-1].splitlines()[1:3] == [
        "Sent on Sun 20 Oct 2024, 11:00 CEST, in time.",
        "The same, in other words",
    ]


async def test_a_reason_changed_after_its_message_was_forgotten_is_read_once_more(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await house.move_to(IN_TIME - timedelta(days=60))
    await announces(ana)
    copy = olga.private[-1]
    token = copy.buttons["Justified"].token
    await house.move_to(IN_TIME)
    await announces(ana, reason="The weather is fine")
    reply = await olga.presses_token(token, copy)
    assert reply.toast is not None
    assert reply.toast.text.startswith("They have changed the reason")
    await olga.sends("/absences")
    assert "The weather is fine" in olga.told[-1]
    await olga.presses("Not justified", olga.private[-1])
    assert ana.told[-1].startswith("Your reason is not accepted.")


async def test_what_was_said_so_far_can_be_changed(house: House) -> None:
    await house.joined("Olga", "organiser")
    ana = await house.joined("Ana")
    await announces(ana)
    await announces(ana, "warsaw-1", "Too far")
    await ana.sends("/absent")
    assert ana.told[-1] == (
        "You said that you cannot come to:\n"
        "• Online day 2: the organisers have not decided yet\n"
        "• Warsaw day 1: the organisers have not decided yet"
    )
    form = (await ana.presses("Change the reason: Warsaw day 1")).form
    assert form is not None
    assert ([field.name for field in form.fields], form.fields[0].value) == (["reason"], "Too far")
    another = (await ana.presses("Another session", ana.private[-1])).form
    assert another is not None
    assert [option.value for option in another.fields[0].options] == ["online-1", "online-3", "warsaw-2"]


async def test_with_one_session_ahead_there_is_nothing_to_choose(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(datetime(2025, 3, 4, 8, 0, tzinfo=UTC))
    form = (await ana.sends("/absent")).form
    assert form is not None
    assert (form.context, form.intro, [field.name for field in form.fields]) == (
        f"{house.cohort.id}:warsaw-2",
        "Warsaw day 2, Tue 4 Mar 2025",
        ["reason"],
    )


async def test_of_what_is_over_nobody_can_be_absent_beforehand(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await house.move_to(DAY_1 + timedelta(hours=4))
    over = (
        "Online day 1 is over, so nothing has changed.\n"
        "Is it about a session that is over? Then please write to the organisers, events@clustercollaboration.eu."
    )
    await ana.sends("/absent online-1")
    assert ana.told[-1] == over
    await announces(ana, "online-1")
    assert ana.told[-1] == over
    await announces(ana, "a-session-that-is-gone")
    assert ana.told[-1].startswith("This session is no longer in the programme, so I have told nobody.")
    await house.move_to(datetime(2025, 4, 1, 9, 0, tzinfo=UTC))
    await ana.sends("/absent")
    assert ana.told[-1].startswith(
        "No session is ahead that you could be absent from.\nIs it about a session that is over?"
    )
    assert [text for text in olga.told if "cannot come to" in text] == []


async def test_who_comes_after_all_needs_no_decision(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await announces(ana, "online-1")
    copy = olga.private[-1]
    token = copy.buttons["Not justified"].token
    await house.move_to(DAY_1)
    await ana.sends("/checkin")
    reply = await olga.presses_token(token, copy)
    assert reply.toast is not None
    assert reply.toast.text == "They checked in after all, so there is nothing to decide."
    assert copy.text.endswith("They checked in after all. There is nothing to decide.")
    await olga.sends("/absences")
    assert olga.told[-1] == "No absence notice is waiting for you. Well done!"
    await announces(ana, "online-1")
    assert ana.told[-1] == "You are checked in to Online day 1, so you are there, and nothing has changed."
    assert "• Online day 1: checked in" in await ana.asks("Did I check in?")


async def test_a_note_goes_with_the_decision_once(house: House) -> None:
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    ana = await house.joined("Ana")
    await announces(ana)
    await olga.presses("Justified")
    first, second = (await olga.presses("Add a note to them")).form, (await pavel.presses("Add a note to them")).form
    assert first is not None
    assert second is not None
    await pavel.submits(second.name, second.context, note="All the best to *her*!")
    assert ana.told[-1] == "A note from Pavel, organiser, about your absence from Online day 2:\nAll the best to *her*!"
    assert olga.told[0].endswith("Justified, decided by Olga.\nNote to them:\nAll the best to *her*!")
    assert list(olga.private[0].buttons) == []
    told = len(ana.told)
    await olga.submits(first.name, first.context, note="Have fun")
    assert olga.told[-1] == "There is a note already, so I have not sent yours. This is what you wrote:\nHave fun"
    assert len(ana.told) == told


async def test_what_waits_is_listed_with_its_buttons(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    people = [await house.joined(f"P{n:02}") for n in range(12)]
    for who in people:
        await announces(who)
    await olga.sends("/status")
    assert "Absence notices to decide: 12. Send /absences." in olga.told[-1]
    before = len(olga.told)
    await olga.sends("/absences")
    listed = olga.told[before:]
    assert [text.partition(" ")[0] for text in listed[:-1]] == [f"P{n:02}" for n in range(10)]
    assert listed[-1] == "2 more are waiting. Send /absences again when these are done."
    await olga.presses("Justified")
    await olga.sends("/withdraw P11")
    await olga.presses("Yes, they left")
    before = len(olga.told)
    await olga.sends("/absences")
    assert len(olga.told[before:]) == 10


async def test_bad_forms_are_refused_beside_their_field(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    reply = await ana.submits("attendance.absence", "1:online-2", reason=" \x00\n ")
    assert reply.errors == {"reason": "Please write why you cannot come."}
    reply = await ana.submits("attendance.absence", "1:online-2", reason="x" * 1001)
    assert reply.errors == {"reason": "Please write at most 1000 characters."}
    for context in ("", "x:online-2", "²:online-2", "99:online-2", "9" * 30):
        reply = await ana.submits("attendance.absence", context, reason="Nothing")
        assert reply.toast is not None, context
    assert olga.told == []


async def test_step_by_step_where_there_are_no_windows(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    ana.forms = False
    await ana.sends("/absent")
    assert ana.told[-1] == "Absence notice (1 of 2)\nWhich session?"
    await ana.presses("Online day 3, Fri 15 Nov 2024")
    assert ana.told[-1] == "Absence notice (2 of 2)\nWhy can you not come? Only the organisers read this."
    await ana.says("A funeral")
    assert ana.told[-1].startswith("I have told the organisers that you cannot come to Online day 3")
    assert "A funeral" in olga.told[-1]
