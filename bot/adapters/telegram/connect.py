"""The library's bot, connected: the token is known to be good, and how updates come is settled with Telegram."""

from __future__ import annotations

import asyncio
import re

import httpx
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.adapters.telegram.errors import REVOKED, translated
from bot.adapters.telegram.translate import ALLOWED_UPDATES
from bot.adapters.telegram.webhook import address, secret_of
from bot.ports import CannotStart

WEBHOOK_CALLS = 40
"""Updates that Telegram delivers at once; its default, stated because it bounds our turns in flight."""

_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)


async def connect(token: str, base_url: str, base_file_url: str) -> tuple[Bot, BaseRequest]:
    """A bot that knows itself, and its connection pool for getUpdates alone.

    Raises `CannotStart` for a token that is none or is not accepted, and `SendError`.
    """
    if not _TOKEN.fullmatch(token):
        raise CannotStart(REVOKED)
    # Reading the certificates takes 40 ms, in which other platforms start, and 3 MB: once is enough.
    shared = {"verify": await asyncio.to_thread(httpx.create_ssl_context)}
    # A pool of its own, and not of one: a connection that died unseen must not hold up every further poll.
    polls = HTTPXRequest(connection_pool_size=8, httpx_kwargs=shared)
    calls = HTTPXRequest(64, read_timeout=20, write_timeout=20, connect_timeout=10, pool_timeout=5, httpx_kwargs=shared)
    bot = Bot(token, base_url, base_file_url, request=calls, get_updates_request=polls)
    try:
        await bot.initialize()
    except BaseException as error:  # a start that takes too long is cancelled
        await bot.shutdown()
        if isinstance(error, InvalidToken):
            raise CannotStart(REVOKED) from None  # the library's own words have the token in them
        if isinstance(error, TelegramError):
            raise translated(error, private=False) from None
        raise
    return bot, polls


async def settle(bot: Bot, webhook_url: str | None) -> None:
    """Have updates posted to `webhook_url`, or (None) kept until they are asked for. Those that wait are kept.

    Raises `CannotStart` for an address that Telegram does not take, and `SendError`.
    """
    try:
        if webhook_url is None:
            await bot.delete_webhook(drop_pending_updates=False)
            return
        await bot.set_webhook(
            address(webhook_url),
            max_connections=WEBHOOK_CALLS,
            allowed_updates=ALLOWED_UPDATES,
            secret_token=secret_of(bot.token),
        )
    except BadRequest as error:
        raise CannotStart(
            f"Telegram does not take the address {webhook_url!r}: {error.message}. It must be https, on port 443, 80, 88 "
            "or 8443, and reach this server from the internet. Change telegram.webhook_url."
        ) from None
    except TelegramError as error:
        raise translated(error, private=False) from None
