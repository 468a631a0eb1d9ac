"""Two cohorts in two groups, and other things that the house has no room for."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.chat.messages import Message
from bot.config import CohortConfig
from bot.domain.people import Cohort, Profile, Role
from bot.ports import Sent, Target
from tests.begun import start
from tests.house import ACADEMY, House, Person

CODE = re.compile(r"[A-Z2-9]{5}-[A-Z2-9]{5}")


class TwoCohorts(House):
    """Spring and autumn, one bot. `autumn` is the cohort of `GROUP`."""

    def __init__(self, folder: Path, second: Path = ACADEMY) -> None:
        spring = CohortConfig(key="spring", programme=ACADEMY, title="Spring group")
        autumn = CohortConfig(key="autumn", programme=second, title="Autumn group")
        self.furnish(f"sqlite:///{folder / 'two.db'}", folder, (spring, autumn))
        self.spring: Cohort
        self.autumn: Cohort

    async def start(self) -> TwoCohorts:
        await start(self.app)
        async with self.app.database.write() as uow:
            for key in ("spring", "autumn"):
                cohort = await uow.cohorts.by_key(key)
                assert cohort is not None
                setattr(self, key, cohort)
            await uow.cohorts.bind_group(self.autumn.id, "test", self.GROUP)
        self.cohort = self.spring
        return self

    async def member(self, name: str, roles: dict[str, Role], language: str = "en") -> Person:
        """Somebody who has joined the cohorts of those keys, each with a role."""
        email = re.sub(r"\W+", "-", name.casefold()) + "@people.example"
        person = Person(self, email.partition("@")[0], name, email)
        async with self.app.database.write() as uow:
            for key, role in roles.items():
                cohort: Cohort = getattr(self, key)
                profile = Profile(name, email, language=language, time_zone="Europe/Warsaw", roles=frozenset({role}))
                await uow.members.save(cohort.id, [profile])
            identity = await uow.accounts.identify("test", person.account_id, name, self.wall.now())
            for member in await uow.members.by_email(email):
                await uow.accounts.link(identity.account.id, member, "test", self.wall.now())
        return person


@asynccontextmanager
async def two_cohorts(folder: Path) -> AsyncIterator[TwoCohorts]:
    house = await TwoCohorts(folder).start()
    try:
        yield house
    finally:
        await house.close()


def keep_files(house: House) -> list[str]:
    """The contents of the files that are sent from now on; the bot itself forgets them once they are sent."""
    kept: list[str] = []
    send = house.platform.send

    async def sending(target: Target, message: Message, dedup: str) -> Sent:
        kept.extend([(await house.app.files.get(file.key)).decode("utf-8-sig") for file in message.files])
        return await send(target, message, dedup)

    house.platform.send = sending  # type: ignore[method-assign]
    return kept


async def invite_code(house: House, organiser: Person, words: str) -> str:
    """The code that /invites gives for one person."""
    files = keep_files(house)
    await organiser.sends(f"/invites {words}")
    found = set(CODE.findall(files[-1]))
    assert len(found) == 1
    return found.pop()


async def newcomer(house: House, name: str, account: str = "") -> tuple[Person, str]:
    """Somebody on the roster of a platform that knows no e-mail addresses, and that address."""
    person = await house.on_roster(name)
    assert person.email
    return Person(house, account or person.account_id, name, None), person.email
