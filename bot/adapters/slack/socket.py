"""Socket Mode: Slack's requests over a connection that the bot opens. Supervised: a connection that is lost is made anew."""

from __future__ import annotations

import asyncio
import json
import logging
from time import monotonic

from aiohttp import ClientWebSocketResponse, WSMessage
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.adapters.slack.api import Api, code, vendor_log
from bot.adapters.slack.errors import LOCKED_OUT
from bot.adapters.slack.listen import outcome_of
from bot.adapters.slack.reading import text
from bot.adapters.slack.turns import Turns
from bot.chat.errors import Offline, SendError
from bot.ports import CannotStart

log = logging.getLogger(__name__)

WATCH_SECONDS = 1.0
"""Between two looks at the connection; what Slack announces is heard at once."""

CONNECT_SECONDS = 10.0
STEADY_SECONDS = 30.0
"""A connection that lived this long was a good one; after a shorter one, too, the next has to wait."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds between tries to connect; the pause doubles."""


class _Client(SocketModeClient):
    """One connection. It does not mend itself: Slack's client tries the same address for ever."""

    def __init__(self, app_token: str, api: Api) -> None:
        super().__init__(
            app_token,
            logger=vendor_log,
            web_client=api.client,
            auto_reconnect_enabled=False,
            on_close_listeners=[self._ended],
            on_error_listeners=[self._ended],
        )
        self.lost = asyncio.Event()
        self.since = monotonic()

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Called when Slack says that it will end this connection soon."""
        self.lost.set()

    async def _ended(self, _message: WSMessage) -> None:
        self.lost.set()

    async def close(self) -> None:
        await super().close()  # type: ignore[no-untyped-call]
        running = (self.message_processor, self.current_session_monitor, self.message_receiver)
        await asyncio.gather(*(task for task in running if task is not None), return_exceptions=True)


class Socket:
    """`problem` says why nothing arrives now; None when all is well."""

    def __init__(self, api: Api, app_token: str, bolt: AsyncApp, turns: Turns) -> None:
        self.problem: str | None = "Slack is not connected yet."
        self._api = api
        self._app_token = app_token
        self._bolt = bolt
        self._turns = turns
        self._client: _Client | None = None
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Raises `CannotStart`, and `SendError` where Slack cannot be reached for now."""
        self._client = await self._connect()
        self.problem = None
        self._watching = asyncio.create_task(self._watch(), name="slack socket")

    async def stop(self) -> None:
        """Let go of the connection: what Slack sends from now on goes to another one, or is sent again."""
        if self._watching:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        if self._client:
            await self._client.close()

    async def _connect(self) -> _Client:
        """A new connection, open and listened to."""
        try:
            answer = await self._api.call("apps.connections.open", token=self._app_token)
        except SendError as error:
            if why := _explain(code(error)):
                raise CannotStart(why) from error
            raise
        client = _Client(self._app_token, self._api)
        client.wss_uri = text(answer, "url")
        client.socket_mode_request_listeners.append(self._on_request)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await client.connect()  # type: ignore[no-untyped-call]
        except BaseException as error:
            await client.close()
            if isinstance(error, TimeoutError):
                raise Offline("Slack's socket could not be opened.") from None
            raise
        return client

    async def _watch(self) -> None:
        pause = FIRST_PAUSE
        while self._client:
            await _end_of(self._client)
            if monotonic() - self._client.since > STEADY_SECONDS:
                pause = FIRST_PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            while not await self._renew():
                log.warning("%s Trying again in %g s.", self.problem, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _renew(self) -> bool:
        """The new connection stands before the old one is let go: Slack spreads its requests over both."""
        try:
            old, self._client = self._client, await self._connect()
            self.problem = None
            if old:
                await old.close()
        except Exception as error:  # whatever it is, the supervision goes on
            self.problem = f"Slack is not connected: {error}"
            return False
        return True

    async def _on_request(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._turns.stopping or not isinstance(client, _Client):
            return  # not acknowledged: Slack sends it again, to whoever is there then
        connection = client.current_session
        async with self._turns.flight():
            try:
                asked = AsyncBoltRequest(mode="socket_mode", body=request.payload)
                response = await self._bolt.async_dispatch(asked)
            except Exception:
                log.exception("a request from Slack could not be read")
                return
            outcome = outcome_of(asked)
            try:
                if response.status == 200:
                    await _acknowledge(connection, request.envelope_id, response.body)
            finally:
                self._turns.finish(outcome)


async def _end_of(client: _Client) -> None:
    """Return when the connection has ended, or Slack says that it will."""
    while not client.lost.is_set() and await client.is_connected():
        try:
            async with asyncio.timeout(WATCH_SECONDS):
                await client.lost.wait()
        except TimeoutError:
            continue


async def _acknowledge(connection: ClientWebSocketResponse | None, envelope_id: str, body: str) -> None:
    """On the connection that the request came by; when that is gone, Slack sends it again."""
    payload = f', "payload": {body}' if body.startswith("{") else ""  # JSON already
    try:
        if connection is not None:
            await connection.send_str(f'{{"envelope_id": {json.dumps(envelope_id)}{payload}}}')
    except (ConnectionError, RuntimeError):
        log.info("a connection ended before its acknowledgement; the turn stands")


def _explain(word: str) -> str | None:
    where = "on the app's page, Basic Information → App-Level Tokens"
    if word in LOCKED_OUT:
        return f"Slack does not accept the app token ({word}). Copy it again, {where}: it begins with xapp-."
    if word == "missing_scope":
        return f"The app token lacks the scope connections:write. Make a new one, {where}."
    return None
