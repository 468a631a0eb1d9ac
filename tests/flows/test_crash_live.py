"""A real process on Telegram and on Slack, killed again and again: what it has confirmed is there, once, and was said."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.flows.crashing.on_slack import SlackStage
from tests.flows.crashing.on_telegram import TelegramStage
from tests.flows.crashing.run import crash
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer

KILLS, PEOPLE, QUESTIONS = 10, 5, 2
SEED = 20241106


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.timeout(400)
async def test_nothing_confirmed_is_lost_and_nothing_happens_twice(tmp_path: Path) -> None:
    """Both platforms at once, a bot each: starting again and again takes most of the time."""
    async with TelegramServer() as telegram, SlackServer() as slack:
        stages = TelegramStage(telegram), SlackStage(slack)
        runs = (
            crash(stage, tmp_path / stage.name, kills=KILLS, people=PEOPLE, questions=QUESTIONS, seed=SEED)
            for stage in stages
        )
        for stage, found in zip(stages, await asyncio.gather(*runs), strict=True):
            assert found.faults == [], stage.name
            assert found.most <= 2, stage.name
            assert found.kills == KILLS
