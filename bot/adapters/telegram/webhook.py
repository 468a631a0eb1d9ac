"""Telegram calls us: one route, open to the world, so whoever calls must know a secret that is made of the token."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from aiohttp import web

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name

BODY_MAX = 1024 * 1024
"""Bytes; an update with the longest text and a full keyboard has a twentieth of it."""


class Turn(Protocol):
    """A turn that is over. False in `stored`: the update is to come again."""

    @property
    def stored(self) -> bool: ...


Take = Callable[[object], AbstractAsyncContextManager[Turn | None]]
"""Has the turn of a raw update, or gives None while the bot is not running; what it produced is sent after the body."""


class Webhook:
    """The route, for the bot with this token."""

    def __init__(self, token: str, take: Take) -> None:
        self.refused: Counter[int] = Counter()
        """How many requests were turned away, by status."""
        self._secret = secret_of(token).encode()
        self._take = take

    def routes(self, app: web.Application) -> None:
        app.router.add_post(PATH, self._receive)

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return self._refuse(401)
        try:
            update = json.loads(await _body(request))
        except _TooLarge:
            return self._refuse(413)
        except (ValueError, RecursionError):
            return self._refuse(400)
        async with self._take(update) as turn:
            response = web.Response(status=200 if turn is not None and turn.stored else 503)
            try:
                # Telegram hears of it before anything that the turn produced is sent.
                await response.prepare(request)
                await response.write_eof()
            except ConnectionError:
                log.info("Telegram hung up before it was answered; the turn stands")
        return response

    def _refuse(self, status: int) -> web.Response:
        self.refused[status] += 1
        log.warning("a request to %s was refused with %d (%d so far)", PATH, status, self.refused[status])
        return web.Response(status=status)


def secret_of(token: str) -> str:
    """64 of the characters that Telegram allows in a secret (A-Z a-z 0-9 _ -); the token cannot be found from it."""
    return hmac.new(token.encode(), b"groupmate webhook", hashlib.sha256).hexdigest()


def address(webhook_url: str) -> str:
    """Where Telegram is to call: `webhook_url` with our path, unless it ends with it."""
    base = webhook_url.rstrip("/")
    return base if base.endswith(PATH) else base + PATH


class _TooLarge(Exception):
    """The body has more than `BODY_MAX`."""


async def _body(request: web.Request) -> bytes:
    data = bytearray()
    async for chunk in request.content.iter_any():
        data += chunk
        if len(data) > BODY_MAX:
            raise _TooLarge
    return bytes(data)
