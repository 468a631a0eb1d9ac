"""Gettext catalogues, read straight from .po files: no compiled copies to forget.

Those beside this module are what the bot says in chat. Those in `papers/` are the fixed words of what it makes for one
reader to keep, such as a roadmap; they are few, so there are more languages of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

Domain = Literal["chat", "papers"]

_FOLDERS: dict[Domain, Path] = {"chat": Path(__file__).parent, "papers": Path(__file__).parent / "papers"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Translations of one language. English is the source, so its catalogue is empty."""

    language: str
    messages: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def gettext(self, message: str) -> str:
        return self.messages.get(message) or message

    def ngettext(self, one: str, many: str, n: int) -> str:
        forms = self.plurals.get(one)
        if not forms:
            return one if n == 1 else many
        return forms[_plural_rule(self.language)(n)] or (one if n == 1 else many)


def languages() -> list[str]:
    """Codes of the languages that the bot itself speaks, English first."""
    return ["en", *sorted(path.stem for path in _FOLDERS["chat"].glob("*.po"))]


@cache
def catalogue(language: str, domain: Domain = "chat") -> Catalogue:
    """The catalogue of `language` (`de`, `pt-BR`), or of its base language, or the empty English one."""
    for code in (language, language.partition("-")[0]):
        path = _FOLDERS[domain] / f"{code}.po"
        if code.isalpha() and path.exists():
            return _load(code, path)
    return Catalogue("en")


def _load(code: str, path: Path) -> Catalogue:
    from babel.messages.pofile import read_po

    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    with path.open("rb") as file:
        for message in read_po(file, locale=code):
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.string, str):
                messages[str(message.id)] = message.string
            elif message.string:
                plurals[message.id[0]] = tuple(message.string)
    return Catalogue(code, messages, plurals)


@cache
def _plural_rule(language: str) -> Callable[[int], int]:
    from gettext import c2py

    from babel.messages.plurals import get_plural

    rule: Callable[[int], int] = c2py(get_plural(language).plural_expr)
    return rule


LANGUAGES = tuple(
    "en ar bg cs da de el es et fi fr ga he hr hu hy it ka lt lv mk mt nl no pl pt ro ru sk sl sq sr sv tr uk".split()  # noqa: SIM905
)
"""Languages a member can choose: those of the EU and of its neighbours, where the programmes' people come from."""


@cache
def language_names() -> dict[str, tuple[str, str]]:
    """Each language's own name and its English one, by code."""
    from babel import Locale

    names: dict[str, tuple[str, str]] = {}
    for code in LANGUAGES:
        locale = Locale.parse(code)
        own = locale.get_display_name(code) or code
        names[code] = (own[:1].upper() + own[1:], locale.get_display_name("en") or code)
    return names
