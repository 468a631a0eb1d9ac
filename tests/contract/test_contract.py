"""The same scenario on each platform: what a handler says it wants happens, in the platform's own way."""

from __future__ import annotations

from datetime import timedelta

from tests.contract import showcase
from tests.contract.world import ANA, BO, ORGANISER, Platform, until
from tests.house import DAY_1


async def test_one_programme(platform: Platform) -> None:
    world = platform.world
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))

    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()

    await ana.writes("Who pays for my hotel in Warsaw?")
    await until("the answer in private", lambda: any("hotel" in words.casefold() for words in ana.told()))
    before = len(platform.group())
    await bo.writes("When does the first online day begin?", group=True)
    await until("the answer in the group", lambda: len(platform.group()) > before)
    assert "10:00" in platform.group()[-1] or "6 Nov" in platform.group()[-1]

    await world.move_to(DAY_1 - timedelta(minutes=5))
    await until("the card", lambda: any("0 of 2 are here" in words for words in platform.group()))
    welcome = await ana.presses("I am here")
    assert welcome is not None
    assert "Welcome" in welcome
    await until("the count", lambda: any("1 of 2 are here" in words for words in platform.group()))
    assert not any("0 of 2 are here" in words for words in platform.group())

    await bo.commands("me", group=True)
    await until("a private reply", lambda: any("bo@people.example" in words for words in bo.told()))
    assert not any("bo@people.example" in words for words in [*platform.group(), *ana.told(), *olga.told()])

    await ana.commands("trip")
    wrong = {"Where to?": "nowhere", "Why?": "", "How?": "By train", "Which day?": "2024-11-20", "When?": "09:30"}
    refusal = await ana.fills_in(wrong)
    assert refusal is not None
    assert "Not to nowhere, please." in refusal
    right = {**wrong, "Where to?": "Łódź <b>*now*</b> & back"}
    assert await ana.fills_in(right) is None
    said = "Planned: Łódź <b>*now*</b> & back / - / train / 2024-11-20 / 09:30 (round 1)"
    await until("the form is in", lambda: said in ana.told())

    showcase.received.clear()
    await ana.sends_file("roadmap żółw.pdf", b"%PDF roadmap", "my roadmap")
    await until("the file is in", lambda: showcase.received)
    await until("it is said so", lambda: any(words.startswith("Got ") for words in ana.told()))
    assert [words for words in ana.told() if words.startswith("Got ")] == ["Got roadmap żółw.pdf, 12 bytes: my roadmap"]
    assert showcase.received == [b"%PDF roadmap"]

    await bo.commands("picture", group=True)
    await until("the picture", platform.pictures)
    (picture,) = platform.pictures()
    assert (picture.data, picture.alt) == (showcase.png(), showcase.ALT)

    await olga.commands("invites")
    if platform.name != "playground":
        await until("nobody is left to invite", lambda: any("nobody left to invite" in words for words in olga.told()))

    await ana.writes("Can I bring my parrot Rex?")
    await until("the question reached the organiser", lambda: any("parrot Rex" in words for words in olga.told()))
    await olga.presses("Answer")
    answer = {"Your answer": "Parrots are welcome."}
    if platform.name == "telegram":
        answer["Send this to Ana Núñez?"] = "Send"
    assert await olga.fills_in(answer) is None
    await until("the answer reached Ana", lambda: any("Parrots are welcome." in words for words in ana.told()))
    assert not any("Parrots are welcome." in words for words in [*platform.group(), *bo.told()])
    platform.check()
