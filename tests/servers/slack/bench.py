"""What tests of this server stand on: a server with a few people, slack_sdk's client, and real Bolt on sockets or HTTP."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.server import SlackServer

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(label: str, action_id: str = "go", **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def actions(*inside: Json, block_id: str = "row") -> list[Json]:
    return [{"type": "actions", "block_id": block_id, "elements": list(inside)}]


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Roadmap"), "submit": plain("Send"), "blocks": list(blocks), **more}


def question(block_id: str, label: str, element: Json | None = None, **more: Any) -> Json:
    element = element or {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def menu(*labels: str, action_id: str = "pick", kind: str = "static_select") -> Json:
    options = [{"text": plain(label), "value": label.lower()} for label in labels]
    return {"type": kind, "action_id": action_id, "options": options}


class Bench:
    """A server, a client and a Bolt app, which are started when a test asks for it."""

    def __init__(self, server: SlackServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.client = AsyncWebClient(server.bot_token, base_url=server.base_url, session=session, retry_handlers=[])
        self.session = session
        self.app = AsyncApp(client=self.client, signing_secret=server.signing_secret, process_before_response=True)
        self.heard: list[Json] = []
        self.closing = contextlib.AsyncExitStack()
        self.ana = server.person("Ana Núñez", email="ana@people.example", zone="Europe/Madrid", locale="es-ES")
        self.bo = server.person("Bó Ŋaleŋ", email="bo@people.example", zone="Africa/Kampala", guest="single")
        self.room = server.channel("academy")
        self.room.invite(self.ana)
        self.room.invite_bot(by=self.ana)

    def listen(self) -> None:
        """Note every event that no listener of the test took; Bolt asks its listeners in turn."""

        async def note(body: Json) -> None:
            self.heard.append(body["event"])

        self.app.event(re.compile(".*"))(note)

    async def on_sockets(self, how_many: int = 1) -> None:
        self.listen()
        for _ in range(how_many):
            handler = AsyncSocketModeHandler(self.app, self.server.app_token, ping_interval=0.2)
            self.closing.push_async_callback(handler.close_async)
            await handler.connect_async()  # type: ignore[no-untyped-call]
        await self.server.until(lambda: self.server.connections == how_many)
        await self.server.settled()
        self.heard.clear()

    async def on_http(self) -> str:
        self.listen()

        async def handle(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await self.app.async_dispatch(await to_bolt_request(request)))

        url = await serve(self.closing, handle)
        self.server.use_http(url)
        await self.server.settled()
        self.heard.clear()
        return url


async def serve(closing: contextlib.AsyncExitStack, handle: Any) -> str:
    """An HTTP server of the test's own, at /slack/events."""
    application = web.Application()
    application.router.add_post("/slack/events", handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    closing.push_async_callback(runner.cleanup)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"


@contextlib.asynccontextmanager
async def laid_out() -> AsyncIterator[Bench]:
    """A bench for one test."""
    async with SlackServer() as server, aiohttp.ClientSession() as session:
        bench = Bench(server, session)
        async with bench.closing:
            yield bench
