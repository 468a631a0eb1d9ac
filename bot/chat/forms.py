"""Forms. A platform with modals shows one at once; elsewhere the engine asks it step by step (a dialog)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """`label` is the question that is asked; `help` says what a good answer looks like."""

    name: str
    label: str
    type: Literal["line", "paragraph", "choice", "date", "time"] = "line"
    required: bool = True
    help: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    max_length: int = 500


@dataclass(frozen=True, slots=True)
class Form:
    """`name` is the route it comes back to; `context` (≤ 255 characters) comes back with it untouched."""

    name: str
    title: str
    fields: tuple[Field, ...]
    submit: str
    context: str = ""
    intro: str = ""
