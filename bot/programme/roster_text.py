"""From the bytes of a CSV file to a heading and lines, whichever separator the spreadsheet wrote."""

import csv
import io
from dataclasses import dataclass

MOST_BYTES = 5_000_000
MOST_LINES = 5_000
DELIMITERS = (",", ";", "\t")
SAVE_AS_UTF8 = 'In Excel choose Save As, "CSV UTF-8 (Comma delimited)"; elsewhere choose the encoding UTF-8.'


@dataclass(frozen=True)
class Table:
    """`columns` in small letters; `line` is the heading's; `rows` are (line, cells), blank ones left out."""

    line: int
    columns: list[str]
    rows: list[tuple[int, list[str]]]


def decoded(data: bytes) -> str:
    """The text; ValueError with a sentence for the person who saved the file."""
    if len(data) > MOST_BYTES:
        raise ValueError("the file is larger than 5 MB. A roster holds one person a line and nothing else.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"the file is saved as UTF-16. {SAVE_AS_UTF8}")
    if data.startswith(b"PK\x03\x04"):
        raise ValueError(f"this is a spreadsheet or zip file, not a CSV file. {SAVE_AS_UTF8}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"the file is not saved as UTF-8 (see line {line}; it looks like Windows-1252). {SAVE_AS_UTF8}"
        ) from None
    if "\0" in text:
        raise ValueError(f"the file holds zero bytes; it may be saved as UTF-16. {SAVE_AS_UTF8}")
    return text


def table(text: str) -> Table:
    """The lines of a CSV text; ValueError when it is empty or its quotes don't close."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(
            f'from line {start} on the quotes don\'t match ({error}). Write "" for a quote in a cell.'
        ) from None
    if len(lines) > MOST_LINES:
        raise ValueError(f"the file has more than {MOST_LINES} lines. Split it, one file a cohort.")
    if not lines:
        raise ValueError("the file is empty. Its first line names the columns, beginning with name,email.")
    line, heading = lines[0]
    names = [name.strip().casefold().replace(" ", "_").replace("-", "_") for name in heading]
    return Table(line, [COLUMN_ALIASES.get(name, name) for name in names], lines[1:])


COLUMN_ALIASES = {"e_mail": "email", "organization": "organisation", "timezone": "time_zone", "role": "roles"}


def _delimiter(text: str) -> str:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=heading.count)
