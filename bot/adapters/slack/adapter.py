"""Slack as a chat platform: what the engine asks of it, and its start and end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from bot.adapters.slack.aftermath import Aftermath
from bot.adapters.slack.api import Api, code
from bot.adapters.slack.errors import LOCKED_OUT
from bot.adapters.slack.files import LARGEST, Files
from bot.adapters.slack.http import Http
from bot.adapters.slack.listen import Identity, make_app
from bot.adapters.slack.manifest import HISTORY, PATH, SCOPES
from bot.adapters.slack.outgoing import Outgoing
from bot.adapters.slack.people import People
from bot.adapters.slack.reading import PLATFORM, Scene, at, part, text
from bot.adapters.slack.render import TEXT_MAX, Render
from bot.adapters.slack.socket import Socket
from bot.adapters.slack.turns import Turns
from bot.chat.capabilities import Capabilities
from bot.chat.errors import Offline, SendError
from bot.chat.events import Sender
from bot.chat.messages import Message
from bot.ports import CannotStart, Clock, FileStore, Receive, Sent, Standing, Target

Mode = Literal["socket", "http"]


@dataclass(frozen=True, slots=True)
class _Live:
    """What exists between `start` and `close`."""

    api: Api
    people: People
    files: Files
    outgoing: Outgoing
    turns: Turns
    carrier: Socket | Http


class Slack:
    """`commands` are the names of the bot's commands, which Slack knows as "/groupmate name". `largest_file` is in
    bytes. Socket Mode needs `app_token`, HTTP mode `signing_secret`."""

    name = PLATFORM
    capabilities = Capabilities(
        modals=True,
        edits=True,
        threads=True,
        whispers=True,
        circles=True,
        can_message_first=True,
        finds_by_email=True,
        text_max=TEXT_MAX,
        chat_per_second=1,
    )

    def __init__(
        self,
        bot_token: str,
        files: FileStore,
        clock: Clock,
        *,
        app_token: str | None,
        signing_secret: str | None,
        base_url: str,
        mode: Mode,
        commands: Collection[str],
        largest_file: int = LARGEST,
    ) -> None:
        self._bot_token = bot_token
        self._store = files
        self._clock = clock
        self._app_token = app_token
        self._signing_secret = signing_secret
        self._base_url = base_url
        self._mode = mode
        self._render = Render(commands)
        self._largest_file = largest_file
        self._live: _Live | None = None

    @property
    def problem(self) -> str | None:
        if self._live is None:
            return "Slack is not connected."
        return self._live.api.trouble or self._live.carrier.problem

    @property
    def refused(self) -> int:
        """Requests over HTTP that were not Slack's."""
        return self._live.carrier.refused if self._live and isinstance(self._live.carrier, Http) else 0

    def routes(self, app: web.Application) -> None:
        """In HTTP mode, the address that the manifest names."""
        if self._mode == "http":
            app.router.add_post(PATH, self._on_http)

    async def start(self, receive: Receive) -> None:
        secret = self._app_token if self._mode == "socket" else self._signing_secret
        if not secret:
            what = "an app token (xapp-…)" if self._mode == "socket" else "the app's signing secret"
            raise CannotStart(f"Slack in mode {self._mode!r} needs {what}, from the app's page, Basic Information.")
        api = Api(self._bot_token, self._base_url)
        try:
            live = self._assemble(api, await _who_am_i(api), receive)
            if isinstance(live.carrier, Socket):
                await live.carrier.start()
        except BaseException:
            await api.close()
            raise
        self._live = live

    async def stop(self) -> None:
        if self._live:
            await self._live.turns.stop()
            if isinstance(self._live.carrier, Socket):
                await self._live.carrier.stop()

    async def close(self) -> None:
        if self._live is None:
            return
        live, self._live = self._live, None
        if isinstance(live.carrier, Socket):
            await live.carrier.stop()
        await live.people.stop()
        await live.api.close()

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        return await self._open().outgoing.send(target, message, dedup)

    async def edit(self, sent: Sent, message: Message) -> None:
        await self._open().outgoing.edit(sent, message)

    def fetch(self, file_id: str) -> AsyncIterator[bytes]:
        """Raises `KeyError` where it is gone, and `SendError`: `Refused` where it is too large."""
        return self._open().files.fetch(file_id)

    async def inspect(self, chat_id: str) -> Standing:
        api = self._open().api
        try:
            channel = part(await api.call("conversations.info", channel=chat_id), "channel")
        except SendError as error:
            if code(error) == "channel_not_found":  # a private channel, seen from outside
                return Standing("", present=False, can_write=False, sees_all=False, missing=_missing(api))
            raise
        present, archived = bool(at(channel, "is_member")), bool(at(channel, "is_archived"))
        return Standing(
            text(channel, "name"),
            present=present,
            can_write=present and not archived,
            sees_all=_hears_channels(api),
            missing=_missing(api),
        )

    async def find(self, email: str) -> Sender | None:
        return await self._open().people.find(email)

    def private_link(self) -> str | None:
        """The bot can write first."""
        return None

    def _open(self) -> _Live:
        if self._live is None:
            raise Offline("Slack is not connected.")
        return self._live

    def _assemble(self, api: Api, identity: Identity, receive: Receive) -> _Live:
        people = People(api, identity.user, identity.team)
        files = Files(api, self._store, self._bot_token, self._base_url, self._largest_file)
        outgoing = Outgoing(api, files, self._render)
        aftermath = Aftermath(api, outgoing, self._render, identity.name)

        def scene() -> Scene:
            hears = _hears_channels(api)
            return Scene(identity.user, self._clock.now(), hears, people.name_of, outgoing.dm_of)

        turns = Turns(receive, people, self._render, aftermath, scene)
        carrier: Socket | Http
        if self._mode == "socket":
            bolt = make_app(api, turns, identity, None)
            carrier = Socket(api, self._app_token or "", bolt, turns)
        else:
            carrier = Http(make_app(api, turns, identity, self._signing_secret), turns)
        return _Live(api, people, files, outgoing, turns, carrier)

    async def _on_http(self, request: web.Request) -> web.StreamResponse:
        if self._live is None or not isinstance(self._live.carrier, Http):
            return web.Response(status=503)
        return await self._live.carrier.handle(request)


async def _who_am_i(api: Api) -> Identity:
    try:
        me = await api.call("auth.test")
    except SendError as error:
        if why := LOCKED_OUT.get(code(error)):
            raise CannotStart(f"Slack does not accept the bot token ({code(error)}): {why}.") from error
        raise
    if not text(me, "bot_id"):
        raise CannotStart("This is not a bot token. Copy the one that begins with xoxb-, from OAuth & Permissions.")
    return Identity(text(me, "team_id"), text(me, "user_id"), text(me, "bot_id"), text(me, "user") or "groupmate")


def _hears_channels(api: Api) -> bool:
    """Taken for granted where Slack did not say what the token may."""
    return not api.scopes or api.scopes >= HISTORY


def _missing(api: Api) -> tuple[str, ...]:
    return tuple(scope for scope in SCOPES if scope not in api.scopes) if api.scopes else ()
