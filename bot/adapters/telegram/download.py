"""Files that people sent, piece by piece: the library itself would hold each as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
from telegram import Bot
from telegram.error import BadRequest
from telegram.request import HTTPXRequest

from bot.adapters.telegram.errors import UNREACHABLE, says
from bot.adapters.telegram.posting import as_send_errors
from bot.chat.errors import Offline, SendError

DOWNLOAD_MAX = 20 * 1024 * 1024
"""Bytes that bots may fetch (https://core.telegram.org/bots/api#getfile)."""

PATIENCE = httpx.Timeout(20, read=60)


class Requests(HTTPXRequest):
    """The library's connections, also for what it has no call for."""

    async def pieces(self, url: str) -> AsyncIterator[bytes]:
        """Raises `KeyError` where there is nothing (any more), and `SendError`. No error tells the address: the token is in
        it."""
        try:
            async with self._client.stream("GET", url, timeout=PATIENCE) as answer:
                if answer.status_code == 404:
                    raise KeyError("file")
                if answer.status_code != 200:
                    raise SendError(f"the download of a file ended with status {answer.status_code}")
                async for piece in answer.aiter_bytes():
                    yield piece
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise Offline(UNREACHABLE) from None
        except httpx.HTTPError as error:
            raise SendError(f"the download of a file broke off ({type(error).__name__})") from None


async def download(bot: Bot, file_id: str) -> AsyncIterator[bytes]:
    """Raises `KeyError` too for what is over the 20 MB that bots may fetch, and `SendError`."""
    with as_send_errors(private=False):
        try:
            file = await bot.get_file(file_id)
        except BadRequest as error:
            if says(error, "temporarily unavailable"):
                raise
            raise KeyError(file_id) from None
    if (file.file_size or 0) > DOWNLOAD_MAX or not file.file_path:
        raise KeyError(file_id)
    parts = urlsplit(file.file_path)
    requests = bot.request
    assert isinstance(requests, Requests)
    async for piece in requests.pieces(urlunsplit(parts._replace(path=quote(parts.path)))):
        yield piece
