"""What is wrong with marked-up text that Slack would let pass: text that was not escaped, and mentions of nobody."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

_MARK = re.compile(r"<(?P<inside>[^<>\n]*)>?")
_KNOWN = re.compile(r"(@[UW]\w+|#[CG]\w+|!\S.*|https?://\S+|mailto:\S+|tel:\S+)(\|.*)?", re.DOTALL)


def wrong_in_mrkdwn(text: str, users: Collection[str]) -> Iterator[str]:
    """Each "<" that begins neither a mention nor a link: a person who typed it would see something else, or call everybody."""
    for match in _MARK.finditer(text):
        inside = match["inside"]
        if not match[0].endswith(">") or not _KNOWN.fullmatch(inside):
            yield f"text that was not escaped: {match[0]!r:.80}"
        elif inside.startswith("@") and inside[1:].partition("|")[0] not in users:
            yield f"a mention of nobody: {match[0]!r:.80}"


def wrong_in_parts(part: Any, users: Collection[str]) -> Iterator[str]:
    """The same of all mrkdwn objects in blocks."""
    if isinstance(part, list):
        for one in part:
            yield from wrong_in_parts(one, users)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn" and isinstance(part.get("text"), str):
            yield from wrong_in_mrkdwn(part["text"], users)
        for one in part.values():
            if isinstance(one, (dict, list)):
                yield from wrong_in_parts(one, users)
