"""Telegram calls us: only it can, and it is told that all is well only when that is stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from bot.adapters.telegram import Telegram
from bot.adapters.telegram.translate import ALLOWED_UPDATES
from bot.adapters.telegram.webhook import BODY_MAX, PATH, SECRET_HEADER, address, secret_of
from bot.chat.events import Event, MessagePosted
from bot.ports import CannotStart, Handled
from tests.adapters.telegram.conftest import Recorder, adapter_of
from tests.servers.telegram import TelegramServer


@dataclass
class Hooked:
    platform: Telegram
    client: TestClient[web.Request, web.Application]
    secret: str

    async def post(self, body: bytes | Any, secret: str | None = None) -> int:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {SECRET_HEADER: self.secret if secret is None else secret}
        async with self.client.post(PATH, data=BytesIO(data), headers=headers) as answer:
            return answer.status


@pytest.fixture
async def hooked(server: TelegramServer, bot: Recorder) -> AsyncIterator[Hooked]:
    app, port = web.Application(), unused_port()
    platform = adapter_of(server, mode="webhook", webhook_url=f"http://127.0.0.1:{port}/")
    platform.routes(app)
    async with TestClient(TestServer(app, port=port)) as client:
        yield Hooked(platform, client, secret_of(server.token))
        await platform.stop()
        await platform.close()


def update(text: str = "hello") -> dict[str, Any]:
    person = {"id": 5301877412, "is_bot": False, "first_name": "Marta"}
    chat = {"id": 5301877412, "type": "private", "first_name": "Marta"}
    return {
        "update_id": 7,
        "message": {"message_id": 1, "date": 1772439300, "from": person, "chat": chat, "text": text},
    }


async def test_telegram_posts_and_is_told_before_anything_is_sent(
    hooked: Hooked, server: TelegramServer, bot: Recorder
) -> None:
    told: list[tuple[int, int]] = []
    await hooked.platform.start(bot.receive)
    anna = server.person("Anna")
    await anna.says(None, "hello")
    await server.settled()
    told += [(status, len(server.updates.pending)) for status, _ in server.delivered_to_webhook]
    (event,) = bot.events
    assert isinstance(event, MessagePosted)
    assert (event.text, told) == ("hello", [(200, 0)])
    await server.until(lambda: bot.released == [event.event_id])
    (call,) = (call for call in server.calls if call.method == "setWebhook")
    assert call.params == {
        "url": f"http://127.0.0.1:{hooked.client.port}{PATH}",
        "max_connections": 40,
        "allowed_updates": list(ALLOWED_UPDATES),
        "secret_token": hooked.secret,
    }
    assert hooked.platform.problem is None


async def test_what_was_not_stored_is_posted_again(hooked: Hooked, server: TelegramServer, bot: Recorder) -> None:
    answers = iter([Handled(failed="busy", again=True), Handled(failed="busy", again=True), Handled()])
    bot.answer = lambda _event: next(answers)
    await hooked.platform.start(bot.receive)
    await server.person("Anna").says(None, "hello")
    await server.settled()
    assert [status for status, _ in server.delivered_to_webhook] == [503, 503, 200]
    assert len({event.event_id for event in bot.events}) == 1


@pytest.mark.parametrize(
    ("body", "secret", "status"),
    [
        (update(), "", 401),
        (update(), "x" * 64, 401),
        (update(), "ß\u20ac".encode().decode("latin-1"), 401),
        (b"x" * (BODY_MAX + 1), "", 401),
        (b"x" * (BODY_MAX + 1), None, 413),
        (b"no json", None, 400),
        (b"[" * 100_000, None, 400),
        (b"\xff\xfe", None, 400),
    ],
)
async def test_who_is_not_telegram_is_refused_and_counted(
    hooked: Hooked, bot: Recorder, body: Any, secret: str | None, status: int
) -> None:
    await hooked.platform.start(bot.receive)
    assert await hooked.post(body, secret) == status
    assert await hooked.post(body, secret) == status
    assert hooked.platform.webhook.refused == {status: 2}
    assert bot.events == []


@pytest.mark.parametrize("body", [[], {}, {"update_id": 1, "message": "what"}, None])
async def test_what_makes_no_event_is_taken_all_the_same(hooked: Hooked, bot: Recorder, body: Any) -> None:
    """Telegram would post it for a day otherwise, and everything behind it would wait."""
    await hooked.platform.start(bot.receive)
    assert await hooked.post(body) == 200
    assert bot.events == []


async def test_before_the_start_and_after_the_stop_it_is_to_come_later(hooked: Hooked, bot: Recorder) -> None:
    assert await hooked.post(update()) == 503
    await hooked.platform.start(bot.receive)
    assert await hooked.post(update()) == 200
    await hooked.platform.stop()
    assert await hooked.post(update()) == 503


async def test_stopping_waits_for_the_turn_in_flight(hooked: Hooked, bot: Recorder) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(event: Event) -> Handled:
        begun.set()
        await go_on.wait()
        return await bot.receive(event)

    await hooked.platform.start(slow)
    posting = asyncio.create_task(hooked.post(update()))
    await begun.wait()
    stopping = asyncio.create_task(hooked.platform.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert await posting == 200
    assert len(bot.released) == 1


@pytest.mark.parametrize("url", ["", "http://groupmate.example/"])
async def test_an_address_that_telegram_cannot_call(server: TelegramServer, bot: Recorder, url: str) -> None:
    platform = adapter_of(server, mode="webhook", webhook_url=url)
    with pytest.raises(CannotStart) as refused:
        await platform.start(bot.receive)
    assert "telegram.webhook_url" in str(refused.value)
    assert platform.problem == str(refused.value)
    server.violations.clear()  # the address is what is tested


@pytest.mark.parametrize("url", ["https://a.example", "https://a.example/", "https://a.example/telegram/webhook"])
def test_the_address(url: str) -> None:
    assert address(url) == "https://a.example/telegram/webhook"


def test_polling_has_no_route(server: TelegramServer) -> None:
    app = web.Application()
    adapter_of(server).routes(app)
    assert list(app.router.routes()) == []
