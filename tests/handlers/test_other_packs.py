"""The same features on programmes whose dates or hours are not published."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.house import ACADEMY, House

AFTER_ALL = datetime(2025, 4, 1, 9, 0, tzinfo=UTC)


@asynccontextmanager
async def opened(folder: Path, pack: Path) -> AsyncIterator[House]:
    house = await House(f"sqlite:///{folder / 'g.db'}", folder, programme=pack).open()
    try:
        yield house
    finally:
        await house.close()


async def test_without_dates_nothing_is_made_up(tmp_path: Path) -> None:
    async with opened(tmp_path, ACADEMY.parent / "bsr") as house:
        olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
        await ana.sends("/checkin")
        assert ana.told[-1] == "No check-in is open. The dates of the next sessions are not published yet."
        await ana.sends("/eligibility")
        assert ana.told[-1] == "You may come to every session of this programme: none of them has a precondition."
        await ana.sends("/status")
        assert ana.told[-1].endswith("There is nothing to report about you yet. /help shows what I can do for you.")
        await olga.sends("/status")
        assert [line.partition(":")[0] for line in olga.told[-1].split("\n")[1:]] == [
            "Joined",
            "At risk",
        ]


async def test_without_sessions_nothing_is_made_up(tmp_path: Path) -> None:
    async with opened(tmp_path, ACADEMY.parent / "track") as house:
        ana = await house.joined("Ana", "mentee")
        await ana.sends("/checkin")
        assert ana.told[-1] == "No check-in is open, and none is planned."
        await ana.sends("/me")
        assert "attendance" not in ana.told[-1]


async def test_nobody_has_missed_what_one_could_not_check_in_to(tmp_path: Path) -> None:
    """The in-person days without the bot's own opening hours: no hours are published, so there is no check-in."""
    pack = shutil.copytree(ACADEMY, tmp_path / "pack")
    words = (pack / "programme.toml").read_text(encoding="utf-8")
    (pack / "programme.toml").write_text(re.sub(r"\ncheck_in = \{ from.*", "", words), encoding="utf-8")
    async with opened(tmp_path, pack) as house:
        olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
        await house.move_to(AFTER_ALL)
        await ana.sends("/status")
        assert ana.told[-1].split("\n")[-2:] == ["• Warsaw day 1: over", "• Warsaw day 2: over"]
        await olga.sends("/status")
        status = olga.private[-1]
        await olga.presses("All sessions (5)", status)
        assert "• Warsaw day 1: over, no check-in was taken" in olga.told[-1].split("\n")
        await olga.presses("At risk (1)", status)
        assert "• Ana (Ana's cluster): missed Online day 1, Online day 2, Online day 3" in olga.told[-1].split("\n")
