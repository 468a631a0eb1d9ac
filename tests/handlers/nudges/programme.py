"""Four months of a programme with fifty members of different habits, and what the bot said to them: a transcript to check.

All that is said is said by the bot's own features. Who does what when stands in `HABITS`; what they do with partners and
roadmaps, in `exchanges`.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.events import Event
from bot.chat.messages import Message
from bot.domain.homework.assignments import Assignment, Task
from bot.ports import Handled, Sent, Target, ToAccount
from tests.handlers.coaching.desk import NOW, offers
from tests.handlers.feedback.desk import given_out, hands_in
from tests.handlers.nudges.exchanges import KNOWN, Acts, Reader, thanks, writes_roadmap
from tests.handlers.peers.desk import fills_in
from tests.house import House, Person, Platform, Posted

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEGINS = datetime(2024, 10, 14, 4, 0, tzinfo=UTC)
"""A Monday, three weeks before the Academy's first online day."""

DAYS = 122
LOOKS = tuple(timedelta(hours=hours) for hours in (0, 2.5, 4, 7, 11, 15.5, 19, 23))
"""Of each day: when the clock is looked at, and people do what they do. Some of it is night wherever somebody lives."""

ZONES = ("Europe/Warsaw", "Europe/Lisbon", "Asia/Tbilisi", "America/Sao_Paulo", "Asia/Tokyo")
EACH = 10
"""Of the fifty, those in each time zone."""

ROADMAPS, ASKED = 17 * DAY, 30 * DAY
"""After so many days some write their roadmaps, and somebody asks the group."""

COACHING = ("/slots add 14 Jan 9:00-17:00 30m", "/slots add 15 Jan 9:00-17:00 30m")
TO_BOOK = "You have not booked your coaching yet."


@dataclass(frozen=True, slots=True)
class Habit:
    """How many days after they hear of homework somebody hands it in (None: never), what they chose under /nudges, how many
    days after it came they answer what they are sent, and how many after it was offered they book their coaching."""

    does_after: int | None
    chooses: tuple[str, ...] = ()
    answers: int | None = None
    books: int | None = None


MET = "🔕 Switch off: Whether you have met"
HABITS: Mapping[str, Habit] = {
    "active": Habit(0, answers=0, books=0),
    "slow": Habit(3, answers=2, books=12),
    "silent": Habit(None),
    "muted": Habit(
        9,
        chooses=(
            "🔕 Switch off: Homework",
            "🔕 Switch off: Last call for homework",
            "🔕 Switch off: Overview of your week",
            MET,
        ),
        answers=3,
    ),
    "sparing": Habit(9, chooses=("At most one a week",), answers=1),
    "only on Monday": Habit(9, chooses=("Only on Monday",), answers=1),
}
WRITERS = 7
"""One in so many has a roadmap, except for those who never do anything."""


def homework() -> list[Task]:
    """Each week, due on Tuesdays in the afternoon; it is taken for a day more."""
    first = BEGINS + 8 * DAY + 11 * HOUR
    dues = [first + timedelta(weeks=n) for n in range(14)]
    return [Task(f"Homework {n}", due, cutoff=due + DAY) for n, due in enumerate(dues)]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it reached somebody; `asked`: while they did something themselves."""

    at: datetime
    who: str
    message: Posted
    text: str
    asked: bool

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def overview(self) -> bool:
        return self.text.startswith("Your week")

    @property
    def can_wait(self) -> bool:
        """It came by itself, and is put together of nudges."""
        return "Fewer reminders" in self.message.buttons and not self.overview


@dataclass
class Recording(Platform):
    """Keeps when each message arrived, on the programme's clock."""

    house: Recorded | None = None
    said: list[Said] = field(default_factory=list)
    said_to: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    in_group: list[Said] = field(default_factory=list)

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        sent = await Platform.send(self, target, message, dedup)
        assert self.house is not None
        posted, at = self.posted[-1], self.house.clock.at
        if isinstance(target, ToAccount):
            said = Said(at, target.account_id, posted, posted.text, target.account_id == self.house.acting)
            self.said.append(said)
            self.said_to[said.who].append(said)
        else:
            self.in_group.append(Said(at, "", posted, posted.text, False))
        return sent


class Recorded(House):
    """Knows who does something just now."""

    acting = ""

    async def receive(self, event: Event) -> Handled:
        self.acting = event.sender.account_id
        handled = await House.receive(self, event)
        self.acting = ""
        return handled


@dataclass
class Life:
    """A member and their habit."""

    person: Person
    member_id: int
    number: str
    kind: str
    zone: str
    did: dict[str, datetime] = field(default_factory=dict)
    read: int = 0
    times_taken: int = 0

    @property
    def habit(self) -> Habit:
        return HABITS[self.kind]


@dataclass
class Programme:
    """The house, those who live in it, and what they did."""

    house: Recorded
    platform: Recording
    lives: list[Life] = field(default_factory=list)
    tasks: list[Assignment] = field(default_factory=list)
    acts: Acts = field(default_factory=Acts)
    seen_in_group: int = 0

    @property
    def transcript(self) -> list[Said]:
        return self.platform.said

    @property
    def writers(self) -> list[Life]:
        return [life for life in self.lives[::WRITERS] if life.kind != "silent"]

    async def populate(self) -> None:
        names = list(HABITS)
        for number in range(len(ZONES) * EACH):
            zone, habit = ZONES[number % len(ZONES)], names[number % len(names)]
            person = await self.house.joined(f"Member {number:02} {habit}", zone=zone)
            async with self.house.app.database.read() as uow:
                (member,) = await uow.members.by_email(str(person.email))
            self.lives.append(Life(person, member.id, f"Member {number:02}", habit, zone))
        for life in self.lives:
            if life.habit.chooses:
                await life.person.sends("/nudges")
                page = life.person.private[-1]
                for label in life.habit.chooses:
                    await life.person.presses(label, page)
        for life, knows in zip([one for one in self.lives if one.kind == "active"], 2 * [*KNOWN, ""], strict=False):
            await fills_in(life.person, offers=knows)

    async def give_out(self) -> None:
        """A trainer has posted all homework at the beginning."""
        trainer = await self.house.joined("Tom", "trainer")
        self.tasks = [
            await given_out(self.house, trainer, task.title, due=task.due, cutoff=task.cutoff) for task in homework()
        ]

    async def run(self) -> None:
        dice = random.Random(7)
        coach, to_offer = await self.house.joined("Anna", "coach"), list(COACHING)
        for at in moments():
            await self.house.move_to(at)
            while at >= NOW and to_offer:
                await offers(coach, to_offer.pop(0))
            await self._in_group(at)
            awake = [life for life in self.lives if _awake(at, life.zone)]
            for life in dice.sample(awake, len(awake)):
                await self._live(life, at)
            if at == BEGINS + ROADMAPS + LOOKS[2]:
                for life in self.writers:
                    await writes_roadmap(life)

    async def _in_group(self, at: datetime) -> None:
        """Somebody asks what nobody answers; and two thank for what others learned."""
        if at == BEGINS + ASKED + LOOKS[2]:
            asks = next(life for life in self.lives if life.kind == "slow")
            for question in KNOWN.values():
                await asks.person.says(question, group=True)
        for said in self.platform.in_group[self.seen_in_group :]:
            for life in self.lives[:2]:
                await thanks(life, said.message)
        self.seen_in_group = len(self.platform.in_group)

    async def _live(self, life: Life, at: datetime) -> None:
        """Read what came, answer it if that is their way, and do what their habit says is time to do."""
        if life.habit.books is not None and TO_BOOK not in life.did and at > NOW + DAY + life.habit.books * DAY:
            await self._book(life.person)
            life.did[TO_BOOK] = at
        await self._hand_in(life, at)
        if life.habit.answers is None:
            return
        said = self.platform.said_to[life.person.account_id]
        while life.read < len(said) and said[life.read].at + life.habit.answers * DAY <= at:
            life.read += 1
            await Reader(life, self.acts, at).answers(said[life.read - 1].message)

    async def _hand_in(self, life: Life, at: datetime) -> None:
        """They hear of it three days before it is due."""
        after = life.habit.does_after
        for task in self.tasks:
            if after is None or task.title in life.did or not task.due + (after - 3) * DAY <= at < task.due + DAY:
                continue
            await life.person.sends("/homework")
            await hands_in(self.house, life.person, task, "Done")
            life.did[task.title] = at

    async def _book(self, person: Person) -> None:
        await person.sends("/coaching")
        page = person.private[-1]
        await person.presses(next(label for label in page.buttons if " Jan" in label), page)
        await person.presses("Book this time", page)
        assert "Booked" in page.text, page.text


def moments() -> Iterator[datetime]:
    for day in range(DAYS):
        yield from (BEGINS + day * DAY + look for look in LOOKS)


def _awake(at: datetime, zone: str) -> bool:
    return time(7) <= at.astimezone(ZoneInfo(zone)).time() < time(23)
