"""HTTP mode: Slack's signed requests, at one address."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.adapters.slack.listen import outcome_of
from bot.adapters.slack.turns import Turns

log = logging.getLogger(__name__)

LARGEST = 2**20
"""Bytes of a request; Slack's own stay far below."""

BODY_SECONDS = 10.0
"""For the body of a request, which Slack sends at once."""


class Http:
    """`refused` counts requests that were not Slack's, or not readable."""

    problem: str | None = None

    def __init__(self, bolt: AsyncApp, turns: Turns) -> None:
        self.refused = 0
        self._bolt = bolt
        self._turns = turns

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The acknowledgement is written before anything that the turn produced is sent."""
        if self._turns.stopping:
            return web.Response(status=503)
        # Not yet in flight: anybody can begin a request, and never end it.
        asked = await self._read(request)
        if isinstance(asked, web.Response):
            self._count(asked.status)
            return asked
        if self._turns.stopping:
            return web.Response(status=503)
        async with self._turns.flight():
            answer = await self._bolt.async_dispatch(asked)
            response = await to_aiohttp_response(answer)
            if answer.status in (401, 403):
                self._count(answer.status)
            try:
                await response.prepare(request)
                await response.write_eof()
            except ConnectionError:
                log.info("Slack went away before its acknowledgement; the turn stands")
            finally:
                self._turns.finish(outcome_of(asked))
        return response

    async def _read(self, request: web.Request) -> AsyncBoltRequest | web.Response:
        """Bolt's request, or a refusal of what Bolt would stumble on."""
        if not request.headers.get("X-Slack-Request-Timestamp", "0").isdecimal():
            return web.Response(status=401)
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for chunk in request.content.iter_any():
                    body += chunk
                    if len(body) > LARGEST:
                        return web.Response(status=413)
        except TimeoutError:
            return web.Response(status=408)
        try:
            return AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers))
        except Exception:  # before the signature is checked, anything may come
            return web.Response(status=400)

    def _count(self, status: int) -> None:
        self.refused += 1
        log.warning("a request that is not Slack's was refused (%d), the %d. so far", status, self.refused)
