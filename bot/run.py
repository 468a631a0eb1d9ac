"""`groupmate run` and `groupmate demo`: start the app, say so, and stop it when the system asks."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import signal
import sys
import webbrowser
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.app import App, SystemClock
from bot.config import CohortConfig, Config, ConfigError, HttpConfig, LogConfig, PlaygroundConfig, StorageConfig
from bot.logs import set_up_logging
from bot.secrets import Secrets

PACKS = Path(__file__).parent.parent / "programmes"
LIVE = ("telegram", "slack")
DEMO_COHORT = "academy-4"
DEMO_START = datetime(2024, 11, 5, 9, 0, tzinfo=ZoneInfo("Europe/Warsaw"))
"""The morning before the Academy's first online day."""


async def run_app(config: Config, secrets: Secrets) -> None:
    """Run until SIGINT or SIGTERM."""
    set_up_logging(config.log)
    if not (config.playground.enabled or config.telegram or config.slack):
        raise ConfigError(
            "There is no platform to run on. Put [telegram] or [slack] into the config, or set playground.enabled = true."
        )
    await _serve(app_of(config, secrets), "groupmate is running")


def app_of(config: Config, secrets: Secrets) -> App:
    """Where the playground is alone, its visitors move the programme's clock; real people live by the real one."""
    if not config.playground.enabled or config.telegram or config.slack:
        return App(config, secrets)
    from bot.demo import ShiftedClock

    wall = SystemClock()
    return App(config, secrets, clock=ShiftedClock(wall, config.playground.data / "clock"), wall=wall)


async def run_demo(port: int, data: Path, *, open_browser: bool) -> None:
    """The playground on the academy pack and its sample people, kept in `data`."""
    from bot.demo import ShiftedClock

    set_up_logging(LogConfig(level="WARNING"))
    config = demo_config(port, data)
    wall = SystemClock()
    app = App(config, clock=ShiftedClock(wall, config.playground.data / "clock", DEMO_START), wall=wall)
    await _serve(app, "The playground is open", open_browser=open_browser)


def demo_config(port: int, data: Path) -> Config:
    data = data.resolve()
    return Config(
        storage=StorageConfig(url=f"sqlite:///{data / 'groupmate.db'}", files=data / "files"),
        http=HttpConfig(port=port),
        playground=PlaygroundConfig(enabled=True, data=data / "playground", sample_people=True),
        cohorts=(CohortConfig(key=DEMO_COHORT, programme=PACKS / "academy"),),
    )


SWITCH_SECONDS = 0.0005
"""How long a thread that computes, such as one that makes a PDF, may keep the others from going on."""


async def _serve(app: App, words: str, *, open_browser: bool = False) -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    starting = asyncio.create_task(app.start())
    told = asyncio.create_task(stopping.wait())
    await asyncio.wait({starting, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await app.stop()
        return
    try:
        await starting
    except OSError as error:
        raise ConfigError(_why_not(app, error)) from None
    address = f"http://{_name_of(app.config.http.host)}:{app.port}/"
    page = "" if app.config.playground.enabled else "readyz"
    click.echo(f"{words}: {address}{page}  (stop with Ctrl+C)")
    settling = asyncio.create_task(_settle_memory(app), name="memory")
    for name, problem in (await app.problems()).items():
        if name in LIVE:
            click.echo(f"{name}: " + (f"NOT RUNNING. {problem} I keep trying." if problem else "running"))
    if open_browser:
        await asyncio.to_thread(webbrowser.open, address)
    try:
        await stopping.wait()
    finally:
        settling.cancel()
        # Who presses Ctrl+C again means it.
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
        await app.stop()


async def _settle_memory(app: App) -> None:
    """From now on garbage is collected. What starting has made lasts, so it is looked through once, when all of it is there,
    and never again: that takes a tenth of the start, and comes after it."""
    gc.enable()
    await app.warmed_up()
    gc.collect()
    gc.freeze()
    # What was freed goes back to the system: two megabytes of ninety, measured. glibc only.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _name_of(host: str) -> str:
    """What to open in a browser: "everywhere" is no address, and the playground answers to no such name."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _why_not(app: App, error: OSError) -> str:
    if error.filename is not None:
        return f"{error.filename} cannot be used ({error.strerror}). Check the folder and its permissions."
    where = f"{app.config.http.host}, port {app.config.http.port},"
    other = "Choose another port: `port` under [http] in config.toml, or `demo --port N`."
    return f"{where} cannot be used ({error.strerror}). {other}"
