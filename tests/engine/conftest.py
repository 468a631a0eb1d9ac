"""The bot with features made for the test, in one cohort or two."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.config import CohortConfig
from bot.domain.people import Cohort
from bot.feature import Feature
from bot.registry import Registry
from tests.begun import app_of
from tests.house import ACADEMY, House

Build = Callable[..., Awaitable[House]]


@pytest.fixture
async def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Build]:
    """`await build(feature, …)` is a house with only these features; `restart=house` another life of that one."""
    built: list[House] = []

    async def make(*features: Feature, restart: House | None = None, **more: Any) -> House:
        if features:
            monkeypatch.setattr("handlers.discover", lambda: Registry(features))
        if restart:
            await restart.close()
            built.remove(restart)
            more.setdefault("at", restart.clock.at)
        house = House(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path, **more)
        if restart:
            house.platform, house.numbers = restart.platform, restart.numbers
            house.wall.at = restart.wall.at
            house.app.platforms["test"] = house.platform
        built.append(house)
        return await house.open()

    yield make
    for house in built:
        await house.close()


@pytest.fixture
def monotonic(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Its last number is the time of the pace."""
    now = [1000.0]
    monkeypatch.setattr("bot.app.monotonic", lambda: now[-1])
    return now


class TwoCohorts(House):
    """Cohort `aca` in the group, cohort `bee` in another."""

    OTHER = "the-other-group"

    async def open_both(self, *cohorts: CohortConfig) -> TwoCohorts:
        await self.app.database.close()
        both = cohorts or tuple(CohortConfig(key=key, programme=ACADEMY, title=key.upper()) for key in ("aca", "bee"))
        self.config = self.config.model_copy(update={"cohorts": both})
        self.app = app_of(self.config, self.clock, self.wall)
        self.app.platforms["test"] = self.platform
        await self.open()
        async with self.app.database.write() as uow:
            bee = await uow.cohorts.by_key("bee")
            assert bee is not None
            self.bee: Cohort = bee
            await uow.cohorts.bind_group(bee.id, "test", self.OTHER)
        return self


@pytest.fixture
async def two_cohorts(tmp_path: Path) -> AsyncIterator[TwoCohorts]:
    house = TwoCohorts(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path)
    await house.open_both()
    yield house
    await house.close()
