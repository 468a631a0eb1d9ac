"""PDFs and pictures, set with Typst: the name of a template and values in, bytes out.

A template (`templates/*.typ`) reads its values as JSON from `sys.inputs`, so that nothing in them is ever code. Only the
fonts in `fonts/` are used, whatever a machine has, and nothing is fetched: the same values look the same everywhere.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
PDF = "application/pdf"
PNG = "image/png"

POINTS = 72
PHONE = 3
"""Pixels to a point in pictures: a phone shows a picture of 360 points across its width, at three pixels to each."""

SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HEBREW", "ARABIC"})
"""Whose letters the fonts have (DejaVu Sans Condensed 2.37)."""

_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])


def pdf(template: str, values: Mapping[str, Any]) -> bytes:
    """Pages, as PDF/A, which archives take; as plain PDF where a letter is in none of the fonts, which PDF/A forbids."""
    import typst

    given = _given(template, values)
    try:
        made: bytes = typst.compile(**given, format="pdf", pdf_standards="a-2b")
    except typst.TypstError:
        made = typst.compile(**given, format="pdf")
    return made


def png(template: str, values: Mapping[str, Any]) -> bytes:
    """A picture, for a template that makes one page."""
    import typst

    made: bytes = typst.compile(**_given(template, values), format="png", ppi=POINTS * PHONE)
    return made


def legible(words: str) -> bool:
    """Whether the fonts have all letters of `words`; the others would be boxes."""
    return all(_script(char) in SCRIPTS for char in words if char.isalpha())


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def _given(template: str, values: Mapping[str, Any]) -> Any:
    # What people typed may hold marks that turn the text around them.
    data = json.dumps(values, ensure_ascii=False).translate(_TURNING)
    return {
        "input": HERE / "templates" / f"{template}.typ",
        "root": HERE / "templates",
        "font_paths": _fonts(),
        "sys_inputs": {"data": data},
    }


@cache
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])
