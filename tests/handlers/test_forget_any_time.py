"""Whoever is erased at whatever point of whatever history: counts stay right, and nothing breaks for the others."""

from __future__ import annotations

import asyncio
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from storage.personal.erase import live_cards
from storage.tables import check_in, link, member, outbox, question
from tests.handlers.test_forget import cells, forget
from tests.handlers.test_forget_and_organisers import settle
from tests.house import DAY_1, House, Person
from tests.thorough import examples

NAMES = ("Zoe Kaur", "Yan Øst", "Wu Min")

DOINGS = ("tap", "ask", "hand over", "join twice", "form", "absent", "take", "me", "time passes", "forget")

histories = st.lists(st.tuples(st.sampled_from(DOINGS), st.integers(0, len(NAMES) - 1)), min_size=1, max_size=12)


@dataclass
class Story:
    house: House
    people: list[Person]
    gone: set[int] = field(default_factory=set)
    taps: set[int] = field(default_factory=set)
    back: set[int] = field(default_factory=set)
    """Of the gone, those who came back as strangers: of those something is known again."""

    async def happens(self, doing: str, who: int) -> None:
        person, house = self.people[who], self.house
        if who in self.gone and doing != "time passes":
            self.back.add(who)
        said = {
            "tap": lambda: person.presses("I am here"),
            "ask": lambda: person.asks("Who pays for the hotel?"),
            "hand over": lambda: self._hand_over(person),
            "join twice": lambda: Person(house, f"other-{who}-phone", "Other Phone").sends("/join KQ7MW-XA3PD"),
            "form": lambda: self._begin_form(person),
            "absent": lambda: person.submits("attendance.absence", f"{house.cohort.id}:online-2", reason="A wedding"),
            "take": lambda: person.sends("/mydata"),
            "me": lambda: person.sends("/me"),
            "time passes": lambda: settle(house),
            "forget": lambda: forget(person),
        }
        await said[doing]()
        if doing == "tap":
            self.taps |= {who} - self.gone
        if doing == "forget":
            self.gone.add(who)
            self.taps.discard(who)

    async def _hand_over(self, person: Person) -> None:
        await person.asks(f"Which sauna number {len(self.house.platform.posted)} is there at the airport?")
        if "None of these: ask the organisers" in person.private[-1].buttons:
            await person.presses("None of these: ask the organisers")

    async def _begin_form(self, person: Person) -> None:
        person.forms = False
        await person.sends("/absent")
        person.forms = True

    async def is_right(self) -> None:
        house = self.house
        await settle(house)
        here = len(NAMES) - len(self.gone)
        (card,) = [posted for posted in house.group if "Check-in is open" in posted.text]
        found = re.search(r"(\d+) of (\d+) are here", card.text)
        assert found
        assert (int(found[1]), int(found[2])) == (len(self.taps), here)
        async with house.app.database.read() as uow:
            names = set((await uow.connection.execute(select(member.c.name))).scalars())
            assert names.isdisjoint(NAMES[who] for who in self.gone)
            of_the_gone = select(func.count()).select_from(link).join(member, member.c.id == link.c.member_id)
            assert (await uow.connection.execute(of_the_gone.where(member.c.erased_at.is_not(None)))).scalar_one() == 0
            rows = (await uow.connection.execute(select(func.count()).select_from(check_in))).scalar_one()
            assert rows >= len(self.taps)
            waiting = select(func.count()).where(outbox.c.state.in_(["waiting", "failed"]))
            assert (await uow.connection.execute(waiting)).scalar_one() == 0
            asked = (await uow.connection.execute(select(question.c.id, question.c.text))).all()
            assert await live_cards(uow.connection, house.cohort.id, house.clock.at)
        for who in self.gone - self.back:
            key = self.people[who].account_id
            left = [cell async for cell in cells(house) if NAMES[who] in cell[2] or f"{key}@" in cell[2]]
            assert left == []
        told = [posted.text for posted in house.platform.posted if posted.chat_id == "dm-olga-nowak"]
        for row in asked:
            assert any(row.text in text for text in told), "the organiser has every question that waits"


async def tell(history: list[tuple[str, int]], folder: Path) -> None:
    house = await House(f"sqlite:///{folder / 'groupmate.db'}", folder).open()
    try:
        await house.joined("Olga Nowak", "organiser")
        story = Story(house, [await house.joined(name) for name in NAMES])
        await house.move_to(DAY_1)
        for doing, who in history:
            # Whoever was forgotten comes back as a stranger: the platform vouches for an address that nobody knows.
            await story.happens(doing, who)
        await story.is_right()
        await house.move_to(house.clock.at.replace(hour=23))
        await story.people[0].sends("/help")
    finally:
        await house.close()


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a house takes half a second: shrinking takes too long
)
@given(histories)
def test_erasing_at_any_point_leaves_counts_right_and_nothing_broken(history: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(tell(history, Path(folder)))
