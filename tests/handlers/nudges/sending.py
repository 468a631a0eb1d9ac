"""One process of several on the same PostgreSQL: the whole bot, which ticks when it is told to, and says what it sent."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

from tests.house import House


async def send(url: str, folder: Path, at: datetime) -> list[list[str]]:
    """Whom it told what. Each line that comes in is a tick at its moment, so that all processes tick at once."""
    house = House(url, folder, at=at)
    await house.open()
    while True:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        line = (await asyncio.to_thread(sys.stdin.readline)).strip()
        if not line:
            break
        await house.move_to(datetime.fromisoformat(line))
    told = [[posted.chat_id, posted.text] for posted in house.platform.posted if posted.chat_id != house.GROUP]
    await house.close()
    return told


if __name__ == "__main__":
    address, where, moment = sys.argv[1:]
    sys.stdout.write(json.dumps(asyncio.run(send(address, Path(where), datetime.fromisoformat(moment)))) + "\n")
