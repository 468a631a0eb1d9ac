"""Starting, reconnecting, stopping; and the door in HTTP mode."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.adapters.slack import Slack
from bot.adapters.slack.http import Http
from bot.adapters.slack.turns import Outcome
from bot.chat.errors import Offline, SendError
from bot.chat.events import Event, MessagePosted
from bot.chat.messages import Message
from bot.chat.text import paragraphs
from bot.ports import CannotStart, ChatPlatform, Handled, ToAccount
from tests.adapters.slack.fakes import SAMPLES, Bot, MemoryStore, Stage, StillClock, adapter, staged
from tests.servers.slack import SlackServer
from tests.servers.slack.changes import wall
from tests.servers.slack.signed_http import sign

HELLO = Message(paragraphs("Hello"))


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.slack.socket.WATCH_SECONDS", 0.02)
    monkeypatch.setattr("bot.adapters.slack.socket.FIRST_PAUSE", 0.01)


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bot_token": "xoxb-wrong"}, "bot token"),
        ({"bot_token": "xapp-test-1"}, "mixed up"),
        ({"app_token": "xapp-wrong"}, "app token"),
        ({"app_token": "xoxb-test-1"}, "app token"),
        ({"app_token": None}, "needs an app token"),
        ({"mode": "http", "signing_secret": ""}, "needs the app's signing secret"),
    ],
)
async def test_what_is_wrong_is_said_with_what_to_do(server: SlackServer, changes: dict[str, Any], words: str) -> None:
    slack = adapter(server, MemoryStore(), **changes)
    with pytest.raises(CannotStart, match=words) as raised:
        await slack.start(Bot().receive)
    assert "test-1" not in str(raised.value)
    assert slack.problem
    await slack.close()


async def test_a_start_that_failed_can_be_tried_again(server: SlackServer) -> None:
    slack, bot = adapter(server, MemoryStore()), Bot()
    await server.down()
    with pytest.raises(Offline):
        await slack.start(bot.receive)
    await server.up()
    server.fail_next("auth.test", status=503)
    with pytest.raises(SendError):
        await slack.start(bot.receive)
    server.fail_next("apps.connections.open", error="ratelimited", retry_after=3)
    with pytest.raises(SendError):
        await slack.start(bot.receive)
    assert slack.problem
    await slack.start(bot.receive)
    assert slack.problem is None
    await slack.stop()
    await slack.close()


async def test_before_and_after_its_life_nothing_can_be_sent(server: SlackServer) -> None:
    slack = adapter(server, MemoryStore())
    ana = server.person("Ana", email="ana@example.org")
    with pytest.raises(Offline):
        await slack.send(ToAccount(ana.id), HELLO, "1")
    await slack.stop()
    await slack.start(Bot().receive)
    await slack.stop()
    await slack.send(ToAccount(ana.id), HELLO, "1")
    await slack.close()
    with pytest.raises(Offline):
        await slack.send(ToAccount(ana.id), HELLO, "1")
    assert [message.text for message in server.messages(ana)] == ["Hello"]
    assert server.connections == 0


@pytest.mark.parametrize("warning", [True, False])
async def test_a_connection_that_ends_is_made_anew(stage: Stage, warning: bool) -> None:
    ana = stage.server.person("Ana", email="ana@example.org")
    for number in range(3):
        await stage.server.disconnect_sockets(warning=warning)
        await stage.server.until(lambda: stage.server.connections)
        await ana.says(None, f"hello {number}")
        await stage.server.settled()
    assert [event.text for event in stage.bot.heard if isinstance(event, MessagePosted)] == [
        "hello 0",
        "hello 1",
        "hello 2",
    ]


async def test_while_slack_is_away_the_adapter_says_so_and_goes_on_trying(stage: Stage) -> None:
    server, slack = stage.server, stage.slack
    ana = server.person("Ana", email="ana@example.org")
    await server.down()
    async with asyncio.timeout(5):
        while slack.problem is None:
            await asyncio.sleep(0.005)
    assert "not connected" in slack.problem
    await server.up()
    await server.until(lambda: server.connections)
    await ana.says(None, "hello")
    await server.settled()
    assert len(stage.bot.heard) == 1
    assert slack.problem is None


async def test_a_turn_during_which_the_connection_ends_is_one_event(stage: Stage) -> None:
    """The acknowledgement goes back on its own connection; when that is gone Slack sends the event again."""
    stage.server.retry_after = (0.05, 0.05, 0.05)
    ana = stage.server.person("Ana", email="ana@example.org")
    held, entered = asyncio.Event(), asyncio.Event()
    real = stage.bot.receive

    async def slow(event: Event) -> Handled:
        handled = await real(event)
        entered.set()
        await held.wait()
        return handled

    assert stage.slack._live
    stage.slack._live.turns._receive = slow
    await ana.says(None, "hello")
    await entered.wait()
    await stage.server.disconnect_sockets(warning=False)
    held.set()
    await stage.server.settled()
    assert stage.server.deliveries[-1].acked
    assert len(stage.bot.heard) == 1
    assert stage.bot.deliveries == 2
    assert len(stage.bot.released) == 2


async def test_stop_waits_for_the_turns_in_flight(each_stage: Stage) -> None:
    server, slack = each_stage.server, each_stage.slack
    ana = server.person("Ana", email="ana@example.org")
    held, entered = asyncio.Event(), asyncio.Event()

    async def slow(event: Event) -> Handled:
        entered.set()
        await held.wait()
        return Handled(release=lambda: each_stage.bot.released.append(event.event_id))

    assert slack._live
    slack._live.turns._receive = slow
    await ana.says(None, "hello")
    await entered.wait()
    stopping = asyncio.create_task(slack.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    held.set()
    await stopping
    assert len(each_stage.bot.released) == 1
    await server.settled()
    assert server.deliveries[-1].acked


async def test_stop_waits_for_nobody_for_ever(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.adapters.slack.turns.FLIGHT_SECONDS", 0.01)
    monkeypatch.setattr("bot.adapters.slack.turns.AFTER_SECONDS", 0.01)
    assert stage.slack._live
    turns = stage.slack._live.turns
    ended = asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    turns.finish(Outcome(after=[endless]))
    async with turns.flight():
        await asyncio.wait_for(stage.slack.stop(), 5)
        assert ended.is_set()
    assert "a turn in flight" in caplog.text


# HTTP


async def post(stage: Stage, body: str, *, age: float = 0, secret: str | None = None, **headers: str) -> int:
    stamp = str(int(wall() - age))
    signed = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(secret or stage.server.signing_secret, stamp, body),
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(stage.url, data=io.BytesIO(body.encode()), headers=signed | headers) as answer,
    ):
        return answer.status


EVENT = json.dumps(
    {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "event": {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "1.2", "text": "hi"},
    }
)


@pytest.fixture
async def door() -> AsyncIterator[Stage]:
    async with staged("http") as stage:
        yield stage


async def test_the_challenge_is_answered(door: Stage) -> None:
    assert await door.server.verify_url()


async def test_who_is_not_slack_is_refused_and_counted(door: Stage) -> None:
    statuses = [
        await post(door, EVENT, secret="another"),
        await post(door, EVENT, age=301),
        await post(door, EVENT, age=-301),
        await post(door, EVENT, **{"X-Slack-Signature": "v0=00"}),
        await post(door, EVENT, **{"X-Slack-Request-Timestamp": "soon"}),
    ]
    assert statuses == [401] * 5
    assert (door.slack.refused, door.bot.heard) == (5, [])
    assert await post(door, EVENT) == 200
    assert len(door.bot.heard) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ("[1]", 400), ("[" * 100_000, 400), ("x" * (2**20 + 1), 413), ("", 200), ("{}", 200)],
)
async def test_hostile_bodies(door: Stage, body: str, status: int) -> None:
    assert await post(door, body) == status
    assert door.bot.heard == []


async def begun(stage: Stage, body: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A request whose body stops coming."""
    address = urlsplit(stage.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST {address.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    return reader, writer


async def test_a_body_that_never_comes_holds_up_no_stop(door: Stage) -> None:
    entered = asyncio.Event()
    assert door.slack._live
    carrier = door.slack._live.carrier
    assert isinstance(carrier, Http)
    read = carrier._read

    async def noted(request: Any) -> Any:
        entered.set()
        return await read(request)

    carrier._read = noted  # type: ignore[method-assign]
    _, writer = await begun(door, b"{")
    await entered.wait()
    await asyncio.wait_for(door.slack.stop(), 1)
    writer.close()
    await writer.wait_closed()


async def test_a_body_that_takes_too_long_is_refused(door: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.slack.http.BODY_SECONDS", 0.01)
    reader, writer = await begun(door, b"{")
    assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
    assert door.slack.refused == 1
    writer.close()
    await writer.wait_closed()


async def test_while_it_stops_slack_is_told_to_come_again(door: Stage) -> None:
    await door.slack.stop()
    assert await post(door, EVENT) == 503
    await door.slack.close()
    assert await post(door, EVENT) == 503


async def test_a_failure_that_may_pass_is_a_503(door: Stage) -> None:
    door.bot.answer = lambda event: Handled(again=True)
    assert await post(door, EVENT) == 503


def test_the_adapter_says_what_it_can() -> None:
    can = Slack.capabilities
    assert (can.modals, can.whispers, can.finds_by_email, can.text_max, can.chat_per_second) == (
        True,
        True,
        True,
        12000,
        1,
    )


async def test_a_connection_that_ends_at_once_is_not_made_anew_in_a_hurry(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack ends each one at once where Socket Mode is switched off."""
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    monkeypatch.setattr("bot.adapters.slack.socket.asyncio.sleep", noted)
    for number in range(1, 4):
        await stage.server.disconnect_sockets(warning=False)
        await stage.server.until(lambda number=number: len([p for p in pauses if p < 1]) >= number)
        await stage.server.until(lambda: stage.server.connections)
    assert [pause for pause in pauses if pause < 1][:3] == [0.01, 0.02, 0.04]


def test_it_is_a_chat_platform() -> None:
    platform: ChatPlatform = Slack(
        "xoxb-1",
        MemoryStore(),
        StillClock(),
        app_token="xapp-1",
        signing_secret=None,
        base_url="http://127.0.0.1/",
        mode="socket",
        commands=(),
    )
    assert (platform.name, platform.problem) == ("slack", "Slack is not connected.")


async def test_a_check_of_the_certificate_is_answered(door: Stage) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(door.url, data={"ssl_check": "1", "token": "verification-token"}) as answer,
    ):
        assert answer.status == 200
    assert door.bot.heard == []


def hostile() -> list[str]:
    """Each captured payload with each of its upper values exchanged for junk."""
    made = []
    for sample in SAMPLES.values():
        for holder in (sample, sample.get("event"), sample.get("view"), sample.get("container")):
            for key in holder if isinstance(holder, dict) else ():
                kept = holder[key]
                for junk in (None, [], "x", {"id": []}, 7):
                    holder[key] = junk
                    made.append(json.dumps(sample))
                holder[key] = kept
    return made[::29]


async def test_signed_junk_is_survived(door: Stage, caplog: pytest.LogCaptureFixture) -> None:
    bodies = hostile()
    statuses = {await post(door, body) for body in bodies}
    assert len(bodies) > 100
    assert statuses <= {200, 400, 500}
    assert await post(door, EVENT) == 200


async def test_junk_over_the_socket_is_survived(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.server.ack_within = 0.1
    stage.server.retry_after = (0.0, 0.0, 0.0)
    for body in hostile()[::4]:
        stage.server.push_raw(json.loads(body))
    await stage.server.settled(30)
    ana = stage.server.person("Ana", email="ana@example.org")
    stage.server.ack_within = 3
    stage.bot.heard.clear()
    await ana.says(None, "still there?")
    await stage.server.settled()
    assert [event.text for event in stage.bot.heard if isinstance(event, MessagePosted)] == ["still there?"]
    stage.server.violations.clear()  # answers to junk that was taken for a command
