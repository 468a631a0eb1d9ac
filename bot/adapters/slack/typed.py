"""Slack's markup of what people type, as the plain words that they see. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

_MARK = re.compile(r"<([^<>\s][^<>]*)>")
_COMMAND = re.compile(r"/([^\W\d_][\w-]{0,31})(?:\s+(.*))?\Z", re.DOTALL)
_SLASH = re.compile(r"\A/groupmate\s+/?", re.IGNORECASE)
"""Our command as it would be typed outside of threads and mentions."""

_NAMELESS = {"!channel": "@channel", "!here": "@here", "!everyone": "@everyone"}


def words_of(typed: str, bot: str, name_of: Callable[[str], str | None]) -> tuple[str, bool]:
    """The words without the mention of the bot, and whether there was one. `name_of` knows people by their id."""
    bare, mentions = re.subn(rf"<@{re.escape(bot)}(?:\|[^<>]*)?>[,:]?[ \t]*", "", typed)
    pieces, end = [], 0
    for mark in _MARK.finditer(bare):
        pieces += [unescape(bare[end : mark.start()]), _shown(mark[1], name_of)]
        end = mark.end()
    words = "".join([*pieces, unescape(bare[end:])]).strip()
    return _SLASH.sub("/", words), mentions > 0


def command_of(words: str) -> tuple[str, str] | None:
    """Name and arguments of "/name args"; None for any other words."""
    found = _COMMAND.match(words)
    return (found[1].lower(), (found[2] or "").strip()) if found else None


def unescape(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(words: str) -> str:
    """For texts outside of blocks, where Slack reads `<…>` and `&…;`."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _shown(mark: str, name_of: Callable[[str], str | None]) -> str:
    target, _, label = mark.partition("|")
    label = unescape(label)
    match target[:1]:
        case "@":
            return f"@{label or name_of(target[1:]) or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or _NAMELESS.get(target, target[1:].partition("^")[0])
        case _:
            return label or unescape(target).removeprefix("mailto:").removeprefix("tel:")
