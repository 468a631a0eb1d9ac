"""A cohort of the Track: three mentees, two mentors, and how they go through it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.chat.capabilities import Capabilities
from bot.domain.peers.mentoring import Mentoring
from tests.handlers.peers.desk import fills_in, id_of, somebody
from tests.house import EVE, House, Person

TRACK = Path(__file__).parents[3] / "programmes" / "track"
INTRODUCED = "Your mentor: "


@dataclass
class Track:
    """Two mentees look for what the one mentor offers, the third for what the other does; Gita takes one mentee alone."""

    house: House
    olga: Person
    mentees: tuple[Person, Person, Person]
    mentors: tuple[Person, Person]

    async def couples(self, *, told: bool | None = None) -> set[tuple[str, str]]:
        """(mentee, mentor) by name."""
        people = {await id_of(self.house, one): one.name for one in (*self.mentees, *self.mentors)}
        return {
            (people.get(one.mentee_id, "?"), people.get(one.mentor_id, "?"))
            for one in await self.stored()
            if told in (None, one.since is not None)
        }

    async def stored(self) -> list[Mentoring]:
        async with self.house.app.database.read() as uow:
            return await uow.mentorings.of_cohort(self.house.cohort.id)

    async def of(self, mentee: Person) -> Mentoring:
        mentee_id = await id_of(self.house, mentee)
        return next(one for one in await self.stored() if one.mentee_id == mentee_id)

    async def leaves(self, person: Person) -> None:
        async with self.house.app.database.write() as uow:
            await uow.members.withdraw(await id_of(self.house, person), self.house.clock.at)
        await self.house.tick()

    async def published(self) -> None:
        await self.olga.sends("/peers mentors")
        await self.olga.presses("Publish")
        await self.olga.presses("Yes, publish")


@asynccontextmanager
async def track_house(
    folder: Path, url: str | None = None, *, circles: bool = False, programme: Path = TRACK
) -> AsyncIterator[Track]:
    house = House(url or f"sqlite:///{folder / 'groupmate.db'}", folder, at=EVE, programme=programme)
    house.platform.capabilities = Capabilities(circles=circles)
    await house.open()
    try:
        olga = await house.joined("Olga", "organiser")
        ana, bo, chi = [await somebody(house, name, "Egypt", role="mentee") for name in ("Ana", "Bo", "Chi")]
        finn, gita = [await somebody(house, name, "Spain", role="mentor") for name in ("Finn", "Gita")]
        await fills_in(ana, wants="cluster strategy, service portfolio", contact="ana@reach.example")
        await fills_in(bo, wants="cluster strategy")
        await fills_in(chi, wants="member engagement")
        await fills_in(finn, offers="cluster strategy, service portfolio", contact="+34 600", mentees="2")
        await fills_in(gita, offers="member engagement", mentees="1")
        yield Track(house, olga, (ana, bo, chi), (finn, gita))
    finally:
        await house.close()
