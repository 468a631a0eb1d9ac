"""The way back from an answer that somebody has edited to one with placeholders, so that its facts go on standing once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.programme.placeholders import PLACEHOLDER

TELLS_ALONE = 5
"""A value of so many characters that are not only figures is nothing else, wherever it stands."""
_WORD = re.compile(r"[^\W_]+")


def restored(answer: str, template: str, values: Mapping[str, str]) -> str:
    """`answer` with the placeholders of `template` in the place of their values, where these still stand in it. A short
    value, such as a number, counts only beside a word that it stood beside before. All three are Markdown."""
    names = dict.fromkeys(PLACEHOLDER.findall(template))
    for name in sorted(names, key=lambda name: -len(values.get(name, ""))):
        value = values.get(name, "")
        if not value:
            continue
        if len(value) >= TELLS_ALONE and not value.isdigit():
            answer = _outside(answer, re.compile(rf"(?<!\w){re.escape(value)}(?!\w)"), f"{{{name}}}")
            continue
        for before, after in _neighbours(template, name):
            if after:
                answer = _outside(
                    answer, re.compile(rf"(?<!\w){re.escape(value)}(?=\W{{1,2}}{after}\b)"), f"{{{name}}}"
                )
            if before:
                answer = _outside(
                    answer, re.compile(rf"\b({before}\W{{1,2}}){re.escape(value)}(?!\w)"), rf"\1{{{name}}}"
                )
    return answer


def _neighbours(template: str, name: str) -> list[tuple[str, str]]:
    """The words right before and right after each place of a placeholder; empty where another one or nothing stands there."""
    found = []
    for match in re.finditer(re.escape(f"{{{name}}}"), template):
        before = _WORD.findall(template[: match.start()].rpartition("}")[2])
        after = _WORD.findall(template[match.end() :].partition("{")[0])
        found.append((before[-1] if before else "", after[0] if after else ""))
    return found


def _outside(answer: str, value: re.Pattern[str], placeholder: str) -> str:
    """Replace, but not within placeholders that are there already."""
    pieces = re.split(r"(\{[^{}\n]*\})", answer)
    return "".join(piece if piece.startswith("{") else value.sub(placeholder, piece) for piece in pieces)
