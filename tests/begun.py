"""The bot, made and started for a test in a fraction of what it takes at home: what all tests have alike is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from sqlalchemy import create_engine, make_url

import handlers
from bot.app import App
from bot.config import Config, StorageConfig
from bot.ports import Clock
from bot.programme import Programme, load_programme
from storage.engine import Database
from storage.upgrade import begin

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"


@cache
def _empty_database() -> bytes:
    """A SQLite file with all tables; to copy it takes a hundredth of making them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tables.db"
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            begin(connection)
        engine.dispose()
        return path.read_bytes()


def make_tables(url: str) -> None:
    """Where that is a SQLite file that is not there yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).exists():
        Path(parsed.database).write_bytes(_empty_database())


def with_tables(url: str) -> Database:
    """A database with all tables."""
    make_tables(url)
    return Database.open(url)


_PACKS: dict[str, Programme] = {}


def _contents(folder: Path) -> str:
    """What stands in a pack's files, in short."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(folder)}:{path.stat().st_size}:".encode() + path.read_bytes())
    return found.hexdigest()


def _loaded(folder: Path) -> Programme:
    """The same pack is read once, in whatever folder it is; one with mistakes, each time."""
    contents = _contents(folder)
    if contents not in _PACKS:
        _PACKS[contents] = load_programme(folder)
    return _PACKS[contents].model_copy(update={"path": folder})


_DISCOVER, _FOLDERS = handlers.discover, list(handlers.__path__)
_FEATURES = cache(_DISCOVER)


def app_of(config: Config, clock: Clock, wall: Clock) -> App:
    """The bot, with tables; packs that ship and the features are read once for all tests."""
    make_tables(config.storage.url)
    ours = handlers.discover is _DISCOVER and list(handlers.__path__) == _FOLDERS
    found = _FEATURES if ours else handlers.discover
    with patch("bot.app.load_programme", _loaded), patch("handlers.discover", found):
        return App(config, clock=clock, wall=wall)


async def start(app: App) -> None:
    """Start it, without what makes the first answers fast, as each test would pay for it, and without the real minute's
    ticks: they would come between what a test does."""
    with patch.object(app, "_warm_up", _nothing):
        if await _begun(app):
            with patch.object(app.schedule, "tick", _nothing):
                await app.start()
        else:
            await app.start()
    await app.caught_up()


Known = tuple[datetime, str, tuple[str, ...]]

_BEGUN: dict[Known, bytes | None] = {}
"""Databases as a bot leaves them that was started at a moment and stopped at once. To copy one takes a tenth of starting:
the first tick asks every feature. None for what was wanted once so far, which may be all."""


async def _begun(app: App) -> bool:
    """Whether a new database was made into that of a bot that has had its first tick at this very moment. Not for
    features of a test's own, nor where something stands in the database already."""
    config = app.config
    path = Path(make_url(config.storage.url).database or "")
    if not config.storage.url.startswith("sqlite:") or app.deployment.registry is not _FEATURES():
        return False
    if path.read_bytes() != _empty_database():
        return False
    settings = config.model_dump_json(exclude={"storage": True, "cohorts": {"__all__": {"programme"}}})
    packs = tuple(_contents(cohort.programme) for cohort in config.cohorts)
    known = (app.clock.now(), settings, packs)
    if known not in _BEGUN:
        _BEGUN[known] = None
        return False
    begun = _BEGUN[known]
    if begun is None:
        with TemporaryDirectory() as folder:
            away = Path(folder) / "begun.db"
            storage = StorageConfig(url=f"sqlite:///{away}", files=Path(folder) / "files")
            other = app_of(config.model_copy(update={"storage": storage}), app.clock, app.wall)
            with patch.object(other, "_warm_up", _nothing):
                await other.start()
            await other.caught_up()
            await other.stop()
            begun = _BEGUN[known] = away.read_bytes()
    path.write_bytes(begun)
    return True


async def _nothing() -> None:
    """Instead of what a test does not want."""
