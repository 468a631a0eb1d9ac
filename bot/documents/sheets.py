"""Spreadsheets: a workbook for Excel and LibreOffice, or CSV. What people typed stays text: no cell is ever a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from bot.documents.tables import Cell, Column, Table, clean, shown
from bot.domain.csv_cells import csv_file

if TYPE_CHECKING:
    from bot.documents.quick_rows import QuickSheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"

_OPTIONS = {
    "constant_memory": True,
    "in_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


def csv(table: Table) -> bytes:
    """One table: UTF-8 with a byte order mark; a cell that begins like a formula gets an apostrophe in front."""
    return csv_file([column.title for column in table.columns], ([shown(cell) for cell in row] for row in table.rows))


def xlsx(title: str, heading: Sequence[str], tables: Sequence[Table]) -> bytes:
    """A workbook with a tab for each table. `heading` are the lines above the first one."""
    from xlsxwriter import Workbook

    from bot.documents.quick_rows import QuickSheet

    out = io.BytesIO()
    with Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": title})
        formats = {"head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True})}
        formats["moment"] = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        formats["title"] = book.add_format({"bold": True, "font_size": 14})
        names: set[str] = set()
        for number, table in enumerate(tables):
            sheet = book.add_worksheet(_tab_name(table.name, names), worksheet_class=QuickSheet)
            _tab(sheet, formats, table, (title, *heading) if number == 0 else ())
    return out.getvalue()


def _tab(sheet: QuickSheet, formats: dict[str, Any], table: Table, heading: Sequence[str]) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
    for line, words in enumerate(heading):
        sheet.write_string(line, 0, clean(words), formats["title"] if line == 0 else None)
    top = len(heading) + 1 if heading else 0
    _head(sheet, top, table.columns, formats["head"])
    last = _rows(sheet, top + 1, table.rows, formats["moment"])
    sheet.freeze_panes(top + 1, table.frozen)
    if last > top:
        sheet.autofilter(top, 0, last, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)


def _head(sheet: QuickSheet, row: int, columns: Sequence[Column], bold: Any) -> None:
    for place, column in enumerate(columns):
        sheet.write_string(row, place, "\n".join(map(clean, column.title.split("\n"))), bold)


def _rows(sheet: QuickSheet, row: int, rows: Iterable[Sequence[Cell]], moments: Any) -> int:
    """The number of the last one."""
    last = row - 1
    for last, cells in enumerate(rows, row):  # where it ends is what is asked
        sheet.put(last, cells, moments)
    return last


def _tab_name(words: str, taken: set[str]) -> str:
    """As Excel wants it: at most 31 characters, some not, no apostrophe at the ends, no two alike, and not "History"."""
    wanted = _NOT_IN_A_NAME.sub(" ", clean(words)).strip(" '")[:28].strip(" '") or "…"
    name, number = wanted, 1
    while name.casefold() in taken | {"history"}:
        number += 1
        name = f"{wanted[: 27 - len(str(number))]} {number}"
    taken.add(name.casefold())
    return name
