"""The address of a private calendar: whoever knows it sees the calendar, and nobody can make one up."""

from __future__ import annotations

import hashlib
import hmac
import re

NONCE_BYTES = 15
"""120 random bits: 20 characters."""

KEY_BYTES = 32
_TOKEN = re.compile(r"([A-Za-z0-9_-]{20,40})\.([0-9a-f]{40})")


def token(key: bytes, nonce: str) -> str:
    """What stands in the address."""
    return f"{nonce}.{_signature(key, nonce)}"


def read_token(key: bytes, given: str) -> str | None:
    """The nonce; None for what was not signed with `key`. Takes as long for a near miss as for any other."""
    match = _TOKEN.fullmatch(given)
    if match is None or not hmac.compare_digest(match[2], _signature(key, match[1])):
        return None
    return match[1]


def _signature(key: bytes, nonce: str) -> str:
    return hmac.new(key, f"calendar:{nonce}".encode(), hashlib.sha256).hexdigest()[:40]
