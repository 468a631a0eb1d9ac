"""Invite codes: what they look like, and how guessing is slowed down."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.violation import RuleViolation

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No I, L, O, 0, 1: people copy codes by hand from a letter."""

CODE_LENGTH = 10
"""31^10 ≈ 8·10^14 codes: with 5 tries in 15 minutes nobody finds one by guessing."""

_WRITTEN = re.compile(
    rf"(?<!\w)[{ALPHABET}]{{{CODE_LENGTH // 2}}}[-–—][{ALPHABET}]{{{CODE_LENGTH // 2}}}(?!\w)", re.IGNORECASE
)

TRIES = 5
WINDOW = timedelta(minutes=15)


def new_code(choice: Callable[[str], str]) -> str:
    """A fresh code as it is shown, in two halves: `KQ7MW-XA3PD`. `choice` picks a character (use `secrets.choice`)."""
    letters = "".join(choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[: CODE_LENGTH // 2]}-{letters[CODE_LENGTH // 2 :]}"


def clean_code(typed: str) -> str | None:
    """What the person meant: case, spaces and dashes don't matter. None where it cannot be a code."""
    letters = re.sub(r"[\s\-–—_.]", "", typed).upper()
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(ALPHABET) else None


def find_code(words: str) -> str | None:
    """The code that somebody put into a sentence, or sent by itself. None where there is none.

    By itself it must hold a digit or its dash: "green trees" would pass for a code otherwise.
    """
    whole = clean_code(words)
    if whole and (any(letter.isdigit() for letter in whole) or _WRITTEN.search(words)):
        return whole
    found = _WRITTEN.search(words)
    return clean_code(found[0]) if found else None


def hash_code(code: str) -> str:
    """What is stored in a code's place: who reads the database cannot join with it."""
    return hashlib.sha256((clean_code(code) or code).encode()).hexdigest()


def check_may_try(failures: Sequence[datetime], now: datetime) -> None:
    """Raise `join.slow_down` (`until`) where this account has failed too often of late."""
    recent = sorted(at for at in failures if at > now - WINDOW)
    if len(recent) >= TRIES:
        raise RuleViolation("join.slow_down", until=recent[-TRIES] + WINDOW)
