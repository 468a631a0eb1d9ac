"""A coach, and how people press their way through coaching."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.coaching.slots import Booking, Slot
from tests.house import House, Person

NOW = datetime(2024, 11, 18, 9, 0, tzinfo=UTC)
"""Three days after the last online day: coaching has begun."""

AFTERNOON = "/slots add 14 Jan 14:00-17:00 30m buffer 10m"
TIMES = ["14:00", "14:40", "15:20", "16:00"]
"""What fits into it, on the clock of Warsaw."""


def label(hour: str, coach: str = "") -> str:
    return f"Tue 14 Jan, {hour}" + (f" · {coach}" if coach else "")


async def offers(coach: Person, line: str = AFTERNOON) -> None:
    """Send the line, and say yes to what the bot made of it."""
    await coach.sends(line)
    button = coach.private[-1].message.buttons[0][0].label
    assert button.startswith("Offer"), coach.told[-1]
    await coach.presses(button, coach.private[-1])


async def books(person: Person, hour: str, coach: str = "") -> None:
    """Two taps after `/coaching`."""
    await person.sends("/coaching")
    page = person.private[-1]
    await person.presses(label(hour, coach), page)
    await person.presses("Book this time", page)


async def waits(person: Person) -> None:
    await person.sends("/coaching")
    page = person.private[-1]
    await person.presses(next(words for words in page.buttons if "wait" in words), page)


async def slots_of(house: House) -> list[Slot]:
    async with house.app.database.read() as uow:
        return await uow.slots.of_cohort(house.cohort.id, house.clock.at)


async def bookings_of(house: House, person: Person) -> list[Booking]:
    assert person.email
    async with house.app.database.read() as uow:
        (member,) = await uow.members.by_email(person.email)
        return await uow.bookings.of_member(member.id)


def newest(person: Person, words: str) -> str:
    """The newest thing they were told that has these words in it."""
    return next(said for said in reversed(person.told) if words in said)
