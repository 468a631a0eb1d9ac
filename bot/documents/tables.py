"""What a list consists of, whichever file it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

Cell = str | int | datetime | None
"""A datetime is shown on the clock that it is given in: convert it first, and say in the heading which clock that is."""


CELL_MAX = 32_767
"""Characters that Excel takes in a cell."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters of a spreadsheet."""

    title: str
    width: int = 12


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is its tab in a workbook. `rows` are as long as `columns`, and read once. `frozen` columns stay in sight."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    frozen: int = 1


def shown(cell: Cell) -> str:
    """For files that hold only text: times sort as they are."""
    if cell is None:
        return ""
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)


def clean(words: str) -> str:
    """Without what XML cannot hold. A line break in a name would make its row higher, so it is a space."""
    if not words.isprintable():
        words = _NOT_IN_XML.sub("", words.replace("\n", " "))
    return words[:CELL_MAX]
