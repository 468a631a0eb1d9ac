"""CSV files that spreadsheet programs open without harm."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

DANGEROUS = (*"=+-@＝＋－＠", "\t", "\r")
"""A cell that begins like this is run as a formula by Excel and LibreOffice (OWASP, CSV injection)."""

_MAY_BEGIN_ONE = re.compile(
    r"""\A(?=["\s]*[=+\-@＝＋－＠\t\r]) | (?:\r\n|[;\t\r\n])(?=["\s]*(?:[=+\-@＝＋－＠\t\r]|\Z))""", re.VERBOSE
)
"""Where a formula could begin: at the start, and, as Excel may read `;` or a tab as the end of a cell and then takes the
quotes of this file for letters, after each of these and each line break. What ends with one opens the next cell's quotes."""


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, as Excel wants it; what would be a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    known = _Known()
    writer.writerows([known[cell] for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


class _Known(dict[str, str]):
    """Most cells of a long file stand in many of its lines: each is looked at once."""

    def __missing__(self, cell: str) -> str:
        self[cell] = _safe(cell)
        return self[cell]


def _safe(cell: str) -> str:
    return _MAY_BEGIN_ONE.sub(r"\g<0>'", cell)
