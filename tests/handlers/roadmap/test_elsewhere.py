"""Roadmaps in other places: before coaching, in /me and /status, on paper, in calendars, in one's own data."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest

from bot.scene import View
from handlers.coaching.buttons import Book
from handlers.status.columns import add_columns
from handlers.status.declared import learners_of
from handlers.status.heat_map import Drawn, by_group, by_person
from tests.handlers.coaching.desk import books, offers
from tests.handlers.packs import academy_with
from tests.handlers.roadmap.desk import ACTION, GOAL, NOW, PASS_ON, VISION, fills_in, roadmap_of, submits, writes
from tests.handlers.test_sheets import Files
from tests.house import House, Person


@pytest.fixture
async def group(house: House) -> House:
    house.clock.at = NOW
    return house


@pytest.fixture
async def first_the_roadmap(tmp_path: Path) -> AsyncIterator[House]:
    """A programme that wants the roadmap before the coaching."""
    pack = academy_with(tmp_path, ("per_member = 1", "per_member = 1\nroadmap_first = true"))
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, programme=pack, at=NOW).open()
    yield house
    await house.close()


async def test_the_roadmap_comes_before_the_coaching(first_the_roadmap: House) -> None:
    house = first_the_roadmap
    coach, ana = await house.joined("Anna", "coach"), await house.joined("Ana Núñez")
    await offers(coach)
    no = "Please submit your roadmap first, so that your coach can read it: send /roadmap. Then book your time."
    for draft in (False, True):
        if draft:
            await writes(ana)
        await ana.sends("/coaching")
        assert ana.told[-1] == no
        await ana.presses_token(Book(1).pack())
        assert ana.told[-1].startswith(no)
        async with house.app.database.read() as uow:
            assert await uow.bookings.of_slot(1) == []
    await ana.sends("/roadmap")
    await ana.presses("Submit it for review")
    await books(ana, "14:00")
    told = next(one for one in reversed(coach.private) if "has booked you" in one.text)
    assert "The roadmap is there to read: send /roadmap." in told.text
    await coach.presses("Read the roadmap", told)
    assert told.text.startswith("Roadmap of Ana Núñez · submitted")
    await coach.sends("/slots")
    await coach.presses("1. Tue 14 Jan, 14:00 · Ana Núñez", coach.private[-1])
    assert "Read the roadmap" in coach.private[-1].buttons


async def test_without_the_roadmap_the_coach_has_nothing_to_open(group: House) -> None:
    coach, ana = await group.joined("Anna", "coach"), await group.joined("Ana")
    await offers(coach)
    await writes(ana)
    await books(ana, "14:00")
    told = next(one for one in reversed(coach.private) if "has booked you" in one.text)
    assert "Read the roadmap" not in told.buttons
    await ana.sends("/roadmap")
    await ana.presses("Submit it for review")
    await group.move_to(datetime(2025, 1, 13, 17, 30, tzinfo=UTC))
    evening = next(one for one in reversed(coach.private) if one.text.startswith("Your coaching on"))
    assert "Ana: Read the roadmap" in evening.buttons


async def test_status_counts_and_names_nobody(group: House) -> None:
    olga = await group.joined("Olga", "organiser")
    await olga.sends("/status")
    assert "Roadmaps" not in olga.told[-1], "nobody has begun"
    ana, bo, cy = [await group.joined(name) for name in ("Ana", "Bo", "Cy")]
    await submits(ana)
    await writes(bo)
    await ana.submits("roadmap.drop", str((await roadmap_of(group, ana)).actions[0].id), why="no")
    await olga.sends("/status")
    lines = olga.told[-1].split("\n")
    assert "Roadmaps: 1 draft, 1 submitted, 1 not begun." in lines
    assert "Actions: 0 of 2 done, 1 dropped." in lines
    await olga.sends("/status", group=True)
    assert "Roadmaps: 1 draft, 1 submitted, 1 not begun." in group.group[-1].text
    await ana.sends("/me")
    assert "My roadmap\n• submitted: see /roadmap\n• 0 of 1 actions done" in ana.told[-1]
    await cy.sends("/me")
    assert not any("roadmap" in said for said in cy.told)


async def test_the_picture_has_a_column(group: House) -> None:
    olga, files = await group.joined("Olga", "organiser"), Files(group)
    ana, _bo = await group.joined("Ana"), await group.joined("Bo")
    await submits(ana)
    async with group.app.database.read() as uow:
        view = View(group.app.deployment, uow, group.clock.at, group.cohort)
        learners, voice = await learners_of(view), view.group_voice
        made: list[Drawn] = []
        for make in (by_person, by_group):
            drawn = await make(view, voice, (), learners)
            made.append(await add_columns(view, voice, drawn, learners, by_person=make is by_person))
    people, groups = made
    assert people.values["columns"] == groups.values["columns"] == ["Roadmap"]
    assert [(row["label"], row["cells"]) for row in people.values["rows"]] == [
        ("Ana", [{"state": "late", "sign": "→"}]),
        ("Bo", [{"state": "none", "sign": "·"}]),
    ]
    assert [row["cells"] for row in groups.values["rows"]] == [[{"state": "share 0", "sign": "0"}]] * 2
    assert {"state": "late", "sign": "→", "words": "Roadmap: submitted"} in people.values["legend"]
    await olga.sends("/status")
    await olga.presses("Picture")
    assert files["attendance-aca.png"].startswith(b"\x89PNG")


NAMES = ["Łucja Żółw", "Γιώργος Παπαδόπουλος", "Олена Шевченко", "გიორგი ბერიძე", "Հայկ Սարգսյան"]
INJECTED = '#set text(fill: white) #eval("1") $x$ *b* <b>@here</b> \\u{41} "]'


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("name", NAMES)
async def test_on_paper_in_every_script_and_nothing_is_markup(group: House, name: str) -> None:
    ana, files = await group.joined(name, language="pl"), Files(group)
    await submits(ana, goal=INJECTED[:200], why=f"{name}\nsecond line", help_wanted="#" * 30)
    await ana.presses("As PDF")
    (file,) = files.values()
    text = text_of(file)
    own = ("Moja wizja", "Dlaczego to jest ważne?", "wt., 14 sty 2025", "Strona 1 z ")
    for words in (name, INJECTED, "second line", "Ask all members", *own, VISION, *PASS_ON.values()):
        assert words in text.replace("\u200b", ""), words
    assert ana.told[-1] == "Your roadmap as a PDF."


async def test_letters_without_a_font_are_owned_up_to(group: House) -> None:
    ana, files = await group.joined("Ana"), Files(group)
    await submits(ana, goal="山田の計画")
    await ana.presses("As PDF")
    assert ana.told[-1].endswith("so some are shown as boxes.")
    assert "Ask all members" in text_of(next(iter(files.values())))


async def test_whoever_may_no_longer_see_it_gets_no_file(group: House) -> None:
    ana, tina, files = await group.joined("Ana"), await group.joined("Tina", "trainer"), Files(group)
    await submits(ana)
    found = await roadmap_of(group, ana)
    make = group.app.deployment.registry.rechecks["roadmap.pdf"]

    async def reading(person: Person) -> object:
        assert person.email
        async with group.app.database.read() as uow:
            (member,) = await uow.members.by_email(person.email)
            view = View(group.app.deployment, uow, NOW, group.cohort)
            return await make(view, reader=str(member.id), roadmap=str(found.id))

    bo = await group.joined("Bo")
    assert await reading(tina) is not None
    assert await reading(bo) is None
    await ana.presses("Show it to the group")
    await ana.presses("Services for members")
    assert await reading(bo) is None, "peers read it in the chat"
    assert files == {}


async def test_open_actions_stand_in_the_calendar(group: House) -> None:
    ana = await group.joined("Ana")
    await writes(ana)

    async def days() -> list[tuple[str, date | None]]:
        assert ana.email
        async with group.app.database.read() as uow:
            (member,) = await uow.members.by_email(ana.email)
            view = View(group.app.deployment, uow, NOW, group.cohort)
            parts = [part for feature in group.app.deployment.registry.features for part in feature.calendar_parts]
            found = [entry for part in parts for entry in await part(view, member)]
        return [(entry.title, entry.day) for entry in found if entry.uid.startswith("roadmap-action-")]

    assert await days() == [], "a draft binds nobody"
    await ana.presses("Submit it for review")
    title = f"Roadmap: {ACTION['what']}"
    assert await days() == [(title, date(2025, 1, 14))]
    await ana.submits("roadmap.move", str((await roadmap_of(group, ana)).actions[0].id), day="3 Feb")
    assert await days() == [(title, date(2025, 2, 3))]
    await ana.presses("Done")
    assert await days() == []


async def test_a_pack_words_its_own_questions(tmp_path: Path) -> None:
    own = """[roadmap]
goals = 1
topics = ["Wood"]

[[roadmap.sections]]
key = "dream"
title = "My dream"
fields = [{ key = "dream", label = "What do you dream of?", required = true }]

[[roadmap.goal]]
key = "aim"
label = "What do you aim at?"
required = true

[[roadmap.action]]
key = "step"
label = "Which step?"
required = true

[[roadmap.action]]
key = "by_when"
label = "Until which day?"
"""
    pack = academy_with(tmp_path, ("[roadmap]\n", own))
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, programme=pack, at=NOW).open()
    try:
        ana = await house.joined("Ana")
        await ana.sends("/roadmap")
        assert list(ana.private[-1].buttons) == ["My dream", "Add a goal"]
        await fills_in(ana, "My dream", dream="Trees")
        await fills_in(ana, "Add a goal", aim="A forest")
        await fills_in(ana, "Add an action", step="Plant one", by_when="")
        await ana.sends("/roadmap")
        assert ana.told[-1].split("\n")[1:] == [
            *("My dream", "Trees", "1. A forest", "• Plant one", "It is complete. You can submit it now."),
        ]
        assert "Add a goal" not in ana.private[-1].buttons
    finally:
        await house.close()


async def test_a_programme_without_roadmaps_says_so(tmp_path: Path) -> None:
    pack = academy_with(tmp_path, ("[roadmap]\n", ""))
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, programme=pack, at=NOW).open()
    try:
        ana = await house.joined("Ana")
        await ana.sends("/roadmap")
        assert ana.told[-1] == "This programme has no roadmaps."
        reply = await ana.presses_token("ra:1:goal")
        assert reply.toast is not None
        assert reply.toast.text == "This programme has no roadmaps."
        await ana.sends("/library")
        await house.pass_time(timedelta(minutes=1))
        assert ana.told[-1].startswith("Library\nNobody")
    finally:
        await house.close()


async def test_an_erased_name_goes_out_of_the_roadmaps_of_others(each_house: House) -> None:
    each_house.clock.at = NOW
    ana, zoe = await each_house.joined("Ana"), await each_house.joined("Zoe Kaur")
    await submits(ana, goal="A fair with Zoe Kaur")
    await ana.submits("roadmap.drop", str((await roadmap_of(each_house, ana)).actions[0].id), why="zoe kaur said no")
    async with each_house.app.database.write() as uow:
        (member,) = await uow.members.by_email(str(zoe.email))
        await uow.personal.erase(await uow.personal.of_member(member), NOW, attendance=False)
    found = await roadmap_of(each_house, ana)
    assert found.goals[0].answer("goal").startswith("A fair with ")
    assert "kaur" not in str(found).casefold()


async def test_it_is_among_ones_own_data_and_goes_with_it(group: House) -> None:
    ana = await group.joined("Ana")
    tina = await group.joined("Tina", "trainer")
    await submits(ana)
    found = await roadmap_of(group, ana)
    await tina.submits("roadmap.say", f"say:{found.id}", text="Good, Ana")
    async with group.app.database.write() as uow:
        (member,) = await uow.members.by_email(str(ana.email))
        taken = await uow.personal.take(await uow.personal.of_member(member))
        assert GOAL["goal"] in str(taken)
        assert "Good, Ana" not in str(taken), "that is Tina's to take"
        await uow.personal.erase(await uow.personal.of_member(member), NOW, attendance=False)
        assert await uow.roadmaps.by_id(found.id) is None
        assert await uow.roadmap_talk.of_roadmap(found.id) == []
        assert await uow.roadmap_actions.states(group.cohort.id) == {}
