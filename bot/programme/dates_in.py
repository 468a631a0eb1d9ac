"""Days that a text names in figures and English months: `6 November 2024`, `March 3, 2025`, `2024-11-06`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from bot.locale.dates import MONTHS

_NAMES = "|".join(MONTHS)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_NAMES}),? (\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b({_NAMES}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b")
_FIGURES = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def days_in(text: str) -> Iterator[date]:
    """The days, in no particular order; what is no day of the calendar is left out."""
    found = [(year, month, day) for day, month, year in _DAY_FIRST.findall(text)]
    found += [(year, month, day) for month, day, year in _MONTH_FIRST.findall(text)]
    for year, month, day in found:
        with suppress(ValueError):
            yield date(int(year), MONTHS.index(month) + 1, int(day))
    for year, month, day in _FIGURES.findall(text):
        with suppress(ValueError):
            yield date(int(year), int(month), int(day))
