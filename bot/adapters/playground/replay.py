"""Reading the journal's file again: which of its lines can be believed, and the others set aside for a look."""

from __future__ import annotations

import json
import logging
import os
from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

log = logging.getLogger(__name__)

Record = dict[str, Any]


def line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def replay(path: Path, apply: Callable[[Record], object]) -> str:
    """Give the records to `apply` in their order; the epoch they belong to. `apply` raises where one makes no sense.

    Afterwards the file holds what was applied and nothing else. A torn end (power loss, kill -9) was never confirmed
    to anyone. Damage before the end has taken something that pages may show, so then the epoch is a new one.
    """
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    parsed = [_parse(raw) for raw in lines]
    applied = _apply_all(parsed, apply)
    epoch = parsed[0].get("epoch") if parsed and parsed[0] else None
    good = {*applied, 0} if isinstance(epoch, str) else set(applied)
    if isinstance(epoch, str) and len(good) == len(lines):
        return epoch
    if lines:
        _set_aside(path, b"".join(raw for place, raw in enumerate(lines) if place not in good))
    if not isinstance(epoch, str) or max(good) >= len(good):
        epoch = uuid4().hex
    _rewrite(path, [line({"epoch": epoch}), *(lines[place] for place in applied)])
    return epoch


def _apply_all(parsed: Sequence[Record | None], apply: Callable[[Record], object]) -> list[int]:
    """The places of the records that were applied, in their order."""
    numbered = [(place, record) for place, record in enumerate(parsed) if record is not None and "seq" in record]
    applied = []
    for index in _rising([record["seq"] for _, record in numbered]):
        place, record = numbered[index]
        try:
            apply(record)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        applied.append(place)
    return applied


def _parse(raw: bytes) -> Record | None:
    if not raw.endswith(b"\n"):
        return None
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or ("seq" in record and type(record["seq"]) is not int):
        return None
    return record


def _rising(numbers: Sequence[int]) -> list[int]:
    """The places of the longest strictly rising run in `numbers`: one that was damaged spoils no other."""
    lowest: list[int] = []  # the lowest number that ends a run of each length, and its place
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(lowest, number)
        before.append(places[length - 1] if length else -1)
        lowest[length : length + 1] = [number]
        places[length : length + 1] = [place]
    run: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        run.append(place)
        place = before[place]
    return run[::-1]


def _set_aside(path: Path, damaged: bytes) -> None:
    number = 1
    while (aside := path.with_suffix(f".{number}.torn")).exists():
        number += 1
    _write(aside, damaged)
    log.warning("%s was damaged: %d bytes that cannot be read are set aside in %s", path, len(damaged), aside)


def _rewrite(path: Path, lines: Sequence[bytes]) -> None:
    part = path.with_suffix(".part")
    _write(part, b"".join(lines))
    part.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
