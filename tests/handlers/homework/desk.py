"""A trainer, two who learn, and what they do with homework."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from bot.chat.messages import DirectReply
from bot.domain.homework.submissions import AT_ONCE
from tests.house import House, Person

DUE = datetime(2024, 11, 13, 17, 0, tzinfo=UTC)
"""18:00 in Warsaw."""

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LINE = '/assign homework "Business model canvas" due Wed 13 Nov 18:00'
PDF = b"%PDF-1.7 my canvas"
SUM = hashlib.sha256(PDF).hexdigest()[:16]
IN_TIME = "In time: it is due on Wed 13 Nov 2024, 18:00 CET. Until then you can hand in a better version."


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


async def ana_with_task(house: House, line: str = LINE) -> Person:
    ana = await house.joined("Ana Silva")
    await posted(house, line)
    return ana


async def sends_file(person: Person, name: str, data: bytes, media_type: str = "text/csv") -> None:
    """And waits until it is clear that no other comes with it."""
    await person.sends_file(name, data, media_type)
    await person.house.pass_time(AT_ONCE)


def receipt(number: int, version: int, when: str, *lines: str) -> str:
    head = f"✅ Handed in: Business model canvas\nReceipt {number}, version {version}: {when}."
    return "\n".join([head, *lines])
