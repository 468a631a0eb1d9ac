from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.contract.stages import STAGES
from tests.contract.world import Platform

ONCE_MORE = ("telegram by webhook", "slack over http")
"""The same platform by its other way."""

WITH_EACH = ("test_contract", "test_both")
"""Modules that `make test` runs on each platform."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is special to a platform has tests of its own; a feature's walk on another platform is the same once more."""
    for item in items:
        where = getattr(item, "callspec", None) and item.callspec.params.get("platform")  # type: ignore[attr-defined]
        if (
            where not in (None, "playground")
            and item.path.stem not in WITH_EACH
            and item.path.parent == Path(__file__).parent
        ):
            item.add_marker("again")


@pytest.fixture(params=[pytest.param(name, marks=[pytest.mark.again] if name in ONCE_MORE else []) for name in STAGES])
async def platform(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Platform]:
    """The same scenario runs on each."""
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'groupmate.db'}"
        yield await STAGES[request.param](stack, tmp_path, url, monkeypatch)
