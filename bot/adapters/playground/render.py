"""From messages to what the page gets, and what a person's view of the journal looks like. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.adapters.playground.posted import Posted
from bot.adapters.playground.translate import PLATFORM
from bot.chat.messages import DirectReply, Message
from bot.chat.wire import dump_message, dump_reply

Json = dict[str, Any]
_SAFE = ("https://", "http://", "mailto:")


def content(message: Message) -> Json:
    """The message's blocks and buttons; its files are the shelf's."""
    dumped = json.loads(dump_message(message))
    blocks = [_block(block) for block in dumped["text"]]
    return {"blocks": blocks, "buttons": [[_button(button) for button in row] for row in dumped["buttons"]]}


def reply(direct: DirectReply) -> Json:
    dumped: Json = json.loads(dump_reply(direct))
    return dumped


def snapshot(posted: Posted, viewer: str, replies: int, thread_replies: int) -> Json:
    """The message as `viewer` sees it now. `replies` counts those in the thread that it opens, `thread_replies`
    those of the thread that it stands in."""
    draft = posted.draft
    seen: Json = {"id": posted.id, "seq": posted.seq, "version": posted.version, "chat": draft.chat}
    if posted.deleted:
        return {**seen, "thread": draft.thread, "deleted": True, "thread_replies": thread_replies}
    seen |= {
        "author": draft.author,
        "name": draft.name,
        "at": draft.at.isoformat(),
        "content": dict(draft.content),
        "files": [asdict(kept) for kept in draft.files],
        "thread": draft.thread,
        "reply_to": draft.reply_to,
        "edited": posted.edited is not None,
        "replies": replies,
        "thread_replies": thread_replies,
    }
    if draft.author is not None and draft.author == viewer:
        seen |= {"event": posted.key.removeprefix(f"{PLATFORM}:"), "pending": posted.handled == 0}
    return seen


def _block(block: Json) -> Json:
    if block["type"] == "bullets":
        return {**block, "items": [[_inline(inline) for inline in item] for item in block["items"]]}
    return {**block, "inlines": [_inline(inline) for inline in block["inlines"]]}


def _inline(inline: Json) -> Json:
    if inline["type"] == "mention":
        return {"type": "mention", "name": inline["name"], "account": dict(inline["accounts"]).get(PLATFORM)}
    if inline.get("link") and not str(inline["link"]).startswith(_SAFE):
        return {**inline, "link": None}
    return inline


def _button(button: Json) -> Json:
    url = button.get("url")
    return {**button, "url": url if url and str(url).startswith(_SAFE) else None}
