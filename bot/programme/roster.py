"""Reads a roster: the CSV file of who takes part, as spreadsheets in many countries save it. Every line that can't be
used is reported with what would be right; the others are returned."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from bot.programme.fields import is_zone, nearest, zone_names
from bot.programme.roster_text import Table, decoded, table

ROLES = ("participant", "trainer", "coach", "mentor", "mentee", "speaker", "organiser")
COLUMNS = ("name", "email", "organisation", "country", "sector", "time_zone", "language", "roles")
NEEDED = ("name", "email")
LONGEST = {"name": 120, "email": 254, "organisation": 200, "country": 80, "sector": 120}

EMAIL = re.compile(r"[^\s@,;<>\"()\[\]\\]+@(?:[^\s@,;<>\"()\[\]\\.]+\.)+[^\s@,;<>\"()\[\]\\.\d]{2,}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class RosterRow:
    """One person; `line` is where they stand in the file. Empty zone and language became the programme's."""

    line: int
    name: str
    email: str
    organisation: str
    country: str
    sector: str
    time_zone: str
    language: str
    roles: frozenset[str]


@dataclass(frozen=True)
class RosterMistake:
    """`line` counts from 1 and is 0 where the whole file is meant; `column` is empty where the whole line is."""

    line: int
    column: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.column and self.column + ': '}{self.problem}. {self.hint}".rstrip()


@dataclass(frozen=True)
class RosterFile:
    """`rows` are sound, whatever `mistakes` says of other lines."""

    rows: tuple[RosterRow, ...]
    mistakes: tuple[RosterMistake, ...]


class _Wrong(Exception):
    def __init__(self, problem: str, hint: str = "") -> None:
        self.problem, self.hint = problem, hint
        super().__init__(problem)


def read_roster(
    data: bytes, *, zone: str = "UTC", language: str = "en", default_role: str = "participant"
) -> RosterFile:
    """The people in a CSV file; `zone` and `language` are the programme's, for cells left empty. Never raises."""
    try:
        found = table(decoded(data))
    except (ValueError, csv.Error) as error:
        problem, _, hint = str(error).partition(". ")
        return RosterFile((), (RosterMistake(0, "", problem, hint),))
    mistakes = _heading_mistakes(found)
    if any(mistake.column in NEEDED for mistake in mistakes):
        return RosterFile((), tuple(mistakes))
    checks = _checks(zone, language, default_role)
    rows: list[RosterRow] = []
    first: dict[str, int] = {}
    for line, cells in found.rows:
        values, wrong = _cells(line, cells, found.columns, checks)
        email = str(values.get("email", ""))
        if email and first.setdefault(email.casefold(), line) != line:
            hint = "Keep one of the two lines; several roles go into one, as in trainer;coach."
            wrong.append(
                RosterMistake(line, "email", f"{email} already stands in line {first[email.casefold()]}", hint)
            )
        mistakes += wrong
        if not wrong:
            rows.append(RosterRow(line, **values))  # type: ignore[arg-type]
    if not found.rows:
        mistakes.append(
            RosterMistake(0, "", "the file has no people in it", "Write one person a line below the heading.")
        )
    return RosterFile(tuple(rows), tuple(mistakes))


def _heading_mistakes(found: Table) -> list[RosterMistake]:
    mistakes = []
    for column in found.columns:
        if column and column not in COLUMNS:
            hint = nearest(column, list(COLUMNS)) or f"Known columns: {', '.join(COLUMNS)}."
            mistakes.append(RosterMistake(found.line, column[:40], "unknown column", hint))
        elif column and found.columns.count(column) > 1:
            mistakes.append(RosterMistake(found.line, column, "this column stands there twice", "Remove one."))
    for column in NEEDED:
        if column not in found.columns:
            hint = f"The first line must name the columns: {', '.join(COLUMNS)}."
            mistakes.append(RosterMistake(found.line, column, "this column is missing", hint))
    return list(dict.fromkeys(mistakes))


def _cells(
    line: int, cells: list[str], columns: list[str], checks: Mapping[str, Callable[[str], object]]
) -> tuple[dict[str, object], list[RosterMistake]]:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        problem = f"{len(cells)} cells, but the heading has {len(columns)} columns"
        return {}, [RosterMistake(line, "", problem, 'Put a cell that holds the separator in quotes: "a, b".')]
    given = dict(zip(columns, (*cells, *[""] * len(columns)), strict=False))
    values: dict[str, object] = {}
    wrong = []
    for column, check in checks.items():
        try:
            values[column] = check(given.get(column, "").strip())
        except _Wrong as error:
            wrong.append(RosterMistake(line, column, error.problem, error.hint))
    return values, wrong


def _checks(zone: str, language: str, role: str) -> Mapping[str, Callable[[str], object]]:
    texts = {column: partial(_text, column) for column in ("name", "email", "organisation", "country", "sector")}
    return texts | {
        "email": _email,
        "time_zone": partial(_zone, zone),
        "language": partial(_language, language),
        "roles": partial(_roles, role),
    }


def _text(column: str, value: str) -> str:
    if not value and column in NEEDED:
        raise _Wrong("it is empty", f"Write the person's {column}.")
    if CONTROL.search(value):
        raise _Wrong("it holds an invisible control character or a line break", "Type the cell again.")
    if len(value) > LONGEST[column]:
        raise _Wrong(f"{len(value)} characters are too long", f"At most {LONGEST[column]}.")
    return value


def _email(value: str) -> str:
    address = _text("email", value)
    if not EMAIL.fullmatch(address):
        raise _Wrong(f"{address} is not an e-mail address", "Write one address, as in anna@cluster.example.")
    return address


def _zone(programme: str, value: str) -> str:
    _plain(value)
    if not value:
        return programme
    if is_zone(value):
        return value
    wanted = value.replace(" ", "_").casefold()
    found = _zones_by_name().get(wanted)
    if found is None:
        city = _zones_by_city().get(wanted.rpartition("/")[2])
        hint = f"Did you mean {city}?" if city else nearest(value, zone_names())
        raise _Wrong(f"{value} is not a time zone", hint or "Write a name such as Europe/Warsaw, or leave it empty.")
    return found


@cache
def _zones_by_name() -> Mapping[str, str]:
    return {name.casefold(): name for name in zone_names()}


@cache
def _zones_by_city() -> Mapping[str, str]:
    # People write the city; the names are Region/City.
    return {name.rpartition("/")[2].casefold(): name for name in zone_names() if "/" in name}


def _language(programme: str, value: str) -> str:
    from babel.localedata import exists

    _plain(value)
    code = value.lower().replace("_", "-").partition("-")[0] or programme
    if not (re.fullmatch(r"[a-z]{2,3}", code) and exists(code)):
        raise _Wrong(f"{value} is not a language code", "Write two letters, such as en or pl, or leave it empty.")
    return code


def _roles(default: str, value: str) -> frozenset[str]:
    _plain(value)
    names = [name.strip().casefold().replace("organizer", "organiser") for name in re.split(r"[;,]", value)]
    for name in filter(None, names):
        if name not in ROLES:
            raise _Wrong(f"{name} is not a role", nearest(name, list(ROLES)) or f"Known roles: {', '.join(ROLES)}.")
    return frozenset(filter(None, names)) or frozenset({default})


def _plain(value: str) -> None:
    # Shown back in the mistake, so nothing unprintable or endless may get that far.
    if len(value) > LONGEST["name"] or CONTROL.search(value):
        raise _Wrong("it is too long or holds an invisible control character", "Type the cell again.")
