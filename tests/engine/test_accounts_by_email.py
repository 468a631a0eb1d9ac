"""Members whose platform knows their e-mail address can be written to before they have said a word."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.chat.capabilities import Capabilities
from bot.chat.errors import Offline
from bot.chat.events import Sender
from bot.chat.messages import Intent, Private
from bot.domain.people import Profile
from bot.feature import Feature
from tests.engine.conftest import Build, TwoCohorts
from tests.engine.features import Board, talker, words
from tests.house import House, Person


def known(house: House, *emails: str) -> None:
    """The platform has these accounts."""
    house.platform.capabilities = Capabilities(finds_by_email=True)
    for email in emails:
        account = f"U-{email.partition('@')[0]}"
        house.platform.people[email] = Sender("test", account, account, email)


async def look(house: House) -> None:
    await house.app._finder.look("test")


async def linked(house: House, cohort_id: int) -> dict[str, str]:
    """The e-mail of the member of each account."""
    async with house.app.database.read() as uow:
        members = {member.id: member.email for member in await uow.members.of_cohort(cohort_id)}
        return {account: members[who] for account, who in (await uow.accounts.linked(cohort_id, "test")).items()}


def daily() -> Feature:
    feature = Feature("daily")

    @feature.tick
    async def tick(scene: Any) -> list[Intent]:
        members = await scene.uow.members.of_cohort(scene.cohort.id)
        return [Private(words("hello"), to=one.id, key=f"{one.id}:{scene.now:%F}") for one in members]

    return feature


async def test_whoever_is_found_is_linked_and_gets_reminders(build: Build) -> None:
    house = await build(daily())
    priya, _absent = await house.on_roster("Priya"), await house.on_roster("Absent")
    known(house, str(priya.email), "somebody-else@people.example")
    await look(house)
    await look(house)
    assert await linked(house, house.cohort.id) == {"U-priya": "priya@people.example"}
    await house.tick()
    assert [posted.chat_id for posted in house.platform.posted] == ["dm-U-priya"]


async def test_only_in_cohorts_with_a_group_on_that_platform(two_cohorts: TwoCohorts) -> None:
    house = two_cohorts
    async with house.app.database.write() as uow:
        old = await uow.cohorts.ensure("old", "academy", "Last year")
        await uow.cohorts.bind_group(old.id, "test", "the-old-group")
        away = await uow.cohorts.by_key("bee")
        assert away is not None
        await uow.cohorts.move_group("test", house.OTHER, "nowhere")
        await uow.connection.execute(text("UPDATE chat_group SET platform = 'other' WHERE chat_id = 'nowhere'"))
        for cohort in (house.cohort.id, house.bee.id, old.id):
            await uow.members.save(cohort, [Profile("Priya", "priya@people.example")])
    known(house, "priya@people.example")
    await look(house)
    found = [await linked(house, cohort) for cohort in (house.cohort.id, house.bee.id, old.id)]
    assert found == [{"U-priya": "priya@people.example"}, {}, {}]


async def test_a_link_that_is_there_stays(build: Build) -> None:
    """Also where the platform finds the account of one member under the address of another."""
    house = await build(talker(Board()))
    priya, noor = await house.joined("Priya"), await house.on_roster("Noor")
    known(house, str(priya.email))
    house.platform.people[str(noor.email)] = Sender("test", priya.account_id, "Priya", noor.email)
    before = await linked(house, house.cohort.id)
    await look(house)
    assert await linked(house, house.cohort.id) == before == {"priya": "priya@people.example"}


async def test_an_account_that_was_only_found_is_not_the_one_last_used(build: Build) -> None:
    house = await build(daily())
    other = type(house.platform)("other")
    house.app.delivery._platforms["other"] = other
    house.app.platforms["other"] = other
    priya = await house.on_roster("Priya")
    async with house.app.database.write() as uow:
        (member,) = await uow.members.of_cohort(house.cohort.id)
        identity = await uow.accounts.identify("other", "priya-there", "Priya", house.wall.at - timedelta(days=3))
        assert await uow.accounts.link(identity.account.id, member, "other", house.wall.at)
    known(house, str(priya.email))
    await look(house)
    assert await linked(house, house.cohort.id) == {"U-priya": "priya@people.example"}
    await house.tick()
    assert ([p.chat_id for p in other.posted], house.platform.posted) == (["dm-priya-there"], [])
    here = Person(house, "U-priya", "Priya")
    await here.says("hello")
    await house.pass_time(timedelta(days=1))
    assert ([p.chat_id for p in other.posted], here.told) == (["dm-priya-there"], ["hello"])


async def test_being_found_is_no_sign_of_life(build: Build) -> None:
    house = await build(daily())
    priya = await house.on_roster("Priya")
    known(house, str(priya.email))
    async with house.app.database.write() as uow:
        await uow.accounts.identify("test", "U-priya", "Priya", house.wall.at)
        await uow.accounts.mark_unreachable("test", "U-priya")
    await look(house)
    await house.tick()
    assert (house.platform.posted, house.platform.calls) == ([], [])
    async with house.app.database.read() as uow:
        account = await uow.accounts.find("test", "U-priya")
    assert account is not None
    assert (account.reachable, account.blocked) == (False, True)


@pytest.mark.parametrize("how", ["cannot", "problem", "fault"])
async def test_where_it_cannot_be_asked_nothing_happens(
    build: Build, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await build(talker(Board()))
    priya = await house.on_roster("Priya")
    known(house, str(priya.email))
    asked: list[str] = []

    async def find(email: str) -> Sender | None:
        asked.append(email)
        raise Offline("no network")

    monkeypatch.setattr(house.platform, "find", find)
    if how == "cannot":
        house.platform.capabilities = Capabilities()
    elif how == "problem":
        house.platform.problem = "The token is wrong."
    await look(house)
    await house.app._finder.look("no such platform")
    assert (asked, await linked(house, house.cohort.id)) == ([str(priya.email)] if how == "fault" else [], {})


async def test_a_group_that_was_bound_just_now_has_its_people_looked_for(house: House) -> None:
    olga, priya = await house.joined("Olga", "organiser"), await house.on_roster("Priya")
    known(house, str(priya.email))
    house.GROUP = "another-group"  # type: ignore[misc]
    await olga.sends("/bind", group=True)
    assert await linked(house, house.cohort.id) == {
        "olga": "olga@people.example",
        "U-priya": "priya@people.example",
    }


async def test_one_look_at_a_time(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would share what the platform allows an hour, and none would come to its end."""
    house = await build(daily())
    people = [str((await house.on_roster(name)).email) for name in ("Ximena", "Yaw", "Zainab")]
    known(house, *people)
    begun, go, asked = asyncio.Event(), asyncio.Event(), list[str]()
    find = house.platform.find

    async def slowly(email: str) -> Sender | None:
        asked.append(email)
        begun.set()
        await go.wait()
        return await find(email)

    monkeypatch.setattr(house.platform, "find", slowly)
    first = asyncio.create_task(look(house))
    await begun.wait()
    async with asyncio.timeout(10):
        await asyncio.gather(*(look(house) for _time in range(5)))
    go.set()
    await first
    assert sorted(asked) == sorted(people)
    await house.on_roster("Bjørn")
    await look(house)
    assert asked[len(people) :] == ["bjørn@people.example"], "the next one looks again"
    assert sorted((await linked(house, house.cohort.id)).values()) == sorted(people)
