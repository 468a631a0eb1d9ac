"""The stream of changes to one person's page: server-sent events that resume where the connection broke."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.adapters.playground.guard import HEADERS
from bot.adapters.playground.room import Room
from bot.adapters.playground.stage import Persona

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that a dead connection is noticed."""


async def serve_stream(request: web.Request, room: Room, persona: Persona) -> web.StreamResponse:
    """`id` is `epoch.seq`. `event: change` carries a message as it is now, `around` says that clock, people or
    upcoming messages may have changed, `reset` that the page must begin anew."""
    response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    position = _position(request.headers.get("Last-Event-ID") or request.query.get("after", ""), room)
    try:
        if position is None:
            await response.write(b"event: reset\ndata: {}\n\n")
            return response
        await response.write(b"retry: 1000\n\n")
        await _follow(response, room, persona, position)
    except ConnectionError:
        pass
    return response


async def _follow(response: web.StreamResponse, room: Room, persona: Persona, position: int) -> None:
    journal = room.journal
    while True:
        grown = journal.grown
        end, lines = journal.seq, []
        for seq, posted in journal.changes(position, persona.account_id):
            if room.sees(persona, posted.chat):
                data = json.dumps(room.snapshot(posted, persona), ensure_ascii=False)
                lines.append(f"id: {journal.epoch}.{seq}\nevent: change\ndata: {data}\n\n")
        position = end
        await response.write("".join([*lines, "event: around\ndata: {}\n\n"]).encode())
        if room.closed:
            return
        while not grown.is_set():
            try:
                await asyncio.wait_for(grown.wait(), HEARTBEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")


def _position(given: str, room: Room) -> int | None:
    """The `seq` to go on after; None where it belongs to another journal or to a future that was lost."""
    epoch, _, seq = given.partition(".")
    if epoch != room.journal.epoch or not (seq.isascii() and seq.isdigit()) or len(seq) > 15:
        return None
    return int(seq) if int(seq) <= room.journal.seq else None
