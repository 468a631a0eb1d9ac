from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.contract.stages import STAGES
from tests.contract.world import Platform


@pytest.fixture(params=list(STAGES))
async def platform(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Platform]:
    """The same scenario runs on each."""
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'groupmate.db'}"
        yield await STAGES[request.param](stack, tmp_path, url, monkeypatch)
