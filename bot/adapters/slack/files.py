"""Files in and out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from urllib.parse import urlsplit

import aiohttp

from bot.adapters.slack.api import Api, code
from bot.adapters.slack.errors import explain
from bot.adapters.slack.reading import part, text
from bot.chat.errors import Refused, SendError
from bot.chat.messages import OutgoingFile
from bot.chat.words import shortened
from bot.ports import FileStore

LARGEST = 100_000_000
"""Bytes of a file that is taken in."""

PATIENCE = aiohttp.ClientTimeout(total=300)
ALT = 1_000
"""Characters of a picture's description."""

_GONE = ("file_not_found", "file_deleted")


class Files:
    """`largest` is in bytes."""

    def __init__(self, api: Api, store: FileStore, token: str, base_url: str, largest: int = LARGEST) -> None:
        self._api = api
        self._store = store
        self._token = token
        self._home = urlsplit(base_url)
        self._largest = largest

    async def fetch(self, file_id: str) -> AsyncIterator[bytes]:
        """The contents, piece by piece. Raises `KeyError` where the file is gone, `Refused` where it is too large or
        withheld, and other `SendError`s."""
        try:
            info = part(await self._api.call("files.info", file=file_id), "file")
        except SendError as error:
            if code(error) in _GONE:
                raise KeyError(file_id) from None
            raise
        url = text(info, "url_private_download") or text(info, "url_private")
        if not self._is_slack(url):
            raise KeyError(file_id)
        try:
            async for piece in self._download(url, is_page=text(info, "mimetype") == "text/html"):
                yield piece
        except (aiohttp.ClientError, TimeoutError) as error:
            raise explain("download", error) from error

    async def upload(self, file: OutgoingFile) -> str:
        """The file's id at Slack; nobody sees it before it is shared. Raises `SendError`."""
        try:
            data = await self._store.get(file.key)
        except KeyError:
            raise Refused(f"the file {file.name!r} is gone from the file store") from None
        alt = shortened(file.alt, ALT) if file.media_type.startswith("image/") and file.alt else None
        ticket = await self._api.call("files.getUploadURLExternal", filename=file.name, length=len(data), alt_txt=alt)
        try:
            async with self._api.session.post(
                text(ticket, "upload_url"), data=BytesIO(data), timeout=PATIENCE
            ) as answer:
                if answer.status != 200:
                    raise SendError(f"the upload of a file ended with status {answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise explain("upload", error) from error
        return text(ticket, "file_id")

    async def share(self, files: list[tuple[str, str]], channel: str, thread: str | None) -> None:
        """Show uploaded files, as pairs of id and title. Raises `SendError`."""
        shown = [{"id": file_id, "title": title} for file_id, title in files]
        await self._api.call("files.completeUploadExternal", files=shown, channel_id=channel, thread_ts=thread)

    def _is_slack(self, url: str) -> bool:
        """The token is sent along, so it goes to Slack alone: its own hosts, or the one that was configured."""
        try:
            asked = urlsplit(url)
            if (asked.scheme, asked.netloc) == (self._home.scheme, self._home.netloc):
                return True
            return asked.scheme == "https" and f".{asked.hostname}".endswith(".slack.com") and asked.port in (None, 443)
        except ValueError:
            return False

    async def _download(self, url: str, *, is_page: bool) -> AsyncIterator[bytes]:
        headers = {"Authorization": f"Bearer {self._token}"}
        session = self._api.session
        async with session.get(url, headers=headers, timeout=PATIENCE, allow_redirects=False) as answer:
            if answer.status in (404, 410):
                raise KeyError(url)
            if answer.status >= 500 or answer.status == 429:
                raise SendError(f"the download of a file ended with status {answer.status}")
            if answer.status != 200 or (answer.content_type == "text/html" and not is_page):
                raise Refused("Slack does not hand out this file: does the app have the scope files:read?")
            size = 0
            async for piece in answer.content.iter_any():
                size += len(piece)
                if size > self._largest:
                    raise Refused(f"the file is larger than {self._largest // 1_000_000} MB")
                yield piece
