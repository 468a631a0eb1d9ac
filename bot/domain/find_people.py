"""Whom somebody means who types a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from bot.domain.people import Member

_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that have no accent to take off."""


def find_people(
    members: Sequence[Member], typed: str, also_called: Mapping[int, Collection[str]] | None = None
) -> list[Member]:
    """Those that `typed` can mean, in their order: by the whole e-mail address or name; else by the beginnings of the words
    of their name; else by a part of name, e-mail address or organisation. A leading @ and accents are left aside.

    `also_called`: names that members, by id, have elsewhere, such as their accounts'.
    """
    wanted = fold(typed.strip().removeprefix("@"))
    if not wanted:
        return []
    names = {m.id: [fold(name) for name in (m.name, *(also_called or {}).get(m.id, ()))] for m in members}
    whole = [m for m in members if wanted == fold(m.email) or wanted in names[m.id]]
    if whole:
        return whole
    begun = [m for m in members if any(_begins(wanted, name) for name in names[m.id])]
    parts = {m.id: (*names[m.id], fold(m.email), fold(m.organisation)) for m in members}
    return begun or [m for m in members if any(wanted in part for part in parts[m.id])]


def is_exactly(member: Member, typed: str) -> bool:
    """Whether `typed` is their whole name or e-mail address, apart from capitals and accents; a part is a guess."""
    wanted = fold(" ".join(typed.split()).removeprefix("@"))
    return wanted in (fold(" ".join(member.name.split())), fold(member.email))


def _begins(wanted: str, name: str) -> bool:
    """Whether each word of `wanted` begins another word of the name."""
    left = _words(name)
    for word in sorted(_words(wanted), key=len, reverse=True):
        meant = next((one for one in left if one.startswith(word)), None)
        if meant is None:
            return False
        left.remove(meant)
    return True


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s._,'’-]+", text) if word]


def fold(text: str) -> str:
    """Without accents and capitals: a phone far from home has no key for them."""
    # Signs that are only other forms of letters (ᴬ) become those first, as they have no capitals to be taken off.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_STROKES)
