"""The playground as a chat platform: what the engine asks of it, and its start and end."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path

from aiohttp import web
from filelock import FileLock, Timeout

from bot.adapters.playground import render, shelf
from bot.adapters.playground.journal import Journal
from bot.adapters.playground.posted import Draft, Kept, owner_of, private_chat
from bot.adapters.playground.room import NobodyThere, Room
from bot.adapters.playground.stage import Persona, Stage
from bot.adapters.playground.translate import PLATFORM, TEXT_MAX
from bot.adapters.playground.turns import Outcome, take_turn
from bot.adapters.playground.web import add_routes
from bot.chat.capabilities import Capabilities
from bot.chat.errors import Refused, SendError, Unreachable
from bot.chat.messages import Message, OutgoingFile
from bot.ports import CannotStart, FileStore, Receive, Sent, Target, ToAccount


class Playground:
    """Keeps its chat under `data`. `files` is where the bot's outgoing files rest; `max_upload` is in bytes;
    `allowed_hosts` are the names, beside those of this machine, under which the page may be served."""

    name = PLATFORM
    capabilities = Capabilities(modals=True, edits=True, threads=True, command_prefix="/", text_max=TEXT_MAX)

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
        if self.room is None:
            return
        room, self.room.closed = self.room, True
        room.journal.wake()
        await self._idle.wait()
        await room.journal.close()
        self.room = None
        self._lock.release()

    async def take_turn(self, persona: Persona, payload: object, upload: Kept | None) -> Outcome:
        """Raises `Refusal`. Every call is followed by `turn_done`, once the outcome was handed over."""
        self._turns += 1
        self._idle.clear()
        if self._receive is None or self.room is None:
            raise RuntimeError("the playground takes turns only between start and stop")
        return await take_turn(self.room, self._receive, persona, payload, upload)

    def turn_done(self) -> None:
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
        except OSError as error:
            raise SendError(f"the playground's chat could not be written: {error}") from error

    async def fetch(self, file_id: str) -> bytes:
        """The contents of a file that was sent to the bot (`FileSent.file_id`). Raises `KeyError`."""
        path = shelf.path_of(self._open().shelf, file_id)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            raise KeyError(file_id) from None

    def _open(self) -> Room:
        if self.room is None:
            raise SendError("the playground is not running")
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
    if isinstance(target, ToAccount):
        await _check_reachable(room, target.account_id)
        return private_chat(target.account_id), None, None
    if target.chat_id != room.stage.group_chat_id:
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
