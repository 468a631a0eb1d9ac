"""Telegram as a chat platform: what the engine asks of it, and its start and end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web
from telegram import Bot

from bot.adapters.telegram import render
from bot.adapters.telegram.answers import Answers
from bot.adapters.telegram.commands import publish
from bot.adapters.telegram.connect import connect, settle
from bot.adapters.telegram.download import download
from bot.adapters.telegram.polling import Patience, Polling
from bot.adapters.telegram.posting import Posting, as_send_errors, where
from bot.adapters.telegram.standing import standing
from bot.adapters.telegram.translate import translate
from bot.adapters.telegram.webhook import Webhook
from bot.adapters.telegram.words import PLATFORM, Anonymous, Me, Refusal
from bot.chat.capabilities import Capabilities
from bot.chat.commands import CommandLists
from bot.chat.errors import Offline, SendError
from bot.chat.events import Event, Sender
from bot.chat.messages import Message
from bot.ports import CannotStart, Clock, FileStore, Handled, Receive, Sent, Standing, Target, ToChat

log = logging.getLogger(__name__)

NOT_RUNNING = "Telegram is not connected."


@dataclass(frozen=True, slots=True)
class Taken:
    """An update whose turns are over. `stored`: it may be confirmed."""

    stored: bool
    outcomes: tuple[Handled, ...] = ()


@dataclass(slots=True)
class _Session:
    """What lives from `start` to `close`."""

    bot: Bot
    me: Me
    posting: Posting
    answers: Answers
    polling: Polling | None = None
    chores: set[asyncio.Task[None]] = field(default_factory=set)


class Telegram:
    """`files` is where the bot's outgoing files rest; `webhook_url` is where Telegram reaches this server, by https."""

    name = PLATFORM
    capabilities = Capabilities(
        modals=False,
        edits=True,
        threads=True,
        topics=True,
        can_message_first=False,
        text_max=render.TEXT_MAX,
        per_second=30,
        chat_per_second=1,
        group_per_minute=20,
    )

    def __init__(
        self,
        token: str,
        files: FileStore,
        commands: CommandLists,
        clock: Clock,
        *,
        base_url: str,
        base_file_url: str,
        mode: Literal["polling", "webhook"],
        webhook_url: str = "",
        patience: Patience | None = None,
    ) -> None:
        self._token = token
        self._files = files
        self._commands = commands
        self._names = {command.name for listed in commands.values() for command in listed}
        self._clock = clock
        self._urls = (base_url, base_file_url)
        self._mode = mode
        self._webhook_url = webhook_url
        self._patience = patience or Patience()
        self.webhook = Webhook(token, self._turn)
        self._session: _Session | None = None
        self._receive: Receive | None = None
        self._problem: str | None = NOT_RUNNING
        self._turns = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def problem(self) -> str | None:
        polling = self._session.polling if self._session else None
        return self._problem or (polling.problem if polling else None)

    def routes(self, app: web.Application) -> None:
        """In webhook mode, where Telegram calls."""
        if self._mode == "webhook":
            self.webhook.routes(app)

    async def start(self, receive: Receive) -> None:
        await self.close()
        try:
            self._session = await self._connect()
        except (CannotStart, SendError) as error:
            self._problem = str(error)
            raise
        self._problem, self._receive = None, receive
        if self._session.polling is not None:
            self._session.polling.start()
        chore = asyncio.create_task(publish(self._session.bot, self._commands), name="telegram commands")
        self._session.chores.add(chore)

    async def stop(self) -> None:
        session = self._session
        if session is None:
            return
        if session.polling is not None:
            await session.polling.stop()
        self._receive = None
        await self._idle.wait()
        await session.answers.finish()

    async def close(self) -> None:
        session, self._session, self._receive = self._session, None, None
        if session is not None:
            self._problem = NOT_RUNNING
            if session.polling is not None:
                await session.polling.close()
            for chore in session.chores:
                chore.cancel()
            await asyncio.gather(*session.chores, return_exceptions=True)
            await session.bot.shutdown()

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        posting = self._open().posting
        with self._watched():
            return await posting.send(target, message, dedup)

    async def edit(self, sent: Sent, message: Message) -> None:
        posting = self._open().posting
        with self._watched():
            await posting.edit(sent, message)

    def fetch(self, file_id: str) -> AsyncIterator[bytes]:
        """Raises `KeyError` too for what is over the 20 MB that bots may fetch, and `SendError`."""
        return download(self._open().bot, file_id)

    async def inspect(self, chat_id: str) -> Standing:
        bot = self._open().bot
        with as_send_errors(private=False):
            return await standing(bot, where(ToChat(chat_id)).chat)

    async def find(self, email: str) -> Sender | None:
        """Telegram tells no bot anybody's address."""
        return None

    def private_link(self) -> str | None:
        return f"https://t.me/{self._session.me.username}?start=" if self._session else None

    def _open(self) -> _Session:
        if self._session is None:
            raise Offline(self._problem or NOT_RUNNING)
        return self._session

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Whether Telegram can be reached is known best by who tries to."""
        try:
            yield
        except Offline as error:
            self._problem = str(error)
            raise
        self._problem = None

    async def _connect(self) -> _Session:
        webhook_url = self._webhook_url if self._mode == "webhook" else None
        if webhook_url == "":
            raise CannotStart(
                "Put the https address of this server into telegram.webhook_url, or set telegram.mode to polling."
            )
        bot, polls = await connect(self._token, *self._urls)
        try:
            await settle(bot, webhook_url)
        except BaseException:
            await bot.shutdown()
            raise
        posting = Posting(bot, self._files)
        polling = Polling(bot, polls, self._polled, self._patience) if webhook_url is None else None
        return _Session(bot, Me(bot.id, bot.username), posting, Answers(bot, posting), polling)

    async def _polled(self, raw: object) -> bool:
        async with self._turn(raw) as taken:
            return taken is not None and taken.stored

    @asynccontextmanager
    async def _turn(self, raw: object) -> AsyncIterator[Taken | None]:
        """What came of an update, to be confirmed in the body; what its turns produced is sent after it. None when no
        updates are taken (any more). `stop` waits for it."""
        if self._receive is None or self._session is None:
            yield None
            return
        self._turns += 1
        self._idle.clear()
        try:
            taken = await self._take(raw, self._receive, self._session)
            try:
                yield taken
            finally:
                for handled in taken.outcomes:
                    handled.release()
        finally:
            self._turns -= 1
            if self._turns == 0:
                self._idle.set()

    async def _take(self, raw: object, receive: Receive, session: _Session) -> Taken:
        try:
            events = translate(raw, session.me, self._clock.now())
        except Refusal as refusal:
            log.info("an update was ignored: %s", refusal)
            if isinstance(refusal, Anonymous) and refusal.event.name in self._names:
                session.answers.ask_who(refusal.event)
            session.answers.dismiss(raw)
            return Taken(stored=True)
        if not events:
            return Taken(stored=True)
        outcomes = tuple([await _outcome(receive, event) for event in events])
        stored = not any(handled.again for handled in outcomes)
        if stored:
            for event, handled in zip(events, outcomes, strict=True):
                session.answers.give(raw, event, handled)
        return Taken(stored, outcomes)


async def _outcome(receive: Receive, event: Event) -> Handled:
    """Whatever goes wrong is the event's own failure: it must not come again for ever, nor stop the others."""
    try:
        return await receive(event)
    except Exception:
        log.exception("the bot failed on %s", type(event).__name__, extra={"event_id": event.event_id})
        return Handled()
