"""A worksheet that writes a whole row at once: a list of ten thousand people takes a third of the time.

XlsxWriter looks at each cell by itself. Here a row is put together and written to the same file, in the same form, as its
own `constant_memory` mode does; everything else is left to it. Loaded only when a workbook is made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from bot.documents.tables import CELL_MAX, Cell, clean

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # spreadsheets know no zones
_DAY = 86_400
_PLAIN = re.compile(r"[^&<>_\x00-\x1f\ud800-\udfff\ufffe\uffff]*\Z")
_LOOKS_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")


class QuickSheet(Worksheet):  # type: ignore[misc]  # it has no types
    """Needs `constant_memory`. Rows are put in order, and after what was written otherwise."""

    def put(self, row: int, cells: Sequence[Cell], moments: Any) -> None:
        """`moments` is the format of datetimes, which are shown as they are: on which clock is for the heading to say."""
        self._write_single_row(row)
        self._check_dimensions(row, 0)
        self._check_dimensions(row, len(cells) - 1)
        style, number = moments._get_xf_index(), row + 1
        parts = [f'<row r="{number}">']
        for place, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            where = f"{_column(place)}{number}"
            if isinstance(cell, str):
                parts.append(f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{_escaped(cell)}</t></is></c>')
            elif isinstance(cell, datetime):
                parts.append(f'<c r="{where}" s="{style}"><v>{_serial(cell):.16G}</v></c>')
            else:
                parts.append(f'<c r="{where}"><v>{cell}</v></c>')
        parts.append("</row>")
        self.fh.write("".join(parts))


_names: list[str] = []


def _column(place: int) -> str:
    while place >= len(_names):
        _names.append(xl_col_to_name(len(_names)))
    return _names[place]


def _serial(at: datetime) -> float:
    """Days since the epoch of spreadsheets."""
    return (at.replace(tzinfo=None) - _EPOCH).total_seconds() / _DAY


def _escaped(words: str) -> str:
    if _PLAIN.match(words):
        return words[:CELL_MAX]
    cleaned = _LOOKS_LIKE_AN_ESCAPE.sub("_x005F_", clean(words))
    return cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
