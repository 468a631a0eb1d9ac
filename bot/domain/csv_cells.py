"""CSV files that spreadsheet programs open without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins like this is run as a formula by Excel and LibreOffice (OWASP, CSV injection)."""


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, as Excel wants it; cells that would be formulas get an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
