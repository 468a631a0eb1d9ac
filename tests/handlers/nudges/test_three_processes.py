"""Three processes share one PostgreSQL, tick at the same moment, and send each overview and each nudge once."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.people import Profile
from tests.databases import fresh_database
from tests.handlers.coaching.desk import NOW, offers
from tests.house import House

ROOT = Path(__file__).parents[3]
PEOPLE = 120
NUDGE = NOW + timedelta(days=2)
"""When the first nudge to book coaching is due."""

MONDAY = datetime.fromisoformat("2025-03-03T07:00:00+00:00")
"""The week in Warsaw."""


async def joined(house: House) -> None:
    """A hundred and twenty, each with an account."""
    people = [Profile(f"M {n}", f"m{n}@people.example", time_zone="Europe/Warsaw") for n in range(PEOPLE)]
    async with house.app.database.write() as uow:
        await uow.members.save(house.cohort.id, people)
        for n in range(PEOPLE):
            (member,) = await uow.members.by_email(f"m{n}@people.example")
            identity = await uow.accounts.identify("test", f"m{n}", member.name, house.wall.now())
            await uow.accounts.link(identity.account.id, member, "test", house.wall.now())


@pytest.mark.postgres
@pytest.mark.process
@pytest.mark.timeout(300)
async def test_each_is_sent_once(postgres_server: str, tmp_path: Path) -> None:
    url = await fresh_database(postgres_server)
    house = await House(url, tmp_path, at=NOW).open()
    await joined(house)
    await offers(await house.joined("Anna", "coach"))
    await house.close()
    begun = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.handlers.nudges.sending", url, str(tmp_path / f"{number}"), NOW.isoformat(),
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for number in range(3)
    ]  # fmt: skip
    for moment in (NUDGE, NUDGE, NUDGE + timedelta(minutes=1), MONDAY, MONDAY, MONDAY + timedelta(minutes=1)):
        for process in begun:
            assert process.stdout
            assert await process.stdout.readline() == b"ready\n"
        for process in begun:
            assert process.stdin
            process.stdin.write(moment.isoformat().encode() + b"\n")
    ended = await asyncio.gather(*(process.communicate(b"\n") for process in begun))
    assert [process.returncode for process in begun] == [0, 0, 0]
    told = [tuple(one) for out, _err in ended for one in json.loads(out.splitlines()[-1])]
    nudges = Counter(who for who, words in told if words.startswith("You have not booked"))
    overviews = Counter(who for who, words in told if words.startswith("Your week"))
    assert nudges == {f"dm-m{n}": 1 for n in range(PEOPLE)}
    assert overviews == {"dm-anna": 1} | {f"dm-m{n}": 1 for n in range(PEOPLE)}
