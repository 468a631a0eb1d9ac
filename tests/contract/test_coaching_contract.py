"""Coaching on each platform, through its own buttons and forms: offered, booked, waited for, given back, passed on, reminded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vobject

from bot.domain.people import Profile
from tests.contract.on_slack import SlackVisitor
from tests.contract.test_contract import STAGES
from tests.contract.world import ANA, BO, COHORT, ORGANISER, Platform, Visitor, World, until

START = datetime(2025, 1, 14, 13, 0, tzinfo=UTC)
TIME = "Tue 14 Jan, 14:00"


@pytest.fixture(params=list(STAGES))
async def platform(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Platform]:
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'groupmate.db'}"
        stage = await STAGES[request.param](stack, tmp_path, url, monkeypatch)
        world: World = stage.world  # type: ignore[attr-defined]
        member = world.members[ORGANISER]
        coach = Profile(member.name, member.email, time_zone=member.time_zone, roles=frozenset({"organiser", "coach"}))
        async with world.app.database.write() as uow:
            cohort = await uow.cohorts.by_key(COHORT)
            assert cohort is not None
            await uow.members.save(cohort.id, [coach])
        world.members[ORGANISER] = replace(member, roles=coach.roles)
        yield stage


async def press(visitor: Visitor, label: str) -> None:
    """What comes of it may be a changed message rather than a word to who pressed."""
    if not isinstance(visitor, SlackVisitor):
        await visitor.presses(label)
        return
    server = visitor.stage.server
    found = [one for one in (*server.messages(visitor.person), *visitor.person.ephemerals) if label in one.buttons]
    assert found, f"{visitor.name} sees no button {label!r}"
    done = await visitor.person.presses(max(found, key=lambda message: message.ts), label)
    assert done.acked


async def sees(visitor: Visitor, words: str) -> None:
    try:
        await until(f"{visitor.name} sees {words!r}", lambda: any(words in told for told in visitor.told()))
    except AssertionError as error:
        raise AssertionError(f"{error}; but {visitor.told()[-3:]}") from None


async def test_coaching(platform: Platform) -> None:
    world: World = platform.world  # type: ignore[attr-defined]
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))
    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()

    await olga.commands("slots add 14 Jan 14:00-14:30 30m place Room *5*")
    await sees(olga, "Please check")
    await press(olga, "Offer this time")
    await sees(olga, "1 time is offered now")

    await ana.commands("coaching")
    await sees(ana, "Free times for coaching")
    await press(ana, TIME)
    await sees(ana, "Room *5*")
    await press(ana, "Book this time")
    await sees(ana, "Booked.")
    await until("the entry for her calendar", ana.files)
    entry = vobject.readOne(ana.files()[-1].data.decode())
    assert (ana.files()[-1].name, entry.method.value) == ("coaching.ics", "REQUEST")
    assert entry.vevent.dtstart.value == START
    await sees(olga, "Ana Núñez has booked you")

    await press(ana, "Say what it is about")
    refused = await ana.fills_in({"What do you want to talk about?": "Money for <b>clusters</b> *now*"})
    assert refused in (None, "Thank you. Your coach will read it.")
    await sees(ana, "You want to talk about: Money for <b>clusters</b> *now*")

    await bo.commands("coaching")
    await sees(bo, "No time is free now")
    await press(bo, "Let me wait: write to me")
    await sees(bo, "You are on the waiting list")

    await press(ana, "Cancel")
    await sees(ana, "Do you want to cancel")
    await press(ana, "Yes, cancel it")
    await sees(bo, "A coaching time is free for you")
    await press(bo, "Take it")
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
    await press(olga, f"{TIME} · Bo Źdźbło: came?")
    await sees(olga, "Bo Źdźbło (Bo Źdźbło's cluster, Poland): booked")
    await press(olga, "Bo came")
    await sees(olga, "Bo Źdźbło (Bo Źdźbło's cluster, Poland): done")
    assert not any("oaching" in words for words in platform.group())
    platform.check()
