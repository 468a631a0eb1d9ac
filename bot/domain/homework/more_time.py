"""`@Ana 2 days`, `Bo Li until 20 Nov 18:00`: who is to have how much more time, taken apart into words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.domain.homework.due import Length
from bot.domain.violation import RuleViolation

_UNITS: dict[Literal["hours", "days", "weeks"], str] = {
    "hours": r"h|hrs?|hours?|std|stunden?|heures?|horas?|ore|ora|godz\w*",
    "days": r"d|days?|tage?n?|jours?|d[ií]as?|giorn[io]|dni|dzie[nń]",
    "weeks": r"w|weeks?|wochen?|semaines?|semanas?|settiman[ae]|tydz\w*|tygod\w*",
}
"""In the languages in which times can be typed."""

_LENGTHS = [
    (unit, re.compile(rf"^(.*?)\s*\+?\s*(\d{{1,9}})\s*(?:{words})\.?$", re.IGNORECASE))
    for unit, words in _UNITS.items()
]
_UNTIL = re.compile(r"^(.+?)\s+(?:until|till|to|bis|jusqu['’][aà]u?|hasta|fino a|do)\s+(.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MoreTime:
    """`until` is a time as typed; one of both is given."""

    name: str
    length: Length | None
    until: str = ""


def read_length(typed: str) -> Length | None:
    """Of `2 days` alone; None where it says anything else."""
    line = " ".join(typed.split())
    read = ((unit, pattern.match(line)) for unit, pattern in _LENGTHS)
    return next((Length(int(found[2]), unit) for unit, found in read if found and not found[1].strip(" ,")), None)


def read_more_time(typed: str) -> MoreTime:
    """Raises `extension.nothing` where no time is said."""
    line = " ".join(typed.split())
    for unit, pattern in _LENGTHS:
        if (found := pattern.match(line)) and found[1].strip(" ,"):
            return MoreTime(found[1].strip(" ,"), Length(int(found[2]), unit))
    if found := _UNTIL.match(line):
        return MoreTime(found[1].strip(" ,"), None, found[2])
    raise RuleViolation("extension.nothing")
