"""A house with chores in it, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import handlers.nudges
from bot.registry import Registry
from tests.handlers.nudges.chores import Board, chores
from tests.house import House

NOON = datetime(2024, 11, 19, 11, 0, tzinfo=UTC)
"""Tuesday, 12:00 in Warsaw."""


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Board:
    """Of two features; `handlers.nudges` is the only other one."""
    made = Board()
    features = (chores("homework", ("hand_in", "read"), made), chores("peers", ("meet",), made))
    monkeypatch.setattr("handlers.discover", lambda: Registry([handlers.nudges.feature, *features]))
    return made


@pytest.fixture
async def home(board: Board, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    house = await House(database_url, tmp_path, at=NOON).open()
    yield house
    await house.close()
