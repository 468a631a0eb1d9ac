"""How soon the demo is ready, and how much memory it takes while nobody speaks. Each run is a fresh process."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Row

RUNS = 3
SETTLED = 3.0
"""Seconds after which the process has done all that it does by itself: the FAQ index is built in that time, and its process
has ended."""


def measure() -> list[Row]:
    """The first start makes the database; the median of the next ones opens it."""
    with TemporaryDirectory() as folder:
        first, _spoken_in = _start(Path(folder))  # its group has just talked, and asked
        runs = [_start(Path(folder)) for _ in range(RUNS)]
    again, idle = (statistics.median(figures) for figures in zip(*runs, strict=True))
    return [
        Row("groupmate demo, ready for the first time", first, "s", at_most=1.5),
        Row("groupmate demo, ready again", again, "s", at_most=1.5),
        Row("core, SQLite and playground, idle", idle, "MB", at_most=90),
    ]


def _start(folder: Path) -> tuple[float, float]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", str(port), "--data", str(folder / "data")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            while not _answers(port):
                if process.poll() is not None:
                    raise RuntimeError("groupmate demo did not start")
                time.sleep(0.01)
            ready = time.perf_counter() - begun
            time.sleep(SETTLED)
            return ready, resident_mb(process.pid)
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


def resident_mb(pid: int) -> float:
    """What the process and those that it has started have in memory."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    own = sum(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
    begun = [child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    return own + sum(resident_mb(int(child)) for child in begun)
