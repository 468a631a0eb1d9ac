"""What a cell of an export says: an e-mail address, a moment, a length of time, yes or no. In any language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_MOMENT = re.compile(
    r"""(?P<a>\d{1,4}) \s?[./-]\s? (?P<b>\d{1,2}) \s?[./-]\s? (?P<c>\d{1,4}) \.?
        \D{1,6}? (?P<hour>\d{1,2}) [:.] (?P<minute>\d{2}) (?:[:.](?P<second>\d{2}))? (?:\.\d+)?
        \s* (?P<half>\D{0,6}) \Z""",
    re.VERBOSE,
)
_PARTS = re.compile(r"(\d+)\s*([^\W\d_]+)\.?")
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?\Z")

_SECONDS = ("sek", "sec", "sn", "сек", "с", "δ", "s")
_HOURS = ("h", "st", "godz", "g", "o", "u", "val", "ч", "год", "ώ", "ω", "t")
_MINUTES = ("m", "п", "м", "хв", "λ", "perc", "p")
"""How the names of units begin. German has hours as "Std." and seconds as "Sek.", so hours are asked for "st" first."""

_YES = {
    "yes",
    "ja",
    "oui",
    "sí",
    "si",
    "sì",
    "tak",
    "так",
    "да",
    "ano",
    "áno",
    "igen",
    "da",
    "jah",
    "jā",
    "taip",
    "ναι",
    "sim",
}


def is_email(cell: str) -> bool:
    return _EMAIL.fullmatch(cell) is not None


def is_yes(cell: str) -> bool:
    return cell.casefold() in _YES


@dataclass(frozen=True, slots=True)
class WrittenMoment:
    """A moment as it stands there: `a`, `b` and `c` are day, month and year in an order that is yet to be found out."""

    a: int
    b: int
    c: int
    hour: int
    minute: int
    second: int

    def read(self, *, month_first: bool) -> datetime | None:
        """On the clock of whoever exported it, hence naive; None for a day that does not exist."""
        if self.a >= 1000:
            year, month, day = self.a, self.b, self.c
        else:
            year = self.c if self.c >= 100 else 2000 + self.c
            month, day = (self.a, self.b) if month_first else (self.b, self.a)
        try:
            return datetime(year, month, day, self.hour, self.minute, self.second)  # noqa: DTZ001  # see above
        except ValueError:
            return None


def moment(cell: str) -> WrittenMoment | None:
    """The moment that the cell holds, and nothing else beside it."""
    found = _MOMENT.fullmatch(cell)
    if found is None:
        return None
    hour = int(found["hour"])
    half = found["half"].casefold().replace(".", "").replace(" ", "")
    if half in ("pm", "p", "μμ", "πμ", "nachm", "am", "a", "vorm") and hour <= 12:
        hour = hour % 12 + (12 if half in ("pm", "p", "μμ", "nachm") else 0)
    return WrittenMoment(
        int(found["a"]), int(found["b"]), int(found["c"]), hour, int(found["minute"]), int(found["second"] or 0)
    )


def month_first(moments: Iterable[WrittenMoment], days: Collection[date]) -> bool:
    """Whether these are written month/day/year. A number above 12 tells; else the order in which more of them fall on
    one of `days`, on which something was planned; else it is day/month/year, as in most of Europe."""
    written = [one for one in moments if one.a < 1000]
    if any(one.a > 12 for one in written):
        return False
    if any(one.b > 12 for one in written):
        return True

    def planned(*, month_first: bool) -> int:
        read = (one.read(month_first=month_first) for one in written)
        return sum(at is not None and at.date() in days for at in read)

    return planned(month_first=True) > planned(month_first=False)


def minutes(cell: str) -> float | None:
    """A length of time in minutes: `97`, `1h 5m 10s`, `1 Std. 5 Min.`, `01:35:20`; None where it is none."""
    if cell.isdecimal() and cell.isascii() and len(cell) <= 5:
        return float(cell)
    if clock := _CLOCK.fullmatch(cell):
        hours, mins, seconds = (int(part or 0) for part in clock.groups())
        return hours * 60 + mins + seconds / 60
    parts = _PARTS.findall(cell)
    if not parts or _PARTS.sub("", cell).strip(" ,"):
        return None
    units = [_unit(name.casefold()) for _, name in parts]
    if None in units or len(set(units)) < len(units):
        return None
    return sum(min(int(number), 10_000) * (unit or 0) for (number, _), unit in zip(parts, units, strict=True))


def _unit(name: str) -> float | None:
    """In minutes."""
    if name.startswith(("st", "год")):
        return 60
    for names, unit in ((_SECONDS, 1 / 60), (_HOURS, 60), (_MINUTES, 1)):
        if name.startswith(names):
            return unit
    return None
