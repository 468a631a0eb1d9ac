"""Reads a pack from its folder, or says everything that is wrong with it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.programme.assignments import PackAssignment
from bot.programme.coaching import Coaching
from bot.programme.consistency import faults
from bot.programme.fields import nearest
from bot.programme.lines import Loc, line_of, locate
from bot.programme.mistakes import Mistake, PackError
from bot.programme.pack import CheckIn, CheckInWindow, FaqEntry, Module, Programme, Rules, Session, Venue
from bot.programme.peers import PeerMentors, PeerPrompt, PeerRound, Peers, PeerWeights

PROGRAMME, FAQ = "programme.toml", "faq.toml"

TABLES: dict[Loc, type[BaseModel]] = {
    (): Programme,
    ("check_in",): CheckIn,
    ("rules",): Rules,
    ("assignments",): PackAssignment,
    ("coaching",): Coaching,
    ("peers",): Peers,
    ("peers", "mentors"): PeerMentors,
    ("peers", "weights"): PeerWeights,
    ("peers", "rounds"): PeerRound,
    ("peers", "prompts"): PeerPrompt,
    ("venues",): Venue,
    ("sessions",): Session,
    ("sessions", "check_in"): CheckInWindow,
    ("modules",): Module,
    ("faq",): FaqEntry,
}
WRONG_TYPE = {
    "string_type": ("text", 'Put it in quotes, as in "text".'),
    "bool_type": ("true or false", "Write true or false, without quotes."),
    "int_type": ("a whole number", "Write digits only, without quotes."),
    "tuple_type": ("a list", 'Put it in square brackets, as in ["text"].'),
    "dict_type": ("a table", "Write its keys under a [heading]."),
    "model_type": ("a table", "Write its keys under a [heading]."),
    "model_attributes_type": ("a table", "Write its keys under a [heading]."),
}

_LIKE_A_DATE = re.compile(r"\s*[\w.-]+\s*=\s*\d{1,4}[-./ ][\w.]+[-./ ]\d+\s*(#.*)?\Z")
NO_SUCH_DAY = "Write it as year-month-day, as in 2024-11-06, without quotes."
MALFORMED = "Look at this line and the one above it: a quote, a bracket or an = may be missing. A date is written as 2024-11-06."


def load_programme(folder: Path) -> Programme:
    """The pack in `folder` (programme.toml and, where there are questions to answer, faq.toml); PackError otherwise."""
    if not folder.is_dir():
        raise PackError(
            [Mistake(str(folder), 0, "", "there is no such folder", "Name the folder of a programme pack.")]
        )
    files = {name: folder / name for name in (PROGRAMME, FAQ)}
    texts: dict[str, str] = {}
    tables: dict[str, dict[str, Any]] = {}
    unreadable: list[Mistake] = []
    for name, path in files.items():
        try:
            texts[name] = _text(path, needed=name == PROGRAMME)
            tables[name] = _table(path, texts[name])
        except PackError as error:
            unreadable += error.mistakes
    if unreadable:
        raise PackError(unreadable)
    misplaced = [*_misplaced(files[PROGRAMME], tables[PROGRAMME], {"faq", "path"}, texts[PROGRAMME])]
    misplaced += _misplaced(files[FAQ], tables[FAQ], tables[FAQ].keys() - {"faq"}, texts[FAQ])
    data = tables[PROGRAMME] | {"faq": tables[FAQ].get("faq", []), "path": folder}
    # Fields that fail keep pydantic from comparing the parts; so that is done on the tables as well.
    found = [(fault.loc, *_said(fault.error.context)) for fault in faults(data)]
    try:
        programme = Programme.model_validate(data)
    except ValidationError as error:
        found += [(_plain(item["loc"]), *_worded(item)) for item in error.errors()]
    mistakes = misplaced + _located(found, files, texts)
    if mistakes:
        raise PackError(mistakes)
    return programme


def _text(path: Path, *, needed: bool) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        if not needed:
            return ""
        raise PackError([Mistake(str(path), 0, "", "there is no such file", "A pack begins with one.")]) from None
    except OSError as error:
        raise PackError([Mistake(str(path), 0, "", f"it can't be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        hint = "Save the file again with the encoding UTF-8."
        raise PackError([Mistake(str(path), line, "", "this is not UTF-8 text", hint)]) from None


def _table(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        line = int(place.split()[1].rstrip(",")) if place.startswith("line ") else text.rstrip().count("\n") + 1
        lines = text.splitlines()
        bad_date = line <= len(lines) and bool(_LIKE_A_DATE.match(lines[line - 1]))
        what = "this is no day of the calendar" if bad_date else f"not valid TOML: {message}"
        raise PackError([Mistake(str(path), line, "", what, NO_SUCH_DAY if bad_date else MALFORMED)]) from None


def _misplaced(path: Path, table: Mapping[str, Any], keys: set[str], text: str) -> Iterator[Mistake]:
    for key in sorted(keys & table.keys()):
        hint = f"Move it to {FAQ}." if key == "faq" else f"Only [[faq]] belongs into {FAQ}."
        hint = "Remove it." if key == "path" else hint
        yield Mistake(str(path), line_of(locate(text), (key,)), key, f"{key} does not belong here", hint)


def _located(found: list[tuple[Loc, str, str]], files: Mapping[str, Path], texts: Mapping[str, str]) -> list[Mistake]:
    lines = {name: locate(text) for name, text in texts.items()} if found else {}
    mistakes = {}
    for loc, problem, hint in found:
        file = FAQ if loc[:1] == ("faq",) else PROGRAMME
        line = line_of(lines[file], loc)
        mistakes[file != PROGRAMME, line, _field(loc), problem] = Mistake(
            str(files[file]), line, _field(loc), problem, hint
        )
    return [mistakes[key] for key in sorted(mistakes)]


def _plain(loc: Loc) -> Loc:
    # pydantic appends [key] to the path of a table's key that is wrong itself.
    return tuple(part for part in loc if part != "[key]")


def _field(loc: Loc) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


def _said(context: Mapping[str, Any] | None) -> tuple[str, str]:
    return (context["problem"], context["hint"]) if context else ("it is wrong", "")


def _worded(item: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong and what to write, for one of pydantic's errors."""
    kind, given, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "pack":
        return _said(context)
    if kind == "missing":
        return "it is missing", "Add this key."
    if kind == "extra_forbidden":
        return "unknown key", _known_key(item["loc"])
    if kind in WRONG_TYPE:
        wanted, hint = WRONG_TYPE[kind]
        return f"{given!r} is not {wanted}", hint
    if kind == "literal_error":
        return f"{given!r} is not one of the values known here", f"Write {context['expected']}."
    if kind == "string_pattern_mismatch":
        return f"{given!r} is not a key", "Use small letters a to z, digits and hyphens, as in online-1."
    if kind == "too_short":
        return "the list is empty", "Write at least one."
    message: str = item["msg"]
    return message[0].lower() + message[1:], ""


def _known_key(loc: Loc) -> str:
    table = tuple(part for part in loc[:-1] if isinstance(part, str))
    fields = TABLES[table].model_fields if table in TABLES else {}
    known = sorted({str(field.validation_alias or name) for name, field in fields.items()} - {"path"})
    return nearest(str(loc[-1]), known) or (f"Known here: {', '.join(known)}." if known else "")
