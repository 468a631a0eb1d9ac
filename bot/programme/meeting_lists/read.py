"""From an export of Zoom, Teams and the like to who was in the meeting from when to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.meeting import Stay
from bot.programme.meeting_lists import cells
from bot.programme.meeting_lists.decode import lines_of, text_of

MOST_BYTES = 5_000_000
MOST_STAYS = 20_000
NAME_MAX = 200

NAMES = ("name", "nom", "nome", "nombre", "imi", "nazw", "naam", "navn", "namn", "nimi", "jmén", "meno", "név", "vārd",
         "vard", "nume", "isim", "ad soyad", "прізвище", "ім", "имя", "имена", "име", "όνομα")  # fmt: skip
MINUTES = ("dur", "dau", "czas", "tiempo", "temps", "tid", "aika", "min", "délka", "trvan", "ilgum", "trukm", "süre",
           "трив", "длит", "прод", "διάρκ", "időtartam", "kest")  # fmt: skip
WAITING = (
    "waiting",
    "warte",
    "attente",
    "espera",
    "attesa",
    "poczek",
    "wacht",
    "vente",
    "vänt",
    "čekár",
    "очік",
    "ожид",
)
LEFT = ("left", "leave", "verlass", "départ", "quitt", "sali", "uscit", "opuś", "вийш", "вышел")
"""What column headings and actions begin with or contain, in the languages of Zoom and Teams. Where none is known, what the
cells hold decides alone."""


class UnreadableList(Exception):
    """It is no list of participants; `code` says why: `no_text`, `spreadsheet`, `too_large`, `no_table`, `no_times`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a line things stand."""

    name: int
    email: int | None
    joined: int | None
    left: int | None
    minutes: int | None
    waiting: int | None
    named: bool


def read_list(data: bytes, days: Collection[date]) -> list[Stay]:
    """Each line of the list: somebody's stay in the meeting. `days` are those of the programme's sessions: they tell
    3 November from 11 March. Raises `UnreadableList`."""
    if len(data) > MOST_BYTES:
        raise UnreadableList("too_large")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableList("spreadsheet")
    try:
        lines = lines_of(text_of(data))
    except ValueError:
        raise UnreadableList("no_text") from None
    tables = [(found, rows) for heading, rows in _tables(lines) if (found := _columns(heading, rows))]
    if not tables:
        raise UnreadableList("no_table")
    columns, rows = max(tables, key=lambda table: (table[0].named, len(table[1])))
    if columns.joined is None and columns.minutes is None:
        raise UnreadableList("no_times")
    if len(rows) > MOST_STAYS:
        raise UnreadableList("too_large")
    return list(_stays(columns, rows, days))


def _tables(lines: Sequence[list[str]]) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The tables of the file, each with its heading: an export can have several, with an empty line in between."""
    heading: list[str] | None = None
    rows: list[list[str]] = []
    for line in [*lines, []]:
        if heading is not None and len(line) >= min(3, len(heading)):
            rows.append(line + [""] * (len(heading) - len(line)))
            continue
        if heading is not None and rows:
            yield heading, rows
        heading, rows = (line if _is_heading(line) else None), []


def _is_heading(line: list[str]) -> bool:
    filled = [cell for cell in line if cell]
    return len(filled) >= 2 and not any(cells.is_email(c) or cells.moment(c) or c.isdecimal() for c in filled)


def _columns(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> _Columns | None:
    """What each column holds, by its cells and, where that is not enough, its heading. None where nobody is named."""
    words = [cell.casefold() for cell in heading]
    sample = rows[:300]

    def share(column: int, test: Callable[[str], object]) -> float:
        filled = [row[column] for row in sample if row[column]]
        return sum(bool(test(cell)) for cell in filled) / len(filled) if filled else 0.0

    every = range(len(heading))
    email = max((c for c in every if share(c, cells.is_email) > 0.5), key=lambda c: "mail" in words[c], default=None)
    moments = [c for c in every if share(c, cells.moment) > 0.7]
    waiting = next((c for c in every if any(word in words[c] for word in WAITING)), None)
    lengths = [c for c in every if c not in moments and share(c, lambda cell: cells.minutes(cell) is not None) > 0.7]
    length = next((c for c in lengths if any(word in words[c] for word in MINUTES)), None)
    if length is None and lengths and not any(cell.isdecimal() for row in sample for cell in [row[lengths[0]]]):
        length = lengths[0]
    taken = {email, length, waiting, *moments}
    named = [c for c in every if c not in taken and any(word in words[c] for word in NAMES)]
    texts = [c for c in every if c not in taken and share(c, _is_name) > 0.8]
    name = next(iter(named), None)
    if name is None:
        name = max(texts, key=lambda c: len({row[c] for row in sample}), default=None)
    if name is None or not (moments or length is not None):
        return None if name is None or not named else _Columns(name, email, None, None, None, waiting, named=True)
    joined, left, *_ = (*moments, None, None)
    return _Columns(name, email, joined, left, length, waiting, named=bool(named))


def _is_name(cell: str) -> bool:
    return any(letter.isalpha() for letter in cell) and not cells.is_email(cell)


def _stays(columns: _Columns, rows: Sequence[Sequence[str]], days: Collection[date]) -> Iterator[Stay]:
    at = [column for column in (columns.joined, columns.left) if column is not None]
    american = cells.month_first((m for row in rows for c in at if (m := cells.moment(row[c]))), days)
    if columns.left is None and columns.joined is not None and columns.minutes is None:
        yield from _comings_and_goings(columns, rows, american)
        return
    for row in rows:
        if columns.waiting is not None and cells.is_yes(row[columns.waiting]):
            continue
        begun, ended = (
            written.read(month_first=american) if c is not None and (written := cells.moment(row[c])) else None
            for c in (columns.joined, columns.left)
        )
        if begun and ended and ended < begun:
            begun, ended = ended, begun
        length = cells.minutes(row[columns.minutes]) if columns.minutes is not None else None
        if _who(columns, row) != ("", ""):
            yield Stay(*_who(columns, row), begun, ended, length)


def _comings_and_goings(columns: _Columns, rows: Sequence[Sequence[str]], american: bool) -> Iterator[Stay]:
    """Older lists of Teams have a line for each joining and leaving. Who did not leave was there to the end."""
    assert columns.joined is not None
    seen = defaultdict(list)
    for row in rows:
        written = cells.moment(row[columns.joined])
        at = written.read(month_first=american) if written else None
        if at and _who(columns, row) != ("", ""):
            leaving = any(word in cell.casefold() for cell in row for word in LEFT)
            seen[_who(columns, row)].append((at, leaving))
    last = max((at for moments in seen.values() for at, _ in moments), default=None)
    for who, moments in seen.items():
        begun = None
        for at, leaving in sorted(moments):
            if not leaving:
                begun = begun or at
            elif begun:
                yield Stay(*who, begun, at, None)
                begun = None
        if begun:
            yield Stay(*who, begun, last, None)


def _who(columns: _Columns, row: Sequence[str]) -> tuple[str, str]:
    email = row[columns.email] if columns.email is not None else ""
    return row[columns.name][:NAME_MAX], email.casefold() if cells.is_email(email) and len(email) <= 254 else ""
