"""Socket Mode: connections, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.slack.outbox import Delivery, Unheard
from tests.servers.slack.things import Json
from tests.servers.slack.workspace import Workspace

CONNECTIONS_MAX = 10
CLOSE_AFTER = 1.0
"""Seconds between the word that a connection will end and its end, unless the app ends it first."""


class Sockets:
    """Carries each envelope to one of the connections, in turn."""

    def __init__(self, space: Workspace) -> None:
        self.space = space
        self.connections: list[web.WebSocketResponse] = []
        self.retired = False
        """Set once the app is told over HTTP instead."""
        self._tickets: set[str] = set()
        self._turn = 0
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Any]]] = {}
        self._seen: set[str] = set()

    def address(self) -> str:
        """A place to connect to, once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"{self.space.origin.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self.space.app_id}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="ticket unknown or used")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        if len(self.connections) >= CONNECTIONS_MAX:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return socket
        self.connections.append(socket)
        await socket.send_json(self._hello())
        self.space.changes.happened()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._received(message.data)
        finally:
            self._gone(socket)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.space.app_id},
        }

    def _received(self, text: str) -> None:
        try:
            acknowledgement = json.loads(text)
            envelope_id = acknowledgement["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self.space.violate(f"Came over a socket, and is no acknowledgement: {text[:200]}")
            return
        waiting = self._waiting.pop(envelope_id, None)
        if waiting is None:
            # Late or twice is what a slow app does, and Slack says nothing.
            if envelope_id not in self._seen:
                self.space.violate(f"Acknowledged an envelope that nobody sent: {envelope_id}")
        elif not waiting[1].done():
            waiting[1].set_result(acknowledgement.get("payload"))

    def _gone(self, socket: web.WebSocketResponse) -> None:
        if socket in self.connections:
            self.connections.remove(socket)
        for envelope_id, (of, acknowledged) in list(self._waiting.items()):
            if of is socket and not acknowledged.done():
                self._waiting.pop(envelope_id)
                acknowledged.set_exception(Unheard("connection_failed"))
        self.space.changes.happened()

    async def carry(self, delivery: Delivery, attempt: int, reason: str, within: float) -> Any:
        if self.retired or (not self.connections and delivery.kind != "events_api"):
            raise Unheard("dispatch_failed")
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        envelope_id = str(uuid.uuid4())
        try:
            async with asyncio.timeout(within):
                while not self.connections:
                    await self._connected(within)
                    if self.retired:
                        raise Unheard("connection_failed")
                self._turn += 1
                socket = self.connections[self._turn % len(self.connections)]
                self._waiting[envelope_id] = (socket, acknowledged)
                self._seen.add(envelope_id)
                await socket.send_json(self._envelope(envelope_id, delivery, attempt, reason))
                return await acknowledged
        except TimeoutError:
            raise Unheard("timeout") from None
        except ConnectionError:
            raise Unheard("connection_failed") from None
        finally:
            self._waiting.pop(envelope_id, None)

    async def _connected(self, within: float) -> None:
        await self.space.changes.until(lambda: self.connections or self.retired, within + 1, lambda: "No connection.")

    def _envelope(self, envelope_id: str, delivery: Delivery, attempt: int, reason: str) -> Json:
        envelope: Json = {"envelope_id": envelope_id, "type": delivery.kind, "payload": delivery.payload}
        envelope["accepts_response_payload"] = delivery.answerable
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        return envelope

    async def disconnect(self, warning: bool) -> None:
        """End all connections: after a word and a moment if `warning`, else at once. What was not acknowledged is sent again."""
        sockets = list(self.connections)
        self.connections.clear()
        for socket in sockets:
            if warning:
                await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
        if warning:
            with contextlib.suppress(AssertionError):
                await self.space.changes.until(lambda: all(socket.closed for socket in sockets), CLOSE_AFTER, str)
        for socket in sockets:
            if warning:
                await socket.close()
            else:
                _cut(socket)
            self._gone(socket)


def _cut(socket: web.WebSocketResponse) -> None:
    """As when the network goes: no closing frame."""
    request = socket._req
    if request is not None and request.transport is not None:
        request.transport.abort()
