"""Who handed in; accepting, returning and asking for changes; the thread that follows."""

from __future__ import annotations

import pytest

from tests.handlers.feedback.desk import DUE, HOUR, POSTED, count, given_out, hands_in, newest, state_of
from tests.house import House, Person


@pytest.fixture
async def olga(each_house: House) -> Person:
    each_house.clock.at = POSTED
    return await each_house.joined("Olga Nowak", "organiser")


@pytest.fixture
async def tom(each_house: House, olga: Person) -> Person:
    return await each_house.joined("Tom Berg", "trainer")


async def test_who_handed_in_late_or_not_at_all(each_house: House, tom: Person) -> None:
    house = each_house
    ana, bo, _cem = [await house.joined(name) for name in ("Ana Núñez", "Bo Źdźbło", "Cem Çelik")]
    task = await given_out(house, tom)
    await hands_in(house, ana, task, "My canvas")
    house.clock.at = DUE + 2 * HOUR
    await hands_in(house, bo, task, "Sorry")
    await tom.sends("/submissions")
    page = tom.private[-1]
    assert page.text.splitlines() == [
        "Business model canvas, due Wed 13 Nov 2024, 18:00 CET",
        "2 of 3 handed in, 1 overdue. To look at: 2.",
        "• 🆕 Ana Núñez (Ana Núñez's cluster): to look at",
        "• 🕓 Bo Źdźbło (Bo Źdźbło's cluster): to look at, came late",
        "• ⚠️ Cem Çelik (Cem Çelik's cluster): overdue",
    ]
    await tom.presses("Not handed in", page)
    assert "Ana" not in page.text
    assert "Cem Çelik" in page.text
    await tom.presses("All assignments", page)
    assert "due Wed 13 Nov 2024, 18:00 CET: 2 of 3 handed in, 1 late, 1 missing, 2 to look at" in page.text
    await tom.sends("/submissions", group=True)
    assert house.group == []


async def test_several_assignments(each_house: House, tom: Person) -> None:
    await tom.sends("/submissions")
    assert tom.told[-1] == "Nothing is assigned yet. To give out homework, send /assign."
    await given_out(each_house, tom)
    await given_out(each_house, tom, "Roadmap of my cluster")
    await tom.sends("/submissions")
    assert {"Business model canvas", "Roadmap of my cluster"} <= set(tom.private[-1].buttons)
    await tom.presses("Roadmap of my cluster")
    assert tom.told[-1].startswith("Roadmap of my cluster, due")
    await tom.sends("/submissions CANVAS")
    assert tom.told[-1].startswith("Business model canvas, due")
    await tom.sends("/submissions nothing like it")
    assert tom.told[-1] == "I found no assignment with “nothing like it” in its title."


async def test_accepted(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana Núñez")
    task = await given_out(house, tom)
    work = await hands_in(
        house, ana, task, "My *canvas*", files={"canvas.pdf": b"%PDF " * 400}, link="https://x.example/a"
    )
    await tom.sends("/submissions")
    page = tom.private[-1]
    await tom.presses("🆕 Ana Núñez", page)
    assert page.text.splitlines() == [
        "Ana Núñez (Ana Núñez's cluster, Poland)",
        "“Business model canvas”, version 1, handed in on Wed 6 Nov 2024, 13:00 CET",
        "My *canvas*",
        "• https://x.example/a",
        "• 📎 canvas.pdf (2 KB)",
    ]
    reply = await tom.presses("✅ Accept", page)
    assert reply.toast is not None
    assert reply.toast.text == "Accepted. Ana Núñez is told."
    assert await state_of(house, work) == "accepted"
    assert ana.told == ["✅ Your work is accepted: Business model canvas"]
    assert "✅ Accept" not in page.buttons
    assert "↩️ Return with comments" in page.buttons


async def test_the_files_come_on_demand(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    await hands_in(house, ana, task, "x" * 5_000, files={"a.pdf": b"one", "A.pdf": b"two"})
    await tom.sends("/submissions")
    page = tom.private[-1]
    await tom.presses("🆕 Ana", page)
    assert "x" * 5_000 not in page.text
    await tom.presses("📥 Send me all of it", page)
    sent = tom.private[-1]
    assert "x" * 5_000 in sent.text
    assert [file.name for file in sent.message.files] == ["a.pdf", "A (2).pdf"]
    assert [await house.app.files.get(file.key) for file in sent.message.files] == [b"one", b"two"]


async def test_returned_then_answered_then_answered_back(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana Núñez")
    task = await given_out(house, tom)
    work = await hands_in(house, ana, task, "My canvas")
    await tom.sends("/submissions")
    page = tom.private[-1]
    await tom.presses("🆕 Ana Núñez", page)
    reply = await tom.presses("↩️ Return with comments", page)
    assert reply.form is not None
    refused = await tom.submits("feedback.verdict", reply.form.context, comment="  ")
    assert refused.errors == {"comment": "Please write something here."}
    assert await state_of(house, work) == "handed_in"
    words = "Well done.\n" + "Say more about *costs*. " * 60
    await tom.submits("feedback.verdict", reply.form.context, comment=words)
    assert await state_of(house, work) == "returned"
    told = ana.private[-1]
    assert told.text.startswith("↩️ Feedback on your work: Business model canvas\nTom Berg writes:\nWell done.\n")
    assert told.text.endswith("Say more about *costs*."), "nothing is cut off"

    form = (await ana.presses("Answer", told)).form
    assert form is not None
    before = len(tom.private)
    await ana.submits("feedback.reply", form.context, comment="Which costs?")
    assert [posted.text for posted in tom.private[before:]] == [
        "💬 Ana Núñez (Ana Núñez's cluster) on “Business model canvas”:\nWhich costs?"
    ]
    form = (await tom.presses("Answer", tom.private[-1])).form
    assert form is not None
    await tom.submits("feedback.write", form.context, comment="Those of the staff")
    assert ana.told[-1] == "💬 Tom Berg on “Business model canvas”:\nThose of the staff"
    await ana.presses("All that was said", ana.private[-1])
    thread = ana.told[-1]
    assert [words in thread for words in ("Well done.", "You, ", "Which costs?", "Those of the staff")] == [True] * 4
    await ana.sends("/feedback")
    assert "Business model canvas, version 1: returned with comments" in ana.told[-1]


async def test_changes_are_asked_for_and_made(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    work = await hands_in(house, ana, task, "First try")
    await tom.sends("/submissions")
    page = tom.private[-1]
    await tom.presses("🆕 Ana", page)
    form = (await tom.presses("✏️ Ask for changes", page)).form
    assert form is not None
    await tom.submits("feedback.verdict", form.context, comment="The numbers, please")
    assert ana.told[-1].splitlines() == [
        "✏️ Please change something in your work: Business model canvas",
        "Tom Berg writes:",
        "The numbers, please",
        "You can hand in a new version: it takes the place of the one before.",
    ]
    assert "Hand in a new version" in ana.private[-1].buttons
    await ana.sends("/me")
    assert "Changes are asked for (to read more, send /feedback):" in ana.told[-1]
    await hands_in(house, ana, task, "Second try")
    assert await state_of(house, work) == "handed_in"
    await tom.sends("/me")
    assert "Homework that waits for you: 1." in newest(tom, "waits for you")
    await tom.sends("/submissions")
    await tom.presses("🆕 Ana")
    assert "version 2" in tom.told[-1]
    assert "Second try" in tom.told[-1]
    assert "First try" not in tom.told[-1]


async def test_a_newer_version_is_shown_before_a_verdict(each_house: House, tom: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    work = await hands_in(house, ana, task, "First")
    await tom.sends("/submissions")
    page = tom.private[-1]
    await tom.presses("🆕 Ana", page)
    form = (await tom.presses("↩️ Return with comments", page)).form
    assert form is not None
    await hands_in(house, ana, task, "Second")
    reply = await tom.presses("✅ Accept", page)
    assert reply.toast is not None
    assert reply.toast.text == "There is a newer version now (number 2). Please look at it first: I have opened it."
    assert "Second" in page.text
    before = len(tom.private)
    await tom.submits("feedback.verdict", form.context, comment="Long and careful words")
    told = [posted.text for posted in tom.private[before:]]
    assert told[0].endswith("Your words were not sent:\nLong and careful words")
    assert (await state_of(house, work), ana.told) == ("handed_in", [])


async def test_of_two_trainers_one_decides(each_house: House, tom: Person, olga: Person) -> None:
    house = each_house
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    work = await hands_in(house, ana, task, "Mine")
    pages = []
    for one in (tom, olga):
        await one.sends("/submissions")
        await one.presses("🆕 Ana")
        pages.append(one.private[-1])
    form = (await olga.presses("↩️ Return with comments", pages[1])).form
    assert form is not None
    await tom.presses("✅ Accept", pages[0])
    before = len(olga.private)
    await olga.submits("feedback.verdict", form.context, comment="No!")
    assert "Somebody else was quicker: it is accepted" in olga.told[before]
    assert await state_of(house, work) == "accepted"
    assert count(ana, "Feedback on your work") == 0
    reply = await olga.presses("↩️ Return with comments", olga.private[-1])
    assert reply.form is not None, "knowing that, she may still do so"


async def test_the_next_one(each_house: House, tom: Person) -> None:
    house = each_house
    task = await given_out(house, tom)
    for name in ("Ana", "Bo"):
        await hands_in(house, await house.joined(name), task, f"by {name}")
    await tom.sends("/submissions")
    page = tom.private[-1]
    await tom.presses("🆕 Ana", page)
    await tom.presses("Next one (1) ▶", page)
    assert "by Bo" in page.text
    await tom.presses("✅ Accept", page)
    await tom.presses("Next one (1) ▶", page)
    assert "by Ana" in page.text
    token = page.buttons["✅ Accept"].token
    await tom.presses_token(token, page)
    assert not [label for label in page.buttons if label.startswith("Next")]


async def test_feedback_does_not_wake_anybody(each_house: House, tom: Person) -> None:
    house = each_house
    house.clock.at = POSTED.replace(hour=22)
    ana = await house.joined("Ana")
    task = await given_out(house, tom)
    await hands_in(house, ana, task, "Late work")
    await tom.sends("/submissions")
    await tom.presses("🆕 Ana")
    await tom.presses("✅ Accept")
    assert ana.told == []
    await house.move_to(house.clock.at.replace(day=7, hour=9))
    assert ana.told == ["✅ Your work is accepted: Business model canvas"]


async def test_nothing_to_see_yet(each_house: House) -> None:
    ana = await each_house.joined("Ana")
    await ana.sends("/feedback")
    assert ana.told == ["You have not handed in any homework yet, so there is no feedback. Your tasks: /homework."]
