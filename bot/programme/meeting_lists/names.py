"""Which member somebody in a list is: by e-mail for certain, by a name that is alike for a person to confirm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.domain.meeting import Attendee, How
from bot.domain.people import Member

CLOSE = 80.0
"""How alike (0-100) two names must be to be suggested. Nothing follows from it but a question."""

_SIGNS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i",
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ё": "e", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "a", "ы": "y", "ь": "",
    "э": "e", "ю": "iu", "я": "ia", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
"""Letters that have no accent to take off, as passports write them, or nearly. It need only be near enough to be asked about."""

_WRITTEN = str.maketrans(_SIGNS)
_ASIDE = re.compile(r"[(\[{<|/,;–—]| - ")


@dataclass(frozen=True, slots=True)
class Match:
    """`member_id` is certain; `suggested_id` is for a person to confirm."""

    attendee: Attendee
    how: How
    member_id: int | None = None
    suggested_id: int | None = None


MOST_COMPARED = 1_000_000
"""Pairs of names; comparing more of them would take seconds. Then only names that are spelt alike are suggested."""


def match(attendees: Sequence[Attendee], members: Sequence[Member]) -> list[Match]:
    """One for each attendee, in their order."""
    by_email = {member.email.casefold(): member.id for member in members}
    known = {member.id: _plain(member.name) for member in members}
    few = len(attendees) * len(members) <= MOST_COMPARED
    alike = {name: member_id for member_id, name in known.items()}
    return [_match(attendee, by_email, alike, known if few else {}) for attendee in attendees]


def likest(name: str, members: Sequence[Member]) -> list[Member]:
    """The members, those first whose names are most like this one."""
    spellings = _spellings(name) or [_plain(name)]

    def likeness(member: Member) -> float:
        own = _plain(member.name)
        return max(fuzz.WRatio(spelling, own) for spelling in spellings)

    return sorted(members, key=likeness, reverse=True)


def _match(attendee: Attendee, by_email: dict[str, int], alike: dict[str, int], known: dict[int, str]) -> Match:
    if attendee.email in by_email:
        return Match(attendee, "email", member_id=by_email[attendee.email])
    for spelling in _spellings(attendee.name):
        if spelling in alike:
            return Match(attendee, "exact", suggested_id=alike[spelling])
    best: tuple[float, int] | None = None
    for spelling in _spellings(attendee.name):
        found = process.extractOne(spelling, known, scorer=fuzz.token_sort_ratio, score_cutoff=CLOSE)
        if found and (best is None or found[1] > best[0]):
            best = (found[1], found[2])
    if best is None:
        return Match(attendee, "none")
    return Match(attendee, "close", suggested_id=best[1])


def _spellings(name: str) -> list[str]:
    """The name, and its parts where it has an aside: "Ilze (Ilze Kalniņa)", "Ilze Kalniņa - Riga Food Cluster"."""
    parts = [name, *_ASIDE.split(name)]
    plain = dict.fromkeys(_plain(part) for part in parts)
    return [one for one in plain if len(one) > 3]


def _plain(name: str) -> str:
    """Small letters without accents, words in order: names come family name first, too."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_WRITTEN))
    bare = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).translate(_WRITTEN)
    return " ".join(sorted(bare.split()))
