"""What was computed once and need not be computed again: phrasings' vectors, and what was learned of a whole index.

Everything here can be made anew at any time; a file that is damaged, or cannot be written, costs a second and nothing
else. Phrasings are kept as digests and vectors, not as words.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.faq.confidence import Zones
from bot.faq.encoder import Encoder, as_asked
from bot.faq.meaning import Learned
from bot.faq.pieces import Numbers
from bot.faq.weights import Weights

ENGINE = 10
"""Raise it when learning or calibration change: what was kept before is then not used any more."""
MOST_INDEXES = 24
MOST_VECTORS = 60_000
"""When more are kept, the file begins anew."""
_KEPT = np.dtype([("digest", "V16"), ("vector", "<f2", 512)])


class Shelf:
    """A folder; with None nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def vectors(self, texts: Sequence[str], encoder: Encoder) -> Numbers:
        """The texts' vectors, as the encoder gives them; only those not seen before are computed."""
        digests = [_digest(as_asked(text)) for text in texts]
        kept = self._kept()
        places = _places(kept["digest"], digests)
        wanted = {digest: text for digest, text, place in zip(digests, texts, places, strict=True) if place < 0}
        new = encoder.encode(tuple(wanted.values())).astype(np.float16)
        at = {digest: place for place, digest in enumerate(wanted)}
        found = np.empty((len(texts), 512), dtype=np.float32)
        for row, (digest, place) in enumerate(zip(digests, places, strict=True)):
            found[row] = new[at[digest]] if place < 0 else kept["vector"][place]
        self._keep(tuple(wanted), new, anew=len(kept) > MOST_VECTORS)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found

    def index(self, key: str) -> tuple[Learned, Zones, Weights] | None:
        """What was learned of the index of that key, its zones, and what the signs count in it."""
        if self._folder is None:
            return None
        try:
            with np.load(self._folder / f"index-{key}.npz", allow_pickle=False) as kept:
                zones = Zones(float(kept["zones"][0]), float(kept["zones"][1]))
                rank, offset, sure = kept["rank"].tolist(), float(kept["offset"]), kept["sure"].tolist()
                return Learned(kept["slopes"]), zones, Weights(tuple(rank), offset, tuple(sure))
        except (OSError, ValueError, KeyError, BadZipFile, EOFError):
            return None

    def keep_index(self, key: str, learned: Learned, zones: Zones, own: Weights) -> None:
        """Keep it for the next start; the oldest make room."""
        if self._folder is None:
            return
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".new", delete=False) as file:
                both, rank, sure = (zones.answer_from, zones.offer_from), np.array(own.rank), np.array(own.sure)
                np.savez(
                    file, slopes=learned.slopes, zones=np.array(both), rank=rank, offset=np.array(own.offset), sure=sure
                )
            Path(file.name).replace(self._folder / f"index-{key}.npz")
            kept = sorted(self._folder.glob("index-*.npz"), key=lambda path: path.stat().st_mtime)
            for path in kept[:-MOST_INDEXES]:
                path.unlink(missing_ok=True)

    def _kept(self) -> Numbers:
        """The digests and vectors in the file, as they are now: another process may have added some."""
        nothing = np.empty(0, dtype=_KEPT)
        if self._folder is None:
            return nothing
        try:
            rows = (self._folder / "vectors.bin").stat().st_size // _KEPT.itemsize
            return np.memmap(self._folder / "vectors.bin", dtype=_KEPT, mode="r", shape=(rows,)) if rows else nothing
        except OSError:
            return nothing

    def _keep(self, digests: Sequence[bytes], vectors: Numbers, *, anew: bool) -> None:
        if self._folder is None or not digests:
            return
        rows = np.empty(len(digests), dtype=_KEPT)
        rows["digest"] = np.frombuffer(b"".join(digests), dtype="V16")
        rows["vector"] = vectors
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            mode = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if anew else os.O_APPEND)
            file = os.open(self._folder / "vectors.bin", mode, 0o600)
            try:
                os.write(file, rows.tobytes())
            finally:
                os.close(file)


def _places(kept: Numbers, wanted: Sequence[bytes]) -> list[int]:
    """Where each digest stands among those kept, -1 where it does not. A dictionary of them would stay in memory for good."""
    if not len(kept) or not wanted:
        return [-1] * len(wanted)
    halves = np.ascontiguousarray(kept).view(np.uint64).reshape(-1, 2)
    order = np.argsort(halves[:, 0], kind="stable")
    sought = np.frombuffer(b"".join(wanted), dtype=np.uint64).reshape(-1, 2)
    at = order[np.minimum(np.searchsorted(halves[order, 0], sought[:, 0]), len(order) - 1)]
    found: list[int] = np.where((halves[at] == sought).all(axis=1), at, -1).tolist()
    return found


def index_key(wordings: Sequence[str], owners: Sequence[int], calibrated: str) -> str:
    """The name of an index: of its phrasings, their owners, and how it is to be calibrated."""
    parts = [f"{ENGINE} {calibrated}", *(f"{owner} {text}" for owner, text in zip(owners, wordings, strict=True))]
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
