"""What comes in a request's body, read up to a limit: JSON objects and uploads."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.multipart import MultipartReader

from bot.adapters.playground import shelf
from bot.adapters.playground.posted import Kept
from bot.adapters.playground.room import Room

BODY_MAX = 256 * 1024
"""Bytes of JSON in one request; a form full of long answers has a tenth of it."""


class BadRequest(ValueError):
    """The text says what is wrong with it; `status` is the answer's."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


async def read_body(request: web.Request) -> dict[str, Any]:
    """Raises `BadRequest`."""
    if request.content_type != "application/json":
        raise BadRequest("Send application/json.", 415)
    data = bytearray()
    async for chunk in request.content.iter_any():
        data += chunk
        if len(data) > BODY_MAX:
            raise BadRequest("Too much in one request.", 413)
    return _parse(bytes(data))


def _parse(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        raise BadRequest("That is no JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("Send a JSON object.")
    return body


async def receive_upload(parts: MultipartReader, room: Room) -> tuple[dict[str, Any], Kept]:
    """A part `payload` (JSON), then a part `file`. Raises `BadRequest` and `shelf.TooLarge`."""
    first = await _part(parts, "payload")
    head = await first.read_chunk(BODY_MAX)
    while not first.at_eof():
        head += await first.read_chunk(BODY_MAX)
        if len(head) > BODY_MAX:
            raise BadRequest("Too much in one request.", 413)
    payload = _parse(bytes(head))
    second = await _part(parts, "file")
    incoming = await asyncio.to_thread(shelf.Incoming, room.shelf, room.max_upload)
    try:
        while chunk := await second.read_chunk(256 * 1024):
            await asyncio.to_thread(incoming.write, bytes(chunk))
        claimed = second.headers.get("Content-Type", "")
        return payload, await asyncio.to_thread(incoming.keep, second.filename or "", claimed)
    except BaseException:
        incoming.discard()
        raise


async def _part(parts: MultipartReader, name: str) -> BodyPartReader:
    try:
        part = await parts.next()
    except ValueError:
        part = None
    if not isinstance(part, BodyPartReader) or part.name != name:
        raise BadRequest(f"Send a part named {name!r}.")
    return part
