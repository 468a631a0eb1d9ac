"""The files of the playground's chat: contents under random ids in one folder, names only in the journal."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from bot.adapters.playground.posted import Kept

_ID = re.compile(r"[0-9a-f]{32}\Z")
_MEDIA_TYPE = re.compile(r"[a-z0-9]+/[a-z0-9][a-z0-9.+-]{0,100}\Z")
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
NAME_MAX = 200

PIECE = 256 * 1024
"""Bytes that are read at once."""


class TooLarge(ValueError):
    """More bytes than the limit."""


class Incoming:
    """A file that is being received. Blocking: call from a thread."""

    def __init__(self, folder: Path, limit: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.id = token_hex(16)
        self._limit = limit
        self._head = b""
        self._size = 0
        self._path = folder / self.id
        self._file: BinaryIO = self._path.open("xb")

    def write(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            raise TooLarge
        self._head = (self._head + data)[:16] if len(self._head) < 16 else self._head
        self._file.write(data)

    def keep(self, name: str, claimed_type: str, alt: str = "") -> Kept:
        """On the disk for good. Whether it is a picture is told by its first bytes, not by what was claimed."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Kept(self.id, clean_name(name), self._size, media_type(self._head, claimed_type), alt)

    def discard(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)


def keep_bytes(folder: Path, data: bytes, name: str, claimed_type: str, alt: str = "") -> Kept:
    incoming = Incoming(folder, len(data))
    incoming.write(data)
    return incoming.keep(name, claimed_type, alt)


def path_of(folder: Path, file_id: str) -> Path:
    """Raises `KeyError` for anything that is not one of our ids."""
    if not _ID.match(file_id):
        raise KeyError(file_id)
    return folder / file_id


def media_type(head: bytes, claimed: str) -> str:
    for magic, known in _PICTURES:
        if head.startswith(magic):
            return known
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    claimed = claimed.partition(";")[0].strip().lower()
    return claimed if _MEDIA_TYPE.match(claimed) and claimed not in PICTURE_TYPES else "application/octet-stream"


def clean_name(name: str) -> str:
    """What a person called the file, without characters that steer a terminal or turn text around; as data only."""
    kept = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return kept.strip()[:NAME_MAX] or "file"
