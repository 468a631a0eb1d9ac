"""ZIP files that are made piece by piece."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from bot.documents.zips import Entry, zipped

AT = datetime(2024, 11, 13, 17, 0, tzinfo=UTC)
BIG = bytes(range(256)) * 4_000


async def kept(key: str) -> AsyncIterator[bytes]:
    if key == "gone":
        raise KeyError(key)
    for first in range(0, len(BIG), 100_000):
        yield BIG[first : first + 100_000]


async def test_what_goes_in_comes_out_in_small_pieces() -> None:
    entries = [
        Entry("001 Ana/Эля ☕.txt", AT, data="żółć".encode()),
        Entry("001 Ana/plan.pdf", AT, key="big"),
        Entry("002 Bo/plan.bin", AT, key="big"),
        Entry("002 Bo/lost.pdf", AT, key="gone"),
        Entry("old.txt", datetime(1970, 1, 1, tzinfo=UTC), data=b""),
    ]
    pieces = [piece async for piece in zipped(kept, entries)]
    assert max(map(len, pieces)) < 300_000
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [entry.path for entry in entries]
        assert archive.read("001 Ana/Эля ☕.txt").decode() == "żółć"
        assert archive.read("001 Ana/plan.pdf") == archive.read("002 Bo/plan.bin") == BIG
        assert archive.read("002 Bo/lost.pdf") == b""
        stored, packed = archive.getinfo("001 Ana/plan.pdf"), archive.getinfo("002 Bo/plan.bin")
        assert (stored.compress_type, packed.compress_type) == (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        assert stored.date_time == (2024, 11, 13, 17, 0, 0)
        assert packed.compress_size < len(BIG) / 10
