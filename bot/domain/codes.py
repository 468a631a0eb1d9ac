"""Codes that show somebody is in the room: new every half minute, typed from the trainer's screen.

They are RFC 6238 codes (with HMAC-SHA-256), so nobody can tell the next one from those before it.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

STEP = 30
"""Seconds until there is a new code. The one before it is still accepted, for those who were typing."""

DIGITS = 6
REMEMBERED = 10
"""So many codes before those are recognised as old ones: who types one has seen it, and does not guess."""

MOST_FAILURES = 5
FAILURES_WITHIN = timedelta(minutes=10)
"""After so many wrong codes within that time an account has to wait: a guess hits with 2 in 1,000,000."""

Verdict = Literal["right", "old", "wrong"]


def code_at(secret: str, at: datetime) -> str:
    """The code at that moment: RFC 4226's truncation of HMAC(secret, number of the half minute)."""
    return _code(secret, _step(at))


def works_until(at: datetime) -> datetime:
    """Until when the code of that moment is accepted."""
    return datetime.fromtimestamp((_step(at) + 2) * STEP, UTC)


def judge(secret: str, typed: str, now: datetime) -> Verdict:
    """Whether `typed` is accepted now. However many digits are right, the answer takes the same time."""
    said = digits(typed).encode()
    step = _step(now)
    matches = [hmac.compare_digest(_code(secret, step - back).encode(), said) for back in range(REMEMBERED + 2)]
    return "right" if any(matches[:2]) else "old" if any(matches) else "wrong"


def digits(typed: str) -> str:
    """What was typed, as plain digits: in full-width or Arabic-Indic ones, with spaces or hyphens, it is the same code."""
    found = (unicodedata.digit(character, None) for character in unicodedata.normalize("NFKC", typed))
    return "".join(str(digit) for digit in found if digit is not None)


def is_code(typed: str) -> bool:
    """Whether it is nothing but as many digits as a code has, perhaps in groups."""
    others = {one for one in typed.strip() if not digits(one)}
    return others <= set(" -\u00a0\u202f") and len(digits(typed)) == DIGITS


def grouped(code: str) -> str:
    """As it is read out: in two halves."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def wait_until(failures: Sequence[datetime], now: datetime) -> datetime | None:
    """Until when somebody who mistyped at these moments has to wait; None: they may try now."""
    recent = sorted(at for at in failures if now - FAILURES_WITHIN < at <= now)
    return recent[-MOST_FAILURES] + FAILURES_WITHIN if len(recent) >= MOST_FAILURES else None


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def _code(secret: str, step: int) -> str:
    digest = hmac.digest(secret.encode(), max(step, 0).to_bytes(8), hashlib.sha256)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"
