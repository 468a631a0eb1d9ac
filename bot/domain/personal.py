"""What is somebody's own, what is another's, and what is left of who was forgotten."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.people import Account, Member

TAKE_AGAIN_AFTER = timedelta(minutes=10)
"""Making it reads everything, and one copy is enough for a while."""

CONFIRM_WITHIN = timedelta(minutes=15)
"""An old button, met again while scrolling, must erase nobody."""

ERASED_DOMAIN = "erased.invalid"
"""`.invalid` belongs to nobody and never will (RFC 2606), so no mail can ever go there."""

HIDDEN = "[…]"
"""What stands where another person was named."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data it is: their memberships, one a cohort, and their accounts. A stranger has one account, no membership."""

    members: tuple[Member, ...]
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is left to do after somebody was erased: `cards` are to be looked at again, `files` to be removed.

    `name` is what stands in the place of theirs."""

    name: str = ""
    cards: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody was erased, and organisers have to say what is to become of their attendance, which has no name any
    more. `state`: `open`, `kept` or `removed`."""

    id: int
    cohort_id: int
    member_id: int
    name: str
    asked_at: datetime
    state: str


def erasure_card(erasure_id: int) -> str:
    """Under which the organisers' copies of an `Erasure` are kept up to date together."""
    return f"erasure:{erasure_id}"


def question_card(question_id: int) -> str:
    """Under which the organisers' copies of a question are kept up to date together."""
    return f"question:{question_id}"


def placeholder(email: str, number: int, salt: str) -> str:
    """Stands in the place of an erased member's address. It holds a fingerprint of it, so that a roster that still has the
    address can be told not to bring them back; to read the address from it, one would have to guess it."""
    return f"{number}.{salt}.{_fingerprint(email, salt)}@{ERASED_DOMAIN}"


def is_of(email: str, stand_in: str) -> bool:
    """Whether `stand_in` stands in the place of this address."""
    local, _, domain = stand_in.partition("@")
    parts = local.split(".")
    return domain == ERASED_DOMAIN and len(parts) == 3 and hmac.compare_digest(parts[2], _fingerprint(email, parts[1]))


def _fingerprint(email: str, salt: str) -> str:
    return hmac.new(salt.encode(), email.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Others:
    """Everybody else's names, to be hidden from somebody who takes their own data: what others wrote about them may
    speak of third persons."""

    names: frozenset[str] = field(default=frozenset())
    own: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, others: Iterable[Member], own: Iterable[str]) -> Others:
        mine = frozenset(word.casefold() for words in own for word in _WORD.findall(words))
        # A word of less than three letters ("da", "de") names nobody.
        parts = (word for other in others for word in _WORD.findall(other.name) if len(word) >= 3)
        return cls(frozenset(part for part in parts if part.casefold() not in mine), mine)

    def hide(self, text: str) -> str:
        """`text` with each part of somebody else's name, and each e-mail address that is not one's own, hidden. Names are
        only those written with the letters of the roster: "will" is a word, "Will" may be a person."""

        def address(found: re.Match[str]) -> str:
            return found[0] if all(word.casefold() in self.own for word in _WORD.findall(found[0])) else HIDDEN

        def word(found: re.Match[str]) -> str:
            return HIDDEN if found[0] in self.names else found[0]

        hidden = _WORD.sub(word, _ADDRESS.sub(address, text))
        return _SEVERAL.sub(HIDDEN, hidden)


_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"[^\s<>(),;:]+@[^\s<>(),;:]+")
_SEVERAL = re.compile(rf"{re.escape(HIDDEN)}(?:[\s.'’-]*{re.escape(HIDDEN)})+")


def unnamed(text: str, names: Iterable[str], instead: str) -> str:
    """`text` with each of `names` (a name, an address, an account) replaced where it stands as words of its own."""
    for name in sorted({name for name in names if name.strip()}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: instead, text, flags=re.IGNORECASE)
    return text
