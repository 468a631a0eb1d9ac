"""The server: its address, its life, and everything a test reads and sets."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.servers.slack import file_methods, response_urls
from tests.servers.slack.calls import Call, Fault, Limits
from tests.servers.slack.changes import Found
from tests.servers.slack.outbox import Delivery, Outbox, describe
from tests.servers.slack.people import Person
from tests.servers.slack.rooms import NOTICES, SLACKBOT, Room, group_direct
from tests.servers.slack.signed_http import SignedHttp
from tests.servers.slack.sockets import Sockets
from tests.servers.slack.things import Json, Message
from tests.servers.slack.typed_text import as_shown
from tests.servers.slack.web_api import WebApi
from tests.servers.slack.workspace import Workspace

HOST = "127.0.0.1"
UPLOAD_MAX = 64 * 1024 * 1024


class SlackServer:
    """A workspace with one app, on the loopback; the app's bot is `bot_user_id`."""

    def __init__(
        self,
        bot_token: str = "xoxb-test-1",
        app_token: str = "xapp-test-1",
        signing_secret: str = "a-secret-for-tests",
    ) -> None:
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.space = Workspace(bot_token, app_token, signing_secret)
        self.sockets = Sockets(self.space)
        self.outbox = Outbox(self.space, self.sockets)
        self.api = WebApi(self.space, self.sockets.address)
        self._reserved: socket.socket | None = None
        self._runner: web.AppRunner | None = None
        self._site: web.BaseSite | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        # Bound and never listening: the port stays ours while the server is down, and connections to it are refused.
        self._reserved = socket.socket()
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._reserved.bind((HOST, 0))
        self.port = self._reserved.getsockname()[1]
        self.space.origin = f"http://{HOST}:{self.port}"
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.api.closing.set()
        await self.outbox.close()
        await self.down()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._reserved is not None:
            self._reserved.close()

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=UPLOAD_MAX)
        application.router.add_route("*", "/api/{method}", self.api.handle)
        application.router.add_get("/link/", self.sockets.connect)
        application.router.add_post("/upload/v1/{ticket}", self.api.guarded("upload", file_methods.receive_upload))
        application.router.add_get("/files-pri/{key}/{rest:.+}", self.api.guarded("download", file_methods.download))
        application.router.add_post(
            "/{kind:commands|actions|app}/{key:.+}", self.api.guarded("response_url", response_urls.receive)
        )
        return application

    async def up(self) -> None:
        if self._site is None and self._runner is not None:
            self._site = web.TCPSite(self._runner, HOST, self.port, reuse_port=True)
            await self._site.start()
            self.space.changes.happened()

    async def down(self) -> None:
        """Refuse connections, and cut those there are."""
        if self._site is None or self._runner is None:
            return
        await self._site.stop()
        self._site = None
        await self.sockets.disconnect(warning=False)
        for connection in list(self._runner.server.connections if self._runner.server else []):
            if connection.transport is not None:
                connection.transport.abort()
        self.space.changes.happened()

    @property
    def base_url(self) -> str:
        return f"{self.space.origin}/api/"

    @property
    def bot_user_id(self) -> str:
        return self.space.bot.id

    @property
    def bot_id(self) -> str:
        return self.space.bot_id

    @property
    def team_id(self) -> str:
        return self.space.team_id

    @property
    def app_id(self) -> str:
        return self.space.app_id

    def person(
        self,
        name: str,
        email: str | None = None,
        zone: str = "Etc/UTC",
        locale: str = "en-US",
        guest: str | None = None,
    ) -> Person:
        """Somebody new; `guest` is None, "multi" or "single". Without e-mail they are of another organisation."""
        user = self.space.add_user(name, email=email, zone=zone, locale=locale, guest=guest)
        return Person(self.space, self.outbox, user)

    def channel(self, name: str, private: bool = False) -> Room:
        room = Room(
            self.space, "group" if private else "channel", self.space.new_id("C"), name, SLACKBOT, self.space.now()
        )
        self.space.rooms[room.id] = room
        return room

    def group_dm(self, *people: Person) -> Room:
        """A group DM of these people and the bot."""
        return group_direct(self.space, [person.id for person in people])

    def messages(self, where: Room | Person) -> list[Message]:
        """What was written there by people and the bot, deleted messages included and marked as such."""
        room = where.dm if isinstance(where, Person) else where
        return [message for message in room.history if message.subtype not in NOTICES]

    @staticmethod
    def shown(text: str) -> str:
        """Text as a reader sees it, without Slack's escaping."""
        return as_shown(text)

    @property
    def calls(self) -> list[Call]:
        return self.api.calls

    @property
    def deliveries(self) -> list[Delivery]:
        return self.outbox.deliveries

    @property
    def connections(self) -> int:
        """How many sockets are open."""
        return len(self.sockets.connections)

    @property
    def violations(self) -> list[str]:
        return self.space.violations

    def check(self) -> None:
        """Fail if the app did anything Slack would not accept or only puts up with."""
        assert not self.violations, "\n".join(["The app did not keep to what Slack asks:", *self.violations])

    @property
    def refused_for_pace(self) -> int:
        return self.api.refused_for_pace

    @property
    def limits(self) -> Limits:
        return self.api.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self.api.limits = limits or Limits()

    @property
    def scopes(self) -> set[str]:
        return self.space.scopes

    @scopes.setter
    def scopes(self, scopes: set[str]) -> None:
        self.space.scopes = scopes

    @property
    def trigger_lifetime(self) -> float:
        return self.space.trigger_lifetime

    @trigger_lifetime.setter
    def trigger_lifetime(self, seconds: float) -> None:
        self.space.trigger_lifetime = seconds

    @property
    def ack_within(self) -> float:
        """Seconds until an event that was not acknowledged is sent again."""
        return self.outbox.ack_within

    @ack_within.setter
    def ack_within(self, seconds: float) -> None:
        self.outbox.ack_within = seconds

    @property
    def reply_within(self) -> float:
        """Seconds in which commands and presses are to be acknowledged."""
        return self.outbox.reply_within

    @reply_within.setter
    def reply_within(self, seconds: float) -> None:
        self.outbox.reply_within = seconds

    @property
    def retry_after(self) -> tuple[float, ...]:
        """Seconds before each of the three retries."""
        return self.outbox.retry_after

    @retry_after.setter
    def retry_after(self, seconds: tuple[float, float, float]) -> None:
        self.outbox.retry_after = seconds

    def subscribe(self, *types: str) -> None:
        """Send only these events, named as in a manifest ("message.im" or all of "message"); without any, all."""
        self.outbox.subscribed = set(types) or None

    def fail_next(
        self, method: str, error: str = "", retry_after: int | None = None, times: int = 1, status: int = 200
    ) -> None:
        """Fail calls of a method ("*": any), before anything is done: with an error of the API, or an HTTP status.

        What is no method has a name too: "upload", "download", "response_url".
        """
        assert error or status != 200
        self.api.faults.add(Fault(method, error, status, retry_after, times))

    def lose_answer(self, method: str, times: int = 1) -> None:
        """Do what the call asks, and cut the connection instead of answering."""
        self.api.faults.add(Fault(method, times=times, lost=True))

    def hang(self, method: str, seconds: float, times: int = 1) -> None:
        """Do what the call asks, and answer that much later."""
        self.api.faults.add(Fault(method, times=times, seconds=seconds))

    def revoke(self) -> None:
        """The app was removed from the workspace: no token is good any more."""
        self.space.revoked = True

    def use_http(self, url: str) -> None:
        """From now on, post to this URL instead of using sockets."""
        self.outbox.carrier = SignedHttp(self.space, url)
        self.sockets.retired = True
        self.space.changes.happened()

    async def verify_url(self) -> bool:
        carrier = self.outbox.carrier
        assert isinstance(carrier, SignedHttp), "Say use_http(…) first"
        return await carrier.verify()

    async def disconnect_sockets(self, warning: bool = True) -> None:
        await self.sockets.disconnect(warning)

    def push(self, event: Json) -> Delivery | None:
        """Send this event in a normal envelope, as it stands."""
        return self.outbox.event(event)

    def push_raw(self, payload: Any) -> Delivery:
        """Send this payload as an event's, as it stands."""
        return self.outbox.send("events_api", payload)

    async def redeliver(self, n: int = 1) -> list[Delivery]:
        """Send the last event again: once as each of the retries 1 to n."""
        again = [self.outbox.again(number) for number in range(1, n + 1)]
        return [await self.outbox.finished(delivery) for delivery in again]

    async def settled(self, timeout: float = 30) -> None:
        """Wait until every delivery was acknowledged or, after its retries, given up."""
        await self.until(lambda: not self.outbox.open(), timeout)

    async def until(self, condition: Callable[[], Found], timeout: float = 30) -> Found:
        return await self.space.changes.until(condition, timeout, self._story)

    def _story(self) -> str:
        """The end of what happened, for the reader of a failing test."""
        calls = [
            f"{call.method} {call.status} {call.answer.get('error', 'ok')} {str(call.params)[:200]}"
            for call in self.calls[-8:]
        ]
        waiting = [describe(delivery) for delivery in self.outbox.open()]
        lines = ["Last calls:", *calls, "Not acknowledged:", *waiting, "Violations:", *self.violations]
        return "\n  ".join(lines)
