"""Everything that was handed in, as ZIP files: what each is called inside, and what goes into which part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.find_people import fold
from bot.domain.homework.items import NAME_MAX, ending_of, safe_name

PART_MAX = 20_000_000
"""Bytes of files in one ZIP: what goes through every platform's door (the tightest takes 50 MB), and is never held in memory
as more than that."""

FOLDER_MAX = 60

_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10)))
)
"""What Windows takes for a device, whatever the ending."""


def inside(name: str) -> str:
    """What a file or folder may be called on every system. It leads nowhere, and is no device."""
    safe = safe_name(name)
    stem = safe.split(".", maxsplit=1)[0]
    return f"_{safe}" if stem.casefold().strip() in _RESERVED or safe.startswith("-") else safe


def folder_of(number: int, name: str) -> str:
    """A member's folder: the number keeps namesakes apart, and the order of the index sheet."""
    return f"{number:03d} {inside(name)}"[:FOLDER_MAX].rstrip(" .")


def apart(names: Iterable[str]) -> list[str]:
    """The names in their order, those that are alike made different: also for systems that know no capitals or accents."""
    taken: set[str] = set()
    found = []
    for name in names:
        unique, number = inside(name), 1
        while fold(unique) in taken:
            number += 1
            unique = _numbered(inside(name), number)
        taken.add(fold(unique))
        found.append(unique)
    return found


def _numbered(name: str, number: int) -> str:
    ending = ending_of(name)
    stem = name[: -len(ending) - 1] if ending else name
    tail = f" ({number})" + (f".{ending}" if ending else "")
    return stem[: NAME_MAX - len(tail)].rstrip() + tail


def parts(sizes: Sequence[int], most: int = PART_MAX) -> list[range]:
    """Which of the submissions, by their place, go into which ZIP: as many as fit, in their order. There is always one."""
    found: list[range] = []
    first, full = 0, 0
    for at, size in enumerate(sizes):
        if at > first and full + size > most:
            found.append(range(first, at))
            first, full = at, 0
        full += size
    return [*found, range(first, len(sizes))]
