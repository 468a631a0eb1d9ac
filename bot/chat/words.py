"""What people type, made safe to keep; and words cut to a length. Pure."""

from __future__ import annotations

import re

_STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(typed: str) -> str:
    """Without control characters, and without halves of characters: neither can be stored everywhere."""
    return _STEERING.sub("", typed.replace("\r\n", "\n"))


def shortened(words: str, limit: int) -> str:
    """At most `limit` characters, cut between words where that leaves most of them."""
    if len(words) <= limit:
        return words
    end = words.rfind(" ", 0, limit)
    return words[: end if end > limit // 2 else limit - 1].rstrip() + "…"
