"""Posting homework: previews, dates in full, who hears of it, what can be changed afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.events import Sender
from bot.chat.forms import Form
from bot.chat.messages import DirectReply
from tests.handlers.groups import invite_code, newcomer
from tests.handlers.homework.desk import DUE, HOUR, LINE, PDF, newest, posted, toast, trainer
from tests.handlers.packs import academy_and
from tests.house import EVE, House, Person

PREVIEW = "👀 Preview – only you see this. It goes to the others when you tap Post it now below.\n"
CARD = "Homework: Business model canvas\n• Due: Wed 13 Nov 2024, 18:00 CET\n• You can hand in text, files or links."


def form(reply: DirectReply) -> Form:
    assert reply.form is not None
    return reply.form


async def write(person: Person, context: str = "", **values: str) -> DirectReply:
    given = {"title": "Canvas", "due": "13 Nov 18:00", **values}
    return await person.submits("assignments.write", context, **given)


async def test_one_line_is_shown_in_full_before_anything_is_posted(each_house: House) -> None:
    house = each_house
    tomas, ana = await trainer(house), await house.joined("Ana")
    await tomas.sends(LINE)
    copy, desk = tomas.private
    assert copy.text == PREVIEW + CARD
    assert desk.text.startswith(
        "Please check: Business model canvas. Nothing was posted yet.\n• Due: Wed 13 Nov 2024, 18:00 CET"
    )
    assert (house.group, ana.told) == ([], [])
    assert toast(await tomas.presses("Post it now")) == "Posted."
    assert [one.text for one in house.group] == [f"{CARD}\nHanded in: 0 of 1."]
    assert ana.told == [CARD]
    assert list(ana.private[0].buttons) == ["Hand in", "My task"]
    assert desk.text.startswith("Business model canvas is open.")
    assert (
        toast(await tomas.presses_token("hp:1", desk)) == "That is not possible any more: see above how it stands now."
    )
    assert (len(house.group), len(ana.told)) == (1, 1)


async def test_everybody_reads_it_on_their_own_clock(house: House) -> None:
    lena = await house.joined("Lena", zone="Asia/Tbilisi")
    await posted(house)
    assert "Due: Wed 13 Nov 2024, 21:00 Tbilisi time" in lena.told[0]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("due 4 Nov 18:00", "That time is already past"),
        ("due 31 Feb 18:00", "There is no such day"),
        ("due Tue 13 Nov 18:00", "do not fit together"),
        ("due someday", "I did not understand the day and time"),
        ("due 13 Nov", "Please add the time"),
        ("due 13 Nov 18:00 cutoff 12 Nov 18:00", "is before the due date"),
        ("due 13 Nov 18:00 for Nobody Known", "I do not know Nobody Known"),
        ("due 13 Nov 18:00 debrief Moon day", "I do not know the session “Moon day”"),
        ("", "I miss the due date"),
    ],
)
async def test_a_line_that_cannot_be_followed(house: House, typed: str, says: str) -> None:
    tomas = await trainer(house)
    await tomas.sends(f'/assign "Canvas" {typed}')
    (answer,) = tomas.told
    assert says in answer
    assert "Nothing was assigned." in answer
    await tomas.sends("/assignments")
    assert newest(tomas) == "Nothing is assigned yet. To give out homework, send /assign."


@pytest.mark.parametrize(
    "typed",
    ["mercredi 13 novembre 18h", "Mittwoch 13. November 18:00", "miércoles 13 de noviembre 18:00", "in 8 days 18:00"],
)
async def test_dates_in_other_words(house: House, typed: str) -> None:
    tomas = await trainer(house)
    await tomas.sends(f'/assign "Canvas" due {typed}')
    assert "Due: Wed 13 Nov 2024, 18:00 CET" in tomas.told[0]


async def test_a_date_that_can_be_read_in_two_ways_is_asked_for(each_house: House) -> None:
    house = each_house
    ana, tomas = await house.joined("Ana"), await trainer(house)
    await tomas.sends('/assign "Canvas" due 11/12 18:00')
    asked = tomas.private[-1]
    assert asked.text == "When is it due? It can be read in several ways."
    assert list(asked.buttons) == ["Tue 12 Nov 2024, 18:00 CET", "Wed 11 Dec 2024, 18:00 CET"]
    await tomas.presses("Wed 11 Dec 2024, 18:00 CET")
    await tomas.presses("Post it now")
    assert "Due: Wed 11 Dec 2024, 18:00 CET" in ana.told[0]


async def test_the_form_says_beside_each_field_what_is_wrong(house: House) -> None:
    tomas = await trainer(house)
    asked = form(await tomas.sends("/assign"))
    assert [field.name for field in asked.fields][:4] == ["title", "instructions", "due", "cutoff"]
    wrong = await write(tomas, due="4 Nov 18:00", to="people", names="Zed")
    assert wrong.errors == {
        "due": "That time is already past. Please choose a later one.",
        "names": "I do not know Zed, or they do not learn here.",
    }
    early = await write(tomas, cutoff="12 Nov 18:00")
    assert list(early.errors) == ["cutoff"]
    assert (await write(tomas, title=" ")).errors == {"title": "Please write something here."}
    assert tomas.told == []


async def test_for_people_whom_one_names(each_house: House) -> None:
    house = each_house
    ana, bo = await house.joined("Ana Silva"), await house.joined("Bo Li")
    tomas = await trainer(house)
    await write(tomas, to="people", names="Bo Li", instructions="Do **it**.", accepts="link", debrief="online-2")
    await tomas.presses("Post it now")
    assert (house.group, ana.told) == ([], [])
    assert bo.told == [
        "Homework: Canvas\nDo it.\n• Due: Wed 13 Nov 2024, 18:00 CET\n• You can hand in links.\n• We talk about it in: Online day 2."
    ]
    await ana.sends("/homework")
    assert newest(ana) == "You have no tasks yet. I write to you as soon as there is one."
    await ana.presses_token("hi:1")
    assert newest(ana) == "This is not one of your tasks. /homework shows yours."


async def test_later_it_posts_itself_once(each_house: House) -> None:
    house = each_house
    ana, tomas = await house.joined("Ana"), await trainer(house)
    await tomas.sends(LINE)
    asked = form(await tomas.presses("Post it later"))
    late = await tomas.submits(asked.name, asked.context, when="14 Nov 9:00")
    assert late.errors == {
        "when": "That is not before the due date: Wed 13 Nov 2024, 18:00 CET. Please choose an earlier time."
    }
    await tomas.submits(asked.name, asked.context, when="tomorrow 9:00")
    assert newest(tomas) == "Planned: Business model canvas is posted on Wed 6 Nov 2024, 09:00 CET."
    await house.pass_time(23 * HOUR)
    assert (house.group, ana.told) == ([], [])
    await house.pass_time(2 * HOUR)
    await house.tick()
    assert [text.splitlines()[0] for text in ana.told] == ["Homework: Business model canvas"]
    assert len([one for one in house.group if one.text.startswith("Homework: Business")]) == 1


async def test_what_was_planned_while_the_bot_was_away_is_looked_at_first(house: House) -> None:
    ana, tomas = await house.joined("Ana"), await trainer(house)
    await tomas.sends(LINE)
    asked = form(await tomas.presses("Post it later"))
    await tomas.submits(asked.name, asked.context, when="tomorrow 9:00")
    await house.pass_time(timedelta(days=2))
    assert (house.group, ana.told) == ([], [])
    assert (
        newest(tomas)
        == "I was not running when Business model canvas was to be posted, so it was not. /assignments shows it."
    )


async def test_a_change_is_confirmed_and_those_concerned_are_told(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana")
    tomas = await posted(house)
    asked = form(await tomas.presses("Change"))
    assert asked.fields[0].value == "Business model canvas"
    await tomas.submits(asked.name, asked.context, title="", due="15 Nov 18:00")
    assert "Due: Wed 13 Nov 2024, 18:00 CET → Fri 15 Nov 2024, 18:00 CET" in newest(tomas)
    assert "13 Nov" in house.group[0].text
    assert toast(await tomas.presses("Yes, change it")) == "Changed."
    assert newest(ana) == "Business model canvas has a new due date: Fri 15 Nov 2024, 18:00 CET."
    assert "Due: Fri 15 Nov 2024, 18:00 CET" in house.group[0].text
    before = len(ana.told)
    await tomas.presses_token("hk:2")
    assert len(ana.told) == before
    await tomas.submits(asked.name, asked.context, instructions="Read chapter 2.", due="16 Nov 18:00")
    await tomas.presses("Yes, change it")
    assert newest(ana) == (
        "Business model canvas has a new due date: Sat 16 Nov 2024, 18:00 CET.\n"
        "The task itself was changed, too: please look at it."
    )


async def test_a_change_that_is_not_wanted_changes_nothing(house: House) -> None:
    ana = await house.joined("Ana")
    tomas = await posted(house)
    asked = form(await tomas.presses("Change"))
    await tomas.submits(asked.name, asked.context, title="Another title")
    await tomas.presses("Leave it as it was")
    assert newest(tomas) == "Nothing was changed."
    await tomas.presses_token("hk:2")
    assert "Business model canvas" in house.group[0].text
    assert len(ana.told) == 1


async def test_more_time_for_all_opens_a_closed_one_again(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana")
    tomas = await posted(house, LINE + " cutoff 14 Nov 18:00")
    await tomas.presses("Close")
    assert "Closed. Nothing more can be handed in." in house.group[0].text
    await ana.presses("Hand in")
    assert newest(ana).startswith("This task is closed")
    asked = form(await tomas.presses("More time for all"))
    same = await tomas.submits(asked.name, asked.context, due="13 Nov 18:00")
    assert same.errors == {"due": "That is no more time: it is due on Wed 13 Nov 2024, 18:00 CET anyway."}
    never = await tomas.submits(asked.name, asked.context, due="99 weeks")
    assert never.errors["due"].startswith("That is more than a year")
    await tomas.submits(asked.name, asked.context, due="1 week")
    await tomas.presses("Yes, change it")
    assert newest(tomas) == "✔️ Done here. /assignments shows how everything stands now."
    assert newest(ana) == "Business model canvas has a new due date: Wed 20 Nov 2024, 18:00 CET."
    assert "Late work is taken until Thu 21 Nov 2024, 18:00 CET." in house.group[0].text


async def test_close_and_open_again(house: House) -> None:
    await house.joined("Ana")
    tomas = await posted(house)
    assert toast(await tomas.presses("Close")) == "Closed. Nobody can hand in any more."
    assert toast(await tomas.presses_token("hz:1")) == "That is not possible any more: see above how it stands now."
    assert toast(await tomas.presses("Open it again")) == "It is open again."


async def test_it_is_taken_back_after_a_question(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana")
    tomas = await posted(house)
    await tomas.presses("Take it back")
    assert len(ana.told) == 1
    await tomas.presses("Yes, take it back")
    assert newest(ana) == "Business model canvas was taken back by your trainers: there is nothing to do."
    assert house.group[0].text == "Business model canvas was taken back: there is nothing to do."
    await ana.presses_token("hi:1")
    assert newest(ana) == "This task was taken back by the trainers: there is nothing to hand in."


async def test_files_of_a_trainer_come_with_it(each_house: House) -> None:
    house = each_house
    ana, tomas = await house.joined("Ana"), await trainer(house)
    await tomas.sends(LINE)
    await tomas.presses("Add files")
    await tomas.sends_file("../canvas.pdf", PDF, "application/pdf")
    assert newest(tomas) == "canvas.pdf is added."
    await tomas.sends_file("virus.exe", b"MZ", "application/pdf")
    assert newest(tomas) == "virus.exe is a program, and I take none. Please send a document, a picture or a PDF."
    await tomas.sends_file("hidden.pdf", b"MZ\x90", "application/pdf")
    assert newest(tomas) == "hidden.pdf is a program, and I take none. Please send a document, a picture or a PDF."
    await tomas.presses("Post it now")
    (file,) = ana.private[0].message.files
    assert (file.name, await house.app.files.get(file.key)) == ("canvas.pdf", PDF)


async def test_discarded(house: House) -> None:
    tomas = await trainer(house)
    await tomas.sends(LINE)
    await tomas.presses("Add files")
    await tomas.sends_file("canvas.pdf", PDF)
    await tomas.presses("Discard")
    assert newest(tomas) == "Discarded. Nothing was posted."
    assert [path for path in house.config.storage.files.rglob("*") if path.is_file()] == []
    assert toast(await tomas.presses_token("hp:1")) == "This is not there any more. /assignments shows what there is."


async def test_what_is_for_nobody_is_not_posted(house: House) -> None:
    tomas = await trainer(house)
    await tomas.sends(LINE)
    said = toast(await tomas.presses("Post it now"))
    assert said == "Nobody is meant by that, so nobody would get it. Please check for whom it is."
    assert house.group == []


async def test_the_list(house: House) -> None:
    await house.joined("Ana")
    tomas = await posted(house)
    await tomas.sends('/assign "Second" due 20 Nov 18:00')
    await tomas.sends("/assignments")
    assert newest(tomas) == (
        "Assignments\n• Business model canvas: open, Wed 13 Nov 2024, 18:00 CET, handed in: 0\n"
        "• Second: draft, Wed 20 Nov 2024, 18:00 CET"
    )
    await tomas.presses("Second")
    assert newest(tomas).startswith("Please check: Second.")


SHIPPED = """
[[assignments]]
key = "canvas"
title = "Canvas"
posts = 2024-11-06T14:00:00
due = 2024-11-10T18:00:00
debrief = "online-2"
accepts = ["file"]
"""


@pytest.fixture
async def shipping(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    house = await House(database_url, tmp_path, at=EVE, programme=academy_and(tmp_path, SHIPPED)).open()
    yield house
    await house.close()


async def test_a_packs_own_posts_itself(shipping: House) -> None:
    house = shipping
    ana, tomas = await house.joined("Ana"), await trainer(house)
    await house.tick()
    await tomas.sends("/assignments")
    assert newest(tomas) == "Assignments\n• Canvas: posted later, Sun 10 Nov 2024, 18:00 CET"
    assert ana.told == []
    await house.move_to(DUE - timedelta(days=7) - 3 * HOUR)
    await house.tick()
    assert [text.splitlines()[0] for text in ana.told] == ["Homework: Canvas"]
    assert len(house.group) == 1
    await tomas.presses_token("hd:1")
    await house.tick()
    assert len(house.group) == 1


async def test_who_joins_later_hears_once_of_all_that_is_open(each_house: House) -> None:
    house = each_house
    early, tomas = await house.joined("Ana"), await posted(house)
    await posted(house, '/assign homework "Pitch" due Fri 15 Nov 18:00', by=tomas)
    late = await house.on_roster("Łucja")
    await late.sends("/me")
    (told,) = late.told[1:]
    assert told == (
        "2 tasks were given out before you joined:\n"
        "• Business model canvas: to do, due Wed 13 Nov 2024, 18:00 CET (8 days left)\n"
        "• Pitch: to do, due Fri 15 Nov 2024, 18:00 CET (10 days left)"
    )
    assert list(late.private[-1].buttons) == ["Business model canvas", "Pitch"]
    before = [len(late.told), len(early.told), len(tomas.told)]
    await late.sends("/me")
    await house.pass_time(timedelta(minutes=2))
    assert [len(late.told) - 1, len(early.told), len(tomas.told)] == before
    speaker = await house.on_roster("Sam", "speaker")
    await speaker.sends("/me")
    assert len(speaker.told) == 1


async def test_who_joins_by_code_at_night_hears_of_it_in_the_morning(house: House) -> None:
    olga, _early = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await posted(house)
    late, _mail = await newcomer(house, "Łucja")
    code = await invite_code(house, olga, "Łucja")
    await house.move_to(datetime(2024, 11, 6, 1, 0, tzinfo=UTC))
    await late.sends(f"/join {code}")
    assert [told.split("!")[0] for told in late.told] == ["Welcome, Łucja"]
    await house.move_to(datetime(2024, 11, 6, 8, 0, tzinfo=UTC))
    assert [told for told in late.told if told.startswith("1 task was given out before you joined:")]


async def test_whose_account_is_found_by_its_address_hears_of_it_too(house: House) -> None:
    await house.joined("Ana")
    await posted(house)
    late = await house.on_roster("Priya")
    house.platform.capabilities = replace(house.platform.capabilities, finds_by_email=True)
    house.platform.people[str(late.email)] = Sender("test", late.account_id, "Priya", late.email)
    await house.app._finder.look("test")
    await house.app.delivery.settled()
    assert late.told[0].startswith("1 task was given out before you joined:\n• Business model canvas")


async def test_who_asks_when_it_is_due_hears_of_their_own(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.says("When is my homework due?")
    assert "No homework is given out to you." in newest(ana)
    await posted(house)
    await ana.says("Entro quando devo consegnare i compiti?")
    assert "Business model canvas" in newest(ana)
    assert "Wed 13 Nov 2024, 18:00 CET" in newest(ana)
