"""Three processes share one PostgreSQL, and two hundred members tap the same time."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from bot.domain.people import Profile
from tests.databases import fresh_database
from tests.handlers.coaching.desk import NOW, offers, slots_of
from tests.house import House

ROOT = Path(__file__).parents[3]
SHARES = (67, 67, 66)


@pytest.mark.postgres
@pytest.mark.process
@pytest.mark.timeout(300)
async def test_two_hundred_taps_in_three_processes_have_one_winner(postgres_server: str, tmp_path: Path) -> None:
    url = await fresh_database(postgres_server)
    house = await House(url, tmp_path, at=NOW).open()
    coach = await house.joined("Anna", "coach")
    await offers(coach)
    async with house.app.database.write() as uow:
        people = [Profile(f"M {n}", f"m{n}@people.example", time_zone="Europe/Warsaw") for n in range(sum(SHARES))]
        await uow.members.save(house.cohort.id, people)
    wanted = (await slots_of(house))[0].id
    begun = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.handlers.coaching.tapping", url, str(tmp_path / f"{number}"),
            str(sum(SHARES[:number])), str(share), str(wanted),
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for number, share in enumerate(SHARES)
    ]  # fmt: skip
    for process in begun:
        assert process.stdout
        assert await process.stdout.readline() == b"ready\n"
    ended = await asyncio.gather(*(process.communicate(b"go\n") for process in begun))
    assert [process.returncode for process in begun] == [0, 0, 0]
    told = [words for out, _err in ended for words in json.loads(out)]
    winners = [words for words in told if words.startswith("✅ Booked.")]
    losers = [
        words for words in told if "somebody was faster" in words and "• Tue 14 Jan 2025: 14:40, 15:20, 16:00" in words
    ]
    assert (len(told), len(winners), len(losers)) == (200, 1, 199)
    async with house.app.database.read() as uow:
        assert len(await uow.bookings.of_slot(wanted)) == 1
    await house.close()
