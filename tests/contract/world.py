"""What every platform's stage has in common: the bot on the Academy's pack, its people, and a clock that is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeVar

import handlers
from bot.app import App, SystemClock
from bot.config import CohortConfig, Config
from bot.domain.join import hash_code
from bot.domain.people import Member, Profile
from bot.registry import Registry
from bot.secrets import Secrets
from tests.begun import make_tables
from tests.contract import showcase
from tests.house import ACADEMY, EVE, FrozenClock

COHORT = "academy-9"
ORGANISER, ANA, BO = "Olga Kowalska", "Ana Núñez", "Bo Źdźbło"
CODES = {ORGANISER: "KQ7MWXA3PD", ANA: "MHR3TWQ9XE", BO: "PNX4CAW7HD"}
PATIENCE = 30.0
Found = TypeVar("Found")


@dataclass(frozen=True)
class Picture:
    """A file that the bot has posted."""

    name: str
    data: bytes
    alt: str


class Visitor(Protocol):
    """Somebody on a platform, who can do what its people can. What they see is text, oldest first."""

    name: str

    async def enrols(self) -> None:
        """Become known as a member, in the way of the platform."""
        ...

    async def writes(self, text: str, *, group: bool = False) -> None:
        """To the bot in private, or in the group with a mention of it."""
        ...

    async def commands(self, words: str, *, group: bool = False) -> None:
        """`checkin`, in the platform's own way."""
        ...

    async def presses(self, label: str) -> str | None:
        """The newest button of that label, once they see one; the toast that came back."""
        ...

    async def taps(self, label: str) -> None:
        """The same, where what comes of it may be a changed message rather than a word to who pressed."""
        ...

    async def fills_in(self, values: dict[str, str]) -> str | None:
        """The form that is open, by its labels; the words that refused it, or None."""
        ...

    async def sends_file(self, name: str, data: bytes, caption: str) -> None: ...

    def told(self) -> list[str]:
        """What only they can see, in private and within the group."""
        ...

    def files(self) -> list[Picture]:
        """Sent to them in private."""
        ...


class Platform(Protocol):
    name: str
    people: dict[str, Visitor]
    world: World

    def group(self) -> list[str]:
        """What the bot has said in the group, as it stands now."""
        ...

    def pictures(self) -> list[Picture]:
        """In the group."""
        ...

    async def bind(self) -> None:
        """An organiser makes the group the cohort's."""
        ...

    def check(self) -> None:
        """Fails where the bot has broken one of the platform's rules."""
        ...


@dataclass
class World:
    """An app with the three people on the roster, not started yet."""

    app: App
    clock: FrozenClock
    members: dict[str, Member] = field(default_factory=dict)

    async def move_to(self, at: object) -> None:
        self.clock.at = at  # type: ignore[assignment]
        await self.app.schedule.tick()

    async def also(self, role: str) -> None:
        """The organiser has this role too."""
        member = self.members[ORGANISER]
        roles = frozenset({"organiser", role})
        async with self.app.database.write() as uow:
            cohort = await uow.cohorts.by_key(COHORT)
            assert cohort is not None
            one = Profile(member.name, member.email, time_zone=member.time_zone, roles=roles)  # type: ignore[arg-type]
            await uow.members.save(cohort.id, [one])
        self.members[ORGANISER] = replace(member, roles=roles)  # type: ignore[arg-type]


def profile(name: str, role: str, zone: str) -> Profile:
    key = name.split(maxsplit=1)[0].casefold()
    return Profile(name, f"{key}@people.example", f"{name}'s cluster", "Poland", "food", zone, "en", frozenset({role}))  # type: ignore[arg-type]


async def make_world(tmp_path: Path, url: str, monkeypatch: object, secrets: Secrets, **config: object) -> World:
    """The app, its database filled, as an import would have left it."""
    real = handlers.discover()
    features = Registry([*real.features, showcase.feature])
    monkeypatch.setattr("handlers.discover", lambda: features)  # type: ignore[attr-defined]
    settings = {
        "storage": {"url": url, "files": tmp_path / "files"},
        "http": {"port": 0},
        "cohorts": (CohortConfig(key=COHORT, programme=ACADEMY),),
        **config,
    }
    clock = FrozenClock(EVE)
    make_tables(url)
    world = World(App(Config.model_validate(settings), secrets, clock=clock, wall=SystemClock()), clock)
    people = [
        profile(ORGANISER, "organiser", "Europe/Warsaw"),
        profile(ANA, "participant", "Europe/Madrid"),
        profile(BO, "participant", "Europe/Warsaw"),
    ]
    async with world.app.database.write() as uow:
        cohort = await uow.cohorts.ensure(COHORT, "academy", "Academy")
        await uow.members.save(cohort.id, people)
        for member in await uow.members.of_cohort(cohort.id):
            world.members[member.name] = member
            await uow.invites.add([(member.id, hash_code(CODES[member.name]))], EVE)
    return world


async def until(what: str, found: Callable[[], Found]) -> Found:
    """Wait for something that is on its way, no longer than needed."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not (there := found()):
                await asyncio.sleep(0.005)
            return there
    except TimeoutError:
        raise AssertionError(f"never came true: {what}") from None


async def sees(visitor: Visitor, words: str) -> None:
    try:
        await until(f"{visitor.name} sees {words!r}", lambda: any(words in told for told in visitor.told()))
    except AssertionError as error:
        raise AssertionError(f"{error}; but {visitor.told()[-3:]}") from None
