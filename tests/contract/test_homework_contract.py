"""Homework on each platform: posted in one line, handed in as text and file, receipt, more time, a file of the trainer's."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from bot.domain.homework.submissions import AT_ONCE
from tests.contract.world import ANA, BO, ORGANISER, Platform, sees, until
from tests.house import EVE

PLAN = b"%PDF-1.7 the plan"
CHECKSUM = hashlib.sha256(PLAN).hexdigest()[:16]


async def test_homework(platform: Platform) -> None:
    world = platform.world
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))
    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()
    for person in (ana, bo):
        await person.commands("homework")
        await sees(person, "You have no tasks yet")

    await olga.commands('assign homework "Canvas *& co*" due Wed 13 Nov 18:00 cutoff 14 Nov 18:00')
    await sees(olga, "Please check: Canvas *& co*")
    await olga.taps("Add files")
    await sees(olga, "Please send me the files")
    await olga.sends_file("template.pdf", PLAN, "")
    await sees(olga, "template.pdf is added.")
    await olga.taps("Post it now")
    await until("the group reads it", lambda: any("Canvas *& co*" in words for words in platform.group()))
    await sees(ana, "Due: Wed 13 Nov 2024, 18:00 CET")
    await until("the template", ana.files)
    assert (ana.files()[-1].name, ana.files()[-1].data) == ("template.pdf", PLAN)

    await ana.taps("Hand in")
    await sees(ana, "Please send me your text, files or links now")
    await ana.writes("Our cluster sells <advice> & *trust*")
    await sees(ana, "text: “Our cluster sells <advice> & *trust*”")
    await ana.writes("When is it due?")
    await sees(ana, "I took this as a question to me.")
    await ana.sends_file("../plan <ñ>.pdf", PLAN + b"2", "")
    await until("the file came", lambda: sum("Canvas *& co*: see below." in words for words in ana.told()) == 2)
    await world.move_to(world.clock.at + AT_ONCE)
    await sees(ana, "file plan ñ .pdf (18 B)")
    await ana.taps("Hand it in now")
    await sees(ana, "Receipt 1, version 1")
    receipt = next(words for words in ana.told() if "Receipt 1, version 1" in words)
    assert "text: “Our cluster sells <advice> & *trust*”" in receipt
    assert hashlib.sha256(PLAN + b"2").hexdigest()[:16] in receipt
    await until("the count", lambda: any("Handed in: 1 of 2." in words for words in platform.group()))
    assert not any("advice" in words or "Receipt" in words for words in platform.group())

    await bo.commands("extend")
    refused = await bo.fills_in({"Until when do you need time?": "16 Nov 18:00", "Why?": "My child is <b>ill</b>"})
    assert refused is None or refused.startswith("I have asked your trainers")
    await sees(olga, "My child is <b>ill</b>")
    await olga.taps("Give it")
    await sees(bo, "You have more time for Canvas *& co*: until Sat 16 Nov 2024, 18:00 CET.")

    await world.move_to(EVE + timedelta(days=10))
    await ana.commands("homework")
    await sees(ana, "Canvas *& co*: handed in")
    await ana.taps("Canvas *& co*")
    await bo.commands("submit")
    await sees(bo, "For Canvas *& co*")
    await bo.writes("https://canvas.example/bo")
    await sees(bo, "link: https://canvas.example/bo")
    await bo.taps("Hand it in now")
    await sees(bo, "Receipt 2, version 1")
    await until("both", lambda: any("Handed in: 2 of 2." in words for words in platform.group()))
    platform.check()
