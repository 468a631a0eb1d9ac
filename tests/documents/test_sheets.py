"""Workbooks and CSV, read back by other programs' readers."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents import sheets
from bot.documents.tables import Column, Table
from tests.thorough import examples

NASTY = [
    "=cmd|'/c calc'!A1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "https://evil.example",
    "<b>&amp;</b>",
    "_x0041_",
    "  a  ",
    "1e5",
    "x\x00y",
]


def book(*tables: Table, heading: tuple[str, ...] = ()) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(sheets.xlsx("Title", heading, tables)))


def table(rows: list[list[object]], name: str = "Tab") -> Table:
    return Table(name, [Column("A"), Column("B")], rows)  # type: ignore[arg-type]


def test_what_people_typed_is_text_and_never_a_formula() -> None:
    sheet = book(table([[words, 1] for words in NASTY])).active
    cells = [row[0] for row in sheet.iter_rows(min_row=4)]
    # openpyxl leaves Excel's own escapes as they are; Excel shows `_x005F_x0041_` as `_x0041_`.
    expected = [words.replace("_x0041_", "_x005F_x0041_").replace("\x00", "") for words in NASTY]
    assert [cell.value for cell in cells] == expected
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [cell.hyperlink for cell in cells] == [None] * len(NASTY)


def test_numbers_and_times_can_be_reckoned_with() -> None:
    at = datetime(2024, 11, 6, 10, 2)
    sheet = book(table([[at, 3], [None, 0]]), heading=("Times are local.",)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Title", None],
        ["Times are local.", None],
        [None, None],
        ["A", "B"],
        [at, 3],
        [None, 0],
    ]
    assert sheet["A5"].number_format == "yyyy-mm-dd hh:mm"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B5", "A4:B6")


def test_tabs_have_names_that_excel_takes() -> None:
    names = ["Day [1]: a/b*c?", "History", "'", "", "x" * 60, "x" * 60, "DAY  1   A B C"]
    found = book(*(table([["v", 1]], name) for name in names)).sheetnames
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found)


def test_a_table_without_rows_has_its_head() -> None:
    sheet = book(table([])).active
    assert [cell.value for cell in sheet[3]] == ["A", "B"]


@settings(deadline=None, max_examples=examples(50))
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_words_can_be_written_and_read(words: list[str]) -> None:
    sheet = book(table([[text, 1] for text in words])).active
    assert sheet.max_row == 3 + len(words)
    assert [cell.data_type for cell in sheet["A"][3:] if cell.value is not None and cell.data_type == "f"] == []


def test_csv_neutralises_formulas_and_says_times_plainly() -> None:
    data = sheets.csv(table([["=1+1", datetime(2024, 11, 6, 10, 2)], [None, 3]]))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows == [["A", "B"], ["'=1+1", "2024-11-06 10:02"], ["", "3"]]
