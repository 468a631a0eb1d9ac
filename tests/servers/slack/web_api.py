"""The front of the Web API: reads a call, checks token, faults, pace, parameters and scope, and answers as Slack does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.servers.slack.calls import Call, Fault, Faults, Limits, Pace
from tests.servers.slack.changes import wall
from tests.servers.slack.chat_methods import CHAT
from tests.servers.slack.directory_methods import DIRECTORY, need
from tests.servers.slack.file_methods import FILES
from tests.servers.slack.parameters import SIGNATURES, decode
from tests.servers.slack.rooms import direct
from tests.servers.slack.things import ApiError, Json
from tests.servers.slack.view_methods import VIEWS
from tests.servers.slack.workspace import Workspace

METHODS: dict[str, Callable[[Workspace, Json], Json]] = {**DIRECTORY, **CHAT, **VIEWS, **FILES}

Receive = Callable[[Workspace, web.Request], Awaitable[web.Response]]


class WebApi:
    """Answers calls of methods, and notes each of them."""

    def __init__(self, space: Workspace, new_socket: Callable[[], str]) -> None:
        self.space, self.new_socket = space, new_socket
        self.calls: list[Call] = []
        self.faults, self.pace, self.limits = Faults(), Pace(), Limits()
        self.refused_for_pace = 0
        self.closing = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            given = await read_parameters(request)
        except ValueError:
            self.space.violate(f"The body of a call of {method} is no JSON")
            return web.json_response({"ok": False, "error": "invalid_json"})
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(given.get("token", ""))
        given.pop("token", None)
        call = Call(method, given, wall(), token_ok=self._token_error(method, token) is None)
        self.calls.append(call)
        fault = self.faults.take(method)
        if fault and (fault.error or fault.status != 200):
            answer = _failed(fault)
            call.status = answer.status
            self.space.changes.happened()
            return answer
        answer = self._answer(call, token)
        if fault and fault.lost:
            return _lose(request, answer)
        if fault and fault.seconds:
            await self._linger(fault.seconds)
        call.status = answer.status
        self.space.changes.happened()
        return answer

    def guarded(self, name: str, do: Receive) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """What is no method, with faults under a name of its own."""

        async def handle(request: web.Request) -> web.StreamResponse:
            fault = self.faults.take(name)
            if fault and (fault.error or fault.status != 200):
                return _failed(fault)
            answer = await do(self.space, request)
            if fault and fault.seconds:
                await self._linger(fault.seconds)
            return _lose(request, answer) if fault and fault.lost else answer

        return handle

    async def _linger(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return

    def _token_error(self, method: str, token: str) -> str | None:
        if not token:
            return "not_authed"
        if method == "apps.connections.open":
            if token == self.space.bot_token:
                return "not_allowed_token_type"
            return None if token == self.space.app_token and not self.space.revoked else "invalid_auth"
        if token == self.space.app_token:
            return "not_allowed_token_type"
        if token != self.space.bot_token:
            return "invalid_auth"
        return "token_revoked" if self.space.revoked else None

    def _answer(self, call: Call, token: str) -> web.Response:
        try:
            if call.method not in SIGNATURES:
                self.space.violate(f"There is no method {call.method} here")
                raise ApiError("unknown_method", req_method=call.method)
            if error := self._token_error(call.method, token):
                raise ApiError(error)
            wait = self.pace.too_early(self.limits, call.method, self._conversation(call))
            if wait is not None:
                self.refused_for_pace += 1
                return _failed(Fault(call.method, "ratelimited", retry_after=wait))
            body = {"ok": True, **self._run(call)}
        except ApiError as error:
            body = {"ok": False, "error": error.code, **error.details}
            if messages := body.pop("messages", None):
                body["response_metadata"] = {"messages": messages}
        call.answer = body
        granted = {"x-oauth-scopes": ",".join(sorted(self.space.scopes))} if call.token_ok else {}
        return web.json_response(body, headers=granted)

    def _conversation(self, call: Call) -> str:
        """The id of the conversation; a person's stands for the DM with them."""
        channel = str(call.params.get("channel", ""))
        return direct(self.space, channel).id if channel in self.space.users else channel

    def _run(self, call: Call) -> Json:
        try:
            params, unknown = decode(call.method, call.params)
        except ApiError as error:
            self.space.violate(f"{call.method}: {error.code} {error.details.get('messages', '')}")
            raise
        call.params = params
        for what in (*unknown, *_violations_by_schema(call)):
            self.space.violate(what)
        if call.method == "apps.connections.open":
            return {"url": self.new_socket()}
        if scope := SIGNATURES[call.method].scope:
            need(self.space, scope)
        return METHODS[call.method](self.space, params)


async def read_parameters(request: web.Request) -> Json:
    """What came in the query and in the body, as a form or as JSON."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        body = json.loads(text) if text else {}
        given |= body if isinstance(body, dict) else {}
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        given |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return given


def _failed(fault: Fault) -> web.Response:
    body: Json = {"ok": False, "error": fault.error} if fault.error else {}
    if fault.error == "ratelimited" or fault.status == 429:
        after = {"Retry-After": str(fault.retry_after if fault.retry_after is not None else 1)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=after)
    if fault.status != 200 and not fault.error:
        return web.Response(status=fault.status, text="<html>Something went wrong.</html>", content_type="text/html")
    return web.json_response(body, status=fault.status)


def _lose(request: web.Request, answer: web.Response) -> web.Response:
    """The call was done, and the connection ends before anything is heard of it."""
    if request.transport is not None:
        request.transport.abort()
    return answer


def _violations_by_schema(call: Call) -> list[str]:
    try:
        from tests.servers.schemas import violations_slack
    except ImportError:
        return []
    found: Any = violations_slack(call.method, call.params)
    return [str(what) for what in found]
