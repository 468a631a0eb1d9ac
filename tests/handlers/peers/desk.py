"""A pack with a round, the people in it, and how they go through it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.chat.capabilities import Capabilities
from bot.domain.peers.rounds import Pairing, Round
from bot.domain.people import Profile, Role
from tests.handlers.packs import academy_with
from tests.house import House, Person

NOW = datetime(2024, 11, 16, 9, 0, tzinfo=UTC)
"""A Saturday, 10:00 in Warsaw: two days before the round."""

STARTS = datetime(2024, 11, 17, 23, 0, tzinfo=UTC)
ENDS = datetime(2024, 12, 8, 23, 0, tzinfo=UTC)
MIDWAY = STARTS + (ENDS - STARTS) / 2
MORNING = datetime(2024, 11, 18, 8, 0, tzinfo=UTC)
"""The first working hour of the round."""

THEME = "Keeping members active"
STARTER = "What did your members thank you for last?"
ROUND = f"""
[[peers.rounds]]
key = "first"
starts = 2024-11-18
ends = 2024-12-08
theme = "{THEME}"
starters = ["{STARTER}"]

[[sessions]]
key = "online-1"
"""
SECOND = """
[[peers.rounds]]
key = "second"
starts = 2025-01-06
ends = 2025-01-26
theme = "Money"

[[sessions]]
key = "online-1"
"""


def pack(folder: Path, *rounds: str, settings: str = "") -> Path:
    """The academy with rounds, which come one behind the other."""
    changes = [('\n[[sessions]]\nkey = "online-1"\n', one) for one in rounds or (ROUND,)]
    if settings:
        changes.append(("[peers]\n", f"[peers]\n{settings}\n"))
    return academy_with(folder, *changes)


@asynccontextmanager
async def round_house(
    folder: Path, *rounds: str, url: str | None = None, settings: str = "", circles: bool = False, at: datetime = NOW
) -> AsyncIterator[House]:
    programme = pack(folder, *rounds, settings=settings)
    house = House(url or f"sqlite:///{folder / 'groupmate.db'}", folder, at=at, programme=programme)
    house.platform.capabilities = Capabilities(circles=circles)
    await house.open()
    try:
        yield house
    finally:
        await house.close()


FILLED = {
    "job": "",
    "sector": "",
    "age": "",
    "offers": "",
    "wants": "",
    "languages": "English",
    "hours": "9:00-17:00",
    "contact": "",
    "share": "both",
}


async def fills_in(person: Person, **values: str) -> Any:
    return await person.submits("peers.profile", str(person.house.cohort.id), **{**FILLED, **values})


async def rounds_of(house: House) -> list[Round]:
    async with house.app.database.read() as uow:
        return await uow.rounds.of_cohort(house.cohort.id)


async def pairings_of(house: House, nth: int = 0) -> list[Pairing]:
    found = (await rounds_of(house))[nth]
    async with house.app.database.read() as uow:
        return await uow.rounds.pairings(found.id)


async def id_of(house: House, person: Person) -> int:
    async with house.app.database.read() as uow:
        assert person.email
        (member,) = await uow.members.by_email(person.email)
        return member.id


async def groups_of(house: House, *people: Person, nth: int = 0) -> list[set[str]]:
    """Who is with whom, by name."""
    names = {await id_of(house, one): one.name for one in people}
    return sorted(({names[m] for m in one.members} for one in await pairings_of(house, nth)), key=sorted)


async def published(house: House, organiser: Person) -> None:
    """The organiser looks at the preview and publishes it, in the first working hour."""
    await house.tick()
    await house.move_to(MORNING)
    await organiser.presses("Publish")
    await organiser.presses("Yes, publish")


async def somebody(
    house: House, name: str, country: str = "Poland", sector: str = "food", role: Role = "participant", **more: Any
) -> Person:
    """Of their own country and sector."""
    person = await house.joined(name, role, **more)
    async with house.app.database.write() as uow:
        assert person.email
        (known,) = await uow.members.by_email(person.email)
        profile = Profile(name, person.email, f"{name}'s cluster", country, sector, roles=known.roles)
        await uow.members.save(house.cohort.id, [profile])
    return person


async def two_pairs(house: House) -> tuple[Person, list[Person]]:
    """In pairs as chance will have it: the same each time."""
    olga = await house.joined("Olga", "organiser")
    everybody = [await somebody(house, name) for name in ("Ana", "Bo", "Chi", "Dov")]
    await published(house, olga)
    return olga, everybody


async def partner_of(house: House, person: Person, everybody: list[Person]) -> Person:
    (group,) = (one for one in await groups_of(house, *everybody) if person.name in one)
    return next(one for one in everybody if one.name in group and one is not person)


async def pairing_of(house: House, person: Person) -> Pairing:
    member = await id_of(house, person)
    return next(one for one in await pairings_of(house) if member in one.members)


def newest(person: Person, words: str) -> str:
    """The newest thing they were told that has these words in it."""
    return next(said for said in reversed(person.told) if words in said)


def told_of(person: Person, words: str) -> int:
    return sum(words in said for said in person.told)


HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MIDDLE = MIDWAY + DAY


async def one_waits(house: House, *, ask: bool = True) -> tuple[Person, Person, list[Person]]:
    """Ana says that her partner does not answer, who is asked a day later (or not yet); and the two others."""
    _olga, everybody = await two_pairs(house)
    ana = everybody[0]
    silent = await partner_of(house, ana, everybody)
    await house.move_to(MIDDLE)
    await ana.presses(f"No answer from {silent.name}")
    if ask:
        await house.pass_time(DAY)
    return ana, silent, [one for one in everybody if one not in (ana, silent)]


async def two_wait(house: House) -> tuple[Person, Person, Person, Person]:
    """Ana and another one can have somebody else: neither her partner nor theirs has answered. Each with their partner."""
    ana, hers, (other, theirs) = await one_waits(house, ask=False)
    await other.presses(f"No answer from {theirs.name}")
    await house.pass_time(DAY)
    await house.pass_time(2 * DAY)
    return ana, hers, other, theirs


async def a_trio(house: House) -> list[Person]:
    """Of whom the first says, in mid-round, that the others do not answer: they are asked a day later."""
    olga = await house.joined("Olga", "organiser")
    ana, bo, chi = [await somebody(house, name) for name in ("Ana", "Bo", "Chi")]
    await published(house, olga)
    await house.move_to(MIDDLE)
    await ana.presses("No answer from Bo and Chi")
    await house.pass_time(DAY)
    return [ana, bo, chi]
