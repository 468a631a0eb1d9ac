"""The adapter, started on a Slack of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.slack.fakes import Stage, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged("socket") as stage:
        yield stage


@pytest.fixture(params=["socket", "http"])
async def each_stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Each test that takes it runs in both modes."""
    async with staged(request.param) as stage:
        yield stage
