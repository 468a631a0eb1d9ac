"""A session on each platform, through its own buttons, forms and files: a notice, a code, a mark, the lists, an announcement,
the meeting's own list, and one's own data."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from bot.domain import codes
from tests.contract.world import ANA, BO, ORGANISER, Platform, Visitor, sees, until
from tests.house import DAY_1

SESSION = "Online day 1"
CODE = "The code that the trainer shows"
LIST = "Name (Original Name),User Email,Join Time,Leave Time\nZdzblo Bo,,2024-11-06 10:00,2024-11-06 10:20\n"


def code_shown(olga: Visitor) -> str:
    shown = [told for told in olga.told() if f"Code for {SESSION}" in told]
    found = re.search(r"\b(\d{3}) (\d{3})\b", shown[-1])
    assert found
    return "".join(found.groups())


async def test_a_session(platform: Platform) -> None:
    world = platform.world
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))
    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()
    await olga.commands("me")  # on the playground nobody is there before they have done something

    await ana.commands("absent")
    why = "Why can you not come? Only the organisers read this."
    await ana.fills_in({"Which session?": f"{SESSION}, Wed 6 Nov 2024", why: "My <b>flight</b> lands *late*"})
    await sees(ana, "I have told the organisers that you cannot come")
    await sees(olga, "My <b>flight</b> lands *late*")
    await olga.taps("Justified")
    await sees(ana, "Your reason is accepted.")

    await olga.commands("code")
    await sees(olga, "Which session's check-in shall ask for a code?")
    await olga.taps(SESSION)
    await sees(olga, f"Code for {SESSION}")
    await world.move_to(DAY_1 - timedelta(minutes=5))
    await until("the card", lambda: any("0 of 2 are here" in words for words in platform.group()))
    before = code_shown(olga)
    await olga.taps("Show the code now")
    await until("the code as it is now", lambda: code_shown(olga) != before)
    code = code_shown(olga)
    await bo.taps("I am here")
    wrong = f"{(int(code) + 111_111) % 1_000_000:0{codes.DIGITS}d}"
    refused = await bo.fills_in({CODE: wrong})
    assert refused is not None
    assert "This is not the code" in refused
    await bo.fills_in({CODE: code})
    await sees(bo, f"You are checked in to {SESSION}")
    await until("the count", lambda: any("1 of 2 are here" in words for words in platform.group()))

    await olga.commands("mark Ana Núñez late Dialled in by phone")
    await sees(olga, "Marked:")
    await sees(ana, "has marked you as late")
    await world.move_to(DAY_1 + timedelta(hours=4, minutes=1))
    await sees(olga, f"Check-in is over: {SESSION}")
    await sees(olga, "2 of 2 were there.")
    await lists_and_files(olga, bo)
    await announce(platform, olga)
    await take_data_and_leave(ana)
    assert not any(name in words for words in platform.group() for name in (ANA, BO))
    platform.check()


async def lists_and_files(olga: Visitor, bo: Visitor) -> None:
    await olga.commands("status")
    await sees(olga, "2 of 2 there")
    await olga.taps("Picture")
    await until("the picture", lambda: [file for file in olga.files() if file.name.endswith(".png")])
    picture = next(file for file in olga.files() if file.name.endswith(".png"))
    assert picture.data.startswith(b"\x89PNG")
    assert picture.alt  # Telegram has the caption in its place
    await olga.commands("attendance")
    await sees(olga, "the attendance list of which session?")
    await olga.taps(f"{SESSION}, Wed 6 Nov 2024")
    await sees(olga, "as which file?")
    await olga.taps("Excel")
    await until("the sheet", lambda: [file for file in olga.files() if file.name.endswith(".xlsx")])
    await olga.sends_file("participants.csv", LIST.encode("utf-16"), "")
    await sees(olga, "1 name to confirm")
    await olga.taps("Confirm names (1)")
    await sees(olga, "Zdzblo Bo, 20 minutes.")
    await olga.taps("Yes")
    await sees(olga, "Checked in, but not in the meeting for long enough: 2")
    await until("the name is confirmed", lambda: not any("1 name to confirm" in told for told in olga.told()))
    await olga.taps("Count as not there (2)")
    await sees(olga, "Shall I count 2 members as not there")
    await olga.taps("Yes, not there")
    await sees(bo, "count you as not there")


async def announce(platform: Platform, olga: Visitor) -> None:
    await olga.commands("announce now Please bring a *charger* & <b>water</b>")
    await sees(olga, "Not sent yet.")
    await olga.taps("Send")
    await until("it is in the group", lambda: any("charger" in words for words in platform.group()))


async def take_data_and_leave(ana: Visitor) -> None:
    await ana.commands("mydata")
    await until("both files", lambda: [file for file in ana.files() if file.name.endswith(".json")])
    data = next(file for file in ana.files() if file.name.endswith(".json"))
    reasons = [notice["reason"] for notice in json.loads(data.data)["data"]["absences"]]
    assert reasons == ["My <b>flight</b> lands *late*"]
    await ana.commands("forgetme")
    await sees(ana, "Shall I forget you?")
    await ana.taps("Erase my data …")
    await sees(ana, "are you sure?")
    before = len(ana.told())
    await ana.taps("Yes, erase it now")
    await until("the goodbye", lambda: len(ana.told()) > before)
