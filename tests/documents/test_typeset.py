"""PDFs and pictures: what is in them, and what cannot get in."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from bot.documents import typeset

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
NAMES = ["Łucja Nowak", "Γιώργος Παπαδόπουλος", "Олена Шевченко", "გიორგი ბერიძე", "Հայկ Սարգսյան", "Nguyễn Thị Ánh"]


def a_list(rows: list[list[str]], **changes: Any) -> dict[str, Any]:
    columns = [{"title": title, "width": 1, "align": "left"} for title in ("Name", "Signature")]
    return {
        "title": "List",
        "facts": [["Session", "Day 1"]],
        "flipped": False,
        "tables": [{"caption": "", "size": 9, "tall": True, "columns": columns, "rows": rows}],
        "notes": [],
        "signatures": ["Place and date"],
        "printed": "Made today",
        "page": "Page {n} of {all}",
        "language": "en",
    } | changes


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def test_names_of_many_scripts_are_in_the_text_of_a_pdf() -> None:
    (text,) = pages(typeset.pdf("list", a_list([[name, ""] for name in NAMES])))
    assert [name for name in NAMES if name not in text] == []
    assert "Page 1 of 1" in text
    assert "Place and date" in text


def test_fonts_are_within_the_file_and_ours() -> None:
    data = typeset.pdf("list", a_list([["דוד", ""], ["山", ""]]))
    fonts = {
        font.get_object()["/BaseFont"]
        for page in pypdf.PdfReader(io.BytesIO(data)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts
    assert all("DejaVuSansCondensed" in str(font) for font in fonts)


def test_the_head_is_repeated_and_pages_are_numbered() -> None:
    told = pages(typeset.pdf("list", a_list([[f"Somebody {n}", ""] for n in range(80)])))
    assert len(told) > 2
    assert all("Signature" in text for text in told)
    assert [f"Page {n} of {len(told)}" in text for n, text in enumerate(told, 1)] == [True] * len(told)


@pytest.mark.parametrize(
    "words", ["#panic(1)", "$x$", "*b* _i_", '#read("/etc/passwd")', "\\ @a <b>", "]", "= Head", "// no"]
)
def test_what_people_typed_is_shown_and_not_run(words: str) -> None:
    (text,) = pages(typeset.pdf("list", a_list([[words, ""]], title=words, facts=[["Session", words]])))
    assert text.count(words) == 3


def test_marks_that_turn_text_around_are_taken_out() -> None:
    (text,) = pages(typeset.pdf("list", a_list([["abc\u202edef", ""]])))
    assert "abcdef" in text


def test_a_word_without_an_end_stays_on_the_page() -> None:
    (text,) = pages(typeset.pdf("list", a_list([["x" * 300, "y"]])))
    assert text.count("x") == 300


def heat_map(people: int, sessions: int) -> dict[str, Any]:
    cells = [{"state": state, "sign": sign} for state, sign in [("there", "✓"), ("missed", "✗"), ("share 40", "40")]]
    rows = [
        {"label": f"{NAMES[n % 6]} {n}", "cells": (cells * sessions)[:sessions], "total": "1/2"} for n in range(people)
    ]
    return {
        "title": "Title",
        "subtitle": "now",
        "columns": [f"Online day {n}, with a long name that is cut" for n in range(sessions)],
        "corner": "",
        "rows": rows,
        "totals": {"label": "There", "cells": ["1"] * sessions},
        "legend": [{"state": "there", "sign": "✓", "words": "there"}],
        "note": "",
        "language": "en",
    }


@pytest.mark.parametrize(("people", "sessions"), [(1, 1), (24, 5), (50, 20)])
def test_a_picture_is_as_wide_as_a_phone_and_as_high_as_needed(people: int, sessions: int) -> None:
    data = typeset.png("heat_map", heat_map(people, sessions))
    assert data.startswith(PNG_MAGIC)
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    assert width == 360 * typeset.PHONE
    assert people * 12 * typeset.PHONE < height < (people * 20 + 250) * typeset.PHONE


def test_it_is_known_whose_letters_can_be_shown() -> None:
    assert all(typeset.legible(name) for name in [*NAMES, "محمد الأحمد", "דוד כהן", "O'Neill-Żak 3rd (Jr.)", ""])
    assert [name for name in ("山田太郎", "สมชาย", "अनिता", "김철수", "Ana 山") if typeset.legible(name)] == []
