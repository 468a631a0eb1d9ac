"""The bot as a process, and the folder that outlives it: config, pack, roster, database."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.app import SystemClock
from bot.domain.join import hash_code
from bot.domain.people import Profile
from storage.engine import Database
from storage.upgrade import upgrade

ROOT = Path(__file__).parent.parent.parent.parent
COHORT = "academy-9"
READY = 30.0
"""Seconds that a start or an end may take on a busy machine."""

CONFIG = """
[storage]
url = "sqlite:///groupmate.db"
files = "files"

[http]
port = 0

[log]
level = "WARNING"

[[cohorts]]
key = "{cohort}"
programme = "pack"

{platform}
"""


@dataclass
class Bot:
    """`python -m bot run` on one folder through all its lives. What it logs is in `log.txt`."""

    folder: Path
    platform: str
    secrets: Mapping[str, str]
    process: asyncio.subprocess.Process | None = None

    async def spawn(self) -> None:
        command = [sys.executable, "-m", "bot", "run", "--config", str(self.folder / "config.toml")]
        with (self.folder / "log.txt").open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env={**os.environ, **self.secrets}, stdout=asyncio.subprocess.PIPE, stderr=log
            )

    async def ready(self) -> None:
        """Return when it says that the platform is running."""
        assert self.process is not None
        assert self.process.stdout is not None
        said = ""
        async with asyncio.timeout(READY):
            while line := (await self.process.stdout.readline()).decode():
                said += line
                if line.startswith(f"{self.platform}:"):
                    break
        if f"{self.platform}: running" not in said:
            log = (self.folder / "log.txt").read_text()
            raise AssertionError(f"it did not start: {said!r}\n{log[-2000:]}")

    async def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        async with asyncio.timeout(READY):
            return await self.process.wait()

    async def clean_up(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """From a copy, so that whatever a kill has left is for the bot itself to mend."""
        with TemporaryDirectory() as copies:
            for ending in ("", "-wal"):
                path = self.folder / f"groupmate.db{ending}"
                if path.exists():
                    shutil.copy(path, copies)
            connection = sqlite3.connect(Path(copies) / "groupmate.db")
            try:
                return connection.execute(query).fetchall()
            finally:
                connection.close()


def write_folder(folder: Path, platform: str) -> None:
    """`platform` is the config's section of it. The pack is the Academy's, whose first online day is today."""
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text(CONFIG.format(cohort=COHORT, platform=platform))
    pack = folder / "pack"
    shutil.copytree(ROOT / "programmes" / "academy", pack)
    described = (pack / "programme.toml").read_text()
    for old, new in _today().items():
        assert old in described, f"the pack has changed: {old!r}"
        described = described.replace(old, new, 1)
    (pack / "programme.toml").write_text(described)


def _today() -> dict[str, str]:
    """Changes to the pack that make it noon now, with a session that began an hour ago and goes on all afternoon.

    The programme's own clock is the real one, so it is the time zone that gives way.
    """
    now = SystemClock().now()
    ahead = 12 - now.hour
    day = (now + timedelta(hours=ahead)).date()
    return {
        'zone = "Europe/Warsaw"': f'zone = "Etc/GMT{-ahead:+d}"',
        'date = 2024-11-06\nstarts = "10:00"\nends = "14:00"': f'date = {day}\nstarts = "11:00"\nends = "17:00"',
        "late_after = 10": "late_after = 300",
    }


async def fill_database(folder: Path, people: Sequence[tuple[str, str, str]]) -> None:
    """As an import and invitations leave it. `people`: e-mail, name and invite code; the first one organises."""
    database = Database.open(f"sqlite:///{folder / 'groupmate.db'}")
    try:
        await upgrade(database)
        async with database.write() as uow:
            cohort = await uow.cohorts.ensure(COHORT, "academy", "Cluster Booster Academy")
            await uow.members.save(
                cohort.id,
                [
                    Profile(
                        name, email, "", "", "", "Europe/Warsaw", "en", frozenset({"participant" if n else "organiser"})
                    )
                    for n, (email, name, _) in enumerate(people)
                ],
            )
            codes = {email: code for email, _, code in people}
            hashes = [(one.id, hash_code(codes[one.email])) for one in await uow.members.of_cohort(cohort.id)]
            await uow.invites.add(hashes, SystemClock().now())
    finally:
        await database.close()
