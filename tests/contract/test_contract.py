"""The same scenario on each platform: what a handler says it wants happens, in the platform's own way."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Literal

import aiohttp
import pytest

from bot.adapters.slack import Slack
from bot.adapters.telegram import Telegram
from bot.config import PlaygroundConfig, SlackConfig, TelegramConfig
from bot.secrets import Secrets
from tests.contract import on_playground, on_slack, on_telegram, showcase
from tests.contract.world import ANA, BO, ORGANISER, Platform, World, make_world, until
from tests.house import DAY_1
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


@pytest.fixture(params=list(STAGES))
async def platform(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Platform]:
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'groupmate.db'}"
        yield await STAGES[request.param](stack, tmp_path, url, monkeypatch)


async def test_one_programme(platform: Platform) -> None:
    world: World = platform.world  # type: ignore[attr-defined]
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))

    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()

    await ana.writes("Who pays for my hotel in Warsaw?")
    await until("the answer in private", lambda: any("hotel" in words.casefold() for words in ana.told()))
    before = len(platform.group())
    await bo.writes("When does the first online day begin?", group=True)
    await until("the answer in the group", lambda: len(platform.group()) > before)
    assert "10:00" in platform.group()[-1] or "6 Nov" in platform.group()[-1]

    await world.move_to(DAY_1 - timedelta(minutes=5))
    await until("the card", lambda: any("0 of 2 are here" in words for words in platform.group()))
    welcome = await ana.presses("I am here")
    assert welcome is not None
    assert "Welcome" in welcome
    await until("the count", lambda: any("1 of 2 are here" in words for words in platform.group()))
    assert not any("0 of 2 are here" in words for words in platform.group())

    await bo.commands("me", group=True)
    await until("a private reply", lambda: any("bo@people.example" in words for words in bo.told()))
    assert not any("bo@people.example" in words for words in [*platform.group(), *ana.told(), *olga.told()])

    await ana.commands("trip")
    wrong = {"Where to?": "nowhere", "Why?": "", "How?": "By train", "Which day?": "2024-11-20", "When?": "09:30"}
    refusal = await ana.fills_in(wrong)
    assert refusal is not None
    assert "Not to nowhere, please." in refusal
    right = {**wrong, "Where to?": "Łódź <b>*now*</b> & back"}
    assert await ana.fills_in(right) is None
    said = "Planned: Łódź <b>*now*</b> & back / - / train / 2024-11-20 / 09:30 (round 1)"
    await until("the form is in", lambda: said in ana.told())

    showcase.received.clear()
    await ana.sends_file("roadmap żółw.pdf", b"%PDF roadmap", "my roadmap")
    await until("the file is in", lambda: showcase.received)
    await until("it is said so", lambda: any(words.startswith("Got ") for words in ana.told()))
    assert [words for words in ana.told() if words.startswith("Got ")] == ["Got roadmap żółw.pdf, 12 bytes: my roadmap"]
    assert showcase.received == [b"%PDF roadmap"]

    await bo.commands("picture", group=True)
    await until("the picture", platform.pictures)
    (picture,) = platform.pictures()
    assert (picture.data, picture.alt) == (showcase.png(), showcase.ALT)

    await olga.commands("invites")
    if platform.name != "playground":
        await until("nobody is left to invite", lambda: any("nobody left to invite" in words for words in olga.told()))

    await ana.writes("Can I bring my parrot Rex?")
    await until("the question reached the organiser", lambda: any("parrot Rex" in words for words in olga.told()))
    await olga.presses("Answer")
    answer = {"Your answer": "Parrots are welcome."}
    if platform.name == "telegram":
        answer["Send this to Ana Núñez?"] = "Send"
    assert await olga.fills_in(answer) is None
    await until("the answer reached Ana", lambda: any("Parrots are welcome." in words for words in ana.told()))
    assert not any("Parrots are welcome." in words for words in [*platform.group(), *bo.told()])
    platform.check()
