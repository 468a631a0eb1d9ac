"""`homework "Business model canvas" due Wed 13 Nov 18:00`: an assignment in one line, taken apart into words.

What the words mean, such as a date in somebody's language, is for others to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.homework.assignments import KINDS, PARTS, Kind, Part
from bot.domain.violation import RuleViolation

_QUOTES = re.compile(r"^\s*(?:\"([^\"]*)\"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|'([^']*)'(?=\s|$)|‘([^’]*)’)")
_WORD = re.compile(r"(?:^|\s)(due|cut-?off|for|accepts?|debrief)\b[:=]?(?=\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """As typed: `due` and `cutoff` are times, `people` names with commas, `debrief` a session. Empty where not said."""

    title: str
    due: str
    kind: Kind = "homework"
    cutoff: str = ""
    people: str = ""
    accepts: tuple[Part, ...] = PARTS
    debrief: str = ""
    instructions: str = ""


def read_line(typed: str) -> Line:
    """What follows on further lines are the instructions.

    Raises `line.no_title`, `line.no_due`, `line.twice` (`word`) and `line.accepts` (`word`).
    """
    first, _newline, instructions = typed.strip().partition("\n")
    kind, rest = _kind(first)
    title, rest = _title(rest)
    options = _options(rest)
    if not title:
        raise RuleViolation("line.no_title")
    if not options.get("due"):
        raise RuleViolation("line.no_due")
    return Line(
        title,
        options["due"],
        kind,
        options.get("cutoff", ""),
        options.get("for", ""),
        _accepts(options.get("accepts", "")),
        options.get("debrief", ""),
        instructions.strip(),
    )


def _kind(line: str) -> tuple[Kind, str]:
    word, _space, rest = line.strip().partition(" ")
    found: Kind | None = next((kind for kind in KINDS if kind == word.casefold()), None)
    return (found, rest) if found else ("homework", line)


def _title(line: str) -> tuple[str, str]:
    """In quotes, or all before "due": a title may well have a "for" in it."""
    quoted = _QUOTES.match(line)
    if quoted:
        return " ".join((quoted[quoted.lastindex or 0] or "").split()), line[quoted.end() :]
    due = re.search(r"(?:^|\s)due\b", line, re.IGNORECASE)
    end = due.start() if due else len(line)
    return " ".join(line[:end].split()), line[end:]


def _options(line: str) -> dict[str, str]:
    pieces = _WORD.split(line)
    found: dict[str, str] = {}
    for word, value in zip(pieces[1::2], pieces[2::2], strict=True):
        name = {"cut-off": "cutoff", "accept": "accepts"}.get(word.casefold(), word.casefold())
        if name in found:
            raise RuleViolation("line.twice", word=word)
        found[name] = value.strip(" ,;")
    return found


def _accepts(typed: str) -> tuple[Part, ...]:
    words = [word.rstrip("s") for word in re.split(r"[\s,+/]+|\band\b|\bor\b", typed.casefold()) if word]
    for word in words:
        if word not in PARTS:
            raise RuleViolation("line.accepts", word=word)
    return tuple(part for part in PARTS if part in words) or PARTS
