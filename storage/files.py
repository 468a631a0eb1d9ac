"""The file store in a folder: contents under their SHA-256, so that a name can never lead anywhere."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path


class FolderFileStore:
    """A `FileStore` on a local disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        await asyncio.to_thread(self._write, key, data)
        return key

    async def get(self, key: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except FileNotFoundError:
            raise KeyError(key) from None

    async def remove(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _path(self, key: str) -> Path:
        if len(key) != 64 or set(key) - set("0123456789abcdef"):
            raise KeyError(key)
        return self._folder / key[:2] / key

    def _write(self, key: str, data: bytes) -> None:
        # Written aside, flushed, then renamed: after a power cut the file is whole or absent.
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
