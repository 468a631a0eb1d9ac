"""Where a key stands in a TOML text: tomllib, which reads the values, keeps no lines. The text must already have been
accepted by tomllib; nothing is checked here."""

import re
import tomllib
from collections.abc import Callable

Loc = tuple[str | int, ...]

BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'", re.DOTALL
)
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SCALAR = re.compile(r"[^,\]}#\n]*")


def locate(text: str) -> dict[Loc, int]:
    """The line (from 1) of every table, key and array element, by its path."""
    return _Scan(text.replace("\r\n", "\n")).document()


def line_of(found: dict[Loc, int], loc: Loc) -> int:
    """The line of that path, or of the nearest thing around it that is written down; 1 at worst."""
    while loc and loc not in found:
        loc = loc[:-1]
    return found.get(loc, 1)


class _Scan:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found: dict[Loc, int] = {}
        self.arrays: dict[Loc, int] = {}

    def document(self) -> dict[Loc, int]:
        table: Loc = ()
        self._take(BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._take(BLANK)
        return self.found

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match[0] if match else ""

    def _mark(self, loc: Loc, at: int) -> None:
        self.found.setdefault(loc, self.text.count("\n", 0, at) + 1)

    def _header(self) -> Loc:
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path = self._inside(self._path(), array=many)
        self.at = self.text.index("]", self.at) + (2 if many else 1)
        self._mark(path, start)
        return path

    def _inside(self, names: Loc, *, array: bool) -> Loc:
        """The names with the index of the array table they stand in; a new index for a [[header]]."""
        loc: Loc = ()
        for position, name in enumerate(names):
            loc = (*loc, name)
            if array and position == len(names) - 1:
                self.arrays[loc] = self.arrays.get(loc, -1) + 1
            if loc in self.arrays:
                loc = (*loc, self.arrays[loc])
        return loc

    def _path(self) -> Loc:
        names: list[str] = []
        while True:
            self._take(SPACE)
            quoted = self._take(STRING)
            names.append(_unquoted(quoted) if quoted else self._take(BARE_KEY))
            self._take(SPACE)
            if not self.text.startswith(".", self.at):
                return tuple(names)
            self.at += 1

    def _pair(self, table: Loc) -> None:
        start, loc = self.at, table
        for name in self._path():
            loc = (*loc, name)
            self._mark(loc, start)
        self.at = self.text.index("=", self.at) + 1
        self._take(SPACE)
        self._value(loc)

    def _value(self, loc: Loc) -> None:
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self._several("]", lambda index: self._element((*loc, index)))
        elif opening == "{":
            self._several("}", lambda _: self._pair(loc))
        elif not self._take(STRING):
            self._take(SCALAR)

    def _element(self, loc: Loc) -> None:
        self._mark(loc, self.at)
        self._value(loc)

    def _several(self, closing: str, read: Callable[[int], None]) -> None:
        self.at += 1
        index = 0
        while True:
            self._take(BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif self.at >= len(self.text) or self.text.startswith(closing, self.at):
                self.at += 1
                return
            else:
                read(index)
                index += 1


def _unquoted(quoted: str) -> str:
    return next(iter(tomllib.loads(f"{quoted} = 0")))
