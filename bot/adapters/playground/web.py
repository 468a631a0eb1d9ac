"""The playground over HTTP: the page, its files, and the JSON it speaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.adapters.playground import shelf
from bot.adapters.playground.bodies import BadRequest, read_body, receive_upload
from bot.adapters.playground.guard import FILE_CSP, HEADERS, why_refused
from bot.adapters.playground.journal import Closed
from bot.adapters.playground.posted import Kept
from bot.adapters.playground.room import NobodyThere, Room
from bot.adapters.playground.stage import ClockStands, Persona
from bot.adapters.playground.stream import serve_stream
from bot.adapters.playground.translate import Refusal
from bot.adapters.playground.turns import Outcome

log = logging.getLogger(__name__)

_STATIC = Path(__file__).parent / "static"
_YEARS = range(1990, 2200)
CLOCK_STANDS = "The clock cannot be moved here: the bot also runs where real people live by it."

Handler = Callable[[web.Request, Room], Awaitable[web.StreamResponse]]


class Open(Protocol):
    """The part of the adapter that the routes need."""

    @property
    def room(self) -> Room | None:
        """None while it is not started."""
        ...

    def turn(self, persona: Persona, payload: object, upload: Kept | None) -> AbstractAsyncContextManager[Outcome]: ...


def add_routes(app: web.Application, adapter: Open, allowed_hosts: Collection[str]) -> None:
    handlers = _Handlers(adapter)

    def add(method: str, path: str, handler: Handler) -> None:
        async def guarded(request: web.Request) -> web.StreamResponse:
            reason = why_refused(request.remote, request.method, request.path, request.headers, allowed_hosts)
            if reason is not None:
                return _json({"error": reason}, 403)
            if adapter.room is None or adapter.room.stopping:
                return _not_now()
            return await _answer(handler, request, adapter.room)

        app.router.add_route(method, path, guarded)

    add("GET", "/", handlers.page)
    add("GET", "/playground/static/{path:.+}", handlers.static)
    add("GET", "/playground/state", handlers.state)
    add("GET", "/playground/people", handlers.people)
    add("GET", "/playground/around", handlers.around)
    add("GET", "/playground/history", handlers.history)
    add("GET", "/playground/thread", handlers.thread)
    add("GET", "/playground/stream", handlers.stream)
    add("GET", "/playground/file/{id}", handlers.file)
    add("POST", "/playground/act", handlers.act)
    add("POST", "/playground/file", handlers.upload)
    add("POST", "/playground/delete", handlers.delete)
    add("POST", "/playground/clock", handlers.clock)


async def _answer(handler: Handler, request: web.Request, room: Room) -> web.StreamResponse:
    try:
        return await handler(request, room)
    except Closed:
        return _not_now()
    except NobodyThere:
        return _json({"error": "Nobody in this programme has that id.", "who": False}, 404)
    except KeyError:
        return _json({"error": "Not there, or not for you to see."}, 404)
    except Refusal as refusal:
        return _json({"error": str(refusal)}, 422)
    except shelf.TooLarge:
        return _json({"error": f"The file is larger than {room.max_upload // 1_000_000} MB."}, 413)
    except BadRequest as error:
        return _json({"error": str(error)}, error.status)


class _Handlers:
    def __init__(self, adapter: Open) -> None:
        self._adapter = adapter
        self._files = {path.relative_to(_STATIC).as_posix(): path for path in _STATIC.rglob("*.*")}

    async def page(self, _request: web.Request, _room: Room) -> web.StreamResponse:
        return web.FileResponse(self._files["index.html"], headers=HEADERS)

    async def static(self, request: web.Request, _room: Room) -> web.StreamResponse:
        return web.FileResponse(self._files[request.match_info["path"]], headers=HEADERS)

    async def state(self, request: web.Request, room: Room) -> web.StreamResponse:
        persona = await _who(request, room) if request.query.get("as") else await room.anybody()
        return _json(await room.state(persona))

    async def people(self, _request: web.Request, room: Room) -> web.StreamResponse:
        return _json(await room.people())

    async def around(self, _request: web.Request, room: Room) -> web.StreamResponse:
        return _json(await room.surroundings())

    async def history(self, request: web.Request, room: Room) -> web.StreamResponse:
        persona = await _who(request, room)
        chat, before = request.query.get("chat", ""), request.query.get("before", "")
        if not room.sees(persona, chat) or not before.isdecimal():
            raise KeyError(chat)
        return _json(room.page(persona, chat, int(before[:15])))

    async def thread(self, request: web.Request, room: Room) -> web.StreamResponse:
        persona = await _who(request, room)
        return _json({"messages": room.thread(persona, request.query.get("root", ""))})

    async def stream(self, request: web.Request, room: Room) -> web.StreamResponse:
        return await serve_stream(request, room, await _who(request, room))

    async def file(self, request: web.Request, room: Room) -> web.StreamResponse:
        kept = room.file(await _who(request, room), request.match_info["id"])
        picture = kept.media_type in shelf.PICTURE_TYPES
        headers = {**HEADERS, "Content-Security-Policy": FILE_CSP, "Cache-Control": "private, max-age=3600"}
        headers["Content-Type"] = kept.media_type if picture else "application/octet-stream"
        headers["Content-Disposition"] = _disposition(kept.name, inline=picture)
        return web.FileResponse(shelf.path_of(room.shelf, kept.id), headers=headers)

    async def act(self, request: web.Request, room: Room) -> web.StreamResponse:
        persona = await _who(request, room)
        return await self._turn(request, persona, await read_body(request), None)

    async def upload(self, request: web.Request, room: Room) -> web.StreamResponse:
        persona = await _who(request, room)
        if not request.content_type.startswith("multipart/"):
            raise BadRequest("Send multipart/form-data.", 415)
        payload, kept = await receive_upload(await request.multipart(), room)
        try:
            return await self._turn(request, persona, payload, kept)
        finally:
            if kept.id not in room.journal.files:  # refused, or the same upload once more
                await asyncio.to_thread(shelf.path_of(room.shelf, kept.id).unlink)

    async def delete(self, request: web.Request, room: Room) -> web.StreamResponse:
        persona, body = await _who(request, room), await read_body(request)
        posted = room.journal.messages[str(body.get("message"))]
        if posted.draft.author != persona.account_id:
            raise KeyError(posted.id)
        await room.journal.delete(posted.id)
        return _json({})

    async def clock(self, request: web.Request, room: Room) -> web.StreamResponse:
        body = await read_body(request)
        moment = await _moment(body, room)
        happens = await room.happens(moment) if "next" in body else []
        try:
            await room.stage.clock.move_to(moment)
        except ClockStands:
            raise BadRequest(CLOCK_STANDS, 409) from None
        room.journal.wake()
        return _json({**await room.surroundings(), "happened": happens})

    async def _turn(
        self, request: web.Request, persona: Persona, payload: object, upload: Kept | None
    ) -> web.StreamResponse:
        """The reply is on its way before anything that the turn produced is sent."""
        async with self._adapter.turn(persona, payload, upload) as outcome:
            response = _json(outcome.body, outcome.status)
            try:
                await response.prepare(request)
                await response.write_eof()
            except ConnectionError:
                log.info("a page went away before it had its reply; the turn stands")
        return response


async def _who(request: web.Request, room: Room) -> Persona:
    return await room.person(request.query.get("as", ""))


async def _moment(body: dict[str, Any], room: Room) -> datetime:
    """Where the clock is to go: `{"minutes": n}` on, `{"next": true}`, or `{"local": …}` in the programme's zone.

    Raises `BadRequest`.
    """
    try:
        moment = await _asked_for(body, room)
    except (ValueError, OverflowError):
        raise BadRequest("That is no date the clock could go to.", 422) from None
    if moment is None:
        raise BadRequest("Nothing lies ahead.", 409)
    if moment.year not in _YEARS:
        raise BadRequest(f"The clock goes from {_YEARS[0]} to {_YEARS[-1]}, no further.", 422)
    return moment


async def _asked_for(body: dict[str, Any], room: Room) -> datetime | None:
    """None where nothing lies ahead. Raises `ValueError` and `OverflowError`."""
    match body:
        case {"minutes": int(minutes)} if not isinstance(minutes, bool):
            return room.stage.clock.now() + timedelta(minutes=minutes)
        case {"next": True}:
            return await room.stage.next_event()
        case {"local": str(local)}:
            return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(room.stage.programme_zone)).astimezone(UTC)
    raise ValueError("no way to move the clock")


def _not_now() -> web.Response:
    return _json({"error": "The playground is starting or stopping; try again in a moment."}, 503)


def _disposition(name: str, *, inline: bool) -> str:
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"


def _json(body: object, status: int = 200) -> web.Response:
    headers = {**HEADERS, "Cache-Control": "no-store"}
    return web.json_response(body, status=status, headers=headers)
