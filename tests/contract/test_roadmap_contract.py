"""A roadmap on each platform, through its own buttons and forms: written, submitted, commented on, and taken as a PDF."""

from __future__ import annotations

import io

import pypdf

from tests.contract.world import ANA, BO, ORGANISER, Platform, Visitor, sees, until

GOAL = {
    "What is the goal?": "Ten <b>paying</b> members *now*",
    "Why does it matter?": "Grants end in 2026",
    "How do you see that you have reached it?": "Ten contracts",
    "What help would you like?": "Membership fees",
    "What help can you offer?": "Trade fairs",
}
ACTION = {
    "What will be done?": "Ask all members",
    "Who does it?": "Ana",
    "By when?": "14 Jan",
    "What is the first step?": "Write the letter",
}


async def fills_in(visitor: Visitor, label: str, values: dict[str, str]) -> None:
    await visitor.taps(label)
    await visitor.fills_in(values)


async def test_roadmap(platform: Platform) -> None:
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))
    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()

    await ana.commands("roadmap")
    await sees(ana, "Here you write down what you will do")
    await fills_in(ana, "My vision", {"Where do you want to be?": "We live from our services."})
    await sees(ana, "We live from our services.")
    await fills_in(ana, "Add a goal", GOAL)
    await sees(ana, "No action yet: what will be done?")
    await fills_in(ana, "Add an action", ACTION)
    await sees(ana, "Ask all members, by Tue 14 Jan 2025")
    await ana.taps("◀ My roadmap")
    await sees(ana, "Before you submit it, please fill in: Passing it on.")
    passed = {"To whom do you pass on what you have learned?": "My team", "How, and until when?": "Monthly"}
    await fills_in(ana, "Passing it on", passed)
    await sees(ana, "It is complete. You can submit it now.")
    await ana.taps("Submit it for review")
    await sees(ana, "My roadmap · submitted")

    await olga.commands("roadmap")
    await sees(olga, "1 roadmap waits to be read.")
    await olga.taps("Ana Núñez: submitted")
    await sees(olga, "Ten <b>paying</b> members *now*")
    await fills_in(olga, "Ask for changes", {"What is to be changed?": "Who <!channel> pays?"})
    await sees(ana, "Olga Kowalska about your roadmap:")
    await sees(ana, "Who <!channel> pays?")
    await fills_in(ana, "Answer", {"What would you like to say?": "The members."})
    await sees(olga, "Ana Núñez about their roadmap:")
    await sees(olga, "The members.")

    await ana.commands("roadmap")
    await ana.taps("As PDF")
    await until("the PDF", ana.files)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(ana.files()[-1].data)).pages)
    assert ana.files()[-1].name.endswith(".pdf")
    for words in (ANA, GOAL["What is the goal?"], "Ask all members", "Tue 14 Jan 2025", "My team"):
        assert words in text
    assert not any("paying" in words for words in (*bo.told(), *platform.group()))
    platform.check()
