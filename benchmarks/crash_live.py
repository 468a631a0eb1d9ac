"""`groupmate run` killed a hundred times on each live platform, in the middle of a conversation. What comes of that.

The conversation, the servers and the reckoning are those of the tests (tests/flows/crashing), at greater length.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.report import Row

KILLS, PEOPLE, QUESTIONS = 100, 40, 20
SEED = 7

# By name, as the tests' own types are not held to what is asked of the product's.
STAGES = {
    "Telegram": ("tests.servers.telegram", "TelegramServer", "tests.flows.crashing.on_telegram", "TelegramStage"),
    "Slack": ("tests.servers.slack", "SlackServer", "tests.flows.crashing.on_slack", "SlackStage"),
}


async def measure() -> list[Row]:
    """Both platforms at once, a bot each. What is wrong in particular goes to standard error."""
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # connections end when their process does
    found = await asyncio.gather(*(_crash(platform) for platform in STAGES))
    return [row for platform, one in zip(STAGES, found, strict=True) for row in _rows(platform, one)]


async def _crash(platform: str) -> Any:
    servers, server, stages, stage = STAGES[platform]
    crash = import_module("tests.flows.crashing.run").crash
    with TemporaryDirectory() as folder:
        async with getattr(import_module(servers), server)() as running:
            on_stage = getattr(import_module(stages), stage)(running)
            return await crash(
                on_stage, Path(folder) / "bot", kills=KILLS, people=PEOPLE, questions=QUESTIONS, seed=SEED
            )


def _rows(platform: str, found: Any) -> Iterator[Row]:
    for fault in found.faults:
        print(f"{platform}: {fault}", file=sys.stderr)
    yield Row(f"kills survived ({platform})", found.kills, "kills", at_least=KILLS)
    yield Row(f"effects of the conversation ({platform})", found.effects, "rows")
    yield Row(f"effects lost ({platform})", len(found.lost), "effects", at_most=0)
    yield Row(f"effects twice ({platform})", len(found.twice), "effects", at_most=0)
    yield Row(f"messages posted ({platform})", found.posts, "messages")
    yield Row(f"messages missing ({platform})", len(found.missing), "messages", at_most=0)
    yield Row(f"messages left waiting ({platform})", len(found.waiting), "messages", at_most=0)
    yield Row(f"messages repeated without a kill ({platform})", len(found.unexplained), "messages", at_most=0)
    yield Row(f"messages repeated, once a kill ({platform})", len(found.repeated), "messages")
    yield Row(f"postings of one message, at most ({platform})", found.most, "postings", at_most=2)
    yield Row(f"other complaints ({platform})", len(found.complaints), "complaints", at_most=0)
