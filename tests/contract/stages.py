"""The five ways in which people and the bot meet: the playground, and each platform in both its modes."""

from __future__ import annotations

import socket
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import aiohttp
import pytest

from bot.adapters.slack import Slack
from bot.adapters.telegram import Telegram
from bot.config import PlaygroundConfig, SlackConfig, TelegramConfig
from bot.secrets import Secrets
from tests.contract import on_playground, on_slack, on_telegram
from tests.contract.world import Platform, World, make_world
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer

FAST = 50.0
"""Messages a second in a chat: how the platforms' own limits are kept is shown elsewhere."""


async def on_playground_stage(stack: AsyncExitStack, tmp_path: Path, url: str, patch: pytest.MonkeyPatch) -> Platform:
    playground = PlaygroundConfig(enabled=True, data=tmp_path / "playground")
    world = await make_world(tmp_path, url, patch, Secrets(), playground=playground)
    await run(stack, world)
    session = await stack.enter_async_context(aiohttp.ClientSession())
    stage = on_playground.PlaygroundStage(world, session)
    await on_playground.people_of(stage)
    return stage


async def on_telegram_stage(
    stack: AsyncExitStack,
    tmp_path: Path,
    url: str,
    patch: pytest.MonkeyPatch,
    mode: Literal["polling", "webhook"] = "polling",
) -> Platform:
    patch.setattr(Telegram, "capabilities", replace(Telegram.capabilities, chat_per_second=FAST))
    server = await stack.enter_async_context(TelegramServer())
    port = free_port()
    telegram = TelegramConfig(
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        mode=mode,
        webhook_url=f"http://127.0.0.1:{port}" if mode == "webhook" else "",
    )
    secrets = Secrets.model_validate({"telegram_token": server.token})
    world = await make_world(tmp_path, url, patch, secrets, telegram=telegram, http={"port": port})
    await run(stack, world)
    if mode == "webhook":
        server.violations.clear()  # the address is no https one
    stage = on_telegram.TelegramStage(world, server, server.group("Academy"))
    for name in world.members:
        person = server.person(name)
        stage.room.add(person)
        stage.people[name] = on_telegram.TelegramVisitor(stage, name, person)
    return stage


async def on_slack_stage(
    stack: AsyncExitStack,
    tmp_path: Path,
    url: str,
    patch: pytest.MonkeyPatch,
    mode: Literal["socket", "http"] = "socket",
) -> Platform:
    patch.setattr(Slack, "capabilities", replace(Slack.capabilities, chat_per_second=FAST))
    server = await stack.enter_async_context(SlackServer())
    secret = (
        {"slack_app_token": server.app_token} if mode == "socket" else {"slack_signing_secret": server.signing_secret}
    )
    secrets = Secrets.model_validate({"slack_bot_token": server.bot_token, **secret})
    slack = SlackConfig(base_url=server.base_url, mode=mode)
    world = await make_world(tmp_path, url, patch, secrets, slack=slack)
    await run(stack, world)
    if mode == "http":
        server.use_http(f"http://127.0.0.1:{world.app.port}/slack/events")
        assert await server.verify_url()
    stage = on_slack.SlackStage(world, server, server.channel("academy"))
    for name, member in world.members.items():
        person = server.person(name, email=member.email, zone=member.time_zone)
        stage.room.invite(person)
        stage.people[name] = on_slack.SlackVisitor(stage, name, person)
    return stage


STAGES = {
    "playground": on_playground_stage,
    "telegram by polling": on_telegram_stage,
    "telegram by webhook": partial(on_telegram_stage, mode="webhook"),
    "slack by socket": on_slack_stage,
    "slack over http": partial(on_slack_stage, mode="http"),
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def run(stack: AsyncExitStack, world: World) -> None:
    await world.app.start()
    await world.app.caught_up()
    stack.push_async_callback(world.app.stop)
