"""Packs on disk and loaded."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.programme import Programme, load_programme

SHIPPED = Path(__file__).parents[2] / "programmes"


@pytest.fixture(scope="session", params=["academy", "track", "bsr"])
def shipped(request: pytest.FixtureRequest) -> Programme:
    """Each pack that ships."""
    return load_programme(SHIPPED / request.param)


@pytest.fixture(scope="session")
def academy() -> Programme:
    return load_programme(SHIPPED / "academy")


@pytest.fixture(scope="session")
def bsr() -> Programme:
    return load_programme(SHIPPED / "bsr")


@pytest.fixture
def now() -> datetime:
    """Between the first and the second online day of the academy."""
    return datetime(2024, 11, 7, 12, 0, tzinfo=UTC)
