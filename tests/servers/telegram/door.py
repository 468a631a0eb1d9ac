"""HTTP: reads calls, has them done, logs and answers them; serves files."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.servers.telegram import about, editing, params, sending
from tests.servers.telegram.asked import METHODS, Asked, Uploaded
from tests.servers.telegram.errors import Refused, Wrong, too_many
from tests.servers.telegram.pace import DOWNLOAD

if TYPE_CHECKING:
    from tests.servers.telegram.server import TelegramServer

assert all((about, editing, sending))  # importing them lists their methods


@dataclass
class Call:
    """A call that came in. `status` is 0 until it is answered."""

    method: str
    params: dict[str, Any]
    files: dict[str, Uploaded]
    at: float
    status: int = 0
    description: str = field(default="", compare=False)


def schema_check() -> Callable[[str, dict[str, Any]], list[str]] | None:
    """The check against the Bot API's schemas, where the tests have it."""
    try:
        from tests.servers.schemas import violations_telegram
    except ImportError:
        return None
    return violations_telegram


class Door:
    """The listening port. It may close and open again."""

    def __init__(self, server: TelegramServer) -> None:
        self.port = 0
        self._server = server
        self._runner: web.AppRunner | None = None
        self._requests: list[web.Request] = []
        self._closing = asyncio.Event()
        self._schema = schema_check()

    async def open(self) -> None:
        """Listen, on the same port as before."""
        if self._runner is not None:
            return
        self._closing = asyncio.Event()
        app = web.Application(client_max_size=0)
        app.router.add_route("*", "/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Listen no more, and cut what is connected."""
        if self._runner is None:
            return
        self._closing.set()
        for request in self._requests:
            _cut(request)
        self._server.changes.touched()
        await self._runner.cleanup()
        self._runner = None

    async def _call(self, request: web.Request) -> web.StreamResponse:
        at = time.monotonic()
        self._requests.append(request)
        try:
            return await self._logged(request, at)
        finally:
            self._requests = [other for other in self._requests if other is not request]

    async def _logged(self, request: web.Request, at: float) -> web.StreamResponse:
        name = params.NAMES.get(request.match_info["method"].lower(), request.match_info["method"])
        call = Call(name, {}, {}, at)
        fault = None
        try:
            self._admit(request.match_info["token"])
            raw, call.files = await _read(request)
            call.params = params.decoded(name, raw)
            self._server.calls.append(call)
            fault = self._server.faults.take(name)
            if fault is not None and fault.refusal is not None:
                raise fault.refusal
            result = await self._done(call, lambda: self._gone(request))
            status, body = 200, {"ok": True, "result": result}
        except Refused as refused:
            if isinstance(refused, Wrong):
                self._server.violations.append(f"{name}: {refused.description}")
            status, body = refused.status, refused.body()
            call.description = refused.description
        call.status = status
        self._server.changes.touched()
        if fault is not None and fault.kind == "hang":
            await self._sleep(fault.seconds)
        if (fault is not None and fault.kind == "lose") or self._closing.is_set():
            _cut(request)
        return web.json_response(body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return

    def _gone(self, request: web.Request) -> bool:
        return self._closing.is_set() or request.transport is None or request.transport.is_closing()

    def _admit(self, token: str) -> None:
        number, colon, _ = token.partition(":")
        if not (number.isdecimal() and colon):
            raise Refused(404, "Not Found")
        if self._server.revoked or token != self._server.token:
            raise Refused(401, "Unauthorized")

    async def _done(self, call: Call, gone: Callable[[], bool]) -> Any:
        """What the method answers."""
        server = self._server
        if call.method not in params.SPECS:
            server.violations.append(f"{call.method}: this server has no such method")
            raise Refused(404, "Not Found")
        asked = Asked(
            call.method,
            call.params,
            call.files,
            server.world,
            server.updates,
            server.webhook,
            server.queries,
            server.profile,
        )
        for fault in params.unknown(call.method, call.params):
            asked.violation(fault)
        if self._schema is not None:
            server.violations.extend(self._schema(call.method, call.params))
        if faults := list(params.faults(call.method, call.params)):
            for fault in faults[1:]:
                asked.violation(fault)
            raise Wrong(faults[0])
        if call.method in sending.SENDS and (seconds := server.pace.wait(call.params["chat_id"], call.at)):
            server.refused_for_pace.append(call)
            raise too_many(seconds)
        if call.method == "getUpdates":
            return await self._poll(asked, gone)
        result = METHODS[call.method](asked)
        if unused := call.files.keys() - asked.used:
            asked.violation(f"parts that nothing refers to: {sorted(unused)}")
        return result

    async def _poll(self, asked: Asked, gone: Callable[[], bool]) -> Any:
        about.check_allowed(asked)
        if not 1 <= asked.params.get("limit", 100) <= 100:
            asked.violation("limit must be 1 to 100")
        try:
            return await self._server.updates.poll(asked.params, gone)
        except Refused as refused:
            if self._server.revoked:
                raise Refused(401, "Unauthorized") from refused
            raise

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._admit(request.match_info["token"])
        except Refused as refused:
            return web.json_response(refused.body(), status=refused.status)
        file = self._server.world.files.get(request.match_info["path"].rpartition("/")[2])
        if file is None or len(file.data) > about.DOWNLOAD_MOST:
            return web.json_response(Refused(404, "Not Found").body(), status=404)
        fault = self._server.faults.take(DOWNLOAD)
        if fault is not None and fault.refusal is not None:
            return web.json_response(fault.refusal.body(), status=fault.refusal.status)
        return web.Response(body=file.data, content_type="application/octet-stream")


def _cut(request: web.Request) -> None:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Uploaded]]:
    """The parameters as they came, from the address and the body, and the uploaded parts."""
    raw: dict[str, Any] = dict(request.query)
    files: dict[str, Uploaded] = {}
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise Wrong("can't parse JSON body") from None
        if not isinstance(body, dict):
            raise Wrong("the JSON body must be an object")
        return raw | body, files
    if request.content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return raw, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.content_type, value.file.read())
            value.file.close()
            if name in ("document", "photo", "thumbnail", "certificate"):
                raw[name] = f"attach://{name}"
        else:
            raw[name] = value if isinstance(value, str) else bytes(value).decode()
    return raw, files
