"""One process of several on the same PostgreSQL: the whole bot, in which some of the members tap the same time."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bot.chat.events import ButtonPressed
from handlers.coaching.buttons import Book
from tests.handlers.coaching.desk import NOW
from tests.house import House, Person


async def tap(url: str, folder: Path, first: int, count: int, slot: int) -> list[str]:
    """What each of them was told. It begins when a line comes in, so that all processes tap at once."""
    house = House(url, folder, at=NOW)
    await house.open()
    people = [Person(house, f"m{n}", f"M {n}", f"m{n}@people.example") for n in range(first, first + count)]
    events = [person.event(ButtonPressed, token=Book(slot).pack(), message_id=None) for person in people]
    for number, event in enumerate(events):
        object.__setattr__(event, "event_id", f"tap:{first + number}")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    for handled in await asyncio.gather(*(house.app.dispatcher.handle(event) for event in events)):
        assert handled.failed is None, handled.failed
        handled.release()
    await house.app.delivery.settled()
    told = [posted.text for person in people for posted in person.private[:1]]
    await house.close()
    return told


if __name__ == "__main__":
    address, where, start, number, wanted = sys.argv[1:]
    sys.stdout.write(json.dumps(asyncio.run(tap(address, Path(where), int(start), int(number), int(wanted)))) + "\n")
