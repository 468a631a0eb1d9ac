"""What a person types, as Slack hands it on: escaped text, and the same as rich_text blocks."""

from __future__ import annotations

import re

from tests.servers.slack.things import Json

_SPECIAL = re.compile(
    r"<(?P<mark>[@#!][^<>\s]+|https?://[^<>\s]+|mailto:[^<>\s]+)>"
    r"|(?P<link>https?://[^\s<>]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _piece(match: re.Match[str]) -> tuple[str, Json]:
    if link := match["link"]:
        return f"<{escape(link)}>", {"type": "link", "url": link}
    if mail := match["mail"]:
        return f"<mailto:{mail}|{mail}>", {"type": "link", "url": f"mailto:{mail}", "text": mail}
    target, _, label = match["mark"].partition("|")
    if target.startswith("@"):
        return match[0], {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return match[0], {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return match[0], {"type": "broadcast", "range": target[1:]}
    return match[0], {"type": "link", "url": target} | ({"text": label} if label else {})


def as_sent(text: str, block_id: str) -> tuple[str, list[Json]]:
    """The text with Slack's escaping, and its blocks; mentions and links in angle brackets stay what they are."""
    escaped, pieces, at = "", [], 0
    for match in _SPECIAL.finditer(text):
        if plain := text[at : match.start()]:
            escaped += escape(plain)
            pieces.append({"type": "text", "text": plain})
        written, element = _piece(match)
        escaped += written
        pieces.append(element)
        at = match.end()
    if text[at:]:
        escaped += escape(text[at:])
        pieces.append({"type": "text", "text": text[at:]})
    section = {"type": "rich_text_section", "elements": pieces}
    return escaped, [{"type": "rich_text", "block_id": block_id, "elements": [section]}] if pieces else []


def as_shown(text: str) -> str:
    """What a reader sees of escaped text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
