"""Four months of a programme with fifty members of different habits, and what the bot said to them: a transcript to check.

Homework, reminders of sessions, coaching and overviews are the real ones. What other features may ask stands in `chores()`,
and who does what when in `HABITS`: a further feature's nudges are more lines of data.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.messages import Message
from bot.domain.homework.assignments import Assignment, Task
from bot.ports import Sent, Target, ToAccount
from tests.handlers.coaching.desk import NOW, offers
from tests.handlers.feedback.desk import given_out, hands_in
from tests.handlers.nudges.chores import Board, Chore
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

COACHING = ("/slots add 14 Jan 9:00-17:00 30m", "/slots add 15 Jan 9:00-17:00 30m")
TO_BOOK = "You have not booked your coaching yet."


@dataclass(frozen=True, slots=True)
class Habit:
    """How many days after they hear of a chore somebody does it (None: never), what they chose under /nudges, whether they
    press what they are sent, and how many days after it was offered they book their coaching (None: never)."""

    does_after: int | None
    chooses: tuple[str, ...] = ()
    presses: bool = False
    books: int | None = None


HABITS: Mapping[str, Habit] = {
    "active": Habit(0, presses=True, books=0),
    "slow": Habit(6, presses=True, books=12),
    "silent": Habit(None),
    "muted": Habit(
        9,
        chooses=(
            "🔕 Switch off: Homework",
            "🔕 Switch off: Last call for homework",
            "🔕 Switch off: Overview of your week",
        ),
    ),
    "sparing": Habit(9, chooses=("At most one a week",), presses=True),
    "only on Monday": Habit(9, chooses=("Only on Monday",)),
}


def chores() -> list[Chore]:
    """A chapter to read every two weeks, a partner to meet every three."""
    week = timedelta(days=7)
    first = BEGINS + week
    ahead = (5 * DAY, 2 * DAY, 1 * DAY)
    made = [Chore("read", f"Chapter {n}", first + 2 * n * week + 9 * HOUR, ahead, lasts=DAY) for n in range(7)]
    return made + [Chore("meet", f"Meeting {n}", first + 3 * n * week, (4 * DAY, 1 * DAY), lasts=DAY) for n in range(5)]


def homework() -> list[Task]:
    """Each week, due on Tuesdays in the afternoon; it is taken for a day more."""
    first = BEGINS + 8 * DAY + 11 * HOUR
    dues = [first + timedelta(weeks=n) for n in range(14)]
    return [Task(f"Homework {n}", due, cutoff=due + DAY) for n, due in enumerate(dues)]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it reached somebody."""

    at: datetime
    who: str
    message: Posted

    @property
    def lines(self) -> list[str]:
        return self.message.text.split("\n")

    @property
    def overview(self) -> bool:
        return self.lines[0].startswith("Your week")

    @property
    def unasked(self) -> bool:
        """It came by itself, and may be put together of several nudges."""
        return "Fewer reminders" in self.message.buttons


@dataclass
class Recording(Platform):
    """Keeps when each message arrived, on the programme's clock."""

    house: House | None = None
    said: list[Said] = field(default_factory=list)

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        sent = await Platform.send(self, target, message, dedup)
        assert self.house is not None
        if isinstance(target, ToAccount):
            self.said.append(Said(self.house.clock.at, target.account_id, Posted(target, sent.chat_id, message)))
        return sent


@dataclass
class Life:
    """A member and their habit."""

    person: Person
    member_id: int
    habit: Habit
    zone: str
    did: dict[str, datetime] = field(default_factory=dict)
    pressed: int = 0


@dataclass
class Programme:
    """The house, those who live in it, and the board of what is to be done."""

    house: House
    platform: Recording
    board: Board
    lives: list[Life] = field(default_factory=list)
    tasks: list[Assignment] = field(default_factory=list)

    @property
    def transcript(self) -> list[Said]:
        return self.platform.said

    async def populate(self) -> None:
        names = list(HABITS)
        for number in range(len(ZONES) * EACH):
            zone, habit = ZONES[number % len(ZONES)], names[number % len(names)]
            person = await self.house.joined(f"Member {number:02} {habit}", zone=zone)
            async with self.house.app.database.read() as uow:
                (member,) = await uow.members.by_email(str(person.email))
            self.lives.append(Life(person, member.id, HABITS[habit], zone))
        for life in self.lives:
            if life.habit.chooses:
                await life.person.sends("/nudges")
                page = life.person.private[-1]
                for label in life.habit.chooses:
                    await life.person.presses(label, page)

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
            awake = [life for life in self.lives if _awake(at, life.zone)]
            for life in dice.sample(awake, len(awake)):
                await self._live(life, at)

    async def _live(self, life: Life, at: datetime) -> None:
        """Read what came, press on it if that is their way, and do what their habit says is time to do."""
        if life.habit.books is not None and TO_BOOK not in life.did and at > NOW + DAY + life.habit.books * DAY:
            await self._book(life.person)
            life.did[TO_BOOK] = at
        after = life.habit.does_after
        for chore in self.board.chores:
            heard = chore.due - max(chore.before)
            if after is None or chore.name in life.did or not heard + after * DAY <= at < chore.due + chore.lasts:
                continue
            feature = {"read": "chapters", "meet": "peers"}[chore.kind]
            await life.person.sends(f"/{feature} {chore.name}")
            life.did[chore.name] = at
        await self._hand_in(life, at)
        new = life.person.private[life.pressed :] if life.habit.presses else []
        for posted in new:
            label = next((label for label in posted.buttons if label.startswith("Do ")), None)
            if label:
                await life.person.presses(label, posted)
        life.pressed = len(life.person.private)

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
