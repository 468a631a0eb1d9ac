from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.contract.stages import STAGES
from tests.contract.world import Platform

ONCE_MORE = ("telegram by webhook", "slack over http")
"""The same platform by its other way."""


@pytest.fixture(params=[pytest.param(name, marks=[pytest.mark.again] if name in ONCE_MORE else []) for name in STAGES])
async def platform(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Platform]:
    """The same scenario runs on each."""
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'groupmate.db'}"
        yield await STAGES[request.param](stack, tmp_path, url, monkeypatch)
