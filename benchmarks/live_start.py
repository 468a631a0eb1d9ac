"""How soon `groupmate run` is ready on Telegram and Slack, and how much memory it takes while nobody speaks.

Each run is a fresh process, its bytecode compiled before, against the tests' loopback servers in this one.
"""

from __future__ import annotations

import asyncio
import compileall
import os
import re
import statistics
import sys
import time
import urllib.request
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

from benchmarks.report import Row
from benchmarks.start import SETTLED, resident_mb
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer

ROOT = Path(__file__).parent.parent
START = "import sys; sys.modules.update(rich=None, pytz=None, pygments=None); from bot.__main__ import main; main()"
"""`groupmate` as a deployment has it: httpx and python-telegram-bot load rich, pygments and pytz where they are, and only our
tools for development bring them."""

RUNS = 5
PATIENCE = 30.0

PLATFORMS = {
    "telegram": '[telegram]\nbase_url = "{telegram.base_url}"\nbase_file_url = "{telegram.base_file_url}"\n',
    "slack": '[slack]\nbase_url = "{slack.base_url}"\n',
}


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds until it was ready, those of them on a processor, and megabytes in memory at its end."""

    ready: float
    computed: float
    resident: float


async def measure() -> list[Row]:
    """Both platforms, and each alone; ready is when `/readyz` says so, which is after the words on the screen."""
    for folder in ("bot", "handlers", "storage"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    rows: list[Row] = []
    async with TelegramServer() as telegram, SlackServer() as slack:
        for platforms in (("telegram", "slack"), ("telegram",), ("slack",)):
            name = f"groupmate run on {' and '.join(platforms)}"
            runs, idle = await _runs(telegram, slack, *platforms)
            computed = statistics.median(run.computed for run in runs)
            ready = statistics.median(run.ready for run in runs)
            rows.append(Row(f"{name}, ready ({computed:.2f} s of processor)", ready, "s", at_most=1))
            rows.append(Row(f"{name}, idle", idle, "MB", at_most=110))
    return rows


async def _runs(telegram: TelegramServer, slack: SlackServer, *platforms: str) -> tuple[list[Run], float]:
    """All but the first start, which makes the database; and the megabytes of the last, once it has settled."""
    tokens = {
        "GROUPMATE_TELEGRAM_TOKEN": telegram.token,
        "GROUPMATE_SLACK_BOT_TOKEN": slack.bot_token,
        "GROUPMATE_SLACK_APP_TOKEN": slack.app_token,
    }
    with TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        parts = [PLATFORMS[name].format(telegram=telegram, slack=slack) for name in platforms]
        parts += ["[http]\nport = 0\n", '[[cohorts]]\nkey = "bench"\nprogramme = "academy"\n']
        config.write_text("\n".join(parts), encoding="utf-8")
        runs = [await _run(config, tokens, SETTLED if number == RUNS else 0) for number in range(RUNS + 1)]
    return runs[1:], runs[-1].resident


async def _run(config: Path, tokens: dict[str, str], settle: float) -> Run:
    begun = time.perf_counter()
    command = (sys.executable, "-c", START, "run", "--config", str(config))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, env={**os.environ, **tokens})
    try:
        async with asyncio.timeout(PATIENCE):
            address = await _address(process)
            while not await asyncio.to_thread(_ready, address):
                await asyncio.sleep(0.01)
        ready = time.perf_counter() - begun
        computed = _computed(process.pid)
        await asyncio.sleep(settle)
        return Run(ready, computed, resident_mb(process.pid))
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def _address(process: Process) -> str:
    """What it says on the screen once it runs."""
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    found = re.search(r"http://\S+/", line)
    if found is None:
        raise RuntimeError(f"groupmate run did not start: {line}")
    return found[0]


def _computed(pid: int) -> float:
    """User and system time, from behind the name, which may have spaces in it."""
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}readyz", timeout=1):
            return True
    except (URLError, OSError):
        return False
