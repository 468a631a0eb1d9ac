"""The playground as a chat platform: what the engine asks of it, and its start and end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from filelock import FileLock, Timeout

from bot.adapters.playground import render, shelf
from bot.adapters.playground.journal import Closed, Journal
from bot.adapters.playground.posted import Draft, Kept, circle_of, insiders, owner_of, private_chat
from bot.adapters.playground.room import NobodyThere, Room
from bot.adapters.playground.stage import Persona, Stage
from bot.adapters.playground.translate import PLATFORM, TEXT_MAX
from bot.adapters.playground.turns import Outcome, take_turn
from bot.adapters.playground.web import add_routes
from bot.chat.capabilities import Capabilities
from bot.chat.errors import Offline, Refused, SendError, Unreachable
from bot.chat.events import Sender
from bot.chat.messages import Message, OutgoingFile
from bot.ports import CannotStart, FileStore, Receive, Sent, Standing, Target, ToAccount, ToCircle, Whisper


class Playground:
    """Keeps its chat under `data`. `files` is where the bot's outgoing files rest; `max_upload` is in bytes;
    `allowed_hosts` are the names under which it may be opened from elsewhere, see `guard`."""

    name = PLATFORM
    # Without `modals`: whoever wants their forms step by step gets no button that opens one. Others have them at once.
    capabilities = Capabilities(edits=True, threads=True, circles=True, text_max=TEXT_MAX)

    def __init__(
        self,
        data: Path,
        stage: Stage,
        files: FileStore,
        *,
        max_upload: int = 20_000_000,
        allowed_hosts: Collection[str] = (),
        bot_name: str = "groupmate",
    ) -> None:
        self.room: Room | None = None
        self._data = data
        self._stage = stage
        self._files = files
        self._max_upload = max_upload
        self._allowed_hosts = frozenset(allowed_hosts)
        self._bot_name = bot_name
        self._lock = FileLock(data / "chat.lock", timeout=0)
        self._receive: Receive | None = None
        self._turns = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def problem(self) -> str | None:
        return None if self.room is not None else "The playground is not running."

    def routes(self, app: web.Application) -> None:
        """The page at `/`, everything else under `/playground/`."""
        add_routes(app, self, self._allowed_hosts)

    async def start(self, receive: Receive) -> None:
        """Raises `CannotStart` where another process has the data folder open."""
        self._receive = receive
        self._data.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            raise CannotStart(f"Another groupmate is using {self._data}: stop it, or choose another folder") from None
        journal = await asyncio.to_thread(Journal.open, self._data / "chat.jsonl")
        self.room = Room(self._stage, journal, self._data / "files", self._bot_name, self._max_upload)

    async def stop(self) -> None:
        """Take no more requests; return when the turns in flight are over. What is sent until `close` still arrives."""
        if self.room is not None:
            self.room.stopping = True
            await self._idle.wait()

    async def close(self) -> None:
        """Let go of everything: the pages' streams, the journal, the data folder. Nothing can be sent any more."""
        if self.room is None:
            return
        room, self.room = self.room, None
        room.stopping = room.closed = True
        room.journal.wake()
        try:
            await room.journal.close()
        finally:
            self._lock.release()

    @asynccontextmanager
    async def turn(self, persona: Persona, payload: object, upload: Kept | None) -> AsyncIterator[Outcome]:
        """The outcome, to be handed over in the body; what the turn produced is sent after it. `stop` waits for it.

        Raises `Refusal`, and `Closed` where the playground is not running (any more).
        """
        if self._receive is None or self.room is None or self.room.stopping:
            raise Closed("the playground takes turns only between start and stop")
        self._turns += 1
        self._idle.clear()
        try:
            outcome = await take_turn(self.room, self._receive, persona, payload, upload)
            try:
                yield outcome
            finally:
                outcome.release()
        finally:
            self._turns -= 1
            if self._turns == 0:
                self._idle.set()

    async def send(self, target: Target, message: Message, dedup: str) -> Sent:
        room, key = self._open(), f"bot:{dedup}"
        if (known := room.journal.by_key(key)) is not None:
            return Sent(known.chat, known.id)
        chat, thread, reply_to = await _where(room, target)
        try:
            files = await self._shelve(room, message.files)
            content = render.content(message)
            now = room.stage.clock.now()
            draft = Draft(chat, None, self._bot_name, now, content, files, thread, reply_to)
            posted = await room.journal.post(draft, key)
        except ValueError as error:
            raise Refused(f"this cannot be written down: {error}") from error
        except OSError as error:
            raise SendError(f"the playground's chat could not be written: {error}") from error
        return Sent(posted.chat, posted.id)

    async def edit(self, sent: Sent, message: Message) -> None:
        room = self._open()
        try:
            files = await self._shelve(room, message.files)
            await room.journal.edit(sent.message_id, render.content(message), files, room.stage.clock.now())
        except KeyError:
            raise Refused(f"there is no message {sent.message_id} any more") from None
        except ValueError as error:
            raise Refused(f"this cannot be written down: {error}") from error
        except OSError as error:
            raise SendError(f"the playground's chat could not be written: {error}") from error

    async def inspect(self, chat_id: str) -> Standing:
        """The bot is always there, and hears everything."""
        return Standing("")

    async def find(self, email: str) -> Sender | None:
        """Nobody has to be looked up: whoever is in the programme is in the room."""
        return None

    def private_link(self) -> str | None:
        return None

    async def fetch(self, file_id: str) -> AsyncIterator[bytes]:
        """The contents of a file that was sent to the bot (`FileSent.file_id`). Raises `KeyError`."""
        path = shelf.path_of(self._open().shelf, file_id)
        try:
            handle = await asyncio.to_thread(path.open, "rb")
        except FileNotFoundError:
            raise KeyError(file_id) from None
        with handle:
            while piece := await asyncio.to_thread(handle.read, shelf.PIECE):
                yield piece

    def _open(self) -> Room:
        if self.room is None:
            raise Offline("the playground is not running")
        return self.room

    async def _shelve(self, room: Room, files: tuple[OutgoingFile, ...]) -> tuple[Kept, ...]:
        return tuple([await self._shelve_one(room, file) for file in files])

    async def _shelve_one(self, room: Room, file: OutgoingFile) -> Kept:
        try:
            data = await self._files.get(file.key)
        except KeyError:
            raise Refused(f"the file {file.name!r} is gone from the file store") from None
        return await asyncio.to_thread(shelf.keep_bytes, room.shelf, data, file.name, file.media_type, file.alt)


async def _where(room: Room, target: Target) -> tuple[str, str | None, str | None]:
    """Chat, thread and the message replied to; a thread or message that is gone is left out."""
    if isinstance(target, ToAccount | Whisper):
        await _check_reachable(room, target.account_id)
        return private_chat(target.account_id), None, None
    if isinstance(target, ToCircle):
        for account_id in target.account_ids:
            await _check_reachable(room, account_id)
        return circle_of(target.account_ids), None, None
    if target.chat_id != room.stage.group_chat_id and not insiders(target.chat_id):
        if (owner := owner_of(target.chat_id)) is None:
            raise Refused(f"there is no chat {target.chat_id!r}")
        await _check_reachable(room, owner)
    return target.chat_id, _there(room, target.chat_id, target.thread_id), _there(room, target.chat_id, target.reply_to)


async def _check_reachable(room: Room, account_id: str) -> None:
    try:
        await room.person(account_id)
    except NobodyThere:
        raise Unreachable(f"nobody has the account {account_id!r}") from None


def _there(room: Room, chat_id: str, message_id: str | None) -> str | None:
    posted = room.journal.messages.get(message_id or "")
    return message_id if posted is not None and posted.chat == chat_id and not posted.deleted else None
