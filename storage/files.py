"""The file store in a folder: contents under their SHA-256, so that a name can never lead anywhere."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from bot.ports import Stored

HEAD = 64
"""Bytes of a file's beginning that are told."""

PIECE = 256 * 1024
"""Bytes that are written, or read, at once."""


class FolderFileStore:
    """A `FileStore` on a local disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, data: bytes) -> str:
        async def whole() -> AsyncIterator[bytes]:
            yield data

        return (await self.keep(whole())).key

    async def keep(self, chunks: AsyncIterator[bytes]) -> Stored:
        part = await asyncio.to_thread(_Part, self._folder)
        try:
            async for chunk in chunks:
                if part.take(chunk):
                    await asyncio.to_thread(part.write)
            return await asyncio.to_thread(part.finish, self._path)
        except BaseException:
            await asyncio.to_thread(part.discard)
            raise

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        try:
            handle = await asyncio.to_thread(self._path(key).open, "rb")
        except FileNotFoundError:
            raise KeyError(key) from None
        try:
            while piece := await asyncio.to_thread(handle.read, PIECE):
                yield piece
        finally:
            handle.close()

    async def get(self, key: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except FileNotFoundError:
            raise KeyError(key) from None

    async def holds(self, key: str) -> bool:
        return await asyncio.to_thread(self._path(key).exists)

    async def remove(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _path(self, key: str) -> Path:
        if len(key) != 64 or set(key) - set("0123456789abcdef"):
            raise KeyError(key)
        return self._folder / key[:2] / key


class _Part:
    """A file that is being written: aside, flushed, then renamed, so that after a power cut it is whole or absent. All but
    `take` wait for the disk: call them from a thread."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{token_hex(16)}.part"
        self._handle: BinaryIO = self._path.open("xb")
        self._hash = hashlib.sha256()
        self._size = 0
        self._head = b""
        self._waiting = bytearray()

    def take(self, chunk: bytes) -> bool:
        """Whether there is enough to be written."""
        self._waiting += chunk
        return len(self._waiting) >= PIECE

    def write(self) -> None:
        self._head = self._head or bytes(self._waiting[:HEAD])
        self._hash.update(self._waiting)
        self._size += len(self._waiting)
        self._handle.write(self._waiting)
        self._waiting.clear()

    def finish(self, path_of: Callable[[str], Path]) -> Stored:
        self.write()
        self._handle.flush()
        os.fsync(self._handle.fileno())
        self._handle.close()
        key = self._hash.hexdigest()
        path = path_of(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(path)
        return Stored(key, self._size, self._head)

    def discard(self) -> None:
        self._handle.close()
        self._path.unlink(missing_ok=True)
