"""A trainer, two who learn, and what they do with homework."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.chat.messages import DirectReply
from tests.house import House, Person

DUE = datetime(2024, 11, 13, 17, 0, tzinfo=UTC)
"""18:00 in Warsaw."""

HOUR = timedelta(hours=1)
LINE = '/assign homework "Business model canvas" due Wed 13 Nov 18:00'
PDF = b"%PDF-1.7 my canvas"


async def trainer(house: House) -> Person:
    return await house.joined("Tomas Okoye", "trainer")


async def posted(house: House, line: str = LINE, by: Person | None = None) -> Person:
    """Posted by a trainer, whom it gives."""
    tomas = by or await trainer(house)
    await tomas.sends(line)
    await tomas.presses("Post it now")
    return tomas


def toast(reply: DirectReply) -> str:
    return reply.toast.text if reply.toast else ""


def newest(person: Person) -> str:
    return person.told[-1]


async def handed_in(person: Person, *words: str) -> None:
    """By one who has one open task."""
    await person.sends("/submit")
    for one in words:
        await person.says(one)
    await person.presses("Hand it in now")
