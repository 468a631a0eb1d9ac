"""The file store in a folder: contents come piece by piece, whole or not at all."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.files import HEAD, PIECE, FolderFileStore
from tests.house import whole


async def pieces(*data: bytes, fault: Exception | None = None) -> AsyncIterator[bytes]:
    for one in data:
        yield one
    if fault:
        raise fault


async def large(count: int) -> AsyncIterator[bytes]:
    for number in range(count):
        yield bytes([number % 256]) * PIECE


@pytest.mark.parametrize("data", [(), (b"",), (b"a",), (b"ab", b"", b"c"), (b"x" * PIECE, b"y"), (b"z" * (3 * PIECE),)])
async def test_what_comes_in_pieces_is_kept_whole(tmp_path: Path, data: tuple[bytes, ...]) -> None:
    store, together = FolderFileStore(tmp_path / "files"), b"".join(data)
    stored = await store.keep(pieces(*data))
    assert (stored.key, stored.size) == (hashlib.sha256(together).hexdigest(), len(together))
    assert stored.head == together[:HEAD]
    assert await store.get(stored.key) == together
    assert await whole(store.stream(stored.key)) == together
    assert await store.put(together) == stored.key
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("fault", [KeyError("gone"), OSError(28, "No space left on device")])
async def test_what_breaks_off_leaves_nothing(tmp_path: Path, fault: Exception) -> None:
    store = FolderFileStore(tmp_path / "files")
    with pytest.raises(type(fault)):
        await store.keep(pieces(b"x" * PIECE, b"y", fault=fault))
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_it_is_never_held_as_a_whole(tmp_path: Path) -> None:
    store = FolderFileStore(tmp_path / "files")
    tracemalloc.start()
    stored = await store.keep(large(100))
    read = 0
    async for piece in store.stream(stored.key):
        read += len(piece)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (stored.size, read) == (100 * PIECE, 100 * PIECE)
    assert peak < 12 * PIECE


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64])
async def test_no_key_leads_anywhere_else(tmp_path: Path, key: str) -> None:
    with pytest.raises(KeyError):
        await whole(FolderFileStore(tmp_path).stream(key))
