"""Coaching on each platform, through its own buttons and forms: offered, booked, waited for, given back, passed on, reminded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import vobject

from tests.contract.world import ANA, BO, ORGANISER, Platform, sees, until

START = datetime(2025, 1, 14, 13, 0, tzinfo=UTC)
TIME = "Tue 14 Jan, 14:00"


async def test_coaching(platform: Platform) -> None:
    world = platform.world
    await world.also("coach")
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))
    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()

    await olga.commands("slots add 14 Jan 14:00-14:30 30m place Room *5*")
    await sees(olga, "Please check")
    await olga.taps("Offer this time")
    await sees(olga, "1 time is offered now")

    await ana.commands("coaching")
    await sees(ana, "Free times for coaching")
    await ana.taps(TIME)
    await sees(ana, "Room *5*")
    await ana.taps("Book this time")
    await sees(ana, "Booked.")
    await until("the entry for her calendar", ana.files)
    entry = vobject.readOne(ana.files()[-1].data.decode())
    assert (ana.files()[-1].name, entry.method.value) == ("coaching.ics", "REQUEST")
    assert entry.vevent.dtstart.value == START
    await sees(olga, "Ana Núñez has booked you")

    await ana.taps("Say what it is about")
    refused = await ana.fills_in({"What do you want to talk about?": "Money for <b>clusters</b> *now*"})
    assert refused in (None, "Thank you. Your coach will read it.")
    await sees(ana, "You want to talk about: Money for <b>clusters</b> *now*")

    await bo.commands("coaching")
    await sees(bo, "No time is free now")
    await bo.taps("Let me wait: write to me")
    await sees(bo, "You are on the waiting list")

    await ana.taps("Cancel")
    await sees(ana, "Do you want to cancel")
    await ana.taps("Yes, cancel it")
    await sees(bo, "A coaching time is free for you")
    await bo.taps("Take it")
    await sees(bo, "Booked.")
    await until("both entries", lambda: len(ana.files()) == 2 and len(bo.files()) == 1)
    assert vobject.readOne(ana.files()[-1].data.decode()).method.value == "CANCEL"

    await world.move_to(START - timedelta(hours=1))
    await sees(bo, "Coaching with Olga Kowalska in 1 hour")
    await sees(olga, "Coaching with Bo Źdźbło in 1 hour")
    assert not any("in 1 hour" in words for words in ana.told())
    await world.move_to(START + timedelta(minutes=31))
    await olga.commands("slots")
    await sees(olga, "First come those of the past")
    await olga.taps(f"{TIME} · Bo Źdźbło: came?")
    await sees(olga, "Bo Źdźbło (Bo Źdźbło's cluster, Poland): booked")
    await olga.taps("Bo came")
    await sees(olga, "Bo Źdźbło (Bo Źdźbło's cluster, Poland): done")

    await olga.commands("slots add 15 Jan 9:00-9:30 30m")
    await olga.taps("Offer this time")
    await olga.commands("slots block 15 Jan")
    await sees(olga, "Nobody can book now:")
    await olga.commands("slots move 15 Jan to 10:00")
    await sees(olga, "Wed 15 Jan 2025, 10:00–10:30 CET")
    await olga.commands("slots cancel 15 Jan")
    await sees(olga, "Cancel Wed 15 Jan 2025, 10:00–10:30 CET?")
    assert not any("oaching" in words for words in platform.group())
    platform.check()
