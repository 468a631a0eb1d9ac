"""`groupmate run` with the playground: its clock is the programme's where nobody else lives by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.playground.stage import ClockStands
from bot.app import App
from bot.config import CohortConfig, Config, HttpConfig, PlaygroundConfig, StorageConfig, TelegramConfig
from bot.demo import MovingClock
from bot.run import app_of
from bot.secrets import Secrets
from tests.house import ACADEMY

THEN = datetime(2024, 11, 6, 8, 50, tzinfo=UTC)


def config_of(folder: Path, telegram: TelegramConfig | None = None) -> Config:
    return Config(
        storage=StorageConfig(url=f"sqlite:///{folder / 'groupmate.db'}", files=folder / "files"),
        http=HttpConfig(port=0),
        playground=PlaygroundConfig(enabled=True, data=folder / "playground"),
        cohorts=(CohortConfig(key="own", programme=ACADEMY),),
        telegram=telegram,
    )


def moving(app: App) -> MovingClock:
    return MovingClock(app.clock, app.schedule, app.delivery)


async def test_who_rehearses_alone_moves_the_programmes_clock(tmp_path: Path) -> None:
    app = app_of(config_of(tmp_path), Secrets())
    await app.start()
    try:
        await moving(app).move_to(THEN)
        assert app.clock.now() - THEN < timedelta(minutes=5)
        assert "Check-in closes: Online day 1" in [plan.what for plan in await app.schedule.planned()]
    finally:
        await app.stop()


async def test_where_real_people_are_it_stands(tmp_path: Path) -> None:
    app = app_of(config_of(tmp_path, TelegramConfig()), Secrets(telegram_token="1:x"))
    with pytest.raises(ClockStands):
        await moving(app).move_to(THEN)
    assert app.clock.now() - THEN > timedelta(days=300)
    await app.database.close()
