"""Telegram and Slack at once: one process, one cohort in a group on each, and people who are on both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.adapters.slack import Slack
from bot.adapters.telegram import Telegram
from bot.config import SlackConfig, TelegramConfig
from bot.secrets import Secrets
from tests.contract import on_slack, on_telegram
from tests.contract.world import ANA, BO, ORGANISER, World, make_world, until
from tests.house import DAY_1
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer


@dataclass
class Both:
    world: World
    telegram: on_telegram.TelegramStage
    slack: on_slack.SlackStage

    async def readiness(self) -> tuple[int, dict[str, Any]]:
        url = f"http://127.0.0.1:{self.world.app.port}/readyz"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Both]:
    """Not started yet."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramServer())
        slack = await stack.enter_async_context(SlackServer())
        secrets = Secrets.model_validate(
            {
                "telegram_token": telegram.token,
                "slack_bot_token": slack.bot_token,
                "slack_app_token": slack.app_token,
            }
        )
        world = await make_world(
            tmp_path,
            f"sqlite:///{tmp_path / 'groupmate.db'}",
            monkeypatch,
            secrets,
            telegram=TelegramConfig(base_url=telegram.base_url, base_file_url=telegram.base_file_url),
            slack=SlackConfig(base_url=slack.base_url),
        )
        monkeypatch.setattr("bot.engine.supervise.FIRST_PAUSE", 0.05)
        for adapter in (Telegram, Slack):
            monkeypatch.setattr(adapter, "capabilities", replace(adapter.capabilities, chat_per_second=50))
        on_first = on_telegram.TelegramStage(world, telegram, telegram.group("Academy"))
        on_second = on_slack.SlackStage(world, slack, slack.channel("academy"))
        for name, member in world.members.items():
            first = telegram.person(name)
            on_first.room.add(first)
            on_first.people[name] = on_telegram.TelegramVisitor(on_first, name, first)
            second = slack.person(name, email=member.email, zone=member.time_zone)
            on_second.room.invite(second)
            on_second.people[name] = on_slack.SlackVisitor(on_second, name, second)
        stack.push_async_callback(world.app.stop)
        yield Both(world, on_first, on_second)


async def test_a_person_on_both_is_one_person(both: Both) -> None:
    world, telegram, slack = both.world, both.telegram, both.slack
    await world.app.start()
    await world.app.caught_up()
    assert await both.readiness() == (
        200,
        {"ready": True, "problems": {"storage": None, "telegram": None, "slack": None}},
    )
    for name in (ORGANISER, ANA):
        await telegram.people[name].enrols()
    await telegram.bind()
    await slack.bind()

    await world.move_to(DAY_1 - timedelta(minutes=5))
    for stage in (telegram, slack):
        await until(f"the card on {stage.name}", lambda stage=stage: "0 of 2 are here" in stage.group()[-1])
    await slack.people[ANA].presses("I am here")
    for stage in (telegram, slack):
        await until(f"the count on {stage.name}", lambda stage=stage: "1 of 2 are here" in stage.group()[-1])
    again = await telegram.people[ANA].presses("I am here")
    assert again is not None
    assert "already" in again
    await until("nothing is sent any more", lambda: "1 of 2 are here" in telegram.group()[-1])


async def test_private_messages_go_to_the_account_last_used(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.accounts.SEEN_EVERY", timedelta(0))
    world, telegram, slack = both.world, both.telegram, both.slack
    await world.app.start()
    await world.app.caught_up()
    for name in (ORGANISER, ANA):
        await telegram.people[name].enrols()
    await telegram.bind()
    await slack.bind()
    asker = slack.people[BO]
    olga_here, olga_there = telegram.people[ORGANISER], slack.people[ORGANISER]

    await olga_here.commands("help")
    await asker.writes("Which font is on the certificate?")
    await until("the question is on Telegram", lambda: any("Which font" in words for words in olga_here.told()))
    await olga_there.commands("help")
    await asker.writes("Can I bring my parrot Rex?")
    await until("the question is on Slack", lambda: any("parrot Rex" in words for words in olga_there.told()))
    assert not any("Which font" in words for words in olga_there.told())
    assert not any("parrot Rex" in words for words in olga_here.told())


async def test_one_that_cannot_start_does_not_stop_the_other(both: Both) -> None:
    world, telegram, slack = both.world, both.telegram, both.slack
    await slack.server.down()
    await world.app.start()
    await world.app.caught_up()
    status, body = await both.readiness()
    assert (status, body["ready"], body["problems"]["telegram"]) == (503, False, None)
    assert "Slack" in body["problems"]["slack"]

    await telegram.people[ORGANISER].enrols()
    await telegram.bind()
    await slack.server.up()
    await until("Slack runs", lambda: world.app.platforms["slack"].problem is None)
    await slack.bind()
    assert (await both.readiness())[0] == 200


async def test_a_wrong_token_is_said_without_the_token(both: Both, caplog: pytest.LogCaptureFixture) -> None:
    world, telegram = both.world, both.telegram
    telegram.server.revoke()
    await world.app.start()
    await world.app.caught_up()
    _, body = await both.readiness()
    assert "GROUPMATE_TELEGRAM_TOKEN" in body["problems"]["telegram"]
    assert body["problems"]["slack"] is None
    for said in (str(body), caplog.text):
        assert telegram.server.token not in said
        assert telegram.server.token.partition(":")[2] not in said
