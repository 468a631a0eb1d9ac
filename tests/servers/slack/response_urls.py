"""What the app answers to a command or press: in the acknowledgement, or later to its response_url."""

from __future__ import annotations

import json
import time
from typing import Any

from aiohttp import web

from tests.servers.slack.chat_methods import checked_body
from tests.servers.slack.things import ApiError, Ephemeral, Json, Message
from tests.servers.slack.workspace import ResponseUrl, Workspace

USES, LIFETIME = 5, 30 * 60
KNOWN = {
    *[
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "mrkdwn",
        "metadata",
        "link_names",
    ],
    *["unfurl_links", "unfurl_media", "parse"],
}


async def receive(space: Workspace, request: web.Request) -> web.Response:
    use = space.response_urls.get(request.match_info["key"])
    if use is None or time.monotonic() - use.made > LIFETIME:
        return web.json_response({"ok": False, "error": "expired_url"}, status=404)
    use.uses += 1
    if use.uses > USES:
        space.violate(f"A response_url was used {use.uses} times; {USES} are allowed")
        return web.json_response({"ok": False, "error": "used_url"}, status=404)
    try:
        body = json.loads(await request.text())
        answer(space, use, body, "response_url")
    except ValueError:
        space.violate("What came to a response_url is no JSON")
        return web.Response(status=400, text="invalid_payload")
    except ApiError as error:
        return web.Response(status=400, text=error.code)
    return web.Response(text="ok")


def answer(space: Workspace, use: ResponseUrl, body: Any, source: str) -> None:
    """Show what was answered, or change what was pressed."""
    body = {"text": body} if isinstance(body, str) else {k: v for k, v in body.items() if v is not None}
    for name in set(body) - KNOWN:
        space.violate(f"{source} does not know {name!r}")
    if body.get("delete_original"):
        _delete(space, use)
    else:
        text, blocks = checked_body(space, source, body)
        if body.get("replace_original"):
            _replace(space, use, body, text, blocks)
        else:
            _show(space, use, body, text, blocks, source)
    space.changes.happened()


def _delete(space: Workspace, use: ResponseUrl) -> None:
    if isinstance(use.original, Message):
        space.rooms[use.channel].delete(use.original)
    elif use.original is not None:
        use.original.deleted = True


def _replace(space: Workspace, use: ResponseUrl, body: Json, text: str, blocks: list[Json]) -> None:
    if isinstance(use.original, Message):
        space.rooms[use.channel].change(use.original, text, blocks)
    elif use.original is not None:
        use.original.text, use.original.blocks = text, blocks
        use.original.edits += 1
    else:
        space.violate("replace_original, and there is no original")


def _show(space: Workspace, use: ResponseUrl, body: Json, text: str, blocks: list[Json], source: str) -> None:
    thread_ts = body.get("thread_ts")
    kind = body.get("response_type", "ephemeral")
    if kind == "in_channel":
        message = Message(use.channel, space.ts(), space.bot.id, text, blocks, by_bot=True, thread_ts=thread_ts)
        space.rooms[use.channel].add(message)
        return
    if kind != "ephemeral":
        space.violate(f"{source}: response_type {kind!r}")
    shown = Ephemeral(use.channel, use.user, space.ts(), text, blocks, thread_ts, source)
    space.ephemerals[use.user].append(shown)
