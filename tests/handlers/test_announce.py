"""Announcements, from the outside: the preview, who gets what and when, and what can still be stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.slack.render import Render
from bot.adapters.telegram import render as telegram_render
from bot.chat.forms import Form
from bot.chat.messages import DirectReply
from tests.house import DAY_1, House, Person

HOUR = timedelta(hours=1)
HEAD = "Announcement from Olga Nowak\n"
NOT_YET = "Not sent yet. Above you see it as it will look."
AT_ONCE = "When: as soon as you tap Send."


async def write(person: Person, context: str = "", **values: str) -> DirectReply:
    asked = {"to": "group", "names": "", "when": "now", "text": "Hello **all**", **values}
    return await person.submits("announce.write", context, **asked)


def form(reply: DirectReply) -> Form:
    assert reply.form is not None
    return reply.form


def toast(reply: DirectReply) -> str:
    return reply.toast.text if reply.toast else ""


@pytest.fixture
async def olga(each_house: House) -> Person:
    return await each_house.joined("Olga Nowak", "organiser")


async def test_it_is_shown_before_it_is_sent(each_house: House, olga: Person) -> None:
    house = each_house
    await olga.sends("/announce Please bring **your laptop**.\nThe room is *A5*.")
    copy, state = olga.private
    assert copy.text == HEAD + "Please bring your laptop.\nThe room is A5."
    assert state.text == f"{NOT_YET}\nTo: the group. Everybody in it reads it.\n{AT_ONCE}"
    assert list(state.buttons) == ["Send", "Change", "Cancel"]
    assert house.group == []
    assert toast(await olga.presses("Send")) == "Sent."
    assert [posted.message for posted in house.group] == [copy.message]
    await house.tick()
    assert state.text == "Sent to the group.\nPlease bring your laptop.\nThe room is A5."
    assert state.buttons == {}
    assert len(house.group) == 1


async def test_without_words_there_is_a_form(each_house: House, olga: Person) -> None:
    house = each_house
    asked = form(await olga.sends("/announce", group=True))
    assert [(f.name, f.value) for f in asked.fields] == [("to", "group"), ("names", ""), ("when", "now"), ("text", "")]
    assert "3000 characters" in asked.fields[3].help
    assert [o.value for o in asked.fields[0].options] == ["group", "everybody", "participants", "trainers", "people"]
    await house.move_to(DAY_1)
    asked = form(await olga.sends("/announce"))
    assert [o.label for o in asked.fields[0].options][4] == "Missing from Online day 1, in private"


async def test_to_each_set_of_people(each_house: House, olga: Person) -> None:
    house = each_house
    ana, bo = await house.joined("Ana Ćosić"), await house.joined("Bo Li", "mentee")
    tea = await house.joined("Tea", "trainer")
    gone = await house.joined("Gone Away")
    absent = await house.joined("Abel Absent")
    await house.on_roster("Not Joined")
    people = {"olga": olga, "ana": ana, "bo": bo, "tea": tea, "gone": gone, "absent": absent}
    async with house.app.database.write() as uow:
        from sqlalchemy import update

        from storage.tables import member

        ids = {m.name: m for m in await uow.members.of_cohort(house.cohort.id)}
        left = update(member).where(member.c.id == ids["Gone Away"].id).values(withdrawn_at=house.clock.now())
        await uow.connection.execute(left)
        await uow.absences.announce(ids["Abel Absent"], "online-1", "Ill", house.clock.now(), short_notice=True)
    await house.move_to(DAY_1)
    await bo.presses("I am here")
    for to, names, expected in (
        ("everybody", "", {"olga", "ana", "bo", "tea", "absent"}),
        ("participants", "", {"ana", "bo", "absent"}),
        ("trainers", "", {"tea"}),
        ("missing:online-1", "", {"ana"}),
        ("people", "ana cosic; TEA@people.example", {"ana", "tea"}),
    ):
        before = {name: len(person.told) for name, person in people.items()}
        await write(olga, to=to, names=names, text=f"Just for {to}")
        assert len(olga.private) == before["olga"] + 2
        before["olga"] += 2
        await olga.presses("Send")
        got = {n for n, p in people.items() if HEAD + f"Just for {to}" in p.told[before[n] :]}
        assert got == expected, to
    assert [posted.text for posted in house.group if "Just for" in posted.text] == []


async def test_who_checks_in_meanwhile_is_not_missing(each_house: House, olga: Person) -> None:
    house = each_house
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    await house.move_to(DAY_1)
    await write(olga, to="missing:online-1", when="10:30", text="Where are you?")
    await olga.presses("Send")
    await bo.presses("I am here")
    await house.move_to(DAY_1 + HOUR / 2)
    assert [HEAD + "Where are you?" in person.told for person in (ana, bo)] == [True, False]


async def test_those_who_have_not_joined_are_named(each_house: House, olga: Person) -> None:
    house = each_house
    await house.joined("Ana")
    await house.on_roster("Žofia Nová")
    await write(olga, to="participants")
    assert olga.told[-1] == (
        f"{NOT_YET}\nTo: 1 person: the participants, in private.\nNot to those who have not joined yet: Žofia Nová.\n{AT_ONCE}"
    )


async def test_changed_before_it_is_sent(each_house: House, olga: Person) -> None:
    house = each_house
    await house.joined("Ana")
    await olga.sends("/announce tomorrow 9:30 Old words")
    old = olga.private[-1]
    changing = form(await olga.presses("Change"))
    assert [f.value for f in changing.fields] == ["group", "", "2024-11-06 09:30", "Old words"]
    await write(olga, changing.context, to="", when="", text="New words")
    assert old.text == "You have changed this one: see the newer one below."
    assert old.buttons == {}
    assert olga.told[-2] == HEAD + "New words"
    assert "When: Wed 6 Nov 2024, 09:30 CET." in olga.told[-1]
    reply = await write(olga, changing.context, text="Newest words")
    assert reply.errors == {"text": "This one was sent or cancelled meanwhile. To write another one, send /announce."}
    await olga.presses("Send")
    await house.move_to(DAY_1)
    assert [p.text for p in house.group if "words" in p.text] == [HEAD + "New words"]


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"text": " "}, {"text": "Please write what you want to announce."}),
        (
            {"when": "soon"},
            {"when": "I did not understand the day and time. Please write it like this: 14 Jan 17:00."},
        ),
        ({"when": "yesterday"}, {"when": "That time is already past. Please choose a later one."}),
        ({"when": "today 7:00"}, {"when": "That time is already past. Please choose a later one."}),
        ({"when": "tomorrow"}, {"when": "Please add the time, for example: 14 Jan 17:00."}),
        (
            {"when": "12/11 9:00"},
            {
                "when": "This can be Tue 12 Nov 2024, 09:00 CET or Wed 11 Dec 2024, 09:00 CET. "
                "Please write it like this: 2024-11-12 09:00."
            },
        ),
        ({"to": "people"}, {"names": "Please write the names of the people, with commas between them."}),
        ({"to": "people", "names": "Ana, Xyz"}, {"names": "I do not know Xyz."}),
        ({"to": "people", "names": "Annna"}, {"names": "I do not know Annna. Did you mean Ana?"}),
        ({"to": "people", "names": "Katharina Müller-Öztürk"}, {"names": "I do not know Katharina Müller-Öztürk."}),
        ({"to": "people", "names": "Maria"}, {"names": "I do not know Maria."}),
        (
            {"to": "people", "names": "Jo"},
            {
                "names": "Jo can be several people: Jo Kim (jo-kim@people.example), Jo Lee (jo-lee@people.example). "
                "Please write the e-mail address of the one you mean."
            },
        ),
        ({"to": "trainers"}, {"to": "Nobody is meant by that: the trainers, in private. Nothing was sent."}),
        (
            {"to": "people", "names": "Nora"},
            {"to": "None of them has joined yet, so I cannot write to them: Nora."},
        ),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(house: House, values: dict[str, str], errors: object) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    for name in ("Ana", "Jo Kim", "Jo Lee"):
        await house.joined(name)
    await house.on_roster("Nora")
    assert (await write(olga, **values)).errors == errors
    assert house.platform.posted == []


async def test_what_is_wrong_in_one_line_is_said(house: House) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    await olga.sends("/announce today 7:00 Good morning")
    assert olga.told[-1] == (
        "That time is already past. Please choose a later one.\nNothing was sent. Please send it once more with another time."
    )
    await olga.sends("/announce " + "x" * 10_001)
    assert olga.told[-1] == "That is too long: 10001 characters. The limit is 10000. Please make it shorter."
    await olga.sends("/announce tomorrow 9:00")
    assert olga.told[-1] == "Please write what you want to announce."
    await olga.sends("/announce 12/11 9:00 Hello")
    assert olga.told[-1] == "When do you mean? Please choose."
    await olga.presses("Wed 11 Dec 2024, 09:00 CET")
    assert "When: Wed 11 Dec 2024, 09:00 CET." in olga.told[-1]
    assert len(olga.private[-1].buttons) == 3


async def test_without_a_group_nobody_would_read_it(house: House) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    house.app.platforms["other"] = house.app.platforms.pop("test")
    try:
        reply = await write(olga)
    finally:
        house.app.platforms["test"] = house.app.platforms.pop("other")
    assert reply.errors["to"].startswith("I am in no group of this programme")


async def test_ten_thousand_characters(house: House) -> None:
    olga = await house.joined("Olga Nowak", "organiser")
    words = "**Bold** and more. " * 526
    await olga.sends(f"/announce {words.strip()}")
    await olga.presses("Send")
    (posted,) = house.group
    assert posted.text.startswith(HEAD + "Bold and more.")
    assert len(telegram_render.parts(posted.message)) > 1
    assert form(await olga.sends("/announce")).fields[3].max_length == 3000


async def test_nobody_is_called_by_it(house: House) -> None:
    """Whatever organisers paste: no mention of everybody, no HTML, no address that is none."""
    olga = await house.joined("Olga Nowak", "organiser")
    await olga.sends(
        "/announce <!channel> <!everyone> <@U123> @channel @everyone <b>x</b> [y](javascript:z) [w](<!here>)"
    )
    await olga.presses("Send")
    (posted,) = house.group
    slack = "".join(str(part.blocks) for part in Render(["announce"]).parts(posted.message))
    assert "@everyone" in slack
    for call in ("'broadcast'", "'user'", "'usergroup'", "'url'"):
        assert call not in slack
    for part in telegram_render.parts(posted.message):
        assert "text_link" not in str(part)


async def test_a_participant_cannot_by_any_door(house: House) -> None:
    olga, ana = await house.joined("Olga Nowak", "organiser"), await house.joined("Ana")
    tim = await house.joined("Tim", "trainer")
    await olga.sends("/announce tomorrow 9:00 Secret plans")
    state = olga.private[-1]
    for person in (ana, tim, house.stranger()):
        for button in state.buttons.values():
            await person.presses_token(button.token, state)
        assert toast(await write(person, "1", text="Mine")) or person is tim
        assert "Secret" not in str([posted.text for posted in person.private])
    for context in ("x", "-1", "999", "²", "9" * 30):
        assert "Sorry" in toast(await write(olga, context))
    async with house.app.database.read() as uow:
        found = await uow.announcements.by_id(1)
    assert found is not None
    assert (found.state, found.text) == ("draft", "Secret plans")
