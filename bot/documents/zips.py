"""ZIP files, made piece by piece: at no time is more than a piece of one file in memory."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

ZIP = "application/zip"

Stream = Callable[[str], AsyncIterator[bytes]]
"""The contents of a kept file, by its key; raises `KeyError`."""

_PACKED = frozenset(
    (
        "zip",
        "gz",
        "7z",
        "rar",
        "jpg",
        "jpeg",
        "png",
        "webp",
        "heic",
        "mp3",
        "mp4",
        "mov",
        "pdf",
        "docx",
        "xlsx",
        "pptx",
        "odt",
    )
)
"""Endings of what is packed already: to do it again costs time and saves nothing."""

_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""ZIP knows no time before."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a ZIP: its path there, when it was made, and its contents: `data`, or what rests in the file store under
    `key`."""

    path: str
    at: datetime
    data: bytes | None = None
    key: str = ""


class _Outlet:
    """What `zipfile` writes to; it is taken out piece by piece, and never gone back in."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


async def zipped(stream: Stream, entries: Sequence[Entry]) -> AsyncIterator[bytes]:
    """The ZIP file's bytes, in pieces. Of what is gone from the file store an empty file says that it was there."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", allowZip64=True) as archive:  # type: ignore[call-overload]  # it only writes
        for entry in entries:
            with archive.open(_info(entry), "w", force_zip64=False) as member:
                async for piece in _contents(stream, entry):
                    await asyncio.to_thread(member.write, piece)
                    if waiting := outlet.take():
                        yield waiting
            yield outlet.take()
    yield outlet.take()


async def _contents(stream: Stream, entry: Entry) -> AsyncIterator[bytes]:
    if entry.data is not None:
        yield entry.data
        return
    try:
        async for piece in stream(entry.key):
            yield piece
    except KeyError:
        return


def _info(entry: Entry) -> zipfile.ZipInfo:
    at = max(entry.at.astimezone(UTC), _EARLIEST)
    info = zipfile.ZipInfo(entry.path, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    packed = entry.path.rpartition(".")[2].casefold() in _PACKED
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
