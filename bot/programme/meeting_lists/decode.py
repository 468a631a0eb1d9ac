"""From the bytes of an export to lines of cells: the encoding and the separator are found out."""

from __future__ import annotations

import csv
import io
import re

LEGACY = ("cp1252", "cp1250", "cp1251", "cp1253")
"""What spreadsheet programs in Europe save as where it is not Unicode: Western, Central, Cyrillic, Greek."""

SEPARATORS = ("\t", ";", ",")
CELL_MAX = 400
"""Characters that are looked at: longer than any name or address, and no bait for the expressions that take cells apart."""

_WORD = re.compile(r"[^\W\d_]+")


def text_of(data: bytes) -> str:
    """The text, whatever its encoding. Raises `ValueError` where it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="strict")
    if data[:200].count(0) > len(data[:200]) // 4:
        # UTF-16 without its mark: in European scripts every second byte is small.
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    if b"\0" in data:
        raise ValueError("zero bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return max((data.decode(name, errors="replace") for name in LEGACY), key=_looks_right)


def _looks_right(text: str) -> float:
    """How much the letters that are not ASCII look like words of one language: read in the wrong encoding they are signs,
    or capitals within words, or a word of an alphabet of its own with a letter of another within."""
    score = 0.0
    for line in text.splitlines():
        score -= sum(3 for sign in line if not sign.isascii() and not sign.isalpha() and not sign.isspace())
        for word in _WORD.findall(line):
            foreign = [letter for letter in word if not letter.isascii()]
            if not foreign:
                continue
            score += 1
            score -= sum(2 for letter in word[1:] if letter.isupper() and not word.isupper())
            latin = sum(ord(letter) < 0x250 for letter in word)
            if latin == len(word) == len(foreign) and len(word) > 2:
                score -= 4
            if 0 < latin < len(word):
                score -= 4
    return score


def lines_of(text: str) -> list[list[str]]:
    """The cells of each line, trimmed; an empty line has none. Read with the separator that gives most columns."""
    return max((_split(text, separator) for separator in SEPARATORS), key=_columns)


def _split(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found = []
    try:
        for cells in reader:
            trimmed = [" ".join(cell[:CELL_MAX].split()) for cell in cells]
            found.append(trimmed if any(trimmed) else [])
    except csv.Error:
        return []  # who stands after that would look as if they had not been there
    return found


def _columns(lines: list[list[str]]) -> int:
    """Lines that have at least as many cells as a list needs, the wider the better."""
    return sum(min(len(cells), 12) for cells in lines if len(cells) >= 2)
